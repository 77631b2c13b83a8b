"""A folder, or a single file, read where it lies. Links are never followed: each is refused and named.

Opening walks down from the folder's own descriptor, one name at a time and without following links, so that a folder
that is changed meanwhile cannot lead the reader out of it.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from archiver.errors import SourceError
from connectors.intake.entries import Ledger
from connectors.intake.paths import shown
from connectors.intake.streams import bounded

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: a pipe put in a file's place must not make the import wait for a writer.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Folder:
    """A given folder as an archive."""

    def __init__(self, root: Path, *, archive: str, ledger: Ledger) -> None:
        self._root = root
        self._archive = archive
        self._ledger = ledger
        self._files: dict[str, tuple[str, int]] = {}
        self._taken: set[str] = set()
        self._walk()

    def entries(self) -> list[tuple[str, int]]:
        return [(path, size) for path, (_, size) in self._files.items()]

    def open(self, path: str) -> BinaryIO:
        real, _ = self._files[path]
        *folders, name = real.split("/")
        try:
            here = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                for folder in folders:
                    below = os.open(folder, _DIRECTORY, dir_fd=here)
                    os.close(here)
                    here = below
                return _stream(os.open(name, _FILE, dir_fd=here), path)
            finally:
                os.close(here)
        except OSError as error:
            raise SourceError(
                f"{shown(path)} cannot be opened: {error.strerror or 'input error'}", path=path
            ) from error

    def close(self) -> None:
        """Nothing stays open between reads."""

    def _walk(self) -> None:
        pending = [""]
        while pending:
            below = pending.pop()
            try:
                with os.scandir(self._root / below) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
            except OSError as error:
                self._refuse(below, f"cannot be listed: {error.strerror or 'input error'}")
                continue
            for entry in entries:
                real = f"{below}/{entry.name}" if below else entry.name
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError as error:
                    self._refuse(real, f"cannot be looked at: {error.strerror or 'input error'}")
                    continue
                if stat.S_ISLNK(status.st_mode):
                    self._refuse(real, "a link, not a file")
                elif stat.S_ISDIR(status.st_mode):
                    if real.count("/") + 1 >= self._ledger.limits.depth:
                        self._refuse(real, f"more than {self._ledger.limits.depth} folders deep")
                    else:
                        pending.append(real)
                elif not stat.S_ISREG(status.st_mode):
                    self._refuse(real, "a device, pipe or socket, not a file")
                else:
                    path = self._ledger.admit(self._archive, real, status.st_size, self._taken)
                    if path is not None:
                        self._files[path] = (real, status.st_size)

    def _refuse(self, real: str, reason: str) -> None:
        self._ledger.refuse(self._archive, real, reason)


class SingleFile:
    """A given file as an archive of one entry. The operator named it, so a link to it is followed."""

    def __init__(self, path: Path, *, archive: str, ledger: Ledger) -> None:
        self._path = path
        size = path.stat().st_size
        name = ledger.admit(archive, path.name, size, set())
        self._entries = [] if name is None else [(name, size)]

    def entries(self) -> list[tuple[str, int]]:
        return self._entries

    def open(self, path: str) -> BinaryIO:
        try:
            return _stream(os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), path)
        except OSError as error:
            raise SourceError(
                f"{shown(path)} cannot be opened: {error.strerror or 'input error'}", path=path
            ) from error

    def close(self) -> None:
        """Nothing stays open between reads."""


def _stream(descriptor: int, path: str) -> BinaryIO:
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise SourceError(f"{shown(path)} is no longer a regular file", path=path)
        # The size of this moment is the bound: a file that someone still writes to is read to where it was.
        inner = os.fdopen(descriptor, "rb", buffering=0)
    except BaseException:
        os.close(descriptor)
        raise
    return bounded(inner, path=path, size=status.st_size)
