"""Where each walk of a channel stands. Moved only by `accept`; forgotten on request, never guessed."""

from __future__ import annotations

from sqlalchemy import Connection, select

from archiver.store import schema
from archiver.store.codec import plain
from archiver.store.upsert import put

_table = schema.cursor


def move(connection: Connection, channel_id: int, edge: str, value: str, seen: int) -> None:
    """Set the place of an edge. A batch captured before the one that set it does not set it back."""
    edge = plain(edge)
    query = select(_table.c.seen).where(_table.c.channel_id == channel_id, _table.c.edge == edge)
    known = connection.execute(query).scalar_one_or_none()
    if known is not None and known > seen:
        return
    row = {"channel_id": channel_id, "edge": edge, "value": plain(value), "seen": seen}
    put(connection, _table, ("channel_id", "edge"), row)


def places(connection: Connection, channel_id: int) -> dict[str, str]:
    """The place of every edge of a channel."""
    query = select(_table.c.edge, _table.c.value).where(_table.c.channel_id == channel_id).order_by(_table.c.edge)
    return {row.edge: row.value for row in connection.execute(query)}
