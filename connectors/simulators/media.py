"""Small real files for the simulated world: a picture that any viewer opens, and bytes that bear the type's own mark."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

_TYPES = {
    "image": ("image/png", "png"),
    "sticker": ("image/png", "png"),
    "video": ("video/mp4", "mp4"),
    "audio": ("audio/mp4", "m4a"),
    "file": ("application/pdf", "pdf"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A file as its sender uploaded it. `kind` is image, video, audio, file or sticker."""

    number: int
    kind: str
    media_type: str
    name: str
    body: bytes


def make_medium(number: int, kind: str) -> Medium:
    """A file of that kind; no two numbers give the same bytes."""
    media_type, ending = _TYPES[kind]
    if ending == "png":
        body = _png(number)
    elif ending == "pdf":
        body = f"%PDF-1.4\n% invented {number}\n%%EOF\n".encode()
    else:
        body = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", number & 0xFFFFFFFF)
    return Medium(number=number, kind=kind, media_type=media_type, name=f"{kind}-{number}.{ending}", body=body)


def _png(number: int) -> bytes:
    """One pixel, its colour made of the number."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    pixel = b"\0" + (number & 0xFFFFFF).to_bytes(3, "big")
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixel)) + chunk(b"IEND", b"")
