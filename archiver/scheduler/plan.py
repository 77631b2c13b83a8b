"""What a night has to do now: pure. The channels whose capture is due, and whether the closing work is.

The answer comes from the store's own table of runs, never from what this process remembers: a scheduler that was off for a
week, a cron line and a person at the keyboard all ask the same question and get the same answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archiver.model.ids import ChannelId
from archiver.retrieval.duty import due_since, next_due
from archiver.store.attempts import Attempt
from config.slots import Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A channel and when it is to be captured."""

    channel: ChannelId
    timetable: Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be done now. `closing`: files, index and proof are due even if no channel is."""

    channels: tuple[ChannelId, ...] = ()
    closing: bool = False

    def __bool__(self) -> bool:
        return bool(self.channels) or self.closing


def due(jobs: Iterable[Job], last: Mapping[ChannelId, Attempt | None], now: dt.datetime) -> tuple[ChannelId, ...]:
    """The channels to capture now, in the order given."""
    return tuple(job.channel for job in jobs if due_since(job.timetable, last.get(job.channel), now) is not None)


def wake_up(
    jobs: Sequence[Job], last: Mapping[ChannelId, Attempt | None], night: Timetable, now: dt.datetime
) -> dt.datetime | None:
    """When to look again at the latest: the first time behind `now` at which something may be due."""
    times = [night.next(now), *(next_due(job.timetable, last.get(job.channel), now) for job in jobs)]
    return min((time for time in times if time is not None and time > now), default=None)
