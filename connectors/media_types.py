"""A file's media type by its name's ending, the same on every machine (the system's own table is not asked)."""

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
