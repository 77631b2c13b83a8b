"""Messages that a platform lists without their content, and the export that brings it.

Such a record says only that a message of that second exists. The export's message of the same second in the same thread is
that message: its content takes the empty one's place, under the platform's id. Nobody edited anything, so it is no new
state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from archiver.model.record import RecordKind, State
from archiver.store import gaps, schema
from archiver.store.codec import micros
from archiver.store.matching import BY_API, BY_EXPORT, DERIVED, WITH_ID
from archiver.store.threads import thread_keys

SECOND = 1_000_000
_record = schema.record
_CHUNK = 500


def second_of(at: int) -> int:
    """The whole second, in microseconds, that a time lies in."""
    return at - at % SECOND


def pairs(connection: Connection, thread_id: int, seconds: Iterable[int] | None) -> Iterator[tuple[int, int]]:
    """(placeholder, the export's message) of one thread, second by second and in order; of these seconds, or of all."""
    waiting: dict[int, list[int]] = {}
    for row in _placeholders(connection, thread_id, seconds):
        waiting.setdefault(second_of(row.at), []).append(row.id)
    for second, placeholders in sorted(waiting.items()):
        rows = connection.execute(
            select(_record.c.id)
            .where(_record.c.thread_id == thread_id, _record.c.at >= second, _record.c.at < second + SECOND)
            .where(_record.c.timed, _record.c.kind == RecordKind.MESSAGE.value, _record.c.revisions == 1)
            .where(_record.c.ways == DERIVED, _record.c.methods == BY_EXPORT)
            .order_by(_record.c.at, _record.c.id)
        )
        yield from zip(placeholders, [row.id for row in rows], strict=False)


def _placeholders(connection: Connection, thread_id: int, seconds: Iterable[int] | None) -> list[Any]:
    query = (
        select(_record.c.id, _record.c.at)
        .where(_record.c.thread_id == thread_id, _record.c.state == State.OUTSIDE_WINDOW.value, _record.c.timed)
        .where(_record.c.ways == WITH_ID, _record.c.methods == BY_API, _record.c.revisions == 1)
        .order_by(_record.c.at, _record.c.id)
    )
    if seconds is None:
        return list(connection.execute(query))
    wanted = sorted(set(seconds))
    found: list[Any] = []
    for start in range(0, len(wanted), _CHUNK):
        # Platforms that list without content give whole seconds.
        found += connection.execute(query.where(_record.c.at.in_(wanted[start : start + _CHUNK])))
    return found


def filled_gaps(connection: Connection, channel_id: int, thread_id: int) -> list[str]:
    """Keys of this thread's open gaps in which no message without content is left."""
    prefixes = tuple(f"window:{key}:" for key in thread_keys(connection, [thread_id]))
    found = []
    for stored in gaps.stored(connection, channel_id, open_only=True):
        gap = stored.gap
        if not gap.key.startswith(prefixes):
            continue
        query = select(func.count()).where(
            _record.c.thread_id == thread_id, _record.c.state == State.OUTSIDE_WINDOW.value
        )
        if gap.start is not None and gap.end is not None:
            query = query.where(_record.c.at.between(micros(gap.start), micros(gap.end)))
        if not connection.execute(query).scalar_one():
            found.append(gap.key)
    return found
