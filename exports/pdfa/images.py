"""A public picture made small and harmless: decoded, turned upright, shrunk and encoded anew without anything it carried.

Place of capture, camera, thumbnails and comments stay behind. What cannot be read, or would take too much memory, is not
shown: the attachment's line stands for it.
"""

from __future__ import annotations

import io
import warnings
from typing import NamedTuple

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_LONGEST = 720
"""Pixels of the longer edge: sharp at the size a record shows it."""
_MOST_PIXELS = 60_000_000
_QUALITY = 80


class Picture(NamedTuple):
    """An RGB picture as JPEG, with its measures in pixels."""

    width: int
    height: int
    content: bytes


def small_picture(content: bytes) -> Picture | None:
    """The picture as records show it, or None where it cannot be shown. Same bytes in, same bytes out."""
    from PIL import Image, ImageOps  # slow to load, and few records have pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's hints about odd files: the outcome alone counts
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    return None
                opened.draft("RGB", (_LONGEST, _LONGEST))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((_LONGEST, _LONGEST))
                flat = Image.new("RGB", upright.size, "white")
                picture = upright.convert("RGBA")
                flat.paste(picture, mask=picture.getchannel("A"))
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError):
        return None
    stream = io.BytesIO()
    flat.save(stream, "JPEG", quality=_QUALITY)
    return Picture(flat.width, flat.height, stream.getvalue())
