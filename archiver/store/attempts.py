"""What was captured when: the runs of a channel one by one, and how lively the channel was, for schedules and coverage.

Read only. Windows come from the runs' own rows; nothing here guesses. A run dated after now was written down under a wrong
clock: it says nothing of what was done until now, and without this one such night would be the last for ever.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from archiver.model.event import EventKind
from archiver.model.ids import ChannelId, RunId
from archiver.model.record import RecordKind
from archiver.store import schema
from archiver.store.channels import channel_id
from archiver.store.codec import instant, micros, optional_instant, unpack

_run, _part, _record, _volume = schema.run, schema.channel_run, schema.record, schema.volume
CAPTURE, IMPORT = "run", "import"
_FEW_TRIES = 60

CLOCK_SLACK = dt.timedelta(minutes=5)
"""A clock that is put right by so little is no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One capture or import of one channel. `error` is the code of what stopped it; "" when it came to its end, and then
    `window_from` to `window_to` was covered (None = from as far back as the platform showed)."""

    run: RunId
    kind: str
    outcome: str
    started: dt.datetime
    finished: dt.datetime
    window_from: dt.datetime | None
    window_to: dt.datetime | None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """How lively a channel was in `days` days. `shortest_burst` is the shortest stretch in which one conversation got
    `burst` messages; None when none got so many."""

    days: int
    records: int = 0
    busiest_day: int = 0
    burst: int = 0
    shortest_burst: dt.timedelta | None = None


def attempts(
    connection: Connection,
    channel: ChannelId,
    *,
    now: dt.datetime,
    since: dt.datetime | None = None,
    kind: str | None = None,
) -> Iterator[Attempt]:
    """A channel's captures and imports that ended at `since` or later, oldest first; none that is dated after `now`."""
    number = channel_id(connection, channel)
    if number is None:
        return
    query = (
        select(_part, _run.c.kind)
        .join(_run, _run.c.id == _part.c.run)
        .where(_part.c.channel_id == number, _part.c.started <= _latest(now))
    )
    if since is not None:
        query = query.where(_part.c.finished >= micros(since))
    if kind is not None:
        query = query.where(_run.c.kind == kind)
    for row in connection.execute(query.order_by(_part.c.finished, _part.c.run)):
        yield _attempt(row)


def last_attempt(connection: Connection, channel: ChannelId, now: dt.datetime) -> Attempt | None:
    """The channel's newest capture until `now`, whatever became of it."""
    number = channel_id(connection, channel)
    query = (
        select(_part, _run.c.kind)
        .join(_run, _run.c.id == _part.c.run)
        .where(_part.c.channel_id == number, _run.c.kind == CAPTURE, _part.c.started <= _latest(now))
        .order_by(_part.c.finished.desc())
        .limit(1)
    )
    row = None if number is None else connection.execute(query).one_or_none()
    return None if row is None else _attempt(row)


def covered_until(connection: Connection, channel: ChannelId, now: dt.datetime) -> dt.datetime | None:
    """Until when the channel's captures have come to their end: where the next window begins."""
    number = channel_id(connection, channel)
    query = (
        select(func.max(_part.c.window_to))
        .join(_run, _run.c.id == _part.c.run)
        .where(
            _part.c.channel_id == number,
            _run.c.kind == CAPTURE,
            _part.c.error.is_(None),
            _part.c.started <= _latest(now),
        )
    )
    return None if number is None else optional_instant(connection.execute(query).scalar_one())


def last_finished(connection: Connection, now: dt.datetime, kind: str = CAPTURE) -> dt.datetime | None:
    """When the newest run until `now` began that came to its end: files, index and proof were brought up to date by it."""
    query = select(func.max(_run.c.started)).where(
        _run.c.kind == kind, _run.c.finished.is_not(None), _run.c.outcome != "stopped", _run.c.started <= _latest(now)
    )
    return optional_instant(connection.execute(query).scalar_one())


def first_started(connection: Connection) -> dt.datetime | None:
    """When the very first run or import began."""
    return optional_instant(connection.execute(select(func.min(_run.c.started))).scalar_one())


def newest_token_reports(
    connection: Connection, channel: ChannelId, now: dt.datetime
) -> Iterator[tuple[dt.datetime, Any]]:
    """(when, what) that runs until `now` wrote down about the channel's token, newest first."""
    number = channel_id(connection, channel)
    if number is None:
        return
    ids = connection.scalars(
        select(_run.c.id)
        .join(_part, _part.c.run == _run.c.id)
        .where(
            _part.c.channel_id == number,
            _run.c.kind == CAPTURE,
            _run.c.report.is_not(None),
            _run.c.started <= _latest(now),
        )
        .order_by(_run.c.started.desc(), _run.c.id.desc())
        .limit(_FEW_TRIES)
    ).all()
    for run in ids:
        row = connection.execute(select(_run.c.started, _run.c.report).where(_run.c.id == run)).one()
        for part in (unpack(row.report) or {}).get("channels", ()):
            if part.get("channel") == channel and part.get("token"):
                yield instant(row.started), part["token"]


def activity(connection: Connection, channel: ChannelId, *, now: dt.datetime, days: int, burst: int) -> Activity:
    """How lively the channel was in the `days` days before `now`. `burst` 0 leaves bursts unlooked for."""
    number = channel_id(connection, channel)
    if number is None:
        return Activity(days=days, burst=burst)
    since = micros(now - dt.timedelta(days=days))
    recent = (
        select(_record.c.thread_id, _record.c.at, _record.c.kind)
        .join(_volume, _volume.c.id == _record.c.volume_id)
        .where(_volume.c.channel_id == number, _volume.c.ended >= since, _record.c.at >= since)
        .order_by(_record.c.thread_id, _record.c.at)
    )
    per_day: dict[int, int] = {}
    total, shortest = 0, None
    thread, times = None, list[int]()
    for row in connection.execute(recent):
        total += 1
        day = (row.at - since) // 86_400_000_000
        per_day[day] = per_day.get(day, 0) + 1
        if not burst or row.kind != RecordKind.MESSAGE:
            continue
        if row.thread_id != thread:
            thread, times = row.thread_id, []
        times.append(row.at)
        if len(times) > burst:
            times.pop(0)
        if len(times) == burst:
            span = times[-1] - times[0]
            shortest = span if shortest is None else min(shortest, span)
    return Activity(
        days=days,
        records=total,
        busiest_day=max(per_day.values(), default=0),
        burst=burst,
        shortest_burst=None if shortest is None else dt.timedelta(microseconds=shortest),
    )


def extent(connection: Connection, channel: ChannelId) -> tuple[dt.datetime, dt.datetime] | None:
    """The times of the channel's first and last records that stand in a volume; None before the first."""
    number = channel_id(connection, channel)
    if number is None:
        return None
    query = select(func.min(_volume.c.began), func.max(_volume.c.ended)).where(_volume.c.channel_id == number)
    began, ended = connection.execute(query).one()
    return None if began is None else (instant(began), instant(ended))


def _latest(now: dt.datetime) -> int:
    return micros(now + CLOCK_SLACK)


def _attempt(row: Any) -> Attempt:
    return Attempt(
        run=RunId(row.run),
        kind=row.kind,
        outcome=row.outcome,
        started=instant(row.started),
        finished=instant(row.finished),
        window_from=optional_instant(row.window_from),
        window_to=optional_instant(row.window_to),
        error="" if row.error is None else str(unpack(row.error).get("code") or "error"),
    )


def last_of_kind(connection: Connection, kind: EventKind) -> dt.datetime | None:
    """When the newest event of the kind was written down."""
    table = schema.event
    query = select(table.c.at).where(table.c.kind == kind.value).order_by(table.c.seq.desc()).limit(1)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else dt.datetime.fromisoformat(found)
