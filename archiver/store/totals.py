"""Figures for reconciliation and reports: what is stored, placed, published, quarantined; what sources counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, LargeBinary, and_, func, literal, or_, select

from archiver.model.capture import Quarantined
from archiver.model.ids import ChannelId, RecordNumber, RunId
from archiver.store import schema
from archiver.store.channels import channel_names

_record, _volume, _edition = schema.record, schema.volume, schema.edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """One channel's figures. `records` and `placed` (those with a volume) count by kind; `published_messages` is the
    sum over newest editions; `unpublished` counts volumes without one; `dirty` those that need a new one."""

    records: Mapping[str, int] = field(default_factory=dict)
    placed: Mapping[str, int] = field(default_factory=dict)
    volumes: int = 0
    published: int = 0
    published_messages: int = 0
    dirty: int = 0
    quarantined: int = 0

    @property
    def unpublished(self) -> int:
        """Volumes that have no edition yet."""
        return self.volumes - self.published


def totals(connection: Connection, channel_id: int) -> Totals:
    """The figures of a channel. Counts rows: for the end of a run, not for every page."""
    records: dict[str, int] = {}
    placed: dict[str, int] = {}
    query = (
        select(_record.c.kind, func.count().label("records"), func.count(_record.c.volume_id).label("placed"))
        .where(_record.c.channel_id == channel_id)
        .group_by(_record.c.kind)
    )
    for row in connection.execute(query):
        records[row.kind], placed[row.kind] = row.records, row.placed
    mine = _volume.c.channel_id == channel_id
    volumes = connection.execute(select(func.count()).select_from(_volume).where(mine)).scalar_one()
    due = connection.execute(select(func.count()).select_from(_volume).where(mine, _volume.c.dirty)).scalar_one()
    published = connection.execute(
        select(func.count().label("editions"), func.coalesce(func.sum(_edition.c.messages), 0).label("messages"))
        .select_from(_volume)
        .join(_edition, and_(_edition.c.volume_id == _volume.c.id, _edition.c.edition == _volume.c.edition))
        .where(mine)
    ).one()
    table = schema.quarantine
    quarantined = connection.execute(
        select(func.count()).select_from(table).where(table.c.channel_id == channel_id)
    ).scalar_one()
    return Totals(
        records=records,
        placed=placed,
        volumes=volumes,
        published=published.editions,
        published_messages=int(published.messages),
        dirty=due,
        quarantined=quarantined,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuarantine:
    """One thing that could not be understood, and the run that met it first."""

    channel: ChannelId
    run: RunId
    item: Quarantined


def quarantined(connection: Connection, channel_id: int | None, run: str | None) -> tuple[StoredQuarantine, ...]:
    """What could not be understood, in the order met."""
    table = schema.quarantine
    query = select(table).order_by(table.c.id)
    if channel_id is not None:
        query = query.where(table.c.channel_id == channel_id)
    if run is not None:
        query = query.where(table.c.run == run)
    names = channel_names(connection)
    return tuple(
        StoredQuarantine(
            channel=ChannelId(names[row.channel_id]),
            run=RunId(row.run),
            item=Quarantined(source=row.source, place=row.place, reason=row.reason),
        )
        for row in connection.execute(query)
    )


def tallies(connection: Connection, run: str, channel_id: int | None) -> dict[str, int]:
    """The figures that sources told in a run, equal names added up."""
    table = schema.tally
    query = select(table.c.name, func.sum(table.c.value).label("value")).where(table.c.run == run)
    if channel_id is not None:
        query = query.where(table.c.channel_id == channel_id)
    return {row.name: int(row.value) for row in connection.execute(query.group_by(table.c.name).order_by(table.c.name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierHit:
    """A record file that mentions a value: in how many of its records, and how often in all. `in_name`: one who takes part
    bears it as name or handle, or the conversation in its title, whether a text mentions it or not."""

    number: RecordNumber
    records: int = 0
    times: int = 0
    in_name: bool = False


def with_identifier(connection: Connection, value_keys: list[str]) -> list[IdentifierHit]:
    """The record files that mention any of these keyed values, or in which a name bears one, by number."""
    mention = schema.mention
    query = (
        select(
            _volume.c.id,
            func.count(mention.c.record_id.distinct()).label("records"),
            func.sum(mention.c.times).label("times"),
        )
        .join(_record, _record.c.id == mention.c.record_id)
        .join(_volume, _volume.c.id == _record.c.volume_id)
        .where(mention.c.value_key.in_(value_keys))
        .group_by(_volume.c.id)
    )
    mentioned = {row.id: row for row in connection.execute(query)}
    named = _bearing(connection, value_keys)
    numbers = select(_volume.c.id, _volume.c.number).where(_volume.c.id.in_(mentioned.keys() | named))
    return [
        IdentifierHit(
            number=RecordNumber(row.number),
            records=mentioned[row.id].records if row.id in mentioned else 0,
            times=int(mentioned[row.id].times) if row.id in mentioned else 0,
            in_name=row.id in named,
        )
        for row in connection.execute(numbers.order_by(_volume.c.id))
    ]


def _bearing(connection: Connection, value_keys: list[str]) -> set[int]:
    """Volumes of people whose name or handle, and of conversations whose title, bears a mark with one of these keys."""
    person, link, thread = schema.person, schema.volume_person, schema.thread
    is_sqlite = connection.dialect.name == "sqlite"

    def holds(column: ColumnElement[bytes]) -> ColumnElement[bool]:
        # Marks stand in the encoded text with their keys: 64 hexadecimal digits, which nothing else there looks like.
        keys = [key.encode("ascii") for key in value_keys]
        if is_sqlite:
            return or_(*(func.instr(column, literal(key, LargeBinary)) > 0 for key in keys))
        return or_(*(column.op("LIKE")(literal(b"%" + key + b"%", LargeBinary)) for key in keys))

    people = select(link.c.volume_id).join(person, person.c.id == link.c.person_id).where(holds(person.c.body))
    titled = select(_volume.c.id).join(thread, thread.c.id == _volume.c.thread_id).where(holds(thread.c.title))
    return {*connection.scalars(people), *connection.scalars(titled)}
