"""Channels and ways of capture by their short row numbers; and the counters behind permanent numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, select, update

from archiver.model.capture import CaptureMethod
from archiver.store import schema
from archiver.store.codec import plain


def channel_row(connection: Connection, name: str) -> Any | None:
    """The channel's row (id, has_ids, has_derived), or None when nothing of it was ever stored."""
    table = schema.channel
    query = select(table.c.id, table.c.has_ids, table.c.has_derived).where(table.c.name == name)
    return connection.execute(query).one_or_none()


def channel_id(connection: Connection, name: str) -> int | None:
    """The channel's row number, or None when nothing of it was ever stored."""
    row = channel_row(connection, name)
    return None if row is None else int(row.id)


def ensure_channel(connection: Connection, name: str) -> Any:
    """The channel's row, made when missing."""
    row = channel_row(connection, name)
    if row is None:
        connection.execute(insert(schema.channel).values(name=name))
        row = channel_row(connection, name)
    return row


def channel_names(connection: Connection) -> dict[int, str]:
    """Every channel's name by row number."""
    return {row.id: row.name for row in connection.execute(select(schema.channel.c.id, schema.channel.c.name))}


def ensure_origin(connection: Connection, channel: int, method: CaptureMethod, ref: str) -> int:
    """The row number of one way in: a method and the sealed original it came from."""
    table = schema.origin
    ref = plain(ref)
    query = select(table.c.id).where(table.c.channel_id == channel, table.c.method == method.value, table.c.ref == ref)
    found = connection.execute(query).scalar_one_or_none()
    if found is not None:
        return int(found)
    result = connection.execute(insert(table).values(channel_id=channel, method=method.value, ref=ref))
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def origins(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """(method, ref) by row number."""
    table = schema.origin
    wanted = list(set(numbers))
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(wanted), 500):
        rows = connection.execute(
            select(table.c.id, table.c.method, table.c.ref).where(table.c.id.in_(wanted[start : start + 500]))
        )
        found.update({row.id: (row.method, row.ref) for row in rows})
    return found


def allocate(connection: Connection, name: str, count: int = 1) -> int:
    """The first of `count` fresh numbers. They are used up only if the transaction is."""
    table = schema.counter
    query = update(table).where(table.c.name == name).values(value=table.c.value + count).returning(table.c.value)
    last = connection.execute(query).scalar_one_or_none()
    if last is None:
        connection.execute(insert(table).values(name=name, value=count))
        last = count
    return int(last) - count + 1
