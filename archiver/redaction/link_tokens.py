"""Which parts of a link are tokens: what opens a door for one person, told by its looks from a public page's name."""

from __future__ import annotations

import itertools
import re
from urllib.parse import unquote

_UNSPOKEN = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}")
_SCATTERED = re.compile(r"[a-z][A-Z][a-z][A-Z]")  # "bCfEei": words that are run together have longer parts
_WORDY = re.compile(r"[a-z]{0,30}(?:[-_.+][a-z0-9]{1,30}){0,30}")


def _is_shuffled(piece: str) -> bool:
    """Whether capitals, small letters and digits change nearly from sign to sign, as in no name of a page: "Qp7zR2k"."""
    if piece.islower() or piece.isupper():
        return False
    kinds = [1 if char.isdigit() else 2 if char.isupper() else 3 for char in piece]
    return len(set(kinds)) == 3 and sum(a != b for a, b in itertools.pairwise(kinds)) + 1 >= 0.7 * len(piece)


def is_token(value: str, *, public: bool, query: bool, after_secret: bool, slug: bool = False) -> bool:
    """Whether a part of a link looks like a token: letters and digits mixed, a long number, or random capitals. With `slug`
    words with dashes stand after it, as after an article's number."""
    plain = unquote(value).strip("=")
    core = re.sub(r"\.(?:html?|pdf|docx?|xlsx?|aspx?|php|jpe?g|png)$", "", plain.lower())
    if re.fullmatch(r"(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})", core):
        return True
    if core.isdigit():
        if slug and len(core) <= 10:
            return False  # an article's number, with its title after it
        return len(core) >= 8 or (len(core) >= 6 and query)
    if re.fullmatch(r"(?:19|20)[0-9]{2}(?:[-_.][a-z0-9]+)*", core):
        return False
    for piece in re.split(r"[-_.~+]", plain) if not after_secret else [plain]:
        letters = sum(char.isalpha() for char in piece)
        digits = sum(char.isdigit() for char in piece)
        if len(piece) >= 10 and letters and digits:
            switches = sum(a.isdigit() != b.isdigit() for a, b in itertools.pairwise(piece))
            if switches >= 2 or _UNSPOKEN.search(piece.lower()):
                return True
        if len(piece) >= 12 and digits == 0 and not piece.islower() and not piece.isupper():
            ups = sum(a.islower() and b.isupper() for a, b in itertools.pairwise(piece))
            if ups >= 3:
                return True
        if len(piece) >= 10 and not piece.islower() and not piece.isupper() and _SCATTERED.search(piece):
            return True
        if len(piece) >= 6 and digits and _is_shuffled(piece):
            return True
    if sum(piece.isalnum() and not piece.isalpha() and not piece.isdigit() for piece in plain.split("-")) >= 2:
        return True  # "41x9-Za20"
    squashed = re.sub(r"[^A-Za-z0-9]", "", plain)
    mixed = any(c.isdigit() for c in squashed) and any(c.isalpha() for c in squashed)
    if len(squashed) >= 10 and mixed and (query or after_secret):
        return True
    return len(squashed) >= 16 and mixed and not _WORDY.fullmatch(core) and not public
