"""Names of record files and folders: a person reads the correspondent and the date, every file system takes them.

Safe on Windows, SMB, macOS and Linux, for Office and in links: no reserved name or character, nothing invisible, NFC,
at most 140 characters with the suffix and well under 255 bytes. The record number keeps two names apart, whatever
their case.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata

from archiver.model.correspondent import UNKNOWN_NAME

LONGEST = 140
"""Characters of a file name, suffix and all."""
_SUFFIX = len(".xlsx")
_UNITS = 235
"""Bytes in UTF-8, and UTF-16 units when decomposed (macOS): leaves room for a suffix and a writer's temporary one."""

# Windows forbids the first nine. Excel opens no file with square brackets in its name, and takes `#` in a link for a
# place inside the file; `%` begins an escape there. The others are look-alikes that old programs turn into the first.
_FORBIDDEN = str.maketrans(
    {
        **dict.fromkeys('<>:"/\\|?*', "-"),
        **dict.fromkeys(
            "\uff1c\uff1e\uff1a\uff02\uff0f\uff3c\uff5c\uff1f\uff0a\u2044\u2215\u29f5\u2216\ua789\u2223", "-"
        ),
        **dict.fromkeys("#%`", "-"),
        "[": "(",
        "]": ")",
    }
)
_PORTS = tuple(f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³")
_RESERVED = frozenset(("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$", *_PORTS))
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_BLANK = frozenset(("Zs", "Zl", "Zp"))
_PLAIN_FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,30}")


def record_file_stem(correspondent: str, began: dt.date, number: str, edition: int = 1) -> str:
    """`<Correspondent> <YYYY-MM-DD> <record number>`, from the second edition on with ` edition N`; without suffix.

    `began` is the agency's local date. Raises ValueError when the record number is not one.
    """
    return _stem(correspondent, f"{began.isoformat()} {_checked(number)}", edition)


def posts_file_stem(channel_name: str, month: dt.date, number: str, edition: int = 1) -> str:
    """`<Channel name> posts <YYYY-MM> <record number>`, from the second edition on with ` edition N`."""
    return _stem(channel_name, f"posts {month.isoformat()[:7]} {_checked(number)}", edition)


def channel_folder(channel_id: str) -> str:
    """The channel's folder: its id where that is safe as it stands, else a safe form with a short digest of the id.

    Two ids never share a folder, also where capitals do not count.
    """
    if _PLAIN_FOLDER.fullmatch(channel_id) and channel_id.upper() not in _RESERVED:
        return channel_id
    digest = hashlib.sha256(channel_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    # The full stop is what no plain folder has.
    return f"{_shortened(safe_name(channel_id, fallback='channel').lower(), 50)}.{digest}"


def safe_name(name: str, *, fallback: str = UNKNOWN_NAME) -> str:
    """The name with nothing in it that a file system, a link or a reader could stumble over; `fallback` for none."""
    kept = []
    for char in unicodedata.normalize("NFC", name.replace("\t", " ").replace("\n", " ").replace("\r", " ")):
        category = unicodedata.category(char)
        if category in _BLANK:
            kept.append(" ")
        elif category not in _UNSEEN and not _is_selector(char):
            kept.append(char)
    text = unicodedata.normalize("NFC", "".join(kept)).translate(_FORBIDDEN)
    text = re.sub(r"-{2,}", "-", re.sub(r" {2,}", " ", text))
    while text and (text[0] in " .-~$" or unicodedata.category(text[0]).startswith("M")):
        text = text[1:]
    text = text.rstrip(" .-")
    if text.partition(".")[0].rstrip(" ").upper() in _RESERVED:
        text = f"_{text}"
    return text or fallback


def _stem(name: str, rest: str, edition: int) -> str:
    if edition > 1:
        rest += f" edition {edition}"
    room = LONGEST - _SUFFIX - len(rest) - 1
    return f"{_shortened(safe_name(name), room, spare=len(rest) + 1)} {rest}"


def _shortened(name: str, room: int, *, spare: int = 0) -> str:
    cut = name[:room]
    while cut and (
        len(cut.encode()) + spare > _UNITS
        or len(unicodedata.normalize("NFD", cut).encode("utf-16-le")) // 2 + spare > _UNITS
    ):
        cut = cut[:-1]
    if len(cut) == len(name):
        return cut
    # Not in the middle of a letter and its marks.
    while cut and unicodedata.category(name[len(cut)]).startswith("M"):
        cut = cut[:-1]
    return cut.rstrip(" .-") or UNKNOWN_NAME[:room]


def _is_selector(char: str) -> bool:
    return (
        "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or char in "\u115f\u1160\u3164\uffa0\u034f"
    )


def _checked(number: str) -> str:
    if not _NUMBER.fullmatch(number):
        raise ValueError("a record number holds letters, digits and dashes only")
    return number
