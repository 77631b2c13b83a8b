"""Finds the entries of a zip whose table of contents is missing or damaged: a download that broke off, a bad sector.

Every entry carries its own header, so what arrived whole can still be read, checksum and all. What is cut off is named.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO

from connectors.intake.limits import Limits

_HEADER = struct.Struct("<4s5H3L2H")
_MAGIC = b"PK\x03\x04"
_TABLE = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06")
_DESCRIPTOR = b"PK\x07\x08"
_SIZES_FOLLOW = 0x8
_ENCRYPTED = 0x1
_ZIP64 = 0xFFFFFFFF
_BLOCK = 256 * 1024
_FAILURES = 1000


@dataclass(slots=True)
class Salvaged:
    """What was found: `infos` are whole entries; `broken` (name, reason) are entries that did not arrive whole."""

    infos: list[zipfile.ZipInfo] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)


class _Cut(Exception):
    """An entry that is not whole; the reason is the message."""


def salvage(file: IO[bytes], limits: Limits) -> Salvaged:
    """Look through the file from front to back. Reads each byte about once and holds no content."""
    found = Salvaged()
    end = file.seek(0, 2)
    at = 0
    while len(found.infos) <= limits.members and len(found.broken) < _FAILURES:
        place = _next_header(file, at)
        if place is None:
            break
        at = place
        header = _read_header(file, at)
        if header is None:
            break
        info, data = header
        try:
            at = _measure(file, info, data, end, limits)
        except _Cut as error:
            found.broken.append((info.orig_filename, str(error)))
            at += len(_MAGIC)
        else:
            found.infos.append(info)
    return found


def _next_header(file: IO[bytes], start: int) -> int | None:
    """Where the next entry's header begins; None at the table of contents or the end."""
    file.seek(start)
    at, kept = start, b""
    while block := file.read(_BLOCK):
        window = kept + block
        base = at - len(kept)
        if base == start and window[:4] in _TABLE:
            return None
        place = window.find(_MAGIC)
        if place >= 0:
            return base + place
        kept = window[-3:]
        at += len(block)
    return None


def _read_header(file: IO[bytes], at: int) -> tuple[zipfile.ZipInfo, int] | None:
    file.seek(at)
    raw = file.read(_HEADER.size)
    if len(raw) < _HEADER.size:
        return None
    _, _, flags, method, _, _, checksum, packed, size, name_length, extra_length = _HEADER.unpack(raw)
    name = file.read(name_length)
    extra = file.read(extra_length)
    if len(name) < name_length or len(extra) < extra_length:
        return None
    info = zipfile.ZipInfo(name.decode("utf-8" if flags & 0x800 else "cp437", "replace"))
    info.header_offset, info.flag_bits, info.compress_type, info.CRC = at, flags, method, checksum
    if _ZIP64 in (packed, size):
        packed, size = _long_sizes(extra, packed, size)
    info.compress_size, info.file_size = packed, size
    return info, at + _HEADER.size + name_length + extra_length


def _long_sizes(extra: bytes, packed: int, size: int) -> tuple[int, int]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1 and length >= 16 and at + 20 <= len(extra):
            size, packed = struct.unpack_from("<QQ", extra, at + 4)
            break
        at += 4 + length
    return packed, size


def _measure(file: IO[bytes], info: zipfile.ZipInfo, data: int, end: int, limits: Limits) -> int:
    """Fill in what the header leaves open; where the entry ends. Raises _Cut when it is not whole."""
    if info.flag_bits & _SIZES_FOLLOW and not info.compress_size:
        if info.flag_bits & _ENCRYPTED or info.compress_type != zipfile.ZIP_DEFLATED:
            raise _Cut("the zip is damaged, and where this entry ends cannot be told")
        return _unpack(file, info, data, limits)
    if data + info.compress_size > end:
        raise _Cut("the zip breaks off inside it")
    return data + info.compress_size


def _unpack(file: IO[bytes], info: zipfile.ZipInfo, data: int, limits: Limits) -> int:
    """Unpack to nowhere until the data says that it ends; its sizes and checksum stand behind it."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = size = checksum = 0
    file.seek(data)
    pending = b""
    while not stream.eof:
        block = pending or file.read(_BLOCK)
        if not block:
            raise _Cut("the zip breaks off inside it")
        try:
            out = stream.decompress(block, _BLOCK)
        except zlib.error:
            raise _Cut("its packed data is damaged") from None
        pending = stream.unconsumed_tail
        packed += len(block) - len(pending) - len(stream.unused_data)
        size += len(out)
        checksum = zlib.crc32(out, checksum)
        if size > limits.member:
            raise _Cut(f"larger than the limit of {limits.member} bytes")
        if size > limits.ratio_floor and size > limits.ratio * packed:
            raise _Cut(f"unpacks to more than {limits.ratio} times its packed size")
    info.compress_size, info.file_size = packed, size
    file.seek(data + packed)
    trailer = file.read(24)
    marked = trailer.startswith(_DESCRIPTOR)
    told = trailer[4:8] if marked else trailer[:4]
    # Without a descriptor behind it the data itself ended cleanly; its own checksum is then all there is.
    info.CRC = struct.unpack("<L", told)[0] if len(told) == 4 else checksum
    return data + packed
