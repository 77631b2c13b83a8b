"""Two rows that turn out to be one record: the export's copy goes into the record that bears the platform's id.

That happens when what shows them to be one (an earlier wording, a link between two threads) arrives after both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from archiver.store import dirty, index, schema
from archiver.store.matching import BY_API, BY_EXPORT, DERIVED, WITH_ID
from archiver.store.upsert import insert_new

_record, _alias, _provenance = schema.record, schema.alias, schema.provenance


def fold(connection: Connection, kept: int, dropped: int) -> list[dirty.Touch]:
    """Make `dropped` another way in to `kept`. The caller knows that they say the same. Returns what was touched."""
    gone = connection.execute(select(_record).where(_record.c.id == dropped)).one()
    stays = connection.execute(select(_record).where(_record.c.id == kept)).one()
    connection.execute(update(_alias).where(_alias.c.record_id == dropped).values(record_id=kept))
    connection.execute(insert(_alias).values(channel_id=gone.channel_id, what="key", value=gone.key, record_id=kept))
    ways = connection.execute(select(_provenance).where(_provenance.c.record_id == dropped)).all()
    rows = [{"record_id": kept, "origin_id": gone.origin_id, "seen": gone.first_seen}]
    rows += [{"record_id": kept, "origin_id": row.origin_id, "seen": row.seen} for row in ways]
    connection.execute(delete(_provenance).where(_provenance.c.record_id == dropped))
    insert_new(connection, _provenance, rows)
    index.remove(connection, [dropped])
    connection.execute(delete(schema.mention).where(schema.mention.c.record_id == dropped))
    connection.execute(update(schema.change).where(schema.change.c.record_id == dropped).values(record_id=kept))
    connection.execute(delete(_record).where(_record.c.id == dropped))
    connection.execute(
        update(_record)
        .where(_record.c.id == kept)
        .values(ways=stays.ways | gone.ways, methods=stays.methods | gone.methods)
    )
    if gone.volume_id is None or (gone.volume_id == stays.volume_id and gone.digest == stays.digest):
        return []
    return [(gone.volume_id, kept, dirty.JOINED)]


def may_fold(connection: Connection, dropped: int) -> bool:
    """Whether a row is an export's plain copy: known by its content alone, with one state."""
    query = select(_record.c.ways, _record.c.methods, _record.c.revisions).where(_record.c.id == dropped)
    row = connection.execute(query).one()
    return (row.ways, row.methods, row.revisions) == (DERIVED, BY_EXPORT, 1)


def pairs(connection: Connection, thread_id: int) -> Iterator[tuple[int, int]]:
    """(with the platform's id, the export's copy) of one thread that have the same sender, second and words."""
    mine: dict[tuple[str, str], list[int]] = {}
    for row in _of_way(connection, thread_id, WITH_ID, BY_API):
        mine.setdefault((row.kind, row.match_key), []).append(row.id)
    for row in _of_way(connection, thread_id, DERIVED, BY_EXPORT):
        waiting = mine.get((row.kind, row.match_key))
        if waiting and row.revisions == 1:
            yield waiting.pop(0), row.id


def _of_way(connection: Connection, thread_id: int, ways: int, methods: int) -> list[Any]:
    columns = (_record.c.id, _record.c.kind, _record.c.match_key, _record.c.revisions)
    query = (
        select(*columns)
        .where(_record.c.thread_id == thread_id, _record.c.ways == ways, _record.c.methods == methods)
        .where(_record.c.match_key != "")
        .order_by(_record.c.at, _record.c.id)
    )
    return list(connection.execute(query))
