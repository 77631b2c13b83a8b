"""Alerts as they are remembered: rows beside redaction's review, of records flagged at capture. No words, no names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from archiver.model.alerts import RULE_PREFIX, Alert, AlertKind
from archiver.model.ids import ChannelId, RecordNumber
from archiver.store import schema
from archiver.store.channels import channel_names
from archiver.store.codec import instant, micros, optional_instant
from archiver.store.database import Database

_review, _record, _volume = schema.review, schema.record, schema.volume


def alerts(database: Database, *, open_only: bool = True, since: dt.datetime | None = None) -> tuple[Alert, ...]:
    """Every alert, newest message first; those first seen before `since` left out. Raises StorageError."""
    query = select(_review).where(_review.c.rule.like(f"{RULE_PREFIX}%"))
    if open_only:
        query = query.where(_review.c.decision.is_(None))
    if since is not None:
        query = query.where(_review.c.seen >= micros(since))
    with database.read() as connection:
        rows = connection.execute(query).all()
        names = channel_names(connection)
        places = _places(connection, {(row.channel_id, row.record_key) for row in rows})
    found = [_alert(row, names[row.channel_id], places.get((row.channel_id, row.record_key))) for row in rows]
    return tuple(sorted(found, key=lambda alert: (alert.sent or alert.seen, alert.id), reverse=True))


def _places(connection: Connection, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Any]:
    """Number and time of each flagged record, by channel and key; a key it bore once finds it too."""
    found: dict[tuple[int, str], Any] = {}
    alias = schema.alias
    columns = (_record.c.channel_id, _record.c.at, _record.c.timed, _volume.c.number)
    for channel in sorted({channel for channel, _ in wanted}):
        keys = sorted(key for number, key in wanted if number == channel)
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            direct = (
                select(*columns, _record.c.key.label("name"))
                .outerjoin(_volume, _volume.c.id == _record.c.volume_id)
                .where(_record.c.channel_id == channel, _record.c.key.in_(part))
            )
            former = (
                select(*columns, alias.c.value.label("name"))
                .join(_record, _record.c.id == alias.c.record_id)
                .outerjoin(_volume, _volume.c.id == _record.c.volume_id)
                .where(alias.c.channel_id == channel, alias.c.what == "key", alias.c.value.in_(part))
            )
            for row in (*connection.execute(former), *connection.execute(direct)):
                found[channel, row.name] = row
    return found


def _alert(row: Any, channel: str, place: Any) -> Alert:
    _, kind, rule = row.rule.split(":", 2)
    return Alert(
        id=row.id,
        channel=ChannelId(channel),
        record=RecordNumber(place.number) if place is not None and place.number else None,
        kind=AlertKind(kind),
        rule=rule,
        reason=row.reason,
        sent=instant(place.at) if place is not None and place.timed else None,
        seen=instant(row.seen),
        run=row.run,
        decision=row.decision or "",
        decided_by=row.decided_by,
        decided_at=optional_instant(row.decided_at),
    )
