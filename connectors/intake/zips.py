"""A zip read in place. Each entry is judged by its own facts before it may be opened, and again while it is read.

Only stored and deflated entries are let in: the platforms use no others, and the rarer methods let a small file ask for
gigabytes of memory.
"""

from __future__ import annotations

import io
import stat
import struct
import weakref
import zipfile
from pathlib import Path
from typing import IO, BinaryIO

from archiver.errors import SourceError
from connectors.intake.entries import Ledger
from connectors.intake.paths import shown
from connectors.intake.salvage import salvage
from connectors.intake.streams import bounded

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UTF8 = 0x800
_LOCAL_HEADER = 30
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_END_REACH = _END.size + 0xFFFF


class NotAZip(ValueError):
    """Nothing in the file can be read as a zip; the reason is the message."""


def _left_open() -> None:
    """A stream that was given stays its owner's to close."""


class Zip:
    """A given zip as an archive, or one in a seekable stream, which is left open. Raises NotAZip when nothing in it can be
    read.

    One whose table of contents is damaged is read by its entries' own headers, and the ledger says so."""

    def __init__(self, path: Path | BinaryIO, *, archive: str, ledger: Ledger) -> None:
        self._archive = archive
        self._ledger = ledger
        self._infos: dict[str, zipfile.ZipInfo] = {}
        # What was opened here is closed here; whoever forgets to close a source leaves no open file behind.
        self._file: IO[bytes] = path.open("rb") if isinstance(path, Path) else path
        self._shut = weakref.finalize(self, self._file.close if isinstance(path, Path) else _left_open)
        try:
            if _directory_size(self._file) > ledger.limits.directory:
                raise NotAZip(f"its table of contents is larger than the limit of {ledger.limits.directory} bytes")
            self._zip, infos = self._open()
            self._admit(infos)
        except BaseException:
            self._shut()
            raise

    def _open(self) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
        try:
            opened = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, NotImplementedError, UnicodeError, ValueError, EOFError, struct.error):
            found = salvage(self._file, self._ledger.limits)
            if not found.infos and not found.broken:
                raise NotAZip("not a zip file") from None
            for name, reason in found.broken:
                self._ledger.refuse(self._archive, name, reason)
            count = len(found.infos)
            reason = (
                f"its table of contents is missing or damaged: {count} files were found without it, more may be lost"
            )
            self._ledger.refuse(self._archive, "", reason)
            # zipfile reads an entry by its own header once it is told where that is.
            opened = zipfile.ZipFile(io.BytesIO(_END.pack(_END_MAGIC, 0, 0, 0, 0, 0, 0, 0)))
            opened.fp = self._file
            return opened, found.infos
        return opened, opened.infolist()

    def entries(self) -> list[tuple[str, int]]:
        return [(path, info.file_size) for path, info in self._infos.items()]

    def open(self, path: str) -> BinaryIO:
        info = self._infos[path]
        try:
            inner = self._zip.open(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, struct.error, ValueError) as error:
            raise SourceError(f"{shown(path)} cannot be read: the zip is damaged there", path=path) from error
        except OSError as error:
            raise SourceError(f"{shown(path)} cannot be read: {error.strerror or 'input error'}", path=path) from error
        return bounded(inner, path=path, size=info.file_size)

    def close(self) -> None:
        self._zip.close()
        self._shut()

    def _admit(self, infos: list[zipfile.ZipInfo]) -> None:
        taken: set[str] = set()
        overlapping = _overlapping(infos)
        for info in infos:
            name = _name(info)
            reason = _unsafe(info, self._ledger)
            if reason is None and info.header_offset in overlapping:
                reason = "its bytes lie inside another entry's"
            if reason is not None:
                self._ledger.refuse(self._archive, name, reason)
            elif not name.endswith("/"):
                path = self._ledger.admit(self._archive, name, info.file_size, taken)
                if path is not None:
                    self._infos[path] = info


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name. Many phones write UTF-8 without saying so; zipfile then reads it as the DOS code page."""
    raw = info.orig_filename
    if info.flag_bits & _UTF8 or raw.isascii():
        return raw
    try:
        return raw.encode("cp437").decode("utf-8")
    except UnicodeError:
        return raw


def _unsafe(info: zipfile.ZipInfo, ledger: Ledger) -> str | None:
    limits = ledger.limits
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "a link, not a file"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a device, pipe or socket, not a file"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted with a password"
    if info.compress_type not in _METHODS:
        return f"packed by a method that is not read here (number {info.compress_type})"
    if (kind == stat.S_IFDIR or info.orig_filename.endswith("/")) and info.file_size:
        return "a folder that holds bytes"
    if info.file_size > limits.ratio_floor and info.file_size > limits.ratio * max(info.compress_size, 1):
        return f"unpacks to more than {limits.ratio} times its packed size"
    return None


def _overlapping(infos: list[zipfile.ZipInfo]) -> set[int]:
    """Offsets of entries that begin inside an earlier one: the mark of a zip built to unpack without end.

    Two entries of one offset are told apart by nothing, so both are named."""
    overlapping: set[int] = set()
    reach = last = -1
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset < reach or info.header_offset == last:
            overlapping.add(info.header_offset)
        last = info.header_offset
        reach = max(reach, info.header_offset + _LOCAL_HEADER + info.compress_size)
    return overlapping


def _directory_size(file: IO[bytes]) -> int:
    """Size in bytes of the table of contents as the zip declares it; 0 where that is not found.

    Looked at before zipfile is let near, which reads the whole table into memory."""
    end = file.seek(0, 2)
    start = max(end - _END_REACH, 0)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END_MAGIC)
    if at < 0 or at + _END.size > len(tail):
        return 0
    size = int(_END.unpack_from(tail, at)[5])
    if size != 0xFFFFFFFF:
        return size
    locator = at - 20
    if locator < 0 or tail[locator : locator + 4] != b"PK\x06\x07":
        return size
    file.seek(int(struct.unpack_from("<Q", tail, locator + 8)[0]))
    record = file.read(56)
    return int(struct.unpack_from("<Q", record, 40)[0]) if len(record) == 56 else size
