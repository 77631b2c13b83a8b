"""Names of entries: which are safe to use as a place in a tree, how they compare, and how they are shown.

A name is only ever a label here, never a path that is written to; it is still held to the rules of one, because other
rooms print it, log it and match it.
"""

from __future__ import annotations

import re
import unicodedata

from connectors.intake.limits import Limits

_DIGITS = re.compile(r"([0-9]+)")
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NUMBER = re.compile(r"\+?\d(?:[\s().\-_\u2010-\u2013]{0,3}\d){5,}")
_DATE = re.compile(
    r"(?:19|20)\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d(?:[-_ .]{0,3}[0-2]\d[-.]?[0-5]\d(?:[-.]?[0-5]\d(?:[-.]?\d{3})?)?)?"
)
_FOLDER = re.compile(r"(?:inbox|archived_threads|filtered_threads|message_requests|e2ee_cutover)/[^/]*_$")
# From the start of a word on and without going back: a name of sixty thousand letters is read once.
_MAIL = re.compile(r"(?<![^\s/@])[^\s/@]++@[^\s/@]++")
_NEAR = 300
"""Characters before a number in which its folder's kind is looked for; a name in a path has 255 at most."""
_JUNK_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


class UnsafeName(ValueError):
    """A name that is not let in; the reason is the message, in our words."""


def safe_path(raw: str, limits: Limits) -> str:
    """The name as a normalised relative path with forward slashes (NFC, so that a Mac's spelling finds a phone's).

    Raises UnsafeName for whatever would leave the tree or could not be shown and stored as it is."""
    if not raw:
        raise UnsafeName("an empty name")
    if len(raw) > limits.names:
        raise UnsafeName(f"a name of more than {limits.names} characters")
    if "\x00" in raw:
        raise UnsafeName("a name with a NUL in it")
    if raw.startswith("/"):
        raise UnsafeName("an absolute path")
    if "\\" in raw:
        raise UnsafeName("a backslash in the name")
    if _DRIVE.match(raw):
        raise UnsafeName("a drive letter in the name")
    if _CONTROL.search(raw):
        raise UnsafeName("a control character in the name")
    try:
        raw.encode("utf-8")
    except UnicodeEncodeError:
        raise UnsafeName("a name that is not valid text") from None
    parts = [part for part in unicodedata.normalize("NFC", raw).split("/") if part not in ("", ".")]
    if not parts:
        raise UnsafeName("an empty name")
    if ".." in parts:
        raise UnsafeName("a path that climbs out of its folder (..)")
    if len(parts) > limits.depth:
        raise UnsafeName(f"more than {limits.depth} folders deep")
    if max(map(len, parts)) > limits.part:
        raise UnsafeName(f"a name of more than {limits.part} characters")
    return "/".join(parts)


def is_junk(path: str) -> bool:
    """What a desktop leaves beside the real files (`__MACOSX/._x`, `.DS_Store`): never part of an export."""
    parts = path.split("/")
    return "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1].lower() in _JUNK_NAMES


def shown(raw: str) -> str:
    """The name fit for a report: anything that does not print is escaped, and a long one is cut in the middle.

    WhatsApp names a chat with someone who is no contact by their phone number, and people name files by numbers and
    addresses of theirs; a report must not hold them. Dates stay."""
    raw = _MAIL.sub("[e-mail]", _NUMBER.sub(_number, raw))
    if len(raw) > 200:
        raw = f"{raw[:120]}…{raw[-60:]}"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode("ascii") for char in raw
    )


def _number(match: re.Match[str]) -> str:
    """A date, and the number that Meta's exports give a conversation's folder, say nothing of anybody."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    is_folder = match.string[match.end() : match.end() + 1] == "/" and _FOLDER.search(before)
    return match.group() if is_folder or _DATE.fullmatch(match.group()) else "[number]"


def natural_key(path: str) -> tuple[tuple[str | int, ...], ...]:
    """Sorts `message_2` before `message_10`, folder by folder."""
    # re.split with a group alternates text and digits, text first, so that equal places hold equal types.
    return tuple(
        tuple(int(piece) if index % 2 else piece for index, piece in enumerate(_DIGITS.split(part)))
        for part in path.split("/")
    )
