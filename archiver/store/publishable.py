"""What publishing asks of the store besides views and editions: how large the pending ones are, what their threads hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from archiver.model.ids import ChannelId, RecordNumber
from archiver.model.redaction import Kind
from archiver.store import schema

_volume, _record, _thread, _learned, _channel = (
    schema.volume,
    schema.record,
    schema.thread,
    schema.learned,
    schema.channel,
)
_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingVolume:
    """A record that needs a look: its channel and how many messages, posts and comments it holds."""

    number: RecordNumber
    channel: ChannelId
    records: int


def sizes(connection: Connection, numbers: Sequence[RecordNumber]) -> tuple[PendingVolume, ...]:
    """The given records with channel and size, in the given order."""
    found: dict[str, PendingVolume] = {}
    for start in range(0, len(numbers), _PAGE):
        query = (
            select(_volume.c.number, _channel.c.name, func.count(_record.c.id).label("records"))
            .select_from(_volume)
            .join(_channel, _channel.c.id == _volume.c.channel_id)
            .join(_record, _record.c.volume_id == _volume.c.id, isouter=True)
            .where(_volume.c.number.in_(numbers[start : start + _PAGE]))
            .group_by(_volume.c.number, _channel.c.name)
        )
        for row in connection.execute(query):
            found[row.number] = PendingVolume(
                number=RecordNumber(row.number), channel=ChannelId(row.name), records=row.records
            )
    return tuple(found[number] for number in numbers if number in found)


def settle(connection: Connection, number: RecordNumber) -> None:
    """The published files already say what the record holds: it is no longer pending."""
    connection.execute(update(_volume).where(_volume.c.number == number).values(dirty=False, withheld=None))


def known_keys(connection: Connection, number: RecordNumber) -> frozenset[str]:
    """Keyed hashes of every value redacted in the record's threads, save names: those may stand as a sender's."""
    threads = (
        select(_record.c.thread_id).join(_volume, _volume.c.id == _record.c.volume_id).where(_volume.c.number == number)
    )
    query = (
        select(_learned.c.value_key)
        .join(_thread, (_thread.c.channel_id == _learned.c.channel_id) & (_thread.c.key == _learned.c.thread))
        .where(_thread.c.id.in_(threads.distinct()) | _thread.c.same_as.in_(threads.distinct()))
        .where(_learned.c.kind.not_in((Kind.NAME.value, Kind.HANDLE.value)))
    )
    return frozenset(connection.scalars(query))


def platform_ids(connection: Connection, number: RecordNumber) -> frozenset[str]:
    """The platform's ids of a record's messages, posts and comments, of what they answer, of its threads and people."""
    person, volume_person = schema.person, schema.volume_person
    mine = select(_volume.c.id).where(_volume.c.number == number).scalar_subquery()
    rows = connection.execute(
        select(_record.c.source_id, _record.c.parent, _record.c.version_of, _thread.c.key)
        .join(_thread, _thread.c.id == _record.c.thread_id)
        .where(_record.c.volume_id == mine)
        .distinct()
    )
    found: set[str] = set()
    for row in rows:
        found.update(row)
    found.update(
        connection.scalars(
            select(person.c.platform_id)
            .join(volume_person, volume_person.c.person_id == person.c.id)
            .where(volume_person.c.volume_id == mine)
        )
    )
    # `{page}_{post}`, `{user}-{user}`: their parts stand alone too.
    parts = {part for whole in found for part in re.split(r"[^0-9A-Za-z]", whole)}
    return frozenset(found | parts) - {""}
