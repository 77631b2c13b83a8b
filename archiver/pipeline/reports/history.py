"""Runs and gaps of thirteen months as series for the plots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from archiver.pipeline.reports.facts import Past
from archiver.pipeline.reports.plots import WEEKS, Series, bars, week_of, week_starts


def plots(past: Past, today: dt.date, zone: ZoneInfo) -> str:
    """Activity, gaps and durations, as HTML."""
    weeks = week_starts(today)
    channels = sorted({part.channel for run in past.runs for part in run.channels})
    activity = [
        Series(
            name=channel,
            values=_weekly(
                ((part.started, part.news) for run in past.runs for part in run.channels if part.channel == channel),
                weeks,
                zone,
            ),
        )
        for channel in channels
    ]
    parts = [part for run in past.runs for part in run.channels]
    settled = [*((part.started, part.gaps_closed) for part in parts), *((when, 1) for when in past.accepted)]
    gaps = [
        Series(name="opened", values=_weekly(((part.started, part.gaps_opened) for part in parts), weeks, zone)),
        Series(name="filled or accepted", values=_weekly(settled, weeks, zone)),
    ]
    minutes = [
        Series(
            name=name,
            values=_weekly(
                (
                    (run.started, (run.finished - run.started).total_seconds() / 60)
                    for run in past.runs
                    if run.finished is not None and (run.kind == "import") is is_import
                ),
                weeks,
                zone,
                join=max,
            ),
        )
        for name, is_import in (("longest run", False), ("longest import", True))
    ]
    return "".join(
        (
            bars("New and revised records a week", activity, weeks, unit="records"),
            bars("Gaps a week", gaps, weeks, unit="gaps"),
            bars("Minutes of the week's longest run and import", minutes, weeks, unit="minutes"),
        )
    )


def _weekly(
    points: Iterable[tuple[dt.datetime | None, float]],
    weeks: tuple[dt.date, ...],
    zone: ZoneInfo,
    *,
    join: Callable[[float, float], float] = lambda a, b: a + b,
) -> tuple[float, ...]:
    values = [0.0] * WEEKS
    for when, value in points:
        place = None if when is None else week_of(when.astimezone(zone).date(), weeks)
        if place is not None:
            values[place] = join(values[place], value)
    return tuple(round(value, 1) for value in values)
