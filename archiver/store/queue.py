"""The review queue as a person sees it: each find where it stands in the text as it is stored now.

A find is named by its record, the text's keyed digest, the rule and the value's keyed hash. Where it stands is looked up
each time, because texts become stricter meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archiver.errors import UsageError
from archiver.model.conversation import FileKind
from archiver.model.record import RedactedRecord
from archiver.model.redaction import RedactedText
from archiver.store import order, review, schema
from archiver.store.entries import Reader
from archiver.store.review import StoredReview
from archiver.store.texts import texts_of

_AT_ONCE = 500
"""How many finds' records are read at once."""

_record, _alias, _review = schema.record, schema.alias, schema.review


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One find with its text as stored now. `message` is the record's place in its file (from 1; 0 = in none yet), `refs`
    the text's references for `rewrite_texts`, `start` and `end` where the find stands in `text` now (code points)."""

    find: StoredReview
    record_id: int
    thread_id: int
    message: int
    sent: dt.datetime | None
    refs: tuple[str, ...]
    text: RedactedText
    start: int
    end: int


def queue(connection: Connection, channel_id: int | None, *, open_only: bool, limit: int | None) -> list[QueueItem]:
    """The queue, least sure first. A find whose text is stored no more is not in it."""
    found: list[QueueItem] = []
    finds = review.items(connection, channel_id, open_only=open_only)
    step = 500 if limit is None else max(limit, 50)
    places = _Places(connection)
    for start in range(0, len(finds), step):
        found += placed(connection, finds[start : start + step], places)
        if limit is not None and len(found) >= limit:
            return found[:limit]
    return found


def one(connection: Connection, item: int) -> QueueItem:
    """One item. Raises UsageError when there is none, or its text is stored no more."""
    finds = review.items(connection, None, open_only=False, ids=[item])
    if not finds:
        raise UsageError(f"there is no review item {item}")
    found = placed(connection, finds, _Places(connection))
    if not found:
        raise UsageError(f"review item {item} is about a text that is stored no more")
    return found[0]


def record_ids(connection: Connection, channel_id: int, keys: Iterable[str]) -> dict[str, int]:
    """The records that bear these keys, or bore them once."""
    found: dict[str, int] = {}
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        former = select(_alias.c.value, _alias.c.record_id).where(
            _alias.c.channel_id == channel_id, _alias.c.what == "key", _alias.c.value.in_(part)
        )
        found.update({row.value: row.record_id for row in connection.execute(former)})
        own = select(_record.c.key, _record.c.id).where(_record.c.channel_id == channel_id, _record.c.key.in_(part))
        found.update({row.key: row.id for row in connection.execute(own)})
    return found


class _Places:
    """Which number each record has in its file; a file's order is read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, dict[int, int]] = {}

    def of(self, record_id: int, volume_id: int | None) -> int:
        if volume_id is None:
            return 0
        known = self._known.get(volume_id)
        if known is None:
            if len(self._known) > 20:
                self._known.clear()
            query = select(schema.volume.c.kind).where(schema.volume.c.id == volume_id)
            kind = FileKind(self._connection.execute(query).scalar_one())
            known, number = {}, 0
            for page in order.pages(self._connection, volume_id, kind):
                for record, _ in page:
                    number += 1
                    known[record] = number
            self._known[volume_id] = known
        return known.get(record_id, 0)


def placed(connection: Connection, finds: Sequence[StoredReview], places: _Places) -> list[QueueItem]:
    """The finds where they stand now, in the given order."""
    channels = {row.name: row.id for row in connection.execute(select(schema.channel.c.name, schema.channel.c.id))}
    by_channel: dict[int, set[str]] = {}
    for find in finds:
        by_channel.setdefault(channels[find.channel], set()).add(find.record_key)
    ids = {number: record_ids(connection, number, keys) for number, keys in by_channel.items()}
    readers = {number: Reader(connection, number) for number in by_channel}
    wanted = sorted({record for found in ids.values() for record in found.values()})
    rows = {}
    for start in range(0, len(wanted), 500):
        columns = (_record.c.id, _record.c.thread_id, _record.c.volume_id)
        query = select(*columns).where(_record.c.id.in_(wanted[start : start + 500]))
        rows.update({row.id: row for row in connection.execute(query)})
    items = []
    states: dict[int, list[tuple[int, RedactedRecord]]] = {}
    for number, find in enumerate(finds):
        if number % _AT_ONCE == 0:
            states = _states(finds[number : number + _AT_ONCE], channels, ids, readers)
        channel = channels[find.channel]
        record_id = ids[channel].get(find.record_key)
        if record_id is None:
            continue
        refs, text, sent = _text(states[record_id], record_id, find)
        if text is None:
            continue
        start, end = where(text, find)
        row = rows[record_id]
        items.append(
            QueueItem(
                find=find,
                record_id=record_id,
                thread_id=row.thread_id,
                message=places.of(record_id, row.volume_id),
                sent=sent,
                refs=refs,
                text=text,
                start=start,
                end=end,
            )
        )
    return items


def _states(
    finds: Sequence[StoredReview],
    channels: Mapping[str, int],
    ids: Mapping[int, Mapping[str, int]],
    readers: Mapping[int, Reader],
) -> dict[int, list[tuple[int, RedactedRecord]]]:
    """Every state of the records that these finds are in, with its number, oldest first."""
    wanted: dict[int, set[int]] = {}
    for find in finds:
        channel = channels[find.channel]
        if find.record_key in ids[channel]:
            wanted.setdefault(channel, set()).add(ids[channel][find.record_key])
    found: dict[int, list[tuple[int, RedactedRecord]]] = {}
    for channel, records in wanted.items():
        for record_id, number, state in readers[channel].states(sorted(records)):
            found.setdefault(record_id, []).append((number, state))
    return found


def _text(
    states: Iterable[tuple[int, RedactedRecord]], record_id: int, find: StoredReview
) -> tuple[tuple[str, ...], RedactedText | None, dt.datetime | None]:
    """The references of every state that says the text, the newest of them, and when it was sent."""
    refs: list[str] = []
    found: RedactedText | None = None
    sent = None
    for number, state in states:
        if state.text_key != find.text_key:
            continue
        for place, text in texts_of(state):
            if place == find.place:
                refs.append(f"{record_id}/{number}/{place}")
                found, sent = text, state.sent.utc if state.sent else None
    return tuple(refs), found, sent


def where(text: RedactedText, find: StoredReview) -> tuple[int, int]:
    """Where the find stands in its text now: its mark, or the whole text; (0, 0) when the mark is gone."""
    if not find.value_key:
        return 0, len(text.text)
    marks = [mark for mark in text.marks if mark.value_key == find.value_key]
    if not marks:
        return 0, 0
    near = min(marks, key=lambda mark: (mark.rule != find.rule, abs(mark.start - find.start)))
    return near.start, near.end
