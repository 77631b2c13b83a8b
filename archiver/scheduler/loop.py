"""Look, work, wait; for ever. The work is done in the calling thread, so that a signal stops it as it stops `archiver run`.

A run that fails, for whatever reason, is told and does not end the service: the next time comes. Missed nights are caught up
by the first look.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import queue
from collections.abc import Callable
from typing import Protocol

from archiver.errors import ArchiverError
from archiver.scheduler.alarm import Alarm
from archiver.scheduler.look import Look
from archiver.scheduler.plan import Due

PAUSE = dt.timedelta(minutes=10)
"""How long to wait when another run holds the archive, or when the work left its own row unwritten."""

LOOK_EVERY = dt.timedelta(hours=1)
"""A look costs little. It notices a changed configuration, and a clock that was put right: this hour is counted by no clock
that anybody can set, while an alarm made under a wrong one may lie years ahead."""


class Inbox(Protocol):
    """Where wake-ups and signals arrive: `queue.SimpleQueue` is one, whose `put` is safe in a signal handler."""

    def get(self, *, timeout: float | None = None) -> object:
        """Wait for the next, `timeout` seconds at the most. Raises queue.Empty when none came."""

    def empty(self) -> bool:
        """Whether none is waiting."""


def forever(
    *,
    look: Callable[[], Look],
    work: Callable[[Due], None],
    alarm: Alarm,
    inbox: Inbox,
    now: Callable[[], dt.datetime],
    stopping: Callable[[], bool],
    waiting: Callable[[Look], None],
    troubled: Callable[[Exception], None],
) -> None:
    """Go on until `stopping`. `work` does what is due and tells about it; `waiting` is told before each wait, `troubled` of
    each failure. Raises what the first look raises: a service that cannot start must say so."""
    seen: Look | None = look()
    with alarm:
        while not stopping():
            if seen is not None and seen.due:
                _work(work, seen.due, troubled)
                if stopping():
                    return
                seen = _look(look, troubled)
            if seen is not None:
                alarm.arrange(seen)
                waiting(seen)
            if seen is None or seen.due:
                # Never at once again: what is due still could not be done, or could not be written down.
                alarm.once_more(now() + PAUSE)
            with contextlib.suppress(queue.Empty):
                inbox.get(timeout=LOOK_EVERY.total_seconds())
            while not inbox.empty():
                inbox.get()
            if not stopping():
                seen = _look(look, troubled)


def _work(work: Callable[[Due], None], due: Due, troubled: Callable[[Exception], None]) -> None:
    try:
        work(due)
    except Exception as error:  # noqa: BLE001 - the service's guard: one bad night must not end all that follow
        troubled(error)


def _look(look: Callable[[], Look], troubled: Callable[[Exception], None]) -> Look | None:
    """None when it fails (the configuration is being edited, the database is away): the alarms stay, and it is tried again."""
    try:
        return look()
    except ArchiverError as error:
        troubled(error)
        return None
