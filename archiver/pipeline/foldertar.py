"""A folder as one stream, so that an export given as a folder is sealed as one original and no clear copy is made.

A plain tar in a stable order, without owners or times: the same folder gives the same bytes. Links and devices are left
out, as they are when the folder is read.
"""

from __future__ import annotations

import os
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archiver.errors import SourceError

_CHUNK = 1 << 20


class FolderTar:
    """Readable once, from start to end."""

    def __init__(self, folder: Path) -> None:
        self._chunks = _chunks(folder)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; all that is left when negative; b"" at the end."""
        pieces = [self._rest]
        have = len(self._rest)
        while size < 0 or have < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            pieces.append(chunk)
            have += len(chunk)
        whole = b"".join(pieces)
        if size < 0:
            self._rest = b""
            return whole
        self._rest = whole[size:]
        return whole[:size]


def _chunks(folder: Path) -> Iterator[bytes]:
    for path in _files(folder):
        try:
            # A pipe put in a file's place would wait for ever.
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise _unreadable(path, folder, error) from error
        with os.fdopen(handle, "rb") as stream:
            info = tarfile.TarInfo(path.relative_to(folder).as_posix())
            info.size = os.fstat(handle).st_size
            yield info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
            left = info.size
            while left and (chunk := _read(stream, min(_CHUNK, left), path, folder)):
                left -= len(chunk)
                yield chunk
            if left:
                raise SourceError("a file grew shorter while it was read", path=info.name)
            yield b"\0" * (-info.size % tarfile.BLOCKSIZE)
    yield b"\0" * (2 * tarfile.BLOCKSIZE)


def _read(stream: BinaryIO, size: int, path: Path, folder: Path) -> bytes:
    try:
        return stream.read(size)
    except OSError as error:
        raise _unreadable(path, folder, error) from error


def _unreadable(path: Path, folder: Path, error: OSError) -> SourceError:
    place = path.relative_to(folder).as_posix()
    return SourceError(f"a file of the folder cannot be read: {error.strerror or type(error).__name__}", path=place)


def _files(folder: Path) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        # os.walk passes over what it may not look into: half a folder would be sealed as the whole.
        raise _unreadable(Path(error.filename), folder, error) from error

    for place, folders, files in os.walk(folder, followlinks=False, onerror=refused):
        folders.sort()
        for name in sorted(files):
            path = Path(place, name)
            if stat.S_ISREG(path.lstat().st_mode):
                yield path
