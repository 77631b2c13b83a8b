"""The file as a growing row of objects: written once, in order, and found again through a cross-reference stream.

Nothing waits in memory for the end: a finished page is compressed and gone. Small objects (structure elements above
all) go into object streams, which is what keeps a tagged record small.
"""

from __future__ import annotations

import zlib
from array import array
from typing import BinaryIO

_PACKED_OBJECTS = 200
_COMPRESSION = 3
"""Half the time of the usual 6 for an eighth more bytes, measured on transcripts."""

_IN_USE = 1
_PACKED = 2


def deflate(content: bytes) -> bytes:
    """The content as FlateDecode wants it. The level is fixed: the bytes must not depend on a setting."""
    return zlib.compress(content, _COMPRESSION)


class ObjectFile:
    """Writes PDF 1.7 objects to a binary stream. `reserve` gives out numbers; each must be written exactly once."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._offset = 0
        # For each object: kind, then the offset in the file, or the number of its object stream, and its place in that.
        self._kinds = bytearray([0])
        self._places = array("Q", [0])
        self._indexes = array("H", [0xFFFF])
        self._pack_number = 0
        self._pack: list[tuple[int, str]] = []
        # The four bytes above 127 tell transfer programs that the file is not text.
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """The number of an object to come."""
        self._kinds.append(0)
        self._places.append(0)
        self._indexes.append(0)
        return len(self._kinds) - 1

    def write(self, number: int, body: bytes) -> None:
        """An object as it is, between `obj` and `endobj`."""
        self._enter(number, self._offset)
        self._put(b"%d 0 obj\n" % number + body + b"\nendobj\n")

    def write_stream(self, number: int, entries: str, content: bytes, *, compress: bool = True) -> None:
        """A stream object; `entries` are the dictionary's other entries, in PDF syntax."""
        if compress:
            content = deflate(content)
            entries += "/Filter/FlateDecode"
        head = f"{number} 0 obj\n<<{entries}/Length {len(content)}>>\nstream\n".encode("ascii")
        self._enter(number, self._offset)
        self._put(head + content + b"\nendstream\nendobj\n")

    def pack(self, number: int, body: str) -> None:
        """A small object (never a stream), in ASCII, into the object stream being filled."""
        if not self._pack:
            self._pack_number = self.reserve()
        pack = self._pack
        if self._kinds[number]:
            raise ValueError(f"PDF object {number} was written before")
        self._kinds[number] = _PACKED
        self._places[number] = self._pack_number
        self._indexes[number] = len(pack)
        pack.append((number, body))
        if len(pack) == _PACKED_OBJECTS:
            self._flush()

    def finish(self, root: int, info: int, file_id: str) -> None:
        """The rest: the last object stream, the cross-reference stream, the trailer. `file_id`: 32 hexadecimal digits.
        Raises ValueError when an object was reserved and never written."""
        self._flush()
        number = self.reserve()
        start = self._offset
        self._enter(number, start)
        missing = [at for at in range(1, len(self._kinds)) if not self._kinds[at]]
        if missing:
            raise ValueError(f"PDF objects reserved and never written: {missing[:5]}")
        rows = b"".join(
            [
                kind.to_bytes(1, "big") + place.to_bytes(5, "big") + index.to_bytes(2, "big")
                for kind, place, index in zip(self._kinds, self._places, self._indexes, strict=True)
            ]
        )
        content = deflate(rows)
        self._put(
            f"{number} 0 obj\n<</Type/XRef/Size {len(self._kinds)}/W[1 5 2]/Root {root} 0 R/Info {info} 0 R"
            f"/ID[<{file_id}><{file_id}>]/Filter/FlateDecode/Length {len(content)}>>\nstream\n".encode("ascii")
            + content
            + b"\nendstream\nendobj\n"
            + f"startxref\n{start}\n%%EOF\n".encode("ascii")
        )

    def _flush(self) -> None:
        if not self._pack:
            return
        heads: list[str] = []
        offset = 0
        for number, body in self._pack:
            heads.append(f"{number} {offset}")
            offset += len(body) + 1
        first = " ".join(heads) + "\n"
        content = first + "\n".join([body for _, body in self._pack]) + "\n"
        entries = f"/Type/ObjStm/N {len(self._pack)}/First {len(first)}"
        number, self._pack = self._pack_number, []
        self.write_stream(number, entries, content.encode("ascii"))

    def _enter(self, number: int, offset: int) -> None:
        if self._kinds[number]:
            raise ValueError(f"PDF object {number} was written before")
        self._kinds[number] = _IN_USE
        self._places[number] = offset

    def _put(self, content: bytes) -> None:
        self._stream.write(content)
        self._offset += len(content)
