"""The order in which a volume's records are printed: by time, and posts each followed by its comments as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from archiver.model.conversation import FileKind
from archiver.model.record import RecordKind
from archiver.store import schema

PAGE = 1000
_record, _thread, _alias = schema.record, schema.thread, schema.alias

Place = tuple[int, int]
"""A record's row and its depth."""


def pages(connection: Connection, volume_id: int, kind: FileKind, after: Any = None) -> Iterator[list[Place]]:
    """The volume's records in printed order, a page at a time."""
    if kind is FileKind.CONVERSATION:
        yield from _by_time(connection, volume_id)
    else:
        yield from _by_post(connection, volume_id)


def _by_time(connection: Connection, volume_id: int) -> Iterator[list[Place]]:
    last: tuple[int, int] | None = None
    while True:
        query = select(_record.c.at, _record.c.id).where(_record.c.volume_id == volume_id)
        if last is not None:
            query = query.where(tuple_(_record.c.at, _record.c.id) > last)
        rows = connection.execute(query.order_by(_record.c.at, _record.c.id).limit(PAGE)).all()
        if rows:
            yield [(row.id, 0) for row in rows]
            last = (rows[-1].at, rows[-1].id)
        if len(rows) < PAGE:
            return


def _by_post(connection: Connection, volume_id: int) -> Iterator[list[Place]]:
    page: list[Place] = []
    for thread_id in _posts(connection, volume_id):
        page.extend(_tree(connection, volume_id, thread_id))
        while len(page) >= PAGE:
            yield page[:PAGE]
            page = page[PAGE:]
    if page:
        yield page


def _posts(connection: Connection, volume_id: int) -> list[int]:
    """The threads of a month, by when their posts were sent."""
    rows = connection.execute(
        select(_record.c.thread_id, _thread.c.root_at, func.min(_record.c.at).label("first"))
        .join(_thread, _thread.c.id == _record.c.thread_id)
        .where(_record.c.volume_id == volume_id)
        .group_by(_record.c.thread_id, _thread.c.root_at)
    )
    starts = sorted((row.first if row.root_at is None else row.root_at, row.thread_id) for row in rows)
    return [thread_id for _, thread_id in starts]


def _tree(connection: Connection, volume_id: int, thread_id: int) -> Iterator[Place]:
    """A post, then each comment followed by its replies, siblings by time. What answers something that is not held
    stands where an answer to the post would."""
    rows = connection.execute(
        select(_record.c.id, _record.c.kind, _record.c.source_id, _record.c.parent)
        .where(_record.c.thread_id == thread_id, _record.c.volume_id == volume_id)
        .order_by(_record.c.at, _record.c.id)
    ).all()
    by_source = {row.source_id: row.id for row in rows if row.source_id}
    aliases = connection.execute(
        select(_alias.c.value, _alias.c.record_id)
        .join(_record, _record.c.id == _alias.c.record_id)
        .where(_record.c.thread_id == thread_id, _record.c.volume_id == volume_id, _alias.c.what == "source")
    )
    for value, record_id in aliases:
        by_source.setdefault(value, record_id)
    roots = [row.id for row in rows if row.kind == RecordKind.POST.value and by_source.get(row.parent) is None]
    children: dict[int | None, list[int]] = {}
    rooted = set(roots)
    for row in rows:
        if row.id not in rooted:
            parent = by_source.get(row.parent)
            if parent is None or parent == row.id:
                # A comment that names no parent answers the post.
                parent = roots[0] if roots else None
            children.setdefault(parent, []).append(row.id)
    shown: set[int] = set()
    starts = [(root, 0) for root in roots] + [(loose, 1) for loose in children.pop(None, [])]
    # Comments that answer each other in a circle hang on no root; hostile or broken data must not lose them.
    for start in [*starts, *((row.id, 1) for row in rows)]:
        yield from _descend(start, children, shown)


def _descend(start: Place, children: dict[int | None, list[int]], shown: set[int]) -> Iterator[Place]:
    waiting = [start]
    while waiting:
        number, depth = waiting.pop()
        if number in shown:
            continue
        shown.add(number)
        yield number, depth
        waiting.extend((child, depth + 1) for child in reversed(children.get(number, ())))
