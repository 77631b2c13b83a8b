"""What a page must show beyond what every format shows: characters that are there and have no ink.

exports.clean writes out controls and what turns a line. A sheet can hold a soft hyphen or a filler as it is; on a page
it would be gone, so here it becomes its code too.
"""

from __future__ import annotations

import re

from exports.clean import shown

_NO_INK = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufff0-\ufff8\U000e0100-\U000e0fff]"
)


def visible(text: str) -> str:
    """The text as a page shows it: line feeds stay, everything else without ink is a code in brackets."""
    text = shown(text)
    return _NO_INK.sub(_code, text) if _NO_INK.search(text) else text


def code_of(character: str) -> str:
    """How a character is named where it cannot be shown: `[U+202E]`."""
    return f"[U+{ord(character):04X}]"


def _code(match: re.Match[str]) -> str:
    return code_of(match.group())
