"""Which earlier messages may hold a value that was found only later: one quick search, so that a thread stays linear.

It may say yes too often, never no where the value stands in digits and letters; the rules then judge the message again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.redaction.view import fold

_DIGIT = re.compile(r"[0-9]")
_SQUEEZE = re.compile(r"[^a-z0-9]+")


class Needles:
    """Values in the order they were found; `found` looks for those found after a given number of them."""

    def __init__(self, values: Sequence[str], first: int) -> None:
        self._place: dict[str, int] = {}
        for place in range(first, len(values)):
            for form in _forms(values[place]):
                self._place[form] = place
        self._figures = all(_DIGIT.search(form) for form in self._place)
        longest = sorted(self._place, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest))) if longest else None

    def found(self, text: str, after: int) -> bool:
        """Whether `text` may hold a value that was found after the first `after` ones."""
        if self._pattern is None or (self._figures and text.isascii() and not _DIGIT.search(text)):
            return False
        low = text.lower() if text.isascii() else fold(text).low
        squeezed = _SQUEEZE.sub("", low)
        return any(self._place[match.group()] >= after for match in self._pattern.finditer(squeezed))


def _forms(value: str) -> tuple[str, ...]:
    if value.startswith("date:"):
        return (value[7:9],)  # the year's last two digits are in every typing of it
    compact = _SQUEEZE.sub("", value)
    if compact.isdigit() and compact.startswith("0") and len(compact) >= 9:
        return compact, compact[1:]
    return (compact,) if len(compact) >= 4 else ()
