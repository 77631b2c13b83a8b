"""Values that threads are known to hold, as keyed hashes with the number their token bears. The first number stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from archiver.model.capture import LearnedValue
from archiver.model.redaction import Kind
from archiver.store import schema
from archiver.store.codec import plain
from archiver.store.upsert import insert_new

_table = schema.learned


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
