"""Makes stored text stricter in place, in every state of a record; and leaves nothing of the earlier text behind.

The only place that changes what a record says. Originals are not touched; a closed edition's files are the pipeline's
to replace, as the next edition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from archiver.errors import StorageError
from archiver.model.capture import LearnedValue, ReviewItem
from archiver.model.digest import Json
from archiver.model.event import EventKind
from archiver.model.redaction import RedactedText
from archiver.store import dirty, events, index, learned, review, states
from archiver.store.codec import encode_body, encode_snapshot, micros
from archiver.store.database import Database
from archiver.store.people import People
from archiver.store.rows import BARE_THREAD, WITHHELD, decode_record, redigest
from archiver.store.texts import mark_counts, texts_of, with_texts
from archiver.store.threads import thread_ids

_PAGE = 500
_SCRUBBED = ("record", "revision", "fulltext", "person", "thread", "mention")


def rewrite(
    connection: Connection,
    channel_id: int,
    channel: str,
    key: str,
    changes: Iterable[tuple[str, RedactedText]],
    values: Sequence[LearnedValue],
    run: str,
    reason: str,
    at: dt.datetime,
    unsure: float = 0.0,
) -> int:
    """Replace texts by stricter ones; returns how many differed. New marks less sure than `unsure` go into the review
    queue. Raises StorageError for a reference that is not the thread's."""
    wanted: dict[int, dict[int, dict[str, RedactedText]]] = {}
    for ref, text in changes:
        record_id, number, place = _parsed(ref)
        wanted.setdefault(record_id, {}).setdefault(number, {})[place] = text
    threads = set(thread_ids(connection, channel_id, key))
    people = People(connection, channel_id)
    changed, touches = 0, list[dirty.Touch]()
    numbers = sorted(wanted)
    for start in range(0, len(numbers), _PAGE):
        page = numbers[start : start + _PAGE]
        stored = states.load_many(connection, page)
        rewritten: list[states.History] = []
        finds: list[tuple[str, ReviewItem]] = []
        for record_id in page:
            row, history = stored.get(record_id, ({}, []))
            if row.get("thread_id") not in threads:
                raise StorageError("a text to be made stricter is not in the thread that was named")
            made = _rewrite_record(row, history, wanted[record_id], people, unsure, finds)
            if made:
                changed += made
                rewritten.append((row, history))
                if row["volume_id"] is not None:
                    touches.append((row["volume_id"], record_id, dirty.STRICTER))
        states.store_many(connection, rewritten, people)
        for text_key, find in finds:
            review.note(connection, channel_id, [find], {find.record_key: text_key}, run, micros(at))
    learned.learn(connection, channel_id, values)
    if changed:
        dirty.touch(connection, touches, micros(at))
        detail: Json = {"reason": reason, "texts": changed, "records": len({r for _, r, _ in touches} or wanted)}
        events.append(connection, EventKind.REDACTION, f"{channel}/{key}", run, at, detail)
    return changed


def _parsed(ref: str) -> tuple[int, int, str]:
    try:
        record_id, number, place = ref.split("/", 2)
        return int(record_id), int(number), place
    except ValueError:
        raise StorageError("a reference to a stored text cannot be read") from None


def _rewrite_record(
    row: Mapping[str, Any],
    history: list[dict[str, Any]],
    by_state: Mapping[int, Mapping[str, RedactedText]],
    people: People,
    unsure: float,
    finds: list[tuple[str, ReviewItem]],
) -> int:
    changed = 0
    for number, texts in by_state.items():
        if not 1 <= number <= len(history):
            raise StorageError("a reference to a stored text names a state that there is not")
        state = history[number - 1]
        before = decode_record(
            state, row["kind"], row["key"], BARE_THREAD, people, lambda numbers: (), state["snapshot"]
        )
        try:
            after = with_texts(before, texts)
        except KeyError:
            raise StorageError("a reference to a stored text names a place that there is not") from None
        if after == before:
            continue
        earlier = dict(texts_of(before))
        changed += sum(earlier[place] != text for place, text in texts.items())
        for place, text in texts.items():
            finds += ((state["text_key"], find) for find in _unsure(row["key"], place, earlier[place], text, unsure))
        state["body"] = encode_body(after)
        state["snapshot"] = encode_snapshot(after)
        state["marks"] = mark_counts(after)
        state["flags"] = (state["flags"] & ~WITHHELD) | (WITHHELD if after.text.is_withheld else 0)
        redigest(state, row["kind"], people)
    return changed


def _unsure(key: str, place: str, before: RedactedText, after: RedactedText, below: float) -> Iterator[ReviewItem]:
    """The marks that are new in a text and not sure."""
    known = {(mark.rule, mark.value_key) for mark in before.marks}
    for mark in after.marks:
        if mark.confidence < below and (mark.rule, mark.value_key) not in known:
            yield ReviewItem(
                record_key=key,
                reason=mark.reason,
                rule=mark.rule,
                confidence=mark.confidence,
                start=mark.start,
                end=mark.end,
                place=place,
                value_key=mark.value_key,
            )


def scrub(database: Database) -> None:
    """Leave nothing of earlier text in database pages, the log or the full-text index. Not inside a transaction."""
    if database.is_sqlite:
        with database.write() as connection:
            index.optimize(connection)
        if database.housekeep("PRAGMA wal_checkpoint(TRUNCATE)")[0]:
            raise StorageError(
                f"the log of {database.path} could not be emptied: another process is reading the archive"
            )
        return
    for table in _SCRUBBED:
        database.housekeep(f'VACUUM FULL "{table}"')
