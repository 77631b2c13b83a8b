"""What runs of the past brought, a line a channel and run, for plots and for telling silence from rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from archiver.model.ids import ChannelId
from archiver.store import schema
from archiver.store.channels import channel_id, channel_names
from archiver.store.codec import instant, micros, optional_instant, unpack
from archiver.store.database import Database
from archiver.store.gaps import ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class PastChannel:
    """One channel in one run. `news` counts what was new or revised; gaps that were open before were not opened by it."""

    run: str
    channel: ChannelId
    outcome: str
    started: dt.datetime
    news: int
    gaps_opened: int = 0
    gaps_closed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One run. `finished` None and `outcome` "" when it was killed."""

    run: str
    kind: str
    outcome: str
    started: dt.datetime
    finished: dt.datetime | None
    channels: tuple[PastChannel, ...]


def past_runs(database: Database, since: dt.datetime) -> tuple[PastRun, ...]:
    """Runs started since then, oldest first."""
    run, part = schema.run, schema.channel_run
    with database.read() as connection:
        rows = connection.execute(
            select(run.c.id, run.c.kind, run.c.outcome, run.c.started, run.c.finished)
            .where(run.c.started >= micros(since))
            .order_by(run.c.started, run.c.id)
        ).all()
        names = channel_names(connection)
        parts: dict[str, list[PastChannel]] = {}
        query = (
            select(part.c.run, part.c.channel_id, part.c.outcome, part.c.started, part.c.counts)
            .join(run, run.c.id == part.c.run)
            .where(run.c.started >= micros(since))
            .order_by(part.c.channel_id)
        )
        for row in connection.execute(query):
            counts = unpack(row.counts)
            parts.setdefault(row.run, []).append(
                PastChannel(
                    run=row.run,
                    channel=ChannelId(names[row.channel_id]),
                    outcome=row.outcome,
                    started=instant(row.started),
                    news=_news(counts),
                    gaps_opened=int(counts.get("gaps_opened", 0)),
                    gaps_closed=int(counts.get("gaps_closed", 0)),
                )
            )
    return tuple(
        PastRun(
            run=row.id,
            kind=row.kind,
            outcome=row.outcome,
            started=instant(row.started),
            finished=optional_instant(row.finished),
            channels=tuple(parts.get(row.id, ())),
        )
        for row in rows
    )


def news_days(
    database: Database, channel: ChannelId, zone: dt.tzinfo, *, until: dt.datetime, look_back: int
) -> tuple[dt.date, ...]:
    """The local days on which captures brought something, from `look_back` days before the newest of them; however long ago
    that is. What an import brought says nothing of the connection."""
    run, part = schema.run, schema.channel_run
    found: list[dt.date] = []
    with database.read() as connection:
        number = channel_id(connection, channel)
        query = (
            select(part.c.started, part.c.counts)
            .join(run, run.c.id == part.c.run)
            .where(part.c.channel_id == number, run.c.kind == "run", part.c.started <= micros(until))
            .order_by(part.c.started.desc())
        )
        for row in connection.execute(query):
            day = instant(row.started).astimezone(zone).date()
            if found and (found[0] - day).days > look_back:
                break
            if _news(unpack(row.counts)) and day not in found:
                found.append(day)
    return tuple(reversed(found))


def _news(counts: Mapping[str, Any]) -> int:
    return int(counts.get("new", 0)) + int(counts.get("revised", 0))


def gaps_accepted(database: Database) -> tuple[dt.datetime, ...]:
    """When people took gaps as they are."""
    gap = schema.gap
    with database.read() as connection:
        found = connection.scalars(
            select(gap.c.settled).where(gap.c.state == ACCEPTED, gap.c.settled.is_not(None))
        ).all()
    return tuple(map(instant, found))
