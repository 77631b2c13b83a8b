"""What people decided, as later runs obey it: by record, by the text's keyed digest, and by keyed hashes of values or words.

Never a word of a message. A find that was rejected stands redacted until its original is read again; a stretch that was
added is redacted in what is stored by the next run, and in whatever is read anew later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from archiver.errors import UsageError
from archiver.model.digest import Json
from archiver.model.event import EventKind
from archiver.model.redaction import Kind
from archiver.store import dirty, events, review, schema
from archiver.store.codec import micros, plain
from archiver.store.entries import Reader
from archiver.store.queue import QueueItem, one, record_ids
from archiver.store.texts import texts_of
from archiver.store.upsert import insert_new

CONFIRM, REJECT, ADD = "confirm", "reject", "add"
REVIEWED = "redaction reviewed by a person"

_review, _addition, _alias, _record = schema.review, schema.addition, schema.alias, schema.record


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A stretch to be redacted: in which of a record's texts, how many code points, the keyed hash of its words bound to
    `record_key`, and as what."""

    record_key: str
    place: str
    length: int
    place_key: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """All that was decided about one text of a record: (place, value key) of finds that were rejected, and additions."""

    kept: tuple[tuple[str, str], ...] = ()
    hidden: tuple[Addition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An addition that the stored texts do not obey yet, with the thread and the texts it is about."""

    id: int
    addition: Addition
    thread: str
    refs: tuple[str, ...]


def decide(
    connection: Connection, item: int, decision: str, who: str, at: dt.datetime, addition: Addition | None
) -> None:
    """Remember a decision, as an event too. Deciding again replaces it, additions included; additions to one item add up.

    Raises UsageError for an item that is not there, or a text that could not be judged and is to be released."""
    if decision not in (CONFIRM, REJECT, ADD) or (addition is None) != (decision != ADD):
        raise UsageError("a decision is confirm, reject, or add with what is to be added")
    found = one(connection, item)
    if decision == REJECT and found.text.is_withheld:
        raise UsageError(f"review item {item} is a text that could not be judged: it stays withheld")
    reviewed = _is_reviewed(connection, found)
    if addition is None:
        connection.execute(delete(_addition).where(_addition.c.review_id == item))
    else:
        row = {
            "review_id": item,
            "place": plain(addition.place),
            "length": addition.length,
            "place_key": addition.place_key,
            "kind": addition.kind.value,
            "decided_by": plain(who),
            "decided_at": micros(at),
            "applied": None,
        }
        insert_new(connection, _addition, [row])
    review.decide(connection, item, decision, who, at)
    if addition is not None:
        channel = found.find.channel
        detail: Json = {
            "item": item,
            "record": found.find.record_key,
            "kind": addition.kind.value,
            "length": addition.length,
        }
        events.append(connection, EventKind.REVIEW, channel, who, at, {"added": detail})
    if _is_reviewed(connection, found) != reviewed:
        volume = _volume_of(connection, found.record_id)
        if volume is not None:
            dirty.touch(connection, [(volume, None, REVIEWED)], micros(at))


def _volume_of(connection: Connection, record_id: int) -> int | None:
    query = select(_record.c.volume_id).where(_record.c.id == record_id)
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found


def _is_reviewed(connection: Connection, item: QueueItem) -> bool:
    volume = _volume_of(connection, item.record_id)
    return volume is not None and review.is_reviewed(connection, volume)


def remembered(connection: Connection, channel_id: int) -> dict[tuple[str, str], Remembered]:
    """Everything that changes how a record of the channel is redacted, by (record key, text key), every key of a record
    included."""
    kept: dict[tuple[str, str], list[tuple[str, str]]] = {}
    hidden: dict[tuple[str, str], list[Addition]] = {}
    for row in connection.execute(_rejected(channel_id)):
        kept.setdefault((row.record_key, row.text_key), []).append((row.place, row.value_key))
    for row in connection.execute(_added(channel_id)):
        hidden.setdefault((row.record_key, row.text_key), []).append(_as_addition(row))
    found = {
        key: Remembered(kept=tuple(kept.get(key, ())), hidden=tuple(hidden.get(key, ()))) for key in {**kept, **hidden}
    }
    for name, own in _other_names(connection, channel_id, {key for key, _ in found}):
        found.update({(name, text): value for (key, text), value in list(found.items()) if key == own})
    return found


def _rejected(channel_id: int) -> Any:
    return (
        select(_review.c.record_key, _review.c.text_key, _review.c.place, _review.c.value_key)
        .where(_review.c.channel_id == channel_id, _review.c.decision == REJECT, _review.c.value_key != "")
        .order_by(_review.c.id)
    )


def _added(channel_id: int) -> Any:
    return (
        select(_addition, _review.c.record_key, _review.c.text_key)
        .join(_review, _review.c.id == _addition.c.review_id)
        .where(_review.c.channel_id == channel_id)
        .order_by(_addition.c.id)
    )


def _as_addition(row: Any) -> Addition:
    return Addition(
        record_key=row.record_key,
        place=row.place,
        length=row.length,
        place_key=row.place_key,
        kind=Kind(row.kind),
    )


def _other_names(connection: Connection, channel_id: int, keys: set[str]) -> list[tuple[str, str]]:
    """(another key, the key decided about) of records that bear several."""
    ids = record_ids(connection, channel_id, keys)
    by_id: dict[int, list[str]] = {}
    for key, number in ids.items():
        by_id.setdefault(number, []).append(key)
    names: list[tuple[str, str]] = []
    wanted = sorted(by_id)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        own = connection.execute(select(_record.c.id, _record.c.key).where(_record.c.id.in_(part)))
        former = connection.execute(
            select(_alias.c.record_id, _alias.c.value).where(_alias.c.record_id.in_(part), _alias.c.what == "key")
        )
        for number, name in (*((row.id, row.key) for row in own), *((row.record_id, row.value) for row in former)):
            names += [(name, key) for key in by_id[number] if key != name]
    return names


def kept_refs(connection: Connection, channel_id: int) -> dict[str, frozenset[str]]:
    """The value keys that stay in each stored text, by its reference: finds that were rejected."""
    rows = connection.execute(_rejected(channel_id)).all()
    found: dict[str, set[str]] = {}
    ids = record_ids(connection, channel_id, {row.record_key for row in rows})
    reader = Reader(connection, channel_id)
    for row in rows:
        record_id = ids.get(row.record_key)
        if record_id is None:
            continue
        for _, number, state in reader.states([record_id]):
            if state.text_key == row.text_key:
                found.setdefault(f"{record_id}/{number}/{row.place}", set()).add(row.value_key)
    return {ref: frozenset(keys) for ref, keys in found.items()}


def waiting(connection: Connection, channel_id: int) -> list[Waiting]:
    """Additions that stored texts do not obey yet, oldest first."""
    rows = connection.execute(_added(channel_id).where(_addition.c.applied.is_(None))).all()
    ids = record_ids(connection, channel_id, {row.record_key for row in rows})
    reader = Reader(connection, channel_id)
    found = []
    for row in rows:
        record_id = ids.get(row.record_key)
        refs, thread = [], ""
        for _, number, state in reader.states([record_id]) if record_id is not None else ():
            thread = state.thread.key
            if state.text_key == row.text_key:
                refs += [f"{record_id}/{number}/{place}" for place, _ in texts_of(state) if place == row.place]
        found.append(Waiting(id=row.id, addition=_as_addition(row), thread=thread, refs=tuple(refs)))
    return found


def applied(connection: Connection, ids: Sequence[int], run: str) -> None:
    """These additions are obeyed by what is stored."""
    connection.execute(update(_addition).where(_addition.c.id.in_(list(ids))).values(applied=run))
