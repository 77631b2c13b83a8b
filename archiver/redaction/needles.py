"""Which earlier messages may hold a value that was found only later: one quick search, so that a thread stays linear.

It may say yes too often, never no where the value stands in digits and letters; the rules then judge the message again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.redaction.values import LOOKALIKES

_FIGURES = "0123456789"
_NO_LETTERS = "23456789"
"""Figures for which no letter of LOOKALIKES passes."""
_SQUEEZE = re.compile(r"[^a-z0-9]+")
_RUN = re.compile(r"[0-9]{5,}")
_DATE = 3
"""A date with its year has as many figures at least."""


class Needles:
    """Values in the order they were found; `found` looks for those found after a given number of them."""

    def __init__(self, values: Sequence[str], first: int) -> None:
        self._number: dict[str, int] = {}
        self._code: dict[str, int] = {}
        self._year: dict[str, int] = {}
        for place in range(first, len(values)):
            value = values[place]
            if value.startswith("date:"):
                self._year[value[7:9]] = place  # the last two figures of the year are in every typing
                continue
            compact = _SQUEEZE.sub("", value)
            if compact.isdigit() and len(compact) >= 5:
                self._number[compact] = place
                if compact.startswith("0") and len(compact) >= 9:
                    self._number[compact[1:]] = place
            elif len(compact) >= 4:
                self._code[compact.translate(LOOKALIKES)] = place
        self._sizes = sorted({len(number) for number in self._number})
        longest = sorted(self._code, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest))) if longest else None
        figures = [sum(map(code.count, _NO_LETTERS)) for code in longest]
        least = [*figures, *self._sizes[:1], *([_DATE] if self._year else [])]
        self._least = min(least, default=-1)

    def found(self, low: str, after: int) -> bool:
        """Whether a text, as rules see it in small letters, may hold a value that was found after the first `after` ones."""
        if self._least < 0:
            return False
        if self._least and sum(map(low.count, _FIGURES)) < self._least:
            return False
        squeezed = _SQUEEZE.sub("", low)
        if any(place >= after and year in squeezed for year, place in self._year.items()):
            return True
        return (bool(self._sizes) and self._holds_number(squeezed, after)) or (
            self._pattern is not None
            and any(
                self._code[match.group()] >= after for match in self._pattern.finditer(squeezed.translate(LOOKALIKES))
            )
        )

    def _holds_number(self, squeezed: str, after: int) -> bool:
        known = self._number
        for run in _RUN.findall(squeezed):
            for size in self._sizes:
                for start in range(len(run) - size + 1):
                    if known.get(run[start : start + size], -1) >= after:
                        return True
        return False
