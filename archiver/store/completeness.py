"""What is known to be missing from a volume, one sentence each, in our words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from archiver.model.conversation import FileKind
from archiver.model.time import iso_utc
from archiver.store import schema
from archiver.store.codec import instant
from archiver.store.gaps import CLOSED
from archiver.store.people import numbers_of
from archiver.store.rows import NOT_HELD
from archiver.store.threads import thread_keys


def sentences(connection: Connection, volume: Any, unread: int) -> tuple[str, ...]:
    """Open and accepted gaps that touch the volume, attachments not held, records without readable content."""
    found = [*_moved(connection, volume), *_gaps(connection, volume)]
    held, missing = _attachments(connection, volume.id)
    if missing:
        found.append(f"{missing} of {held + missing} attachments are not held; each says why.")
    if unread:
        what = "record exists" if unread == 1 else "records exist"
        found.append(f"{unread} {what} whose content could not be had.")
    return tuple(found)


def _moved(connection: Connection, volume: Any) -> list[str]:
    """Where the messages are that a record held before its exchange turned out to be another's."""
    record, other = schema.record, schema.volume
    if volume.thread_id is None:
        return []
    if connection.execute(select(record.c.id).where(record.c.volume_id == volume.id).limit(1)).first() is not None:
        return []
    holds = select(record.c.id).where(record.c.volume_id == other.c.id).exists()
    query = select(other.c.number).where(other.c.thread_id == volume.thread_id, holds).order_by(other.c.id)
    numbers = list(connection.execute(query).scalars())
    return [f"Its messages stand in another record: {', '.join(numbers)}."] if numbers else []


def _gaps(connection: Connection, volume: Any) -> list[str]:
    table = schema.gap
    query = (
        select(table)
        .where(table.c.channel_id == volume.channel_id, table.c.state != CLOSED, table.c.opened.is_not(None))
        .where(or_(table.c.start.is_(None), table.c.start <= max(volume.ended, volume.quiet_from)))
        .where(or_(table.c.end.is_(None), table.c.end >= volume.began))
        .order_by(table.c.start, table.c.key)
    )
    keys = set() if volume.thread_id is None else set(thread_keys(connection, [volume.thread_id]))
    found = []
    for row in connection.execute(query):
        if _concerns(row.edge, volume, keys):
            accepted = f" Accepted: {row.settled_reason}" if row.settled_reason else ""
            found.append(f"Not captured{_when(row)}: {row.reason}.{accepted}".replace("..", "."))
    return found


def _concerns(edge: str, volume: Any, keys: set[str]) -> bool:
    """A gap of one thread concerns that thread; a gap of a kind of record, the volumes of that kind within its time."""
    if edge in keys:
        return True
    if volume.kind == FileKind.POSTS.value:
        return edge in ("", "posts", "comments")
    return edge in ("", "messages")


def _when(row: Any) -> str:
    words = ""
    if row.start is not None:
        words += f" from {iso_utc(instant(row.start))}"
    if row.end is not None:
        words += f" until {iso_utc(instant(row.end))}"
    return words


def _attachments(connection: Connection, volume_id: int) -> tuple[int, int]:
    record = schema.record
    held = missing = 0
    query = select(record.c.held).where(record.c.volume_id == volume_id, record.c.attachments > 0)
    for row in connection.execute(query):
        numbers = numbers_of(row.held)
        held += sum(number > 0 for number in numbers)
        missing += sum(number == NOT_HELD for number in numbers)
    return held, missing
