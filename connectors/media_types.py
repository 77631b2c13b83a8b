"""A file's media type by its name's ending, or by its first bytes where the platform gives no name; the same on every
machine (the system's own table is not asked)."""

from __future__ import annotations

import mimetypes

_TYPES = mimetypes.MimeTypes(filenames=())
_MORE = {
    ".aac": "audio/aac",
    ".heic": "image/heic",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".webp": "image/webp",
}


def media_type_of(name: str) -> str:
    """`image/jpeg` for `a.JPG`; empty when the ending says nothing."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return _MORE.get(ending) or _TYPES.types_map[True].get(ending, "")


_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftyp", "video/mp4"),
)
"""(place, bytes that stand there, type); the first that fits counts."""


def media_type_in(content: bytes) -> str:
    """What a file's first bytes say that it is; empty for a kind that is not among the common ones."""
    return next((kind for place, mark, kind in _MARKS if content.startswith(mark, place)), "")
