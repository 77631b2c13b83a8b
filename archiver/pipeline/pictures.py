"""Small copies of pictures that the agency itself published, for channels that want them shown inside the posts' records.

Only a post's own pictures, never those of a message or a comment; made smaller, and made anew from the pixels alone, so
that nothing a camera wrote into the file (place, device, owner) comes along. The original is sealed like any other.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from archiver.vault.durable import write_whole

FOLDER = "pictures"
SIDE = 640
"""The longer side of a copy, in pixels, at most."""
MOST_BYTES = 20 * 1024 * 1024
_MOST_PIXELS = 60_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def is_picture(media_type: str, name: str) -> bool:
    """Whether an attachment is said to be a picture that can be shown."""
    return media_type in {"image/jpeg", "image/png", "image/webp", "image/gif"} or name.lower().endswith(
        (".jpg", ".jpeg", ".png", ".webp", ".gif")
    )


class Pictures:
    """The copies of one archive, by channel and by the SHA-256 of the original file."""

    def __init__(self, root: Path) -> None:
        self._root = root / FOLDER

    def keep(self, channel: str, sha256: str, content: bytes) -> bool:
        """Keep a small copy; False when it is no picture that can be shown. The same original gives the same copy."""
        target = self._root / channel / f"{sha256}.jpg"
        if target.exists():
            return True
        copy = small_copy(content)
        if copy is None:
            return False
        write_whole(target, copy, mode=0o640)
        return True

    def find(self, channels: Sequence[str], sha256: str) -> bytes | None:
        """The copy kept by one of these channels, or None."""
        if len(sha256) != 64 or not sha256.isalnum():
            return None
        for channel in channels:
            path = self._root / channel / f"{sha256}.jpg"
            if path.is_file():
                return path.read_bytes()
        return None


def small_copy(content: bytes) -> bytes | None:
    """A JPEG of at most SIDE pixels a side without metadata; None for what is no picture, damaged or too large."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            upright.thumbnail((SIDE, SIDE))
            flat = Image.new("RGB", upright.size, "white")
            flat.paste(upright, mask=upright.getchannel("A"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=80, optimize=False, progressive=False)
    return out.getvalue()


def read_bounded(stream: BinaryIO) -> bytes | None:
    """All of a stream, or None when it is larger than a picture may be."""
    content = stream.read(MOST_BYTES + 1)
    return content if len(content) <= MOST_BYTES else None
