"""When a cron expression is due, on the agency's clock: each night once, also when the clocks change.

A time that the spring change skips comes at the moment after it; a time that the autumn change repeats comes at its
first passing only, save where every hour was asked for. As in cron, a day matches by the month's or the week's field
when both are given.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from config.cron import CronSchedule, parse_cron

NIGHT = "15 1 * * *"
"""When the night's work is done unless the configuration says otherwise."""

_HORIZON_DAYS = 366 * 8 + 2
"""29 February comes back after at most eight years; an expression that is never due (30 February) is found by then."""
_STRETCH_DAYS = 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A schedule on a clock. Times in and out are aware; what comes out is in UTC."""

    schedule: CronSchedule
    zone: ZoneInfo

    def next(self, after: dt.datetime) -> dt.datetime | None:
        """The first time behind `after`; None when the schedule is never due (30 February)."""
        day = after.astimezone(self.zone).date() - dt.timedelta(days=1)
        for number in range(_HORIZON_DAYS):
            for slot in self._of_day(day + dt.timedelta(days=number)):
                if slot > after:
                    return slot
        return None

    def last(self, at: dt.datetime) -> dt.datetime | None:
        """The newest time that is not behind `at`; None when there is none."""
        day = at.astimezone(self.zone).date() + dt.timedelta(days=1)
        for number in range(_HORIZON_DAYS):
            for slot in reversed(self._of_day(day - dt.timedelta(days=number))):
                if slot <= at:
                    return slot
        return None

    def longest_pause(self, near: dt.datetime) -> dt.timedelta | None:
        """The longest stretch between two times in the two months behind `near`; None when there are fewer than two."""
        first = self.next(near)
        slots = [] if first is None else list(self.between(first, first + dt.timedelta(days=_STRETCH_DAYS)))
        if len(slots) < 2:
            following = None if first is None else self.next(first)
            return None if following is None or first is None else following - first
        return max(later - earlier for earlier, later in itertools.pairwise(slots))

    def between(self, start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
        """Every time from `start` to `end`, both included."""
        day = start.astimezone(self.zone).date() - dt.timedelta(days=1)
        last = end.astimezone(self.zone).date() + dt.timedelta(days=1)
        while day <= last:
            yield from (slot for slot in self._of_day(day) if start <= slot <= end)
            day += dt.timedelta(days=1)

    def _of_day(self, day: dt.date) -> list[dt.datetime]:
        if not self._matches(day):
            return []
        # Hourly work goes on through the hour that comes twice; anything rarer is done once a night.
        folds = (0, 1) if len(self.schedule.hours) == 24 else (0,)
        return sorted(
            {
                # In the skipped hour fold 0 reads the clock as before the change: the moment lands just behind it.
                dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone, fold=fold).astimezone(dt.UTC)
                for hour in self.schedule.hours
                for minute in self.schedule.minutes
                for fold in folds
            }
        )

    def _matches(self, day: dt.date) -> bool:
        schedule = self.schedule
        if day.month not in schedule.months:
            return False
        by_date = day.day in schedule.days
        # isoweekday counts Monday 1 to Sunday 7; cron counts Sunday 0.
        by_week = day.isoweekday() % 7 in schedule.weekdays
        if schedule.day_restricted and schedule.weekday_restricted:
            return by_date or by_week
        return by_date and by_week


def timetable(text: str, zone: ZoneInfo) -> Timetable:
    """The timetable of a cron expression. Raises ValueError that names the field."""
    return Timetable(schedule=parse_cron(text), zone=zone)


def every(interval: dt.timedelta, night: CronSchedule) -> CronSchedule:
    """`night`, and again every `interval` (whole hours that divide a day) until the next; a day or more is the night alone.

    The grid hangs on the night's hour, so that the night's own run is always one of its times."""
    hours = int(interval / dt.timedelta(hours=1))
    if hours >= 24 or hours < 1 or 24 % hours:
        return night
    minute, first = min(night.minutes), min(night.hours)
    field = ",".join(str(hour) for hour in sorted((first + step) % 24 for step in range(0, 24, hours)))
    return parse_cron(f"{minute} {'*' if hours == 1 else field} * * *")
