"""Which stored texts may hold a value that is known by now: a quick question before the dear ones, so that a sweep over a
long thread takes seconds.

It may say yes too often, never no where `judge_known` would take something: whole digits, codes and dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from archiver.redaction import values
from archiver.redaction.dates import read_dates
from archiver.redaction.recoded import opening, typings

_TOKEN = re.compile(r"[a-z0-9]+")
_JOINED = re.compile(r"[a-z0-9][._]+[a-z0-9]")
_DIGITS = re.compile(r"[0-9]")
_LONG = re.compile(r"[0-9]{5,}")
# As digits.py reads a run: letters that pass for digits are digits, what may stand between them is nothing.
_LOOKALIKES = {"o": "0", "i": "1", "l": "1", "s": "5", "b": "8"}
_FLAT = {
    code: None
    if chr(code) in " \t\n\r-._/,:()+~*'\"\\#"
    else chr(code)
    if chr(code).isdigit()
    else _LOOKALIKES.get(chr(code), "x")
    for code in range(128)
}
_SHORTEST_CODE = 4


class Sieve:
    """Made of all values known at one time; `months` are the words that a date may name."""

    def __init__(self, known: Iterable[str], months: Mapping[str, str]) -> None:
        self._codes: set[str] = set()
        self._openings: set[str] = set()
        self._digits: set[str] = set()
        self._dates: set[str] = set()
        self._months = months
        self._month_words = frozenset(month.split("-")[0] for month in months)
        for value in known:
            if value.startswith("date:"):
                self._dates.add(value)
            elif value.isdigit():
                self._digits.update(_typings(value))
            elif len(value) >= _SHORTEST_CODE:
                self._codes.add(value)
                self._openings.add(opening(value))
        self._sizes = sorted({len(digits) for digits in self._digits})

    def passes(self, low: str, words: set[str]) -> bool:
        """Whether an ASCII text in small letters, of these words, may hold one of the values."""
        if "|" in low:
            return True  # stands for a digit or between digits
        return (
            (bool(self._digits) and self._may_hold_digits(low))
            or (bool(self._codes) and self._may_hold_code(low))
            or (bool(self._dates) and self._holds_date(low, words))
        )

    def _may_hold_digits(self, low: str) -> bool:
        known, sizes = self._digits, self._sizes
        for run in _LONG.findall(low.translate(_FLAT)):
            length = len(run)
            for size in sizes:
                if size > length:
                    break
                for start in range(length - size + 1):
                    if run[start : start + size] in known:
                        return True
        return False

    def _may_hold_code(self, low: str) -> bool:
        if _JOINED.search(low):
            return True
        tokens = _TOKEN.findall(low)
        codes = self._codes
        return not codes.isdisjoint(tokens) or any(
            not codes.isdisjoint((joined, values.folded(joined)))
            for joined in (*tokens, *(joined for _, _, joined in typings(low, self._openings)))
            if not joined.isalpha()
        )

    def _holds_date(self, low: str, words: set[str]) -> bool:
        named = not self._month_words.isdisjoint(words)
        if not named and len(_DIGITS.findall(low)) < 4:
            return False
        found = read_dates(low, self._months if named else {}, compact=True)
        return any(values.date(*date.value) in self._dates for date in found)


def _typings(value: str) -> Iterable[str]:
    """The digits that stand in every typing which `values.number` or `values.account` turn into this value."""
    yield value
    if value.startswith("0") and len(value) >= 9:
        yield value[1:]  # +64 in place of the 0
    if len(value) == 16:
        if value[13] == "0":
            yield value[:13] + value[14:]
        yield value[:6] + "0" + value[6:13]
