"""Files that are either whole or absent, and disk refusals turned into words an operator can act on.

A file is written beside its final place, flushed, fsynced, renamed, and its folder fsynced, in that order. What a
killed process leaves behind is named `.<random>.part` and nothing else: to be told from a record, and swept away.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets as random_source
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from archiver.errors import StorageError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_REFUSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
PART_SUFFIX = ".part"


@contextlib.contextmanager
def storage(doing: str, path: Path) -> Iterator[None]:
    """Turn an OSError inside into a StorageError that says what was being done, where, and what is wrong."""
    try:
        yield
    except OSError as error:
        raise storage_error(doing, path, error) from error


def storage_error(doing: str, path: Path, error: OSError) -> StorageError:
    """The StorageError for what the disk refused."""
    return StorageError(f"{doing} {path}: {_reason(error)}")


def _reason(error: OSError) -> str:
    if error.errno in _FULL:
        return "the disk is full; what was kept before is safe, make room and run again"
    if error.errno in _REFUSED:
        return "the folder cannot be written; check its owner, its mode and whether the disk is mounted read-only"
    if error.errno == errno.ENOENT:
        return "it is not there"
    return error.strerror or type(error).__name__


def fsync_folder(folder: Path) -> None:
    """Make the folder's entries (a rename, a removal) survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folders(folder: Path, *, mode: int = 0o750) -> None:
    """Create the folder and the missing ones above it, each durable in its parent before the next is made."""
    missing = []
    current = folder
    while not current.exists():
        missing.append(current)
        current = current.parent
    for path in reversed(missing):
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=mode)
        fsync_folder(path.parent)


class PartFile:
    """A file in the making, in the folder where it will stay. Leaving the `with` block unpublished removes it."""

    def __init__(self, folder: Path, *, mode: int = 0o440) -> None:
        self.folder = folder
        self.path = folder / f".{random_source.token_hex(8)}{PART_SUFFIX}"
        self._mode = mode
        self._published = False
        self.stream: BinaryIO

    def __enter__(self) -> Self:
        # Writable while it grows; the final mode comes just before it gets its name.
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        self.stream = os.fdopen(handle, "w+b")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stream.close()
        except OSError:
            # A full disk refuses the last flush again; only a published file may not lose that message.
            if self._published:
                raise
        finally:
            if not self._published:
                with contextlib.suppress(OSError):
                    self.path.unlink()

    def publish(self, name: str, *, replace: bool = False) -> Path:
        """Give the finished file its name. Raises FileExistsError when it is taken, unless `replace`."""
        target = self.folder / name
        self.stream.flush()
        os.fchmod(self.stream.fileno(), self._mode)
        os.fsync(self.stream.fileno())
        if replace:
            self.path.replace(target)
        else:
            self._take(target)
        self._published = True
        fsync_folder(self.folder)
        return target

    def _take(self, target: Path) -> None:
        # link refuses an existing name where rename would silently replace it.
        try:
            os.link(self.path, target, follow_symlinks=False)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS) or target.exists():
                raise
            # Some network shares know no hard links.
            self.path.rename(target)
        else:
            self.path.unlink()


def write_whole(path: Path, content: bytes, *, mode: int = 0o640, replace: bool = True) -> None:
    """Write a small file in one atomic, durable step. Raises StorageError; FileExistsError without `replace`."""
    try:
        make_folders(path.parent)
        with PartFile(path.parent, mode=mode) as part:
            part.stream.write(content)
            part.publish(path.name, replace=replace)
    except FileExistsError:
        raise
    except OSError as error:
        raise storage_error("writing", path, error) from error


def sweep_parts(folder: Path) -> int:
    """Remove what a killed process left half-written directly in `folder`; how many. Call it under the lock."""
    swept = 0
    with storage("tidying", folder):
        for path in folder.glob(f".*{PART_SUFFIX}"):
            if stat.S_ISREG(path.lstat().st_mode):
                path.unlink()
                swept += 1
    return swept
