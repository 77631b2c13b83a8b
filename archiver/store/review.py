"""What redaction was unsure of, and what people decided. Decisions name the record and the place, never the text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from archiver.errors import UsageError
from archiver.model.alerts import RULE_PREFIX
from archiver.model.capture import ReviewItem
from archiver.model.event import EventKind
from archiver.model.ids import ChannelId, RecordNumber
from archiver.store import events, schema
from archiver.store.channels import channel_names
from archiver.store.codec import micros, optional_instant, plain
from archiver.store.upsert import insert_new

_table = schema.review


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReview:
    """One item of the queue. `start` and `end` count code points of the redacted text as it was judged, and `text_key`
    is the keyed digest of that text: a decision holds for this text alone. `place` and `value_key` as in ReviewItem.
    `decision` is "" while open."""

    id: int
    channel: ChannelId
    record_key: str
    number: RecordNumber | None
    rule: str
    reason: str
    confidence: float
    start: int
    end: int
    text_key: str
    decision: str
    decided_by: str
    decided_at: dt.datetime | None
    place: str = "text"
    value_key: str = ""


def items(
    connection: Connection,
    channel_id: int | None,
    *,
    open_only: bool,
    record_keys: Sequence[str] | None = None,
    ids: Sequence[int] | None = None,
) -> tuple[StoredReview, ...]:
    """The queue, least sure first. Alerts are listed elsewhere: see `archiver.store.alerts`."""
    record, volume = schema.record, schema.volume
    query = (
        select(_table, volume.c.number.label("volume_number"))
        .outerjoin(record, (record.c.channel_id == _table.c.channel_id) & (record.c.key == _table.c.record_key))
        .outerjoin(volume, volume.c.id == record.c.volume_id)
        .order_by(_table.c.confidence, _table.c.id)
    )
    query = query.where(_table.c.rule.not_like(f"{RULE_PREFIX}%"))
    if channel_id is not None:
        query = query.where(_table.c.channel_id == channel_id)
    if open_only:
        query = query.where(_table.c.decision.is_(None))
    if ids is not None:
        query = query.where(_table.c.id.in_(ids))
    if record_keys is not None:
        query = query.where(_table.c.record_key.in_([plain(key) for key in record_keys]))
    names = channel_names(connection)
    return tuple(_stored(row, names[row.channel_id]) for row in connection.execute(query))


def _stored(row: Any, channel: str) -> StoredReview:
    return StoredReview(
        id=row.id,
        channel=ChannelId(channel),
        record_key=row.record_key,
        number=None if row.volume_number is None else RecordNumber(row.volume_number),
        rule=row.rule,
        reason=row.reason,
        confidence=row.confidence,
        start=row.start,
        end=row.end,
        text_key=row.text_key,
        decision=row.decision or "",
        decided_by=row.decided_by,
        decided_at=optional_instant(row.decided_at),
        place=row.place,
        value_key=row.value_key,
    )


def note(
    connection: Connection, channel_id: int, found: Sequence[ReviewItem], texts: Mapping[str, str], run: str, seen: int
) -> None:
    """Put finds into the queue; one that stands in it already, decided or not, stays as it is. `texts` gives the keyed
    digest of each record's text by the record's key."""
    keys = _own_keys(connection, channel_id, {plain(item.record_key) for item in found})
    rows = [
        {
            "channel_id": channel_id,
            "record_key": keys.get(plain(item.record_key), plain(item.record_key)),
            "rule": plain(item.rule),
            "start": item.start,
            "end": item.end,
            "reason": plain(item.reason),
            "confidence": float(item.confidence),
            "run": run,
            "seen": seen,
            "text_key": texts.get(item.record_key, ""),
            "place": plain(item.place),
            "value_key": item.value_key,
        }
        for item in found
    ]
    insert_new(connection, _table, rows)


def _own_keys(connection: Connection, channel_id: int, keys: set[str]) -> dict[str, str]:
    """The own key of records that came under another: the same find by two ways is one find."""
    alias, record = schema.alias, schema.record
    query = (
        select(alias.c.value, record.c.key)
        .join(record, record.c.id == alias.c.record_id)
        .where(alias.c.channel_id == channel_id, alias.c.what == "key", alias.c.value.in_(sorted(keys)))
    )
    return {row.value: row.key for row in connection.execute(query)}


def is_reviewed(connection: Connection, volume_id: int) -> bool:
    """Whether a record file had something to decide, and all of it is decided."""
    alias, record = schema.alias, schema.record
    mine = record.c.volume_id == volume_id
    former = (
        select(alias.c.channel_id, alias.c.value)
        .join(record, record.c.id == alias.c.record_id)
        .where(mine, alias.c.what == "key")
    )
    keys = select(record.c.channel_id, record.c.key).where(mine).union_all(former).subquery()
    query = (
        select(func.count().label("all"), func.count(_table.c.decision).label("decided"))
        .select_from(_table)
        .join(keys, (keys.c.channel_id == _table.c.channel_id) & (keys.c.key == _table.c.record_key))
        .where(_table.c.rule.not_like(f"{RULE_PREFIX}%"))
    )
    counted = connection.execute(query).one()
    return bool(counted.decided) and counted[0] == counted.decided


def decide(connection: Connection, item: int, decision: str, who: str, at: dt.datetime) -> None:
    """Remember what a person decided. Deciding again replaces it; both are events. Raises UsageError."""
    row = connection.execute(select(_table).where(_table.c.id == item)).one_or_none()
    if row is None:
        raise UsageError(f"there is no review item {item}")
    if not decision or not who:
        raise UsageError("a decision needs a word and a person")
    connection.execute(
        update(_table)
        .where(_table.c.id == item)
        .values(decision=plain(decision), decided_by=plain(who), decided_at=micros(at))
    )
    channel = channel_names(connection)[row.channel_id]
    detail = {"decision": decision, "rule": row.rule, "record": row.record_key, "start": row.start, "end": row.end}
    events.append(connection, EventKind.REVIEW, channel, who, at, detail)
