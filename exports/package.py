"""Office files as what they are: a zip of XML parts, in order, with fixed times, so that same input is same bytes.

Excel's and Word's exporters write their parts through this. The libraries (XlsxWriter, python-docx) make the parts that
are the same for every record; what is captured goes in as escaped text, in a stream, and never through their markup.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO
from xml.sax.saxutils import escape

from archiver.model.conversation import Heading, Stamp
from exports.clean import one_line

_TIME = (1980, 1, 1, 0, 0, 0)
_LEVEL = 3
"""Deflate level: level 6 costs twice the time for files a tenth smaller."""


class Package:
    """A zip on `stream`, a part at a time, as a context: left with an error, the file gets no directory and opens
    nowhere."""

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._part: IO[bytes] | None = None

    def __enter__(self) -> Package:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._zip.close()
            return
        if self._part is not None:
            self._part.close()
        self._zip.fp = None

    def part(self, name: str, content: bytes) -> None:
        """Write one part whole."""
        self._zip.writestr(_member(name), content, compresslevel=_LEVEL)

    def open(self, name: str) -> IO[bytes]:
        """Write one part as a stream, of at most 2 GiB; close it before the next."""
        self._part = self._zip.open(_member(name), "w")
        return self._part


class Held:
    """Bytes kept aside compressed, until the part they belong to may be written."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(1)
        self._kept: list[bytes] = []

    def write(self, content: bytes) -> int:
        """Keep these bytes after those before them."""
        self._kept.append(self._deflate.compress(content))
        return len(content)

    def release(self) -> Iterator[bytes]:
        """What was kept, once, in chunks."""
        self._kept.append(self._deflate.flush())
        inflate = zlib.decompressobj()
        for chunk in self._kept:
            while chunk:
                yield inflate.decompress(chunk, 1 << 18)
                chunk = inflate.unconsumed_tail
        self._kept.clear()


def xml(text: str) -> str:
    """Text fit to stand between two tags (it must be clean already)."""
    return escape(text) if "&" in text or "<" in text or ">" in text else text


def core_properties(heading: Heading, stamp: Stamp) -> bytes:
    """docProps/core.xml: the record's own title, agency and dates, never the machine's."""
    made = stamp.made.strftime("%Y-%m-%dT%H:%M:%SZ")
    described = (
        ("dc:title", one_line(heading.title)),
        ("dc:subject", one_line(heading.business_activity)),
        ("dc:creator", one_line(heading.agency)),
        ("cp:keywords", one_line(f"{heading.number}, edition {heading.edition}, {heading.channel.id}")),
        ("dc:description", one_line(f"Redacted record, content SHA-256 {heading.content_sha256}")),
        ("dc:identifier", one_line(heading.number)),
        ("dc:language", "en-NZ"),
        ("cp:lastModifiedBy", one_line(stamp.software)),
        ("cp:category", one_line(heading.access_status)),
        ("cp:contentStatus", heading.status.value),
        ("cp:version", str(heading.edition)),
        ("cp:revision", str(heading.edition)),
    )
    return properties_part(described, made)


def properties_part(described: tuple[tuple[str, str], ...], made: str) -> bytes:
    """A core.xml of these elements, created and modified at `made` (W3C form)."""
    elements = "".join(f"<{name}>{xml(value)}</{name}>" for name, value in described)
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{made}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{elements}{dates}</cp:coreProperties>"
    ).encode()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    member.create_system = 3
    return member
