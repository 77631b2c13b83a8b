"""What runs of the past brought, a line a channel and run, for plots and for telling silence from rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from archiver.model.ids import ChannelId
from archiver.store import schema
from archiver.store.channels import channel_names
from archiver.store.codec import instant, micros, optional_instant, unpack
from archiver.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class PastChannel:
    """One channel in one run. `news` counts what was new or revised."""

    run: str
    channel: ChannelId
    outcome: str
    started: dt.datetime
    news: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One run. `finished` None and `outcome` "" when it was killed."""

    run: str
    kind: str
    outcome: str
    started: dt.datetime
    finished: dt.datetime | None
    channels: tuple[PastChannel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastGap:
    """When a gap was opened, and when it was filled or accepted (None: it is open)."""

    opened: dt.datetime | None
    settled: dt.datetime | None


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
                    news=int(counts.get("new", 0)) + int(counts.get("revised", 0)),
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


def past_gaps(database: Database) -> tuple[PastGap, ...]:
    """Every gap there ever was."""
    gap = schema.gap
    with database.read() as connection:
        rows = connection.execute(select(gap.c.opened, gap.c.settled)).all()
    return tuple(PastGap(opened=optional_instant(row.opened), settled=optional_instant(row.settled)) for row in rows)
