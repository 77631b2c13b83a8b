"""A look at the archive: every channel's plan, and what is due at this moment. Captures nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.model.time import iso_utc
from archiver.retrieval.outlook import Schedules, night_due, planned
from archiver.scheduler.plan import Due, Job, due, wake_up
from archiver.store import Store
from archiver.store.attempts import Attempt
from archiver.wiring.registry import has_connector
from archiver.wiring.values import channels, clock, database_url, schedules
from config.settings import Settings
from config.slots import Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen at `at`. `wake` is when to look again at the latest; None when nothing is ever due."""

    at: dt.datetime
    night: Timetable
    jobs: tuple[Job, ...]
    due: Due
    wake: dt.datetime | None
    last: Mapping[ChannelId, Attempt | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For --json: what is due, and when something is next."""
        return {
            "outcome": "nothing due" if not self.due else "due",
            "channels": list(self.due.channels),
            "closing": self.due.closing,
            "next_due": iso_utc(self.wake) if self.wake else None,
        }

    def line(self) -> str:
        """When something is next, on the agency's clock."""
        if self.wake is None:
            return "No schedule is ever due."
        return f"Next at {self.wake.astimezone(self.night.zone):%Y-%m-%d %H:%M %Z}."


def look(settings: Settings) -> Look:
    """Look. Without an archive yet, everything is due. Raises StorageError when the database cannot be used."""
    now = clock()()
    plans = schedules(settings)
    live = [channel for channel in channels(settings).values() if has_connector(settings, channel)]
    url = database_url(settings)
    if url.startswith("sqlite") and not (settings.archive_path / "archive.db").exists():
        jobs = tuple(Job(channel=channel.id, timetable=plans.nights) for channel in live)
        everything = Due(channels=tuple(job.channel for job in jobs), closing=True)
        return Look(at=now, night=plans.nights, jobs=jobs, due=everything, wake=plans.nights.next(now))
    with Store.open(url) as store:
        return survey(store, live, plans, now)


def survey(store: Store, live: Sequence[Channel], plans: Schedules, now: dt.datetime) -> Look:
    """Look at an open store. `live` are the channels with a live connection."""
    found = [planned(store, channel, plans, now) for channel in live]
    closing = night_due(store, plans, now) is not None
    jobs = tuple(Job(channel=plan.channel, timetable=plan.timetable) for plan in found)
    last = {plan.channel: plan.last for plan in found}
    return Look(
        at=now,
        night=plans.nights,
        jobs=jobs,
        due=Due(channels=due(jobs, last, now), closing=closing),
        wake=wake_up(jobs, last, plans.nights, now),
        last=last,
    )
