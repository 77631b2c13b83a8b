"""What redaction needs of a thread's past: who takes part, which values are known, what was said last; all texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

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
    for page in record_pages(connection, thread_ids(connection, channel_id, key)):
        bare = _bare_texts(connection, page)
        rest = reader.states([record_id for record_id in page if record_id not in bare])
        state = next(rest, None)
        for record_id in page:
            if record_id in bare:
                if bare[record_id]:
                    yield f"{record_id}/1/text", bare[record_id]
                continue
            while state is not None and state[0] == record_id:
                for place, text in texts_of(state[2]):
                    yield f"{record_id}/{state[1]}/{place}", text
                state = next(rest, None)


def _bare_texts(connection: Connection, page: list[int]) -> dict[int, RedactedText]:
    """The texts of those records of which the text is all there is, in one state: nearly all, and quickly read."""
    rows = connection.execute(
        select(_record.c.id, _record.c.body).where(
            _record.c.id.in_(page), _record.c.revisions == 1, _record.c.snapshot.is_(None)
        )
    ).all()
    found = ((record_id, bare_text(body)) for record_id, body in rows)
    return {record_id: text for record_id, text in found if text is not None}


def record_pages(connection: Connection, threads: list[int]) -> Iterator[list[int]]:
    """The rows of the threads' records, by time within each, a page at a time."""
    for thread in threads:
        last = (-(2**62), 0)
        while True:
            rows = connection.execute(
                select(_record.c.at, _record.c.id)
                .where(_record.c.thread_id == thread)
                .where((_record.c.at > last[0]) | ((_record.c.at == last[0]) & (_record.c.id > last[1])))
                .order_by(_record.c.at, _record.c.id)
                .limit(_PAGE)
            ).all()
            if rows:
                yield [row.id for row in rows]
                last = (rows[-1].at, rows[-1].id)
            if len(rows) < _PAGE:
                break
