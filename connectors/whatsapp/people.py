"""Who speaks in a chat: names cleaned of what the phone adds to them, the agency told from its correspondents.

The export knows people by display name alone: the agency is whoever bears the name or number of the channel's account.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from archiver.model.ids import ThreadKey
from connectors.whatsapp.header import MARKS

_STRIP = re.compile(f"[{MARKS}]")
_SPACES = re.compile(r"\s+")
_COPY = re.compile(r"\s*\(\d{1,3}\)$")
_NUMBER = re.compile(r"\+?[\d\s().\-–]{7,}")


def clean_name(raw: str) -> str:
    """The name as a person reads it: without direction marks, without the `~` of an unsaved contact."""
    return _SPACES.sub(" ", _STRIP.sub("", raw)).strip().removeprefix("~").strip()


def same_name(one: str, other: str) -> bool:
    """Whether two names, or two ways of writing a phone number, mean the same end of a chat."""
    first, second = clean_name(one), clean_name(other)
    if _NUMBER.fullmatch(first) and _NUMBER.fullmatch(second):
        digits = [re.sub(r"\D", "", text).lstrip("0") for text in (first, second)]
        # 021 000 0000 and +64 21 000 0000: the same number with and without the country.
        return min(map(len, digits)) >= 7 and (digits[0].endswith(digits[1]) or digits[1].endswith(digits[0]))
    return bool(first) and _fold(first) == _fold(second)


def thread_key(title: str) -> ThreadKey:
    """The key of the chat called `title`: the same for every phone's spelling of it in a file name or in a line.

    A digest, because a title may be a phone number, and keys are kept as they are."""
    folded = unicodedata.normalize("NFKC", clean_name(title)).casefold()
    # A file name cannot hold every character of a group's name: only what both can hold is compared.
    core = "".join(char for char in folded if char.isalnum()) or folded
    return ThreadKey("derived:whatsapp:" + hashlib.sha256(core.encode("utf-8", "replace")).hexdigest()[:32])


def without_copy_number(title: str) -> str:
    """`Sam Example (1)` as a browser names the second download -> `Sam Example`."""
    return _COPY.sub("", title).strip()


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
