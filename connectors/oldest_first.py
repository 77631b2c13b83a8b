"""Turns a list that its file holds newest first (or in no order) into one that runs oldest first, in bounded memory.

What fits is held as bytes and sorted. What does not is read again from the start of its file, once for each stretch
that fits: slower for a giant, never larger.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from connectors.json_reader import Raw

BUDGET = 32 * 1024 * 1024
"""Bytes of JSON held at a time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One item of a list: where it stands, its bytes, and its time (in the list's own unit; None = not readable).

    `at` counts from 0 in file order and tells items of one time apart."""

    at: int
    place: str
    raw: Raw
    time: int | None


def oldest_first(
    first: Iterable[Piece], again: Callable[[], Iterable[Piece]], *, budget: int = BUDGET, newest_first: bool = True
) -> Iterator[Piece]:
    """The pieces by time; those of one time in the order in which they were written.

    `first` is read once; `again` gives the same pieces anew and is called only when they do not fit into `budget`.
    A piece without a time stays beside the one that was written before it in the file."""
    keys, sizes = array("q"), array("q")
    held: list[Piece] = []
    size = 0
    last = 0
    for piece in first:
        last = piece.time if piece.time is not None else last
        keys.append(last)
        sizes.append(len(piece.raw.content) + 200)
        size += sizes[-1]
        if size <= budget:
            held.append(piece)
        else:
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
        wanted = set(order[begin:end])
        found = {index: piece for index, piece in enumerate(again()) if index in wanted}
        for place in order[begin:end]:
            if place in found:
                yield found[place]
        begin = end
