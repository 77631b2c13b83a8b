"""A backup's snapshot on disk: a whole archive in a folder of its own, usable without this program.

    <backups>/20260601T131500Z/
        archive/...              every file of the archive, the database as a consistent copy
        archiver.toml            the configuration, which holds no secrets
        manifest-sha256.txt      every file with its digest: sha256sum -c manifest-sha256.txt
        backup.json              when, of what, and what the next backup needs to know to copy only what changed

Unchanged files are hard links to the snapshot before, never to the living archive: damage there must not reach here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from archiver.errors import IntegrityError, StorageError
from archiver.model.digest import sha256_hex
from archiver.vault.durable import fsync_folder, make_folders, storage, storage_error, write_whole

FORMAT = "archiver-backup-1"
MANIFEST, ABOUT, UNFINISHED = "manifest-sha256.txt", "backup.json", ".part"
ARCHIVE, CONFIG, SECRETS = "archive", "archiver.toml", "secrets/archiver.key"
SQLITE, DUMP = "archive/archive.db", "database.dump"
_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of a snapshot: what it is, and the time of its original (nanoseconds), by which a change is noticed."""

    sha256: str
    size: int
    mtime_ns: int


@dataclass(slots=True)
class Snapshot:
    """A snapshot, being made or finished. `entries` by path inside it."""

    folder: Path
    made: dt.datetime
    software: str
    database: str
    with_secrets: bool = False
    entries: dict[str, Entry] = field(default_factory=dict)
    linked: int = 0
    copied_bytes: int = 0

    @property
    def name(self) -> str:
        """Its folder's final name."""
        return self.folder.name.removesuffix(UNFINISHED)

    def manifest(self) -> bytes:
        """Every file with its digest, in the form of sha256sum."""
        return "".join(f"{self.entries[path].sha256}  {path}\n" for path in sorted(self.entries)).encode()

    def put(self, source: Path, path: str, before: Snapshot | None, *, mode: int = 0o440) -> Entry:
        """Take a file in: linked to the snapshot before when it did not change since, copied and hashed otherwise.

        Raises StorageError, which names the file that could not be read or written."""
        target = self.folder / path
        try:
            make_folders(target.parent, mode=0o700)
            state = source.stat()
            old = before.entries.get(path) if before else None
            if old and before and (old.size, old.mtime_ns) == (state.st_size, state.st_mtime_ns):
                with contextlib.suppress(OSError):
                    # Some network shares know no hard links; then it is copied.
                    os.link(before.folder / path, target, follow_symlinks=False)
                    self.linked += 1
                    self.entries[path] = old
                    return old
            digest = copy(source, target, mode=mode)
        except OSError as error:
            raise storage_error("backing up", source, error) from error
        self.copied_bytes += state.st_size
        entry = Entry(sha256=digest, size=state.st_size, mtime_ns=state.st_mtime_ns)
        self.entries[path] = entry
        return entry

    def add(self, path: str) -> None:
        """List a file that was written straight into the snapshot."""
        place = self.folder / path
        with storage("reading", place), place.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            self.entries[path] = Entry(sha256=digest, size=stream.tell(), mtime_ns=0)
            self.copied_bytes += stream.tell()

    def finish(self) -> Path:
        """Make it durable and give it its name: before this it is nothing. Returns the finished folder."""
        manifest = self.manifest()
        write_whole(self.folder / MANIFEST, manifest, mode=0o440)
        about = {
            "format": FORMAT,
            "made": self.made.isoformat(),
            "software": self.software,
            "database": self.database,
            "with_secrets": self.with_secrets,
            "manifest_sha256": sha256_hex(manifest),
            "times": {path: entry.mtime_ns for path, entry in sorted(self.entries.items())},
            "sizes": {path: entry.size for path, entry in sorted(self.entries.items())},
        }
        write_whole(self.folder / ABOUT, json.dumps(about, ensure_ascii=False).encode() + b"\n", mode=0o440)
        final = self.folder.with_name(self.name)
        with storage("finishing", final):
            for root, _, _ in os.walk(self.folder):
                fsync_folder(Path(root))
            self.folder.rename(final)
            fsync_folder(final.parent)
        self.folder = final
        return final


def copy(source: Path, target: Path, *, mode: int = 0o440) -> str:
    """Copy a plain file, durable on return; its SHA-256. Its time goes with it. Raises OSError."""
    digest = hashlib.sha256()
    handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    out = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "rb") as reading, os.fdopen(out, "wb") as writing:
        while chunk := reading.read(_CHUNK):
            digest.update(chunk)
            writing.write(chunk)
        writing.flush()
        os.fchmod(writing.fileno(), mode)
        os.fsync(writing.fileno())
        state = os.fstat(reading.fileno())
    os.utime(target, ns=(state.st_atime_ns, state.st_mtime_ns))
    return digest.hexdigest()


def names(backups: Path) -> tuple[str, ...]:
    """The finished snapshots, oldest first."""
    with storage("reading", backups):
        if not backups.is_dir():
            return ()
        return tuple(sorted(path.name for path in backups.iterdir() if _NAME.fullmatch(path.name) and path.is_dir()))


def read(folder: Path) -> Snapshot:
    """A finished snapshot as it describes itself. Raises IntegrityError when it cannot be believed."""
    try:
        about: dict[str, Any] = json.loads((folder / ABOUT).read_bytes())
        manifest = (folder / MANIFEST).read_bytes()
        if about["format"] != FORMAT or sha256_hex(manifest) != about["manifest_sha256"]:
            raise ValueError
        entries = {}
        for line in manifest.decode().splitlines():
            found = _LINE.fullmatch(line)
            if found is None or not is_inside(found[2]):
                raise ValueError
            path = found[2]
            entries[path] = Entry(sha256=found[1], size=int(about["sizes"][path]), mtime_ns=int(about["times"][path]))
        return Snapshot(
            folder=folder,
            made=dt.datetime.fromisoformat(about["made"]),
            software=str(about["software"]),
            database=str(about["database"]),
            with_secrets=bool(about["with_secrets"]),
            entries=entries,
        )
    except OSError as error:
        raise StorageError(
            f"{folder}: this backup cannot be read ({error.strerror or type(error).__name__})"
        ) from error
    except (ValueError, KeyError, TypeError):
        raise IntegrityError(f"{folder}: this is no backup of the archiver, or its manifest is damaged") from None


def is_inside(path: str) -> bool:
    """Whether a path stays below the folder it is relative to."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not PurePosixPath(path).is_absolute() and ".." not in parts and "\\" not in path


def sweep(backups: Path) -> int:
    """Remove snapshots that were never finished; how many."""
    swept = 0
    with storage("tidying", backups):
        for path in backups.glob(f"*{UNFINISHED}"):
            if _NAME.fullmatch(path.name.removesuffix(UNFINISHED)) and path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
                swept += 1
    return swept


def prune(backups: Path, keep: int, *, made: str) -> tuple[str, ...]:
    """Remove all but the newest `keep` snapshots; the names removed. The one that was just `made` stays in any case: under a
    clock that was put back it is not the newest by name."""
    gone = tuple(name for name in names(backups)[:-keep] if name != made) if keep else ()
    with storage("removing old backups in", backups):
        for name in gone:
            # Renamed first: a removal that is broken off leaves no half snapshot under a finished one's name.
            place = backups / f"{name}{UNFINISHED}"
            (backups / name).rename(place)
            shutil.rmtree(place)
    return gone


def damaged(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """(path, what is wrong) of every file that is not what the manifest says. Reads everything."""
    for path, entry in sorted(snapshot.entries.items()):
        try:
            with (snapshot.folder / path).open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != entry.sha256:
                    yield path, "its bytes are not those that were backed up"
        except OSError as error:
            yield path, error.strerror or type(error).__name__
