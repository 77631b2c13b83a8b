"""A volume's entries, read from the store a page at a time: each record's newest state, earlier ones, ways in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from archiver.model.conversation import Entry, FileKind
from archiver.model.record import RedactedRecord, RedactedThread, Revision, State
from archiver.store import order, originals, schema
from archiver.store.channels import origins
from archiver.store.codec import instant
from archiver.store.database import Database
from archiver.store.matching import BY_API, BY_EXPORT
from archiver.store.people import People, numbers_of
from archiver.store.rows import decode_record
from archiver.store.threads import load_threads

_record, _revision, _provenance = schema.record, schema.revision, schema.provenance


class Entries:
    """The entries of one volume; iterable again and again, holding one page at a time."""

    def __init__(self, database: Database, channel_id: int, volume_id: int, kind: FileKind) -> None:
        self._database = database
        self._channel_id = channel_id
        self._volume_id = volume_id
        self._kind = kind

    def __iter__(self) -> Iterator[Entry]:
        with self._database.read() as connection:
            reader = Reader(connection, self._channel_id)
            number = 0
            for page in order.pages(connection, self._volume_id, self._kind):
                yield from reader.entries(page, number)
                number += len(page)


class Reader:
    """Turns rows into entries within one read transaction; people, threads and origins are fetched once."""

    def __init__(self, connection: Connection, channel_id: int) -> None:
        self._connection = connection
        self._people = People(connection, channel_id)
        self._threads: dict[int, RedactedThread] = {}
        self._origins: dict[int, str] = {}
        self._refs: dict[int, str] = {}

    def entries(self, page: Sequence[order.Place], before: int) -> Iterator[Entry]:
        """The entries of a page of places, numbered on from `before`."""
        numbers = [number for number, _ in page]
        rows = {row["id"]: row for row in self._rows(numbers)}
        earlier = self._earlier([number for number in numbers if rows[number]["revisions"] > 1])
        ways = self._ways([n for n in numbers if rows[n]["methods"] == BY_API | BY_EXPORT])
        self._prepare([*rows.values(), *(row for several in earlier.values() for row in several)])
        for place, (number, depth) in enumerate(page, start=before + 1):
            row = rows[number]
            record = self._record(row, row)
            states = earlier.get(number, ())
            deleted = record.state is State.DELETED
            since = row["first_seen"] if deleted else row["gone_since"]
            yield Entry(
                number=place,
                record=record,
                first_seen=instant(states[0]["first_seen"] if states else row["first_seen"]),
                origin="; ".join([self._origins[row["origin_id"]], *ways.get(number, ())]),
                earlier=tuple([self._revision(row, state) for state in states]),
                gone_since=None if since is None else instant(since),
                gone_reason=row["gone_reason"] or "" if since is not None else "",
                gone_affirmed=deleted,
                depth=depth,
            )

    def records(self, numbers: Sequence[int]) -> list[RedactedRecord]:
        """The newest states of these records, in the order given."""
        rows = {row["id"]: row for row in self._rows(numbers)}
        self._prepare(list(rows.values()))
        return [self._record(rows[number], rows[number]) for number in numbers]

    def states(self, numbers: Sequence[int]) -> Iterator[tuple[int, int, RedactedRecord]]:
        """(record, number of the state from 1, the state) of all states of these records, oldest first."""
        rows = {row["id"]: row for row in self._rows(numbers)}
        earlier = self._earlier([number for number in numbers if rows[number]["revisions"] > 1])
        self._prepare([*rows.values(), *(row for several in earlier.values() for row in several)])
        for number in numbers:
            row = rows[number]
            for state in earlier.get(number, ()):
                yield number, state["number"], self._record(row, state)
            yield number, row["revisions"], self._record(row, row)

    def _rows(self, numbers: Sequence[int]) -> list[Any]:
        found: list[Any] = []
        for start in range(0, len(numbers), order.PAGE):
            query = select(_record).where(_record.c.id.in_(numbers[start : start + order.PAGE]))
            found.extend(self._connection.execute(query).mappings())
        return found

    def _earlier(self, numbers: Sequence[int]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        if numbers:
            query = select(_revision).where(_revision.c.record_id.in_(numbers)).order_by(_revision.c.number)
            for row in self._connection.execute(query).mappings():
                found.setdefault(row["record_id"], []).append(row)
        return found

    def _ways(self, numbers: Sequence[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        if numbers:
            query = select(_provenance).where(_provenance.c.record_id.in_(numbers)).order_by(_provenance.c.seen)
            rows = self._connection.execute(query).all()
            self._load_origins(row.origin_id for row in rows)
            for row in rows:
                found.setdefault(row.record_id, []).append(self._origins[row.origin_id])
        return found

    def _prepare(self, rows: Sequence[Any]) -> None:
        self._load_origins(row["origin_id"] for row in rows)
        people = {row["sender_id"] for row in rows}
        people.update(n for text in {row["recipients"] for row in rows} for n in numbers_of(text))
        self._people.load(people)
        held = {n for row in rows if row["held"] for n in numbers_of(row["held"]) if n > 0} - self._refs.keys()
        self._refs.update({n: ref for n, (ref, _) in originals.refs(self._connection, held).items()})
        threads = {row["thread_id"] for row in rows if "thread_id" in row} - self._threads.keys()
        if threads:
            self._threads.update(load_threads(self._connection, threads, self._people))

    def _load_origins(self, numbers: Any) -> None:
        missing = set(numbers) - self._origins.keys()
        if missing:
            found = origins(self._connection, missing)
            self._origins.update({n: f"{method}:{ref}" if ref else method for n, (method, ref) in found.items()})

    def _record(self, row: Any, state: Any) -> RedactedRecord:
        return decode_record(
            state,
            row["kind"],
            row["key"],
            self._threads[row["thread_id"]],
            self._people,
            lambda numbers: [self._refs.get(number, "") for number in numbers],
            state["snapshot"],
        )

    def _revision(self, row: Any, state: Any) -> Revision:
        return Revision(
            number=state["number"],
            record=self._record(row, state),
            first_seen=instant(state["first_seen"]),
            last_seen=instant(state["last_seen"]),
            origin=self._origins[state["origin_id"]],
        )
