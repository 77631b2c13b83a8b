"""Full text kept in step with the records: one row a record, with all its states' words, and facets beside them.

Channel, kind, month and thread are words in a second column, because filters outside the index cost seconds where the
index has millions of rows. SQLite's FTS5 and PostgreSQL's tsvector stand over the same table.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, select, text, update

from archiver.store import schema
from archiver.store.codec import instant
from archiver.store.database import insert_many

CREATE_SQLITE = (
    "CREATE VIRTUAL TABLE fts_record USING fts5("
    "body, facets, content='fulltext', content_rowid='record_id', "
    "tokenize='unicode61 remove_diacritics 0')",
)
CREATE_POSTGRESQL = (
    "ALTER TABLE fulltext ADD COLUMN words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple'::regconfig, facets), 'A') || "
    "setweight(to_tsvector('simple'::regconfig, body), 'B')) STORED",
    "CREATE INDEX ix_fulltext_words ON fulltext USING gin (words)",
)

_DAY = 86_400_000_000
"""Microseconds."""

FulltextRow = tuple[int, str, str]
"""record_id, folded body, facets."""


def create(connection: Connection) -> None:
    """What no table declaration can say, by hand for each engine."""
    for statement in CREATE_SQLITE if connection.dialect.name == "sqlite" else CREATE_POSTGRESQL:
        connection.exec_driver_sql(statement)


def facets(channel_id: int, kind: str, at: int, thread_id: int) -> str:
    """The words that stand for where a record belongs."""
    return f"c{channel_id} k{kind} {_month(at // _DAY)} t{thread_id}"


@functools.lru_cache(maxsize=1024)
def _month(day: int) -> str:
    return f"m{instant(day * _DAY):%Y%m}"


def months(start: dt.datetime, end: dt.datetime) -> list[str]:
    """The month facets from start to end, both included, in UTC."""
    found = []
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        found.append(f"m{year:04d}{month:02d}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def add(connection: Connection, rows: Sequence[FulltextRow]) -> None:
    """Index records that are not indexed yet."""
    insert_many(connection, "fulltext", ("record_id", "body", "facets"), rows)
    if connection.dialect.name == "sqlite":
        insert_many(connection, "fts_record", ("rowid", "body", "facets"), rows)


def change(connection: Connection, rows: Sequence[FulltextRow]) -> None:
    """Replace the indexed words of records."""
    if not rows:
        return
    fulltext = schema.fulltext
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        _forget(connection, [row[0] for row in rows])
    connection.execute(
        update(fulltext)
        .where(fulltext.c.record_id == bindparam("number"))
        .values(body=bindparam("words"), facets=bindparam("places")),
        [{"number": number, "words": body, "places": places} for number, body, places in rows],
    )
    if is_sqlite:
        insert_many(connection, "fts_record", ("rowid", "body", "facets"), rows)


def _forget(connection: Connection, numbers: Sequence[int]) -> None:
    """FTS5 over a table of ours takes words out by being told them once more."""
    fulltext = schema.fulltext
    for start in range(0, len(numbers), 500):
        old = connection.execute(select(fulltext).where(fulltext.c.record_id.in_(numbers[start : start + 500]))).all()
        if old:
            connection.exec_driver_sql(
                "INSERT INTO fts_record (fts_record, rowid, body, facets) VALUES ('delete', ?, ?, ?)",
                [tuple(row) for row in old],
            )


def remove(connection: Connection, numbers: Sequence[int]) -> None:
    """Take records out of the index."""
    if connection.dialect.name == "sqlite":
        _forget(connection, numbers)
    fulltext = schema.fulltext
    connection.execute(delete(fulltext).where(fulltext.c.record_id.in_(numbers)))


def move_threads(connection: Connection, thread_id: int) -> None:
    """Write the facets of a thread's records anew, after another thread was joined into it."""
    record, fulltext = schema.record, schema.fulltext
    rows = connection.execute(
        select(record.c.id, record.c.channel_id, record.c.kind, record.c.at, fulltext.c.body)
        .join(fulltext, fulltext.c.record_id == record.c.id)
        .where(record.c.thread_id == thread_id)
    ).all()
    change(connection, [(r.id, r.body, facets(r.channel_id, r.kind, r.at, thread_id)) for r in rows])


def optimize(connection: Connection) -> None:
    """Merge FTS5's segments, so that words taken out are gone from its pages too. Nothing to do on PostgreSQL."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO fts_record (fts_record) VALUES ('optimize')"))


def bodies(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """(folded words, facets) by record."""
    fulltext = schema.fulltext
    rows = connection.execute(select(fulltext).where(fulltext.c.record_id.in_(list(numbers))))
    return {row.record_id: (row.body, row.facets) for row in rows}
