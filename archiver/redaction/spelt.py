"""E-mail addresses spelt letter by letter: "a r o h a @ e x a m p l e . c o m". Only with an @ and a known end."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPELT = re.compile(r"(?<![a-z0-9])(?:[a-z0-9._-] ){3,40}@(?: [a-z0-9.-]){4,40}(?![a-z0-9])")
_END = re.compile(r"[a-z0-9-]{2,}\.(?:com|net|org|nz|au|uk)(?![a-z0-9])")


def spelt(low: str) -> Iterator[tuple[int, int]]:
    """Where addresses stand that are spelt out."""
    for match in _SPELT.finditer(low) if " @ " in low else ():
        if _END.search(match.group().replace(" ", "")):
            yield match.span()
