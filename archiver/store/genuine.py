"""Whether the rows still say what was written down: each state against its digest, each edition against content and chain.

Every digest is computed anew from what a row holds, so that no word in the database can change unseen. It reads in one
consistent picture, in pages, and tells of rows by their numbers: no words of a correspondent leave it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Result, Select, literal, select

from archiver.model.event import EventKind
from archiver.store import schema, views
from archiver.store.codec import content_digest, decode_person, plain, unpack
from archiver.store.people import numbers_of

_record, _revision, _volume, _edition = schema.record, schema.revision, schema.volume, schema.edition
_person, _event = schema.person, schema.event
_PAGE = 1000
_PART = 500
_MOST_PEOPLE = 20_000
"""How many correspondents are kept at hand; then they are read again."""
_MOST_NAMED = 5
"""How many rows a doubt names; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that is not what was written down. `number` of the record, empty where none is known; `what` in our words.

    `damaged`: the database itself, not what it holds."""

    number: str = ""
    what: str
    damaged: bool = False


@dataclass(slots=True)
class Examined:
    """How much was looked at."""

    states: int = 0
    people: int = 0
    editions: int = 0


@dataclass(slots=True)
class _Bad:
    """The rows of one volume that do not hold what their digests say."""

    count: int = 0
    first: list[str] = field(default_factory=list)


def examine(connection: Connection, examined: Examined) -> Iterator[Doubt]:
    """Every doubt there is about the rows, in a stable order. The connection's transaction must be fresh.

    Reads every record; memory stays flat, apart from what is found."""
    if connection.dialect.name == "sqlite":
        yield from _sound(connection)
    else:
        # A night that stores in between would show half of what it does.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    yield from _people(connection, examined)
    yield from _states(connection, examined)
    yield from _editions(connection, examined)


def _sound(connection: Connection) -> Iterator[Doubt]:
    """SQLite's own look at its pages and indexes. It names tables and rows, never a value."""
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        if line != "ok":
            yield Doubt(what=f"SQLite: {' '.join(str(line).split())[:200]}", damaged=True)


# --- people -----------------------------------------------------------------------------------------------------------


def _people(connection: Connection, examined: Examined) -> Iterator[Doubt]:
    query = select(_person.c.id, _person.c.digest, _person.c.name, _person.c.body).order_by(_person.c.id)
    bad: list[int] = []
    for row in _streamed(connection, query):
        examined.people += 1
        if hashlib.sha256(row.body).digest() != bytes(row.digest) or not _is_named(row):
            bad.append(row.id)
    link = schema.volume_person
    for number in bad:
        found = select(_volume.c.number).join(link, link.c.volume_id == _volume.c.id).where(link.c.person_id == number)
        for record in connection.execute(found.order_by(_volume.c.id)).scalars().all() or [""]:
            yield Doubt(number=record, what=f"the correspondent in row {number} is not the one that was written down")


def _is_named(row: Any) -> bool:
    try:
        return bool(plain(decode_person(row.body).name.text) == row.name)
    except (ValueError, KeyError, TypeError, IndexError):
        return False


class _Bodies:
    """The canonical bytes of correspondents by row number, as many as are kept at hand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, bytes] = {}

    def load(self, numbers: Iterable[int]) -> None:
        wanted = set(numbers)
        if len(self._known) + len(wanted) > _MOST_PEOPLE:
            self._known.clear()
        missing = sorted(wanted - self._known.keys())
        for start in range(0, len(missing), _PART):
            query = select(_person.c.id, _person.c.body).where(_person.c.id.in_(missing[start : start + _PART]))
            self._known.update({row.id: row.body for row in self._connection.execute(query)})

    def __getitem__(self, number: int) -> bytes:
        return self._known.get(number, b"")


# --- states -----------------------------------------------------------------------------------------------------------


def _states(connection: Connection, examined: Examined) -> Iterator[Doubt]:
    """Records, newest states and earlier ones: one doubt a record, that names its first rows."""
    bodies = _Bodies(connection)
    bad: dict[int | None, _Bad] = {}
    for query in (_newest(), _earlier()):
        for page in _streamed(connection, query).partitions(_PAGE):
            examined.states += len(page)
            lists = [_numbers(row.recipients) for row in page]
            bodies.load({row.sender_id for row in page}.union(*lists))
            for row, recipients in zip(page, lists, strict=True):
                if not _holds(row, recipients, bodies):
                    found = bad.setdefault(row.volume_id, _Bad())
                    found.count += 1
                    if len(found.first) < _MOST_NAMED:
                        found.first.append(f"{row.id}, state {row.number}" if row.number else str(row.id))
    numbers = dict(_numbered(connection, [volume for volume in bad if volume is not None]))
    for volume, found in sorted(bad.items(), key=lambda item: item[0] or 0):
        rows = "; ".join(found.first) + (" and others" if found.count > len(found.first) else "")
        what = f"{found.count} of its messages in the database are not what was written down (row {rows})"
        yield Doubt(number=numbers.get(volume or 0, ""), what=what)


def _newest() -> Select[Any]:
    columns = [_record.c[name] for name in _COVERED]
    return select(_record.c.id, _record.c.volume_id, _record.c.kind, literal(0).label("number"), *columns).order_by(
        _record.c.id
    )


def _earlier() -> Select[Any]:
    columns = [_revision.c[name] for name in _COVERED]
    return (
        select(_record.c.id, _record.c.volume_id, _record.c.kind, _revision.c.number, *columns)
        .join(_record, _record.c.id == _revision.c.record_id)
        .order_by(_revision.c.record_id, _revision.c.number)
    )


_COVERED = ("state", "parent", "sender_id", "recipients", "body", "digest")


def _numbers(text: str) -> list[int]:
    try:
        return numbers_of(text)
    except ValueError:
        return []


def _holds(row: Any, recipients: Sequence[int], bodies: _Bodies) -> bool:
    people = [bodies[number] for number in recipients]
    return content_digest(row.kind, row.state, row.parent, bodies[row.sender_id], people, row.body) == bytes(row.digest)


def _numbered(connection: Connection, volumes: Sequence[int]) -> Iterator[tuple[int, str]]:
    for start in range(0, len(volumes), _PART):
        query = select(_volume.c.id, _volume.c.number).where(_volume.c.id.in_(volumes[start : start + _PART]))
        for row in connection.execute(query):
            yield row.id, row.number


# --- editions ---------------------------------------------------------------------------------------------------------


def _editions(connection: Connection, examined: Examined) -> Iterator[Doubt]:
    """Each edition against the event that tells of its publication, and the newest against the content of now."""
    after = 0
    while True:
        columns = (_volume.c.id, _volume.c.number, _volume.c.edition, _volume.c.dirty)
        volumes = connection.execute(
            select(*columns).where(_volume.c.id > after).order_by(_volume.c.id).limit(_PART)
        ).all()
        if not volumes:
            return
        after = volumes[-1].id
        told = _told(connection, [row.number for row in volumes])
        written: dict[int, dict[int, str]] = {}
        query = select(_edition.c.volume_id, _edition.c.edition, _edition.c.content_sha256)
        for one in connection.execute(query.where(_edition.c.volume_id.between(volumes[0].id, after))):
            written.setdefault(one.volume_id, {})[one.edition] = one.content_sha256
        for row in volumes:
            mine, events = written.get(row.id, {}), told.get(row.number, {})
            examined.editions += len(mine)
            for edition in sorted(mine.keys() | events.keys()):
                if mine.get(edition) != events.get(edition):
                    yield Doubt(number=row.number, what=_unlike(edition, edition in mine, edition in events))
            if row.edition != max(mine, default=0):
                yield Doubt(number=row.number, what=f"edition {row.edition} is called the newest, and is not")
            elif row.edition and not row.dirty and views.content_sha256(connection, row.id) != mine[row.edition]:
                yield Doubt(
                    number=row.number, what=f"the database does not hold the content that edition {row.edition} has"
                )


def _unlike(edition: int, is_written: bool, is_told: bool) -> str:
    if not is_written:
        return f"edition {edition} was published, but is not in the database"
    if not is_told:
        return f"no event tells of the publication of edition {edition}"
    return f"the content digest of edition {edition} is not the one that its publication wrote down"


def _told(connection: Connection, numbers: Sequence[str]) -> dict[str, dict[int, str]]:
    """What the event log says of these records' editions: the content's digest at the last publication of each."""
    told: dict[str, dict[int, str]] = {}
    query = select(_event.c.subject, _event.c.detail).where(
        _event.c.subject.in_(numbers), _event.c.kind == EventKind.PUBLICATION.value
    )
    for row in connection.execute(query.order_by(_event.c.seq)):
        try:
            detail = unpack(row.detail)
            told.setdefault(row.subject, {})[int(detail["edition"])] = str(detail["content"])
        except (ValueError, KeyError, TypeError):
            # The chain's own check names this event.
            continue
    return told


def _streamed(connection: Connection, query: Select[Any]) -> Result[Any]:
    return connection.execute(query, execution_options={"yield_per": _PAGE})
