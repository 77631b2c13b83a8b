"""By which rules what is stored was judged last, and how far newer ones have come over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archiver.model.correspondent import Role
from archiver.model.ids import ThreadKey
from archiver.model.redaction import RedactedText
from archiver.store import schema
from archiver.store.context import record_pages
from archiver.store.entries import Reader
from archiver.store.texts import texts_of
from archiver.store.upsert import put

_judged, _thread, _record = schema.judged, schema.thread, schema.record


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`rules` judged everything; `coming` (empty = none) are on their way and have done the threads up to `thread_id`."""

    rules: str
    coming: str = ""
    thread_id: int = 0


def state(connection: Connection, channel_id: int) -> Judged | None:
    """Where a channel stands; None while nothing was ever written down."""
    row = connection.execute(select(_judged).where(_judged.c.channel_id == channel_id)).one_or_none()
    return None if row is None else Judged(rules=row.rules, coming=row.coming, thread_id=row.thread_id)


def write(connection: Connection, channel_id: int, judged: Judged) -> None:
    """Put down where a channel stands."""
    values = {"rules": judged.rules, "coming": judged.coming, "thread_id": judged.thread_id}
    put(connection, _judged, ("channel_id",), {"channel_id": channel_id, **values})


def is_empty(connection: Connection, channel_id: int) -> bool:
    """Whether the channel holds no record."""
    query = select(_record.c.id).where(_record.c.channel_id == channel_id).limit(1)
    return connection.execute(query).scalar_one_or_none() is None


def threads_after(connection: Connection, channel_id: int, number: int, limit: int) -> list[tuple[int, ThreadKey]]:
    """The next threads behind a row's number, each once whatever names it bears."""
    query = (
        select(_thread.c.id, _thread.c.key)
        .where(_thread.c.channel_id == channel_id, _thread.c.id > number, _thread.c.same_as.is_(None))
        .order_by(_thread.c.id)
        .limit(limit)
    )
    return [(row.id, ThreadKey(row.key)) for row in connection.execute(query)]


def messages(connection: Connection, channel_id: int, thread_id: int) -> Iterator[tuple[str, Role, RedactedText]]:
    """Every text of every state of a thread's records in time order, with its writer's role; references as in `texts`."""
    reader = Reader(connection, channel_id)
    for page in record_pages(connection, [thread_id]):
        for record_id, number, record in reader.states(page):
            for place, text in texts_of(record):
                yield f"{record_id}/{number}/{place}", record.sender.role, text
