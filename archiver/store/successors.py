"""A later export's edited or deleted message, where exports give no ids: which stored message it is.

Such a message stands in the place of one that this export holds no more: same thread, same sender, same moment. That is
told only where it is plain: as many messages of a place are gone as have come, and each that came, or went, is marked as
edited or deleted, or the moment is finer than a second. Otherwise both stay, each as it was seen.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from archiver.model.record import RecordKind, RedactedRecord, RedactedThread, State
from archiver.store import schema
from archiver.store.codec import is_edited, micros, plain
from archiver.store.matching import BY_EXPORT, DERIVED
from archiver.store.people import People
from archiver.store.threads import KnownThread, Threads

_SECOND = 1_000_000
_WRITTEN, _EDITED, _DELETED = range(3)
_CHUNK = 500
_record = schema.record

_Place = tuple[int, int, int]
"""Thread, sender, moment in microseconds."""


@dataclass(frozen=True, slots=True)
class Succession:
    """The stored record that an incoming one is a state of, and how the two states rank: see `_rank`."""

    record_id: int
    rank: int
    stored: int

    def place(self, states: int) -> int:
        """Where the state belongs among so many: an export that is imported late may tell of an earlier wording."""
        if self.rank >= self.stored:
            return states
        return 0 if self.rank == _WRITTEN else states - 1


def find(
    connection: Connection,
    unknown: Iterable[RedactedRecord],
    present: Container[int],
    seen: int,
    threads: Threads,
    people: People,
) -> dict[str, Succession]:
    """By the keys of `unknown` records of an export. `present` are stored records that this batch holds too, and `seen`
    is when it was captured: what bears that time was in an earlier batch of the same export."""
    came: dict[_Place, list[RedactedRecord]] = {}
    known: dict[RedactedThread, KnownThread | None] = {}
    for record in unknown:
        if record.source_id or record.sent is None or record.kind is not RecordKind.MESSAGE:
            continue
        if record.thread not in known:
            known[record.thread] = threads.find(record.thread.kind, record.thread.key)
        thread = known[record.thread]
        if thread is not None:
            place = (thread.id, people.id_of(record.sender), micros(record.sent.utc))
            came.setdefault(place, []).append(record)
    found: dict[str, Succession] = {}
    for place, gone in _stored(connection, came, present, seen).items():
        records = came[place]
        pairs = list(zip(records, gone, strict=False))
        is_fine = place[2] % _SECOND != 0
        if len(records) != len(gone) or not all(is_fine or _tells(record, row) for record, row in pairs):
            continue
        for record, row in pairs:
            found[plain(record.key)] = Succession(row.id, _rank(record.state, record.edited), _rank_of(row))
    return found


def _stored(
    connection: Connection, came: Iterable[_Place], present: Container[int], seen: int
) -> dict[_Place, list[Any]]:
    """The messages of these places that came by exports alone and stand in this one no more, in their order."""
    places = set(came)
    moments: dict[int, set[int]] = {}
    for thread, _, at in places:
        moments.setdefault(thread, set()).add(at)
    columns = [_record.c[name] for name in ("id", "thread_id", "sender_id", "at", "state", "body", "last_seen")]
    found: dict[_Place, list[Any]] = {}
    for thread, ats in sorted(moments.items()):
        wanted = sorted(ats)
        for start in range(0, len(wanted), _CHUNK):
            query = (
                select(*columns)
                .where(_record.c.thread_id == thread, _record.c.at.in_(wanted[start : start + _CHUNK]))
                .where(_record.c.ways == DERIVED, _record.c.methods == BY_EXPORT, _record.c.timed)
                .where(_record.c.kind == RecordKind.MESSAGE.value)
                .order_by(_record.c.at, _record.c.id)
            )
            for row in connection.execute(query):
                place = (row.thread_id, row.sender_id, row.at)
                if place in places and row.id not in present and row.last_seen != seen:
                    found.setdefault(place, []).append(row)
    return found


def _tells(record: RedactedRecord, row: Any) -> bool:
    return _rank(record.state, record.edited) > _WRITTEN or _rank_of(row) > _WRITTEN


def _rank_of(row: Any) -> int:
    return _rank(State(row.state), is_edited(row.body))


def _rank(state: State, edited: bool) -> int:
    """A message is first as it was written, then edited, then deleted."""
    return _DELETED if state is State.DELETED else _EDITED if edited else _WRITTEN
