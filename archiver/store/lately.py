"""What a channel had lately, in counts a day, and what the agency's own account was called meanwhile. Read only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from archiver.model.correspondent import Role
from archiver.model.ids import ChannelId
from archiver.model.record import RecordKind
from archiver.store import schema
from archiver.store.channels import channel_id
from archiver.store.codec import decode_person, micros

_record, _volume, _person = schema.record, schema.volume, schema.person
_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """`came` and `went` count records others and the agency sent, by days since the beginning; days without any are left
    out. `names` and `handles` are the own account's, as records of this time show them."""

    came: Mapping[int, int] = field(default_factory=dict)
    went: Mapping[int, int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()


def lately(connection: Connection, channel: ChannelId, *, since: dt.datetime, until: dt.datetime) -> Lately:
    """Everything from `since` up to `until`; day 0 begins at `since` and lasts 24 hours."""
    number = channel_id(connection, channel)
    if number is None:
        return Lately()
    start, end = micros(since), micros(until)
    day = ((_record.c.at - start) // _DAY).label("day")
    query = (
        select(day, _record.c.sender_id, func.count().label("records"))
        .join(_volume, _volume.c.id == _record.c.volume_id)
        .where(
            _volume.c.channel_id == number,
            _volume.c.ended >= start,
            _record.c.at >= start,
            _record.c.at < end,
            _record.c.timed,
            _record.c.kind != RecordKind.NOTICE.value,
        )
        .group_by(day, _record.c.sender_id)
    )
    ours = {
        row.id: decode_person(row.body)
        for row in connection.execute(
            select(_person.c.id, _person.c.body).where(
                _person.c.channel_id == number, _person.c.role == Role.AGENCY.value
            )
        )
    }
    came: dict[int, int] = {}
    went: dict[int, int] = {}
    seen = set()
    for row in connection.execute(query):
        counts = went if row.sender_id in ours else came
        counts[int(row.day)] = counts.get(int(row.day), 0) + row.records
        if row.sender_id in ours:
            seen.add(row.sender_id)
    return Lately(
        came=came,
        went=went,
        names=frozenset(name for person in seen if (name := ours[person].name.text)),
        handles=frozenset(handle for person in seen if (handle := ours[person].handle.text)),
    )
