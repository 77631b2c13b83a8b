"""A number with the letters that touch it: "KS-4471-2290-8", "7743219TA"."""

from __future__ import annotations

import re

from archiver.redaction.labels import LabelBook

_BEFORE = re.compile(r"(?<![a-z0-9])([a-z]{1,4})[-/]?$")
_AFTER = re.compile(r"(?!(?:st|nd|rd|th|am|pm|kg|km|[kmxs])(?![a-z]))-?[a-z]{1,3}(?![a-z0-9])")
_FILE = re.compile(r"\.[a-z]{2,4}(?![a-z0-9])")
_SHORT = re.compile(r"[a-z]{1,2}[-/]|[a-z]|ks")  # "KS-4471": what names a number may be a part of it


def with_letters(low: str, start: int, end: int, book: LabelBook) -> tuple[int, int]:
    """Where a number starts and ends with the letters that belong to it. Words of a label stay outside."""
    if _FILE.match(low, end):
        return start, end  # a file's name says which camera made it
    before = _BEFORE.search(low, max(0, start - 6), start)
    if before is not None and (
        _SHORT.fullmatch(before.group()) or not (book.names_any((before[1],)) or before[1] in book.fillers)
    ):
        start = before.start()
    after = _AFTER.match(low, end)
    return start, end if after is None else after.end()
