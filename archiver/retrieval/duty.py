"""Whether a capture is due, and when the next one is: pure, from a timetable and the last attempt.

One rule for `status`, for `run --due` and for the scheduler, so that what was missed while the machine was off is done as soon
as any of them looks.
"""

from __future__ import annotations

import datetime as dt

from archiver.store.attempts import Attempt
from config.slots import Timetable

RETRY = dt.timedelta(hours=1)
"""After how long a platform that was unavailable or throttled is tried again, unless its next time comes first."""

_RETRIED = frozenset({"unavailable", "rate_limited", "storage"})
_UNDONE = frozenset({"stopped"})


def due_since(table: Timetable, last: Attempt | None, now: dt.datetime) -> dt.datetime | None:
    """Since when it has been due: the first time that was missed. None when it is not due now; what was never captured is due
    at once."""
    if last is None:
        return now
    if last.error in _UNDONE:
        return last.finished
    missed = table.next(last.started)
    if missed is not None and missed <= now:
        # Not the newest of them: an hourly channel that has been dead for a week is not late by an hour.
        return missed
    if last.error in _RETRIED and now >= last.finished + RETRY:
        return last.finished + RETRY
    return None


def next_due(table: Timetable, last: Attempt | None, now: dt.datetime) -> dt.datetime | None:
    """When it is to be done next: a time in the past when it is overdue; None when its schedule is never due."""
    since = due_since(table, last, now)
    if since is not None:
        return since
    following = table.next(now)
    if last is not None and last.error in _RETRIED:
        again = last.finished + RETRY
        return again if following is None or again < following else following
    return following
