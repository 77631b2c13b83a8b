"""The event log: an append-only chain, each line in the transaction that did what it tells.

A line removed, changed or put in between breaks the chain of hashes from there on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, insert, select

from archiver.model.digest import GENESIS, Json, canonical_json, chain_hash
from archiver.model.event import Event, EventKind
from archiver.model.time import iso_utc
from archiver.store import schema
from archiver.store.codec import plain, unpack

_PAGE = 1000


def append(
    connection: Connection, kind: EventKind, subject: str, agent: str, at: dt.datetime, detail: Json = None
) -> Event:
    """Write the next link. `detail` holds facts, never words of a correspondent. `at` is kept to the millisecond."""
    table = schema.event
    last = connection.execute(select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)).one_or_none()
    prev = GENESIS if last is None else last.hash
    seq = 1 if last is None else last.seq + 1
    at_text = iso_utc(at)
    subject, agent, detail = plain(subject), plain(agent), _plain_json(detail)
    payload = {"kind": kind.value, "subject": subject, "agent": agent, "at": at_text, "detail": detail}
    digest = chain_hash(prev, payload)
    connection.execute(
        insert(table).values(
            seq=seq,
            kind=kind.value,
            subject=subject,
            agent=agent,
            at=at_text,
            detail=canonical_json(detail),
            prev=prev,
            hash=digest,
        )
    )
    return Event(
        seq=seq,
        kind=kind,
        subject=subject,
        agent=agent,
        at=dt.datetime.fromisoformat(at_text),
        detail=detail,
        prev=prev,
        hash=digest,
    )


def _plain_json(value: Json) -> Json:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {plain(key): _plain_json(item) for key, item in value.items()}
    if value is None or isinstance(value, (bool, int)):
        return value
    return [_plain_json(item) for item in value]


def after(connection: Connection, seq: int, *, limit: int = _PAGE) -> list[Event]:
    """The next events behind `seq`, in order."""
    table = schema.event
    rows = connection.execute(select(table).where(table.c.seq > seq).order_by(table.c.seq).limit(limit))
    return [_event(row) for row in rows]


def about(connection: Connection, subject: str) -> Iterator[Event]:
    """Every event of one subject, oldest first."""
    table = schema.event
    for row in connection.execute(select(table).where(table.c.subject == subject).order_by(table.c.seq)):
        yield _event(row)


def _event(row: object) -> Event:
    fields = row._mapping  # type: ignore[attr-defined]
    return Event(
        seq=fields["seq"],
        kind=EventKind(fields["kind"]),
        subject=fields["subject"],
        agent=fields["agent"],
        at=dt.datetime.fromisoformat(fields["at"]),
        detail=unpack(fields["detail"]),
        prev=fields["prev"],
        hash=fields["hash"],
    )
