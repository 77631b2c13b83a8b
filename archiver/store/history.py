"""Where an observed state belongs among the states of a record already known: pure, no database.

The history of a record is the same in whatever order its observations arrive: states in the order of capture,
neighbours that say the same joined. An export is no evidence of *when* its words stood there, so an export that repeats
any known state tells nothing new. States of a chain of ids (platforms that give each edit an id of its own) are ordered
by the platform's own time.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What of a state matters for its place. Times in microseconds; `by_export`: it came by an export alone."""

    source_id: str
    content_key: str
    text_key: str
    state: str
    by_export: bool
    made_at: int | None
    first_seen: int
    last_seen: int


class Verdict(enum.Enum):
    """SAME: nothing new to say about state `index` but when it was seen. SPLIT: the new state stood within state
    `index`, which then returned. INSERT: the new state comes before place `index`."""

    SAME = "same"
    SPLIT = "split"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Place:
    """The answer: what to do, and where."""

    verdict: Verdict
    index: int


def says_the_same(known: Sighting, seen: Sighting) -> bool:
    """Whether two sightings are of one state. Across methods, equal text and state is enough: each way gives other
    details of the same message."""
    if known.content_key == seen.content_key:
        return known.state == seen.state
    return known.by_export != seen.by_export and known.text_key == seen.text_key and known.state == seen.state


def place(history: Sequence[Sighting], seen: Sighting) -> Place:
    """Where `seen` belongs in a history that is ordered oldest first and not empty."""
    newest = history[-1]
    if says_the_same(newest, seen) and (seen.by_export or seen.first_seen >= newest.first_seen):
        return Place(Verdict.SAME, len(history) - 1)
    if seen.by_export or (seen.source_id and newest.source_id and seen.source_id != newest.source_id):
        for index in range(len(history) - 1, -1, -1):
            known = history[index]
            if says_the_same(known, seen) and (seen.by_export or known.source_id == seen.source_id):
                return Place(Verdict.SAME, index)
    if seen.source_id and newest.source_id and seen.source_id != newest.source_id:
        return Place(Verdict.INSERT, _by_made(history, seen))
    return _by_capture(history, seen)


def _by_made(history: Sequence[Sighting], seen: Sighting) -> int:
    for index, known in enumerate(history):
        if (known.made_at or known.first_seen, known.source_id) > (seen.made_at or seen.first_seen, seen.source_id):
            return index
    return len(history)


def _by_capture(history: Sequence[Sighting], seen: Sighting) -> Place:
    at = seen.first_seen
    before = -1
    for index, known in enumerate(history):
        if known.first_seen <= at:
            before = index
    if before >= 0 and says_the_same(history[before], seen):
        return Place(Verdict.SAME, before)
    after = before + 1
    if after < len(history) and says_the_same(history[after], seen):
        return Place(Verdict.SAME, after)
    if before >= 0 and history[before].first_seen < at < history[before].last_seen:
        return Place(Verdict.SPLIT, before)
    return Place(Verdict.INSERT, after)
