"""What is planned for each channel: its timetable, why this often, when next, and what about it needs a person.

A fixed schedule stays as the operator wrote it; one that is looser than the channel calls for is warned about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.retrieval.activity import Cadence, cadence, told
from archiver.retrieval.duty import due_since, next_due
from archiver.store import Store
from archiver.store.attempts import Activity, Attempt, activity, attempts, last_attempt, last_finished
from config.slots import Timetable, every, timetable
from connectors.windows import window_of

AUTO = "auto"
ACTIVITY_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedules:
    """What the configuration says: `night` a cron expression, `capture` "auto" or a cron expression of each
    channel."""

    zone: ZoneInfo
    night: str
    capture: Mapping[ChannelId, str]

    @property
    def nights(self) -> Timetable:
        """When files, index and proof are brought up to date."""
        return timetable(self.night, self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One channel's plan as it stands now. `warnings` need a person."""

    channel: ChannelId
    capture: str
    activity: Activity
    cadence: Cadence
    timetable: Timetable
    last: Attempt | None
    due_since: dt.datetime | None
    next_due: dt.datetime | None
    warnings: tuple[str, ...] = ()


def planned(store: Store, channel: Channel, schedules: Schedules, now: dt.datetime) -> Planned:
    """The plan of a channel with a live connection."""
    window = window_of(channel.platform)
    capture = schedules.capture[channel.id]
    with store.database.read() as connection:
        lively = activity(connection, channel.id, now=now, days=ACTIVITY_DAYS, burst=window.newest_messages)
        last = last_attempt(connection, channel.id, now)
    wanted = cadence(lively, window, missed=_missed(store, channel.id, now) if window.newest_messages else 0)
    nights = schedules.nights
    if capture == AUTO:
        table = Timetable(schedule=every(wanted.interval, nights.schedule), zone=schedules.zone)
    else:
        table = timetable(capture, schedules.zone)
    return Planned(
        channel=channel.id,
        capture=capture,
        activity=lively,
        cadence=wanted,
        timetable=table,
        last=last,
        due_since=due_since(table, last, now),
        next_due=next_due(table, last, now),
        warnings=(*_loose(table, wanted, capture, now), *clock_change_warning(table, capture)),
    )


def clock_change_warning(table: Timetable, text: str) -> tuple[str, ...]:
    """A schedule between 02:00 and 02:59: that hour is skipped once a year and comes twice once a year. Hourly ones may."""
    if text == AUTO or not table.schedule.in_clock_change_hour or len(table.schedule.hours) == 24:
        return ()
    return (
        f"the schedule {text!r} starts between 02:00 and 02:59, an hour that is skipped in spring and comes twice in autumn: "
        "the run is done once all the same, at 03:00 or later in spring; 01:15 avoids it",
    )


def night_due(store: Store, schedules: Schedules, now: dt.datetime) -> dt.datetime | None:
    """Since when the night's closing work (files, index, proof) has been due; None when it is not."""
    with store.database.read() as connection:
        last = last_finished(connection, now)
    if last is None:
        return now
    missed = schedules.nights.next(last)
    return missed if missed is not None and missed <= now else None


def _loose(table: Timetable, wanted: Cadence, capture: str, now: dt.datetime) -> tuple[str, ...]:
    pause = table.longest_pause(now)
    if capture == AUTO:
        return ()
    if pause is None:
        return (f"the schedule {capture!r} is never due",) if table.next(now) is None else ()
    # An hour of grace for the clock change: a daily schedule has one pause of 25 hours a year.
    if pause <= wanted.called_for + dt.timedelta(hours=1):
        return ()
    return (
        f"the schedule {capture!r} leaves up to {told(pause)} between captures, and the channel calls for "
        f"{told(wanted.called_for)} ({wanted.why}); at risk: {wanted.lost}",
    )


def _missed(store: Store, channel: ChannelId, now: dt.datetime) -> int:
    """How many recent gaps are of messages sent after the first capture: a tighter interval would have seen them."""
    with store.database.read() as connection:
        first = next((each for each in attempts(connection, channel, now=now, kind="run") if not each.error), None)
    if first is None:
        return 0
    recent = now - dt.timedelta(days=ACTIVITY_DAYS)
    return sum(
        1
        for each in store.gaps(channel, open_only=False)
        if each.gap.key.startswith("window:") and each.gap.end is not None and each.gap.end > max(recent, first.started)
    )
