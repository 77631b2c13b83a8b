"""The check of files: there, of their size, of their digest, and nothing else beside them. It only reads.

The quick depth looks at names and sizes; the full depth reads every byte, within a budget, and says where it stopped so
that the next check goes on from there.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import IntegrityError
from archiver.integrity.findings import Finding, FindingKind, HeldFile
from archiver.vault.durable import PART_SUFFIX
from archiver.vault.pack import Member, digest_of, members, named_digest
from archiver.vault.places import OPEN, inside

_ORIGINAL = re.compile(r"originals/[^/]+/([0-9]{4}|open/[^/]+)/[0-9a-f]{6,16}-[0-9a-f]{32}[.a-z0-9]*\.age")
_CONTAINER = re.compile(r"originals/[^/]+/[0-9]{4}/[0-9]{4}[A-Za-z0-9._-]*\.tar")
_OURS = re.compile(
    r"archive\.db(-wal|-shm|-journal)?|\.lock"
    r"|proof/(manifest-sha256\.txt|signing-key\.pem|heads/[0-9]{8}\.(json|tsr|tsr-unread))"
)


def not_held(path: str) -> bool:
    """What lies in an archive without being listed: the database, the lock, and proof, checked by its own means."""
    return _OURS.fullmatch(path) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The plain file (relative) that holds something, how many bytes of it, and where inside when it is a container."""

    path: str
    size: int
    member: Member | None = None


class FileCheck:
    """One pass over the files of the archive at `archive`. Findings gather in `findings`, figures in `checked`."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self.findings: list[Finding] = []
        self.checked: Counter[str] = Counter()
        self._containers: dict[str, dict[str, Member] | None] = {}
        self._whole: set[str] = set()
        self._suspect: set[str] = set()

    def look(self, held: Iterable[HeldFile], *, aside: Callable[[str], bool]) -> None:
        """Existence and size of all that is held, then whatever is there that is not held and not `aside`."""
        expected: set[str] = set()
        for one in held:
            self.checked["files"] += 1
            expected.add(one.file)
            place = self._place(one)
            if place is None:
                self._suspect.add(one.path)
                continue
            expected.add(place.path)
            if place.size != one.size:
                self._suspect.add(one.path)
                self._report(FindingKind.SIZE_MISMATCH, one, f"{place.size} bytes instead of {one.size}")
        for path, is_link in self._walk(self.archive):
            if path not in expected and not aside(path):
                self.findings.append(self._unexpected(path, is_link))

    def read(self, held: Iterable[HeldFile], *, start_after: str, keep_on: Callable[[], bool]) -> str:
        """Re-hash what is held, in order of paths behind `start_after`, until `keep_on` says no. Call `look` before.

        The path to go on from next time; empty when the end was reached. Reads one file at least, so that checks with
        however small a budget come round in the end.
        """
        # A container comes before its members ('#' sorts low), so that one reading serves them all.
        done = ""
        for one in sorted(held, key=lambda one: one.path):
            if one.path <= start_after or one.path in self._suspect:
                continue
            if done and not keep_on():
                return done
            done = one.path
            self._rehash(one)
        return ""

    def _rehash(self, one: HeldFile) -> None:
        if one.is_member and one.file in self._whole:
            # The container's bytes are those it was packed with, each member then proved against its name.
            found = named_digest(one.path.partition("#")[2])
            wanted = one.sha256[: len(found)]
        else:
            digest = self._read_digest(one)
            if digest is None:
                return
            found, wanted = digest, one.sha256
        self.checked["rehashed"] += 1
        if found != wanted:
            self._report(FindingKind.DIGEST_MISMATCH, one, "its bytes are not those that were written down")
        elif not one.is_member:
            self._whole.add(one.path)

    def _read_digest(self, one: HeldFile, *, again: bool = True) -> str | None:
        place = self._place(one)
        if place is None:
            return None
        try:
            return self._digest(place.path, place.member)
        except FileNotFoundError:
            # A run that goes on beside this check packed it in this moment; it is looked for once more.
            if again:
                return self._read_digest(one, again=False)
            self._report(FindingKind.FILE_MISSING, one, "it is gone")
        except OSError as error:
            self._report(FindingKind.FILE_UNREADABLE, one, error.strerror or "it cannot be read")
        return None

    def _place(self, one: HeldFile) -> _Place | None:
        """Where it lies; None, reported, when it is not there as a plain file."""
        if one.is_member:
            loose = _loose(one)
            size = self._plain_size(loose, one, quiet=True)
            if size is not None:
                return _Place(path=loose, size=size)
        size = self._plain_size(one.file, one)
        if size is None:
            return None
        if not one.is_member:
            return _Place(path=one.file, size=size)
        listing = self._listing(one)
        member = listing.get(one.path.partition("#")[2]) if listing is not None else None
        if member is None:
            why = "its container is damaged" if listing is None else "its container does not hold it"
            self._report(FindingKind.FILE_MISSING, one, why)
            return None
        return _Place(path=one.file, size=member.size, member=member)

    def _listing(self, one: HeldFile) -> dict[str, Member] | None:
        if one.file not in self._containers:
            try:
                self._containers[one.file] = members(self.archive / one.file)
            except (IntegrityError, OSError):
                self._containers[one.file] = None
                detail = "the container is damaged or cut short"
                self.findings.append(Finding(kind=FindingKind.DIGEST_MISMATCH, path=one.file, detail=detail))
        return self._containers[one.file]

    def _plain_size(self, path: str, one: HeldFile, *, quiet: bool = False) -> int | None:
        try:
            if any(part in ("", ".", "..") for part in path.split("/")):
                raise IntegrityError("not a path inside the archive")
            state = inside(self.archive, *path.split("/")).lstat()
            if stat.S_ISREG(state.st_mode):
                return state.st_size
            problem, kind = "it is no longer a plain file", FindingKind.FILE_UNREADABLE
        except (FileNotFoundError, NotADirectoryError):
            problem, kind = "it is gone", FindingKind.FILE_MISSING
        except IntegrityError:
            problem, kind = "its path leaves the archive, or a symbolic link stands in it", FindingKind.FILE_MISSING
        except OSError as error:
            problem, kind = error.strerror or "it cannot be read", FindingKind.FILE_UNREADABLE
        if not quiet and one.path not in self._suspect:
            self._report(kind, one, problem)
        return None

    def _digest(self, path: str, member: Member | None) -> str:
        place = self.archive / path
        digest = digest_of(place, member)
        self.checked["bytes"] += member.size if member else place.lstat().st_size
        return digest

    def _walk(self, folder: Path) -> Iterator[tuple[str, bool]]:
        """Every entry that is no folder, relative to the archive, and whether it is a symbolic link."""
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            path = folder.relative_to(self.archive).as_posix()
            detail = error.strerror or "the folder cannot be read"
            self.findings.append(Finding(kind=FindingKind.FILE_UNREADABLE, path=path, detail=detail))
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(Path(entry.path))
            else:
                yield Path(entry.path).relative_to(self.archive).as_posix(), entry.is_symlink()

    def _unexpected(self, path: str, is_link: bool) -> Finding:
        name = path.rpartition("/")[2]
        if is_link:
            kind, detail = FindingKind.FILE_UNEXPECTED, "a symbolic link that the archive did not make"
        elif name.startswith(".") and name.endswith(PART_SUFFIX):
            kind, detail = FindingKind.LEFT_OVER, "half-written by a run that was killed; the next run removes it"
        elif self._is_original(path, name):
            kind, detail = FindingKind.UNCLAIMED, "sealed, but no row names it; run again, or import that export again"
        else:
            kind, detail = FindingKind.FILE_UNEXPECTED, "a file that the archive did not write down"
        return Finding(kind=kind, path=path, detail=detail)

    def _is_original(self, path: str, name: str) -> bool:
        """Whether it is what the vault writes, where it writes it, and whole."""
        try:
            if _ORIGINAL.fullmatch(path):
                return self._digest(path, None).startswith(named_digest(name))
            return _CONTAINER.fullmatch(path) is not None and all(
                self._digest(path, member).startswith(named_digest(inner))
                for inner, member in members(self.archive / path).items()
            )
        except (OSError, IntegrityError):
            return False

    def _report(self, kind: FindingKind, one: HeldFile, detail: str) -> None:
        self.findings.append(Finding(kind=kind, path=one.path, record=one.record, detail=detail))


def _loose(one: HeldFile) -> str:
    """Where a member lies until its run is packed."""
    folder, _, run = one.file.removesuffix(".tar").rpartition("/")
    return f"{folder.rpartition('/')[0]}/{OPEN}/{run}/{one.path.partition('#')[2]}"
