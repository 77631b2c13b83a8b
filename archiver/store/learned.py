"""Values that threads are known to hold, as keyed hashes with the number their token bears. The first number stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select

from archiver.model.capture import LearnedValue
from archiver.model.ids import RunId, ThreadKey
from archiver.model.redaction import Kind
from archiver.store import schema
from archiver.store.codec import plain
from archiver.store.upsert import insert_new

_table = schema.learned
_unswept = schema.unswept


def learn(connection: Connection, channel_id: int, values: Iterable[LearnedValue]) -> None:
    """Remember values that are not known yet."""
    rows = [
        {
            "channel_id": channel_id,
            "thread": plain(value.thread),
            "kind": value.kind.value,
            "value_key": value.value_key,
            "number": value.number,
        }
        for value in values
    ]
    insert_new(connection, _table, rows)


def of_threads(connection: Connection, channel_id: int, threads: Sequence[str]) -> tuple[LearnedValue, ...]:
    """What is known of a thread under any of its keys, by kind and number."""
    query = (
        select(_table)
        .where(_table.c.channel_id == channel_id, _table.c.thread.in_([plain(thread) for thread in threads]))
        .order_by(_table.c.thread, _table.c.kind, _table.c.number, _table.c.value_key)
    )
    return tuple(
        LearnedValue(thread=row.thread, kind=Kind(row.kind), value_key=row.value_key, number=row.number)
        for row in connection.execute(query)
    )


def flag(connection: Connection, channel_id: int, threads: Iterable[str], run: RunId) -> None:
    """These threads' earlier texts may hold what was found now. The run that flagged a thread first stays named."""
    insert_new(
        connection, _unswept, [{"channel_id": channel_id, "thread": plain(thread), "run": run} for thread in threads]
    )


def unswept(connection: Connection, channel_id: int) -> dict[ThreadKey, RunId]:
    """Threads whose earlier texts are still to be swept, with the run that flagged each."""
    query = select(_unswept.c.thread, _unswept.c.run).where(_unswept.c.channel_id == channel_id)
    return {ThreadKey(row.thread): RunId(row.run) for row in connection.execute(query.order_by(_unswept.c.thread))}


def swept(connection: Connection, channel_id: int, threads: Sequence[str]) -> None:
    """These threads are swept, and nothing of the earlier text is left."""
    for thread in threads:
        connection.execute(
            delete(_unswept).where(_unswept.c.channel_id == channel_id, _unswept.c.thread == plain(thread))
        )
