"""Codes found elsewhere in the conversation, in any typing: after "LK609730" also "LK/609730", "l k 6 0 9 7 3 0" and "LK6o973o".

A code is whole: pieces that only signs or a line's end part are put together, letters that pass for digits are read as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set

from archiver.model.redaction import Kind
from archiver.redaction import values
from archiver.redaction.spans import Mask, Span

_WHOLE = re.compile(
    r"(?<![a-z0-9])(?:[a-z](?:[ .-]?[a-z]){1,2}(?:[ .-]{0,2}[0-9]){4,7}|[a-z]{1,4}[ -]?[0-9]{1,6}[a-z]{0,3}"
    r"|[0-9]{1,4}[a-z]{1,5}[0-9]{0,4}|@?[a-z0-9_.]{4,40})(?![a-z0-9])"
)
_SIGNS = str.maketrans("", "", " -@_.")
_PIECE = re.compile(r"[a-z0-9|]+")
_APART = re.compile(r" - |  |[ ._/\n-]")
_DIGIT = re.compile(r"[0-9]")
_SHORTEST, _LONGEST = 4, 14
_OPENS = 5
"""How many characters the first piece of a code has at most where it is typed in several."""


def typings(low: str, opens: Set[str] | None) -> Iterator[tuple[int, int, str]]:
    """What a text may hold of codes that are typed in several pieces: where each starts and ends, and its letters and digits
    put together; the longest first at each place. `opens` are the openings of all that is looked for, if they are known."""
    pieces = [(match.group(), *match.span()) for match in _PIECE.finditer(low)]
    for first in range(len(pieces) - 1):
        joined, start, end = pieces[first]
        if len(joined) > _OPENS or (opens is not None and len(joined) > 1 and opening(joined) not in opens):
            continue
        found: list[tuple[int, int, str]] = []
        for piece, begin, stop in pieces[first + 1 :]:
            if len(joined) + len(piece) > _LONGEST or not _APART.fullmatch(low, end, begin):
                break
            joined, end = joined + piece, stop
            if opens is not None and opening(joined) not in opens:
                break
            if len(joined) >= _SHORTEST and not joined.isdigit() and _DIGIT.search(joined):
                found.append((start, end, joined))
        yield from reversed(found)


def opening(code: str) -> str:
    """By what a code is told from most others at first sight, however its look-alikes are typed."""
    return code[:2].translate(values.LOOKALIKES)


def take_known(low: str, mask: Mask, known: Callable[[str], bool], opens: Set[str] | None, reason: str) -> None:
    """Take every code of a text that is known, whatever way it was typed the first time. `opens` as for `typings`."""
    for match in _WHOLE.finditer(low):
        value = match.group().translate(_SIGNS)
        if len(value) >= _SHORTEST and not value.isdigit() and (opens is None or opening(value) in opens):
            _take(mask, match.start(), match.end(), value, known, reason)
    if _DIGIT.search(low):
        for start, end, value in typings(low, opens):
            _take(mask, start, end, value, known, reason)


def _take(mask: Mask, start: int, end: int, value: str, known: Callable[[str], bool], reason: str) -> None:
    if not mask.is_free(start, end) and not mask.has_parts(start, end):
        return
    form = values.folded(value)
    found = value if known(value) else form if form != value and known(form) else ""
    if found:
        mask.drop(start, end)  # the whole outweighs a part of it that another label seemed to name
        mask.take(Span(start, end, Kind.NUMBER, "known.code", found, 0.95, reason))
