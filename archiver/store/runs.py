"""Runs and imports: when, with what configuration, how each channel fared. Their rows decide what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select, update

from archiver.errors import StorageError
from archiver.model.digest import Json
from archiver.model.ids import ChannelId, RunId
from archiver.store import schema
from archiver.store.channels import channel_names, ensure_channel
from archiver.store.codec import instant, micros, optional_instant, optional_micros, pack, plain, unpack
from archiver.store.upsert import insert_new, put

_run, _channel_run = schema.run, schema.channel_run


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRun:
    """How one channel fared in one run. `window_from` and `window_to` are what the capture covered."""

    channel: ChannelId
    outcome: str
    started: dt.datetime
    finished: dt.datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    window_from: dt.datetime | None = None
    window_to: dt.datetime | None = None
    error: Mapping[str, str] | None = None

    @property
    def duration(self) -> dt.timedelta:
        """How long the channel took."""
        return self.finished - self.started


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run. `outcome` is "" and `finished` None while it goes on, or when it was killed."""

    id: RunId
    kind: str
    started: dt.datetime
    finished: dt.datetime | None
    software: str
    config_digest: str
    outcome: str
    report: Json
    channels: tuple[ChannelRun, ...]


def begin(connection: Connection, run: RunId, kind: str, at: dt.datetime, software: str, config_digest: str) -> None:
    """Note that a run starts. `kind` is "run" or "import"."""
    row = {"id": run, "kind": kind, "started": micros(at), "software": software, "config_digest": config_digest}
    insert_new(connection, _run, [row])


def finish(connection: Connection, run: RunId, outcome: str, report: Json, at: dt.datetime) -> None:
    """Note how it ended. Raises StorageError for a run that never began."""
    result = connection.execute(
        update(_run).where(_run.c.id == run).values(outcome=outcome, report=pack(report), finished=micros(at))
    )
    if result.rowcount != 1:
        raise StorageError(f"there is no run {run!r} to finish")


def record_channel(connection: Connection, run: RunId, row: ChannelRun) -> None:
    """Note how one channel fared; telling it again replaces it."""
    put(
        connection,
        _channel_run,
        ("run", "channel_id"),
        {
            "run": run,
            "channel_id": ensure_channel(connection, plain(row.channel)).id,
            "outcome": row.outcome,
            "counts": pack(dict(row.counts)),
            "started": micros(row.started),
            "finished": micros(row.finished),
            "window_from": optional_micros(row.window_from),
            "window_to": optional_micros(row.window_to),
            "error": None if row.error is None else pack(dict(row.error)),
        },
    )


def newest(
    connection: Connection, limit: int, channel_id: int | None, until: dt.datetime | None = None
) -> tuple[RunRow, ...]:
    """The last runs that began by `until`, newest first; with a channel, only those that touched it."""
    query = select(_run).order_by(_run.c.started.desc(), _run.c.id.desc()).limit(limit)
    if until is not None:
        query = query.where(_run.c.started <= micros(until))
    if channel_id is not None:
        query = query.join(_channel_run, _channel_run.c.run == _run.c.id).where(_channel_run.c.channel_id == channel_id)
    rows = connection.execute(query).all()
    names = channel_names(connection)
    channels: dict[str, list[ChannelRun]] = {}
    parts = select(_channel_run).where(_channel_run.c.run.in_([row.id for row in rows]))
    for part in connection.execute(parts.order_by(_channel_run.c.channel_id)):
        channels.setdefault(part.run, []).append(_channel(part, names[part.channel_id]))
    return tuple(
        RunRow(
            id=RunId(row.id),
            kind=row.kind,
            started=instant(row.started),
            finished=optional_instant(row.finished),
            software=row.software,
            config_digest=row.config_digest,
            outcome=row.outcome,
            report=None if row.report is None else unpack(row.report),
            channels=tuple(channels.get(row.id, ())),
        )
        for row in rows
    )


def _channel(row: Any, name: str) -> ChannelRun:
    return ChannelRun(
        channel=ChannelId(name),
        outcome=row.outcome,
        started=instant(row.started),
        finished=instant(row.finished),
        counts=unpack(row.counts),
        window_from=optional_instant(row.window_from),
        window_to=optional_instant(row.window_to),
        error=None if row.error is None else unpack(row.error),
    )


def last_success(connection: Connection, channel_id: int, until: dt.datetime) -> dt.datetime | None:
    """When the channel last ended complete, of what began by `until`."""
    query = select(func.max(_channel_run.c.finished)).where(
        _channel_run.c.channel_id == channel_id,
        _channel_run.c.outcome == "complete",
        _channel_run.c.started <= micros(until),
    )
    return optional_instant(connection.execute(query).scalar_one())
