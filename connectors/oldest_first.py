"""Turns a list that its file holds newest first (or in no order) into one that runs oldest first, in bounded memory.

What fits is held as bytes and sorted. What does not is read again from the start of its file, once for each stretch
that fits: slower for a giant, never larger.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

from connectors.json_values import Raw

BUDGET = 64 * 1024 * 1024
"""Bytes of memory for what is held at a time."""
_OVERHEAD = 400
"""What a held piece takes beside its bytes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One item of a list: where it stands, its bytes, and its time (in the list's own unit; None = not readable).

    `at` counts from 0 in file order."""

    at: int
    place: str
    raw: Raw
    time: int | None


Again = Callable[[Container[int]], Iterable[Piece]]
"""Reads the list anew and gives the pieces of which `at` is in the container; their times are not looked at."""


def oldest_first(
    first: Iterable[Piece], again: Again, *, budget: int = BUDGET, newest_first: bool = True
) -> Iterator[Piece]:
    """The pieces by time; those of one time in the order in which they were written.

    `first` is read once; `again` is called only when the pieces do not fit into `budget`. A piece without a time stays
    beside the one that stands before it in the file."""
    keys, sizes = array("q"), array("q")
    held: list[Piece] = []
    size = 0
    last = 0
    for piece in first:
        last = piece.time if piece.time is not None else last
        keys.append(last)
        sizes.append(len(piece.raw.content) + _OVERHEAD)
        size += sizes[-1]
        if size <= budget:
            held.append(piece)
        elif held:
            held.clear()
    # A stable sort of the positions: oldest written first among equals.
    written = range(len(keys) - 1, -1, -1) if newest_first else range(len(keys))
    order = array("q", sorted(written, key=keys.__getitem__))
    if size <= budget:
        for place in order:
            yield held[place]
        return
    begin = 0
    while begin < len(order):
        end, room = begin, budget
        while end < len(order) and (end == begin or room >= sizes[order[end]]):
            room -= sizes[order[end]]
            end += 1
        found = _stretch(again, set(order[begin:end]))
        for place in order[begin:end]:
            if place in found:
                piece = found.pop(place)
                yield Piece(piece.at, piece.place, piece.raw, keys[place])
        begin = end


def _stretch(again: Again, wanted: set[int]) -> dict[int, Piece]:
    found: dict[int, Piece] = {}
    for piece in again(wanted):
        if piece.at in wanted:
            found[piece.at] = piece
            if len(found) == len(wanted):
                break
    return found
