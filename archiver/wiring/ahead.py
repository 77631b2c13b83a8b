"""A run that is dated after now: the clock was wrong then, or is wrong now. Nobody here can tell which.

What is due never waits for such a date, and coverage believes nothing of it. It is told for a week; then the present clock,
by which the nights go on, is taken for the right one.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from archiver.model.time import iso_utc
from archiver.pipeline.reports.folder import FOLDER
from archiver.pipeline.reports.state import State
from archiver.store import Store
from archiver.store.attempts import CLOCK_SLACK
from archiver.store.runs import RunRow

TOLD_FOR = dt.timedelta(days=7)


def run_ahead(store: Store, now: dt.datetime) -> RunRow | None:
    """The newest run, where that is dated after `now`."""
    newest = next(iter(store.runs(1)), None)
    return newest if newest is not None and newest.started > now + CLOCK_SLACK else None


def is_old_news(row: RunRow, state: State, now: dt.datetime) -> bool:
    """Whether runs have told of it for a week."""
    noticed = state.ahead.get(row.id)
    return noticed is not None and now.date() - noticed > TOLD_FOR


def clock_warnings(store: Store, root: Path, now: dt.datetime) -> tuple[str, ...]:
    """What a run is to warn of, in words that stay the same from night to night."""
    row = run_ahead(store, now)
    if row is None or is_old_news(row, State.load(root / FOLDER), now):
        return ()
    return (words(row),)


def words(row: RunRow) -> str:
    """What is wrong, and what to look at."""
    return (
        f"a run is dated {iso_utc(row.started)}, which is still to come: the clock was wrong then, or it was set back and is "
        "wrong now; see that this machine keeps time"
    )


def remember(store: Store, state: State, now: dt.datetime) -> None:
    """Keep in `state` since when it has been noticed."""
    row = run_ahead(store, now)
    state.ahead = {} if row is None else {row.id: min(state.ahead.get(row.id, now.date()), now.date())}
