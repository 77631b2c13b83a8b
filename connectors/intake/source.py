"""Several given paths as one Source. One that cannot be opened never keeps its siblings out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from archiver.errors import SourceError
from connectors.base import Member
from connectors.intake.entries import Archive, Ledger
from connectors.intake.folders import Folder, SingleFile
from connectors.intake.limits import DEFAULT_LIMITS, Limits
from connectors.intake.paths import is_junk, natural_key, shown
from connectors.intake.zips import NotAZip, Zip

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")


def open_source(paths: Sequence[Path], limits: Limits = DEFAULT_LIMITS) -> OpenedSource:
    """The given zips, folders and files as one tree; a folder that holds nothing but zips counts as those zips.

    Raises SourceError when a path does not exist or cannot be looked at. A zip that cannot be read is in `refused`.
    Close the result, or use it in a `with`."""
    ledger = Ledger(limits)
    archives: list[tuple[str, Archive]] = []
    names: set[str] = set()
    seen: set[Path] = set()
    for given in paths:
        target, inside = _expand(given)
        for path in inside:
            # The name under which it was given, where the thing itself was: whoever seals it knows it by that.
            name = unique((given.name if path == target else path.name) or path.name or str(path), names)
            if path in seen:
                ledger.refuse(name, "", "given twice")
                continue
            seen.add(path)
            archive = _open(path, name, ledger)
            if archive is not None:
                archives.append((name, archive))
    return OpenedSource(archives, ledger, given=[path.name or str(path) for path in paths])


class OpenedSource:
    """A Source over opened archives. Members of two archives may share a path: they are two files, told apart by
    `Member.archive`."""

    def __init__(self, archives: Sequence[tuple[str, Archive]], ledger: Ledger, *, given: Sequence[str]) -> None:
        self._archives = dict(archives)
        self._ledger = ledger
        self._given = given
        order = {name: index for index, (name, _) in enumerate(archives)}
        members = [
            Member(path=path, archive=name, size=size) for name, archive in archives for path, size in archive.entries()
        ]
        members.sort(key=lambda member: (natural_key(member.path), member.path, order[member.archive]))
        self._members = tuple(members)

    @property
    def name(self) -> str:
        """What was given, for a report: the first base name, and how many others."""
        first = shown(self._given[0]) if self._given else ""
        return first if len(self._given) < 2 else f"{first} and {len(self._given) - 1} more"

    @property
    def members(self) -> Sequence[Member]:
        return self._members

    @property
    def refused(self) -> Sequence[tuple[str, str]]:
        return self._ledger.refused

    @property
    def ignored(self) -> int:
        """How many entries are a desktop's own leavings (`__MACOSX`, `.DS_Store`) and no part of the export."""
        return self._ledger.ignored

    def open(self, member: Member) -> BinaryIO:
        return self._archives[member.archive].open(member.path)

    def close(self) -> None:
        """Let go of the zips, once their streams are closed."""
        for archive in self._archives.values():
            archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _expand(given: Path) -> tuple[Path, list[Path]]:
    """The path resolved, and what to open: itself or, for a folder of nothing but zips, those in natural order."""
    try:
        path = given.resolve(strict=True)
        if not path.is_dir():
            return path, [path]
        inside = [entry for entry in path.iterdir() if not is_junk(entry.name)]
    except (OSError, RuntimeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it cannot be looked at"
        raise SourceError(f"{shown(str(given))} cannot be opened: {reason}", path=str(given)) from error
    zips = [entry for entry in inside if entry.suffix.lower() == ".zip" and entry.is_file() and not entry.is_symlink()]
    if not zips or len(zips) != len(inside):
        return path, [path]
    return path, sorted(zips, key=lambda entry: natural_key(entry.name))


def unique(name: str, names: set[str]) -> str:
    """The name an archive goes by: a second one of the same name gets a number."""
    candidate, number = name, 1
    while candidate in names:
        number += 1
        candidate = f"{name} ({number})"
    names.add(candidate)
    return candidate


def _open(path: Path, name: str, ledger: Ledger) -> Archive | None:
    try:
        if path.is_dir():
            return Folder(path, archive=name, ledger=ledger)
        if not path.is_file():
            ledger.refuse(name, "", "a device, pipe or socket, not a file")
            return None
        with path.open("rb") as file:
            magic = file.read(4)
        if magic not in ZIP_MAGIC and path.suffix.lower() != ".zip":
            return SingleFile(path, archive=name, ledger=ledger)
        return Zip(path, archive=name, ledger=ledger)
    except NotAZip as error:
        ledger.refuse(name, "", str(error))
    except OSError as error:
        ledger.refuse(name, "", f"cannot be read: {error.strerror or 'input error'}")
    return None
