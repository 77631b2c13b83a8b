"""Turns messages that a file holds newest first into conversations that run oldest first, in bounded memory.

What fits is held and sorted. What does not is read again from the start, once for each stretch that fits.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator

from connectors.linkedin.export_table import Row

BUDGET = 96 * 1024 * 1024
"""Bytes of rows held at a time, about: some hundred thousand messages."""

Place = tuple[str, int]
"""A row's conversation and time (seconds since 1970 UTC)."""


def oldest_first(
    rows: Callable[[], Iterable[Row]], place: Callable[[Row], Place], *, budget: int = BUDGET
) -> Iterator[Row]:
    """The rows conversation by conversation, each oldest first. `rows` gives the same rows each time it is called."""
    conversations: dict[str, int] = {}
    numbers, times, sizes = array("q"), array("q"), array("q")
    held: list[Row] = []
    size = rising = falling = 0
    latest: dict[int, int] = {}
    for row in rows():
        name, time = place(row)
        number = conversations.setdefault(name, len(conversations))
        before = latest.get(number, time)
        rising, falling = rising + (time > before), falling + (time < before)
        latest[number] = time
        numbers.append(number)
        times.append(time)
        sizes.append(row.size)
        size += row.size
        if size <= budget:
            held.append(row)
        else:
            held.clear()
    # Rows of one second stand in the file's own direction, which is newest first unless the file shows otherwise.
    written = range(len(numbers)) if rising > falling else range(len(numbers) - 1, -1, -1)
    order = array("q", sorted(written, key=lambda at: (numbers[at], times[at])))
    if size <= budget:
        for at in order:
            yield held[at]
        return
    begin = 0
    while begin < len(order):
        end, room = begin, budget
        while end < len(order) and (end == begin or sizes[order[end]] <= room):
            room -= sizes[order[end]]
            end += 1
        wanted = {at: index for index, at in enumerate(order[begin:end])}
        stretch: list[Row | None] = [None] * len(wanted)
        for at, row in enumerate(rows()):
            index = wanted.get(at)
            if index is not None:
                stretch[index] = row
        yield from (row for row in stretch if row is not None)
        begin = end
