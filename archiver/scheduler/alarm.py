"""APScheduler as the alarm clock: it says when to look, never what to do.

Jobs live in memory and are made from the configuration at each look, so that no stale job survives a change. What a wake-up
finds due is decided from the store's table of runs; a time that fires twice, late or not at all therefore does no harm.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger

from archiver.scheduler.look import Look
from config.slots import Timetable

_NIGHT, _AGAIN = "night of the archive", "once more"
_CHANNEL = "channel "


class CronTrigger(BaseTrigger):  # type: ignore[misc]
    """A cron expression in agency time, with day numbers as cron means them, each night once when the clocks change.

    APScheduler's own counts Monday as 0, wants day and weekday both, and fires twice in the hour that comes twice."""

    def __init__(self, table: Timetable) -> None:
        self._table = table

    def get_next_fire_time(self, previous: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
        """In UTC: times of one zone compare by their wall clock, which is wrong in the hour that comes twice."""
        return self._table.next(previous or now)

    def __repr__(self) -> str:
        return f"CronTrigger({self._table.schedule.text!r}, {self._table.zone})"


class Alarm:
    """Calls `wake` at each time of each schedule. A context manager; `wake` must be quick and safe from another thread."""

    def __init__(
        self,
        wake: Callable[[], None],
        *,
        now: Callable[[], dt.datetime],
        machine: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        paused: bool = False,
    ) -> None:
        """`now` says what time it is for the archive, `machine` for APScheduler: a rehearsal's clock may stand still."""
        self._wake = wake
        self._now = now
        self._machine = machine
        self._paused = paused
        self.scheduler = BackgroundScheduler(
            timezone=dt.UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(1)},
            # One wake-up stands for all that were missed, however late it comes.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def __enter__(self) -> Alarm:
        self.scheduler.start(paused=self._paused)
        return self

    def __exit__(self, *_: object) -> None:
        self.scheduler.shutdown(wait=False)

    def arrange(self, seen: Look) -> None:
        """Make the jobs what the look says they are."""
        wanted = {_CHANNEL + job.channel: job.timetable for job in seen.jobs} | {_NIGHT: seen.night}
        for job in self.scheduler.get_jobs():
            if job.id.startswith(_CHANNEL) and job.id not in wanted:
                self.scheduler.remove_job(job.id)
        for name, table in wanted.items():
            self._add(name, CronTrigger(table))
        if seen.wake is not None:
            self.once_more(seen.wake)

    def once_more(self, at: dt.datetime) -> None:
        """Wake up at that time, whatever the schedules say."""
        self._add(_AGAIN, DateTrigger(run_date=at, timezone=dt.UTC))

    def _add(self, name: str, trigger: Any) -> None:
        now = self._now()
        first = trigger.get_next_fire_time(None, now)
        if first is None:
            if self.scheduler.get_job(name):
                self.scheduler.remove_job(name)
            return
        at = first + (self._machine() - now)
        self.scheduler.add_job(self._wake, trigger, id=name, name=name, replace_existing=True, next_run_time=at)
