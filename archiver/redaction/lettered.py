"""What belongs to a number beside its digits: letters that touch it ("KS-4471-2290-8"), figures that hang on it by a sign."""

from __future__ import annotations

import re

from archiver.redaction.digits import Run
from archiver.redaction.labels import LabelBook
from archiver.redaction.spans import Mask

_BEFORE = re.compile(r"(?<![a-z0-9])([a-z]{1,4})[-/]?\Z")
# On the line above a number a code's letters may stand ("LK"), or the last word of another sentence ("cut us off").
_ABOVE = re.compile(r"(?<![a-z0-9_.@-])[b-df-hj-np-tv-xz]{2,3}\n\Z")
_APART = re.compile(r"(?<![a-z0-9])([b-df-hj-np-tv-z]{1,4}|[a-z](?: [a-z]){1,2})(?: - |[ ._/-])\Z")
_ALONE = frozenset("aeinorstuxy")  # letters that are words in talk: "n 256589", "is it a 256589"
_AFTER = re.compile(r"(?!(?:st|nd|rd|th|am|pm|kg|km|[kmxs])(?![a-z]))-?[a-z]{1,3}(?![a-z0-9])")
_FILE = re.compile(r"\.[a-z]{2,4}(?![a-z0-9])")
_SHORT = re.compile(r"[a-z]{1,2}[-/]|[a-z]|ks")  # "KS-4471": what names a number may be a part of it


def with_letters(low: str, start: int, end: int, book: LabelBook, *, apart: bool = False) -> tuple[int, int]:
    """Where a number starts and ends with the letters that belong to it. Words of a label stay outside.
    `apart`: letters that are no word may stand before it with a sign or a space between, as in "M 31088167"."""
    if _FILE.match(low, end):
        return start, end  # a file's name says which camera made it
    before = _BEFORE.search(low, max(0, start - 6), start)
    above = _ABOVE.search(low, max(0, start - 6), start)
    if above is not None:
        start = above.start()
    elif before is not None and (
        _SHORT.fullmatch(before.group()) or not (book.names_any((before[1],)) or before[1] in book.fillers)
    ):
        start = before.start()
    elif apart and low.endswith("ks ", 0, start) and "kiwi" in low[:start]:
        start -= 3  # the letters of the number, where the scheme has its name beside them
    elif apart:
        before = _APART.search(low, max(0, start - 8), start)
        letters = "" if before is None else before[1].replace(" ", "")
        if before is not None and letters not in _ALONE and (len(letters) == 1 or not book.is_word(letters)):
            start = before.start()
    after = _AFTER.match(low, end)
    return start, end if after is None else after.end()


def hanging(run: Run, end: int, mask: Mask) -> int:
    """How many atoms hang by a sign on what was taken of a run before atom `end`: the last of "482.917.305-18". It goes too."""
    if end != len(run.atoms) - 1 or run.gaps[end - 1] not in {"-", "/", "."} or len(run.atoms[end].digits) > 3:
        return 0
    taken = next((span for span in mask.spans if span.end == run.atoms[end - 1].end), None)
    return int(taken is not None and mask.grow(taken, run.atoms[end].end))
