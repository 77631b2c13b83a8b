"""Splits threads into conversations and posts into months, gives each its permanent number, and knows which are due.

A record that has its volume keeps it. Numbers are given in an order that depends on what is stored and not on how it
came, so an import that was interrupted and resumed numbers as a clean one does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, func, insert, literal_column, select, update

from archiver.model.conversation import FileKind
from archiver.model.correspondent import Role
from archiver.model.digest import Json
from archiver.model.event import EventKind
from archiver.model.ids import RecordNumber, RunId
from archiver.model.record import RecordKind
from archiver.store import dirty, events, labels, schema
from archiver.store.channels import allocate
from archiver.store.codec import instant, micros, pack
from archiver.store.database import update_many
from archiver.store.people import numbers_of
from archiver.store.threads import POSTS

POSTS_CLOSE_AFTER = dt.timedelta(days=7)
"""A month of posts takes late comments into its working edition this long after its end."""

_MICROSECOND = dt.timedelta(microseconds=1)
_SYSTEM = Role.SYSTEM.value
_record, _thread, _volume, _person = schema.record, schema.thread, schema.volume, schema.person


@dataclass(slots=True, kw_only=True)
class _Volume:
    """A volume as one `assign` knows it."""

    id: int
    kind: FileKind
    thread_id: int | None
    month: str | None
    began: int
    ended: int
    quiet_from: int = 0
    fresh: bool = False
    grown: bool = False
    people: dict[int, int | None] = field(default_factory=dict)


class _Loose(NamedTuple):
    """A record that has no volume yet."""

    id: int
    kind: str
    at: int
    timed: bool
    sender_id: int
    role: str


class Assignment:
    """Gives every record of a channel that has no volume its volume, in the caller's transaction."""

    def __init__(self, connection: Connection, channel_id: int, gap: dt.timedelta | None, zone: ZoneInfo) -> None:
        self._connection = connection
        self._channel_id = channel_id
        self._gap = None if gap is None else gap // _MICROSECOND
        self._zone = zone
        self._placed: list[tuple[int, int]] = []
        self._late: list[dirty.Touch] = []
        self._volumes: dict[int, _Volume] = {}
        self._months: dict[str, _Volume] = {}

    def run(self, run: RunId, channel: str, now: dt.datetime) -> tuple[RecordNumber, ...]:
        """Place everything; returns the numbers of the volumes that got something, in their order."""
        for thread in self._threads():
            if thread.realm == POSTS:
                self._place_posts(thread)
            else:
                self._place_messages(thread)
            self._write_placed(at_least=5000)
        self._write_placed(at_least=1)
        touched = sorted((v for v in self._volumes.values() if v.grown), key=lambda v: v.id)
        self._write_volumes(touched)
        dirty.touch(self._connection, self._late, micros(now))
        fresh = [v for v in touched if v.fresh]
        if fresh:
            detail: Json = {"first": number_of(fresh[0].id), "last": number_of(fresh[-1].id), "count": len(fresh)}
            events.append(self._connection, EventKind.RECORD_CREATED, channel, run, now, detail)
        return tuple(number_of(v.id) for v in touched)

    def _threads(self) -> list[Any]:
        """Threads that hold unplaced records, by their first one's time, then key."""
        first = func.min(_record.c.at).label("first")
        query = (
            select(_thread.c.id, _thread.c.realm, _thread.c.key, _thread.c.participants, _thread.c.root_at, first)
            .join(_thread, _thread.c.id == _record.c.thread_id)
            .where(_record.c.channel_id == self._channel_id, _record.c.volume_id.is_(None))
            .group_by(_thread.c.id, _thread.c.realm, _thread.c.key, _thread.c.participants, _thread.c.root_at)
        )
        rows = self._connection.execute(query).all()

        def order(row: Any) -> tuple[str, int, bytes]:
            start = row.first if row.root_at is None or row.realm != POSTS else row.root_at
            return row.realm, start, row.key.encode("utf-8", "surrogatepass")

        return sorted(rows, key=order)

    def _loose(self, thread_id: int) -> list[_Loose]:
        columns = (_record.c.id, _record.c.kind, _record.c.at, _record.c.timed, _record.c.sender_id, _person.c.role)
        query = (
            select(*columns)
            .join(_person, _person.c.id == _record.c.sender_id)
            .where(_record.c.thread_id == thread_id, _record.c.volume_id.is_(None))
            .order_by(_record.c.at, _record.c.id)
        )
        return [_Loose(*row) for row in self._connection.execute(query).all()]

    # --- conversations ------------------------------------------------------------------------------------------------

    def _place_messages(self, thread: Any) -> None:
        held = self._of_thread(thread.id)
        loose = self._loose(thread.id)
        for row in [row for row in loose if row.timed and row.role != _SYSTEM]:
            volume = self._reaching(held, row.at)
            if volume is None:
                volume = self._new(FileKind.CONVERSATION, thread.id, None, row.at)
                held.append(volume)
                held.sort(key=lambda v: (v.began, v.id))
            self._put(volume, row)
        # What the platform says of itself stands with the conversation nearest to it; it begins none and prolongs none.
        for row in [row for row in loose if row.timed and row.role == _SYSTEM]:
            if not held:
                held.append(self._new(FileKind.CONVERSATION, thread.id, None, row.at))
            self._put(min(held, key=lambda v: (max(v.began - row.at, row.at - v.ended, 0), v.began, v.id)), row)
        for row in [row for row in loose if not row.timed]:
            if not held:
                held.append(self._new(FileKind.CONVERSATION, thread.id, None, row.at))
            self._put(max(held, key=lambda v: (v.ended, v.id)), row)
        for volume in held:
            if volume.grown:
                volume.quiet_from = volume.ended
                for number in numbers_of(thread.participants):
                    volume.people.setdefault(number, None)

    def _reaching(self, held: list[_Volume], at: int) -> _Volume | None:
        for volume in held:
            if self._gap is None or volume.began - self._gap <= at <= volume.ended + self._gap:
                return volume
        return None

    def _of_thread(self, thread_id: int) -> list[_Volume]:
        rows = self._connection.execute(
            select(_volume).where(_volume.c.thread_id == thread_id).order_by(_volume.c.began, _volume.c.id)
        )
        return [self._known(row) for row in rows]

    # --- posts --------------------------------------------------------------------------------------------------------

    def _place_posts(self, thread: Any) -> None:
        loose = self._loose(thread.id)
        volume = self._holding(thread.id)
        if volume is None:
            timed = [row.at for row in loose if row.timed]
            start = thread.root_at if thread.root_at is not None else min(timed or [row.at for row in loose])
            volume = self._month(f"{instant(start).astimezone(self._zone):%Y-%m}", start)
        for row in loose:
            self._put(volume, row)

    def _holding(self, thread_id: int) -> _Volume | None:
        """The volume that holds earlier records of the thread: comments go with their post, whatever their date."""
        query = select(_record.c.volume_id).where(_record.c.thread_id == thread_id, _record.c.volume_id.is_not(None))
        number = self._connection.execute(query.limit(1)).scalar_one_or_none()
        if number is None:
            return None
        return self._known(self._connection.execute(select(_volume).where(_volume.c.id == number)).one())

    def _month(self, month: str, at: int) -> _Volume:
        if month not in self._months:
            query = select(_volume).where(_volume.c.channel_id == self._channel_id, _volume.c.month == month)
            row = self._connection.execute(query).one_or_none()
            self._months[month] = self._new(FileKind.POSTS, None, month, at) if row is None else self._known(row)
        return self._months[month]

    # --- both ---------------------------------------------------------------------------------------------------------

    def _known(self, row: Any) -> _Volume:
        if row.id not in self._volumes:
            self._volumes[row.id] = _Volume(
                id=row.id,
                kind=FileKind(row.kind),
                thread_id=row.thread_id,
                month=row.month,
                began=row.began,
                ended=row.ended,
                quiet_from=row.quiet_from,
            )
        return self._volumes[row.id]

    def _new(self, kind: FileKind, thread_id: int | None, month: str | None, at: int) -> _Volume:
        number = allocate(self._connection, "volume")
        volume = _Volume(id=number, kind=kind, thread_id=thread_id, month=month, began=at, ended=at, fresh=True)
        volume.quiet_from = at if month is None else month_end(month, self._zone)
        # The row must stand before records point to it.
        self._connection.execute(insert(_volume).values(channel_id=self._channel_id, **self._values(volume)))
        self._volumes[number] = volume
        return volume

    def _values(self, volume: _Volume) -> dict[str, Any]:
        return {
            "id": volume.id,
            "number": number_of(volume.id),
            "kind": volume.kind.value,
            "thread_id": volume.thread_id,
            "month": volume.month,
            "began": volume.began,
            "ended": volume.ended,
            "began_on": f"{instant(volume.began).astimezone(self._zone):%Y-%m-%d}",
            "quiet_from": volume.quiet_from,
            "dirty": True,
        }

    def _put(self, volume: _Volume, row: _Loose) -> None:
        if row.timed and row.role != _SYSTEM:
            volume.began, volume.ended = min(volume.began, row.at), max(volume.ended, row.at)
        volume.grown = True
        last = volume.people.get(row.sender_id)
        volume.people[row.sender_id] = row.at if last is None else max(last, row.at)
        self._placed.append((volume.id, row.id))
        if not volume.fresh:
            self._late.append((volume.id, row.id, _LATE.get(row.kind, dirty.ADDED_LATE)))

    def _write_placed(self, *, at_least: int) -> None:
        if len(self._placed) >= at_least:
            update_many(self._connection, "record", "volume_id", self._placed)
            self._placed = []

    def _write_volumes(self, touched: Iterable[_Volume]) -> None:
        for volume in touched:
            values = self._values(volume)
            self._write_people(volume)
            if volume.kind is FileKind.CONVERSATION:
                named = labels.naming(self._connection, volume.id, self._thread_kind(volume))
                values["label"], values["formerly"] = named.label, pack(list(named.formerly)).decode()
            self._connection.execute(update(_volume).where(_volume.c.id == volume.id).values(values))

    def _thread_kind(self, volume: _Volume) -> str:
        query = select(_thread.c.kind).where(_thread.c.id == volume.thread_id)
        return str(self._connection.execute(query).scalar_one())

    def _write_people(self, volume: _Volume) -> None:
        link = schema.volume_person
        known: dict[int, int | None] = {}
        if not volume.fresh:
            rows = self._connection.execute(select(link).where(link.c.volume_id == volume.id))
            known = {row.person_id: row.last_at for row in rows}
        fresh = []
        for person, last in volume.people.items():
            if person not in known:
                fresh.append({"volume_id": volume.id, "person_id": person, "last_at": last})
            elif last is not None and (known[person] or -1) < last:
                self._connection.execute(
                    update(link).where(link.c.volume_id == volume.id, link.c.person_id == person).values(last_at=last)
                )
        if fresh:
            self._connection.execute(insert(link), fresh)


_LATE = {RecordKind.POST.value: "post added late", RecordKind.COMMENT.value: "comment added late"}


def number_of(volume_id: int) -> RecordNumber:
    """The record number of a volume's row."""
    return RecordNumber(f"R{volume_id:06d}")


def month_end(month: str, zone: ZoneInfo) -> int:
    """The first moment after a local month (`2026-02`), in microseconds."""
    year, number = int(month[:4]), int(month[5:])
    year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    return micros(dt.datetime(year, number, 1, tzinfo=zone))


def is_closed(kind: FileKind, quiet_from: int, gap: dt.timedelta | None, now: dt.datetime) -> bool:
    """Whether its silence has lasted long enough."""
    wait = POSTS_CLOSE_AFTER if kind is FileKind.POSTS else gap
    return wait is not None and quiet_from + wait // _MICROSECOND < micros(now)


def pending(
    connection: Connection, channel_id: int | None, gap: dt.timedelta | None, now: dt.datetime
) -> tuple[RecordNumber, ...]:
    """Volumes that need a new edition: changed, never published, or quiet for long enough to close. Look-ups only."""
    # Literals, not parameters: SQLite uses a partial index only where it can see that the condition holds.
    queries = [_dirty()]
    ends = [(FileKind.POSTS, POSTS_CLOSE_AFTER)] + ([] if gap is None else [(FileKind.CONVERSATION, gap)])
    for kind, wait in ends:
        queries.append(
            select(_volume.c.id, _volume.c.channel_id)
            .where(_volume.c.status == literal_column("'open'"), _volume.c.kind == literal_column(f"'{kind.value}'"))
            .where(_volume.c.quiet_from < micros(now) - wait // _MICROSECOND)
        )
    found: set[int] = set()
    for query in queries:
        found.update(row.id for row in connection.execute(query) if channel_id is None or row.channel_id == channel_id)
    return tuple(number_of(number) for number in sorted(found))


def _dirty() -> Select[Any]:
    return select(_volume.c.id, _volume.c.channel_id).where(_volume.c.dirty)
