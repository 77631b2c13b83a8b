"""LinkedIn's ids: written as addresses take them, and brought to one form where the platform has several."""

from __future__ import annotations

import re
from urllib.parse import quote

_COMMENT = re.compile(r"urn:li:comment:\((?:urn:li:)?([A-Za-z]{1,40}:[A-Za-z0-9_-]{1,100}),([A-Za-z0-9_-]{1,100})\)\Z")
_URN = re.compile(r"urn:li:[A-Za-z]{1,40}:[A-Za-z0-9_-]{1,100}\Z")


def encoded(urn: str) -> str:
    """A URN within a path or as a parameter: everything percent-encoded, its brackets too."""
    return quote(urn, safe="")


def is_urn(text: str) -> bool:
    """Whether it is a plain URN: what a platform's answer may become a part of an address as."""
    return bool(_URN.match(text))


def comment_urn(text: str) -> str:
    """A comment's URN in its full form (notifications leave `urn:li:` out inside); "" for anything else."""
    found = _COMMENT.match(text)
    return f"urn:li:comment:(urn:li:{found[1]},{found[2]})" if found else ""


def object_of(comment: str) -> str:
    """The activity (or post) that a comment's URN names; "" when it is none."""
    found = _COMMENT.match(comment)
    return f"urn:li:{found[1]}" if found else ""


def organization(account: str) -> str:
    """The organisation's URN of a channel's account: its number, or the URN itself."""
    return account if account.startswith("urn:li:") else f"urn:li:organization:{account}"
