"""An export opened from streams that live in memory: sealed originals that were opened, never on disk in clear.

The same tree as `open_source` gives for the files themselves: a zip, a single file, or a folder that was sealed as a tar.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from connectors.intake.entries import Archive, Ledger
from connectors.intake.limits import DEFAULT_LIMITS, Limits
from connectors.intake.paths import natural_key
from connectors.intake.source import ZIP_MAGIC, OpenedSource, unique
from connectors.intake.streams import bounded
from connectors.intake.zips import NotAZip, Zip


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One file or folder as it was given to an import: its base name, its bytes (a folder's as a plain tar), seekable."""

    name: str
    stream: BinaryIO
    is_folder: bool = False


def open_streams(given: Sequence[Given], limits: Limits = DEFAULT_LIMITS) -> OpenedSource:
    """The given streams as one tree. What cannot be read is in `refused`. The streams stay the caller's to close, after the
    source."""
    ledger = Ledger(limits)
    archives: list[tuple[str, Archive]] = []
    names: set[str] = set()
    for item in given:
        parts = _inside(item) if item.is_folder else [(item.name, item.stream)]
        for inner, stream in parts if parts is not None else ():
            name = unique(inner, names)
            archive = _open(stream, inner, name, ledger)
            if archive is not None:
                archives.append((name, archive))
        if parts is None:
            name = unique(item.name, names)
            archives.append((name, _Folder(item.stream, archive=name, ledger=ledger)))
    return OpenedSource(archives, ledger, given=[item.name for item in given])


def _inside(item: Given) -> list[tuple[str, BinaryIO]] | None:
    """The zips of a folder that holds nothing else, in natural order; None when it holds other files too."""
    found = _members(item.stream)
    if not found or any("/" in name or not name.lower().endswith(".zip") for name, _, _ in found):
        return None
    found.sort(key=lambda member: natural_key(member[0]))
    return [(name, cast(BinaryIO, _View(item.stream, offset, size))) for name, offset, size in found]


def _members(stream: BinaryIO) -> list[tuple[str, int, int]]:
    """(path, where its bytes begin, how many) of every file in a plain tar."""
    stream.seek(0)
    with tarfile.open(fileobj=stream, mode="r:", encoding="utf-8", errors="surrogateescape") as tar:
        return [(member.name, member.offset_data, member.size) for member in tar if member.isreg()]


def _open(stream: BinaryIO, inner: str, name: str, ledger: Ledger) -> Archive | None:
    stream.seek(0)
    magic = stream.read(4)
    try:
        if magic in ZIP_MAGIC or inner.lower().endswith(".zip"):
            return Zip(stream, archive=name, ledger=ledger)
    except NotAZip as error:
        ledger.refuse(name, "", str(error))
        return None
    return _File(stream, inner, archive=name, ledger=ledger)


class _File:
    """A single file as an archive of one entry."""

    def __init__(self, stream: BinaryIO, inner: str, *, archive: str, ledger: Ledger) -> None:
        self._stream = stream
        self._size = stream.seek(0, io.SEEK_END)
        name = ledger.admit(archive, inner, self._size, set())
        self._entries = [] if name is None else [(name, self._size)]

    def entries(self) -> list[tuple[str, int]]:
        return self._entries

    def open(self, path: str) -> BinaryIO:
        return bounded(cast(BinaryIO, _View(self._stream, 0, self._size)), path=path, size=self._size)

    def close(self) -> None:
        """The stream is the caller's."""


class _Folder:
    """A folder that was sealed as a tar."""

    def __init__(self, stream: BinaryIO, *, archive: str, ledger: Ledger) -> None:
        self._stream = stream
        self._files: dict[str, tuple[int, int]] = {}
        taken: set[str] = set()
        for raw, offset, size in _members(stream):
            path = ledger.admit(archive, raw, size, taken)
            if path is not None:
                self._files[path] = (offset, size)

    def entries(self) -> list[tuple[str, int]]:
        return [(path, size) for path, (_, size) in self._files.items()]

    def open(self, path: str) -> BinaryIO:
        offset, size = self._files[path]
        return bounded(cast(BinaryIO, _View(self._stream, offset, size)), path=path, size=size)

    def close(self) -> None:
        """The stream is the caller's."""


class _View(io.RawIOBase):
    """A stretch of a stream, with a place of its own: several may be read in turns."""

    def __init__(self, stream: BinaryIO, offset: int, size: int) -> None:
        super().__init__()
        self._stream = stream
        self._offset = offset
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # typeshed's Buffer is wider
        left = max(0, min(len(buffer), self._size - self._at))
        if left == 0:
            return 0
        self._stream.seek(self._offset + self._at)
        data = self._stream.read(left)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
