"""What redaction needs of a thread's past: who takes part, which values are known, what was said last; all texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, tuple_

from archiver.model.capture import LearnedValue
from archiver.model.correspondent import RedactedCorrespondent
from archiver.model.record import RedactedRecord
from archiver.model.redaction import RedactedText
from archiver.store import learned, schema
from archiver.store.codec import bare_text
from archiver.store.entries import Reader
from archiver.store.people import People
from archiver.store.texts import texts_of
from archiver.store.threads import load_threads, thread_ids, thread_keys

_PAGE = 500
_record = schema.record
_PLAIN = _record.c.snapshot.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMemory:
    """A thread's past. `participants` are those named by the platform and those who wrote; `tail` its last records by
    time, oldest first; `keys` every name the thread bears."""

    participants: tuple[RedactedCorrespondent, ...] = ()
    learned: tuple[LearnedValue, ...] = ()
    tail: tuple[RedactedRecord, ...] = ()
    keys: tuple[str, ...] = ()


def memory(connection: Connection, channel_id: int, key: str, tail: int) -> ThreadMemory:
    """What is stored of a thread."""
    numbers = thread_ids(connection, channel_id, key)
    keys = thread_keys(connection, numbers) or [key]
    known = learned.of_threads(connection, channel_id, keys)
    if not numbers:
        return ThreadMemory(learned=known, keys=tuple(keys))
    people = People(connection, channel_id)
    participants: dict[RedactedCorrespondent, None] = {}
    for thread in load_threads(connection, numbers, people).values():
        participants.update(dict.fromkeys(thread.participants))
    senders = select(_record.c.sender_id).where(_record.c.thread_id.in_(numbers)).distinct()
    for number in sorted(connection.execute(senders).scalars()):
        participants[people[number]] = None
    last = (
        select(_record.c.id)
        .where(_record.c.thread_id.in_(numbers))
        .order_by(_record.c.at.desc(), _record.c.id.desc())
        .limit(tail)
    )
    ids = list(connection.execute(last).scalars())[::-1]
    return ThreadMemory(
        participants=tuple(participants),
        learned=known,
        tail=tuple(Reader(connection, channel_id).records(ids)),
        keys=tuple(keys),
    )


def texts(connection: Connection, channel_id: int, key: str) -> Iterator[tuple[str, RedactedText]]:
    """Every text of every state of a thread's records, oldest record first. The reference names its place: the record's
    row, the state's number, and the field (`12/1/text`, `12/1/link.0.url`)."""
    reader = Reader(connection, channel_id)
    for rows in _pages(
        connection, thread_ids(connection, channel_id, key), _record.c.revisions, _record.c.body, _PLAIN
    ):
        # The texts of those records of which the text is all there is, in one state: nearly all, and quickly read.
        bare = {
            record_id: text
            for _, record_id, revisions, body, plain in rows
            if plain and revisions == 1 and (text := bare_text(body)) is not None
        }
        rest = reader.states([record_id for _, record_id, *_ in rows if record_id not in bare])
        state = next(rest, None)
        for _, record_id, *_ in rows:
            if record_id in bare:
                if bare[record_id]:
                    yield f"{record_id}/1/text", bare[record_id]
                continue
            while state is not None and state[0] == record_id:
                for place, text in texts_of(state[2]):
                    yield f"{record_id}/{state[1]}/{place}", text
                state = next(rest, None)


def record_pages(connection: Connection, threads: list[int]) -> Iterator[list[int]]:
    """The rows of the threads' records, by time within each, a page at a time."""
    for rows in _pages(connection, threads):
        yield [record_id for _, record_id in rows]


def _pages(connection: Connection, threads: list[int], *columns: ColumnElement[Any]) -> Iterator[Sequence[Any]]:
    """(time, row, then what `columns` ask for) of the threads' records, by time within each, a page at a time."""
    for thread in threads:
        last = (-(2**62), 0)
        while True:
            rows = connection.execute(
                select(_record.c.at, _record.c.id, *columns)
                .where(_record.c.thread_id == thread)
                # One comparison, which both engines look up in the index: page after page begins where the last ended.
                .where(tuple_(_record.c.at, _record.c.id) > last)
                .order_by(_record.c.at, _record.c.id)
                .limit(_PAGE)
            ).all()
            if rows:
                yield rows
                last = (rows[-1][0], rows[-1][1])
            if len(rows) < _PAGE:
                break
