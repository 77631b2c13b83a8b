"""`archiver schedule`: the night's work at its times, for ever; a service's way of `archiver run`."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.open import settings_of, tell_failure, tell_owed, telling_failure
from archiver.cli.output import json_option, notice, print_json, safe
from archiver.cli.signals import StopRequest, stop_request
from archiver.errors import AlreadyRunning, ArchiverError, ExitCode

if TYPE_CHECKING:
    from archiver.scheduler.look import Look
    from archiver.scheduler.plan import Due


@click.command(name="schedule")
@json_option
@click.pass_context
def schedule(ctx: click.Context, as_json: bool) -> int:
    """Capture each channel at its times and do the closing work each night, until a signal stops it.

    Missed nights are caught up at the start. SIGTERM stops after the current page with its place kept; the configuration
    is read again before each run. One line is written for each run, with --json one JSON document a line.
    """
    from archiver.scheduler.alarm import Alarm
    from archiver.scheduler.look import look
    from archiver.scheduler.loop import forever
    from archiver.wiring.values import clock

    inbox: queue.SimpleQueue[str] = queue.SimpleQueue()
    teller = _Teller(as_json=as_json, failed=lambda error: tell_failure(ctx, error))
    now = clock()

    def waiting(seen: Look) -> None:
        teller.waiting(seen)
        tell_owed(ctx)

    with telling_failure(ctx), stop_request(lambda: inbox.put("signal")) as stopping:
        forever(
            look=lambda: look(settings_of(ctx)),
            work=_worker(ctx, stopping, teller),
            alarm=Alarm(lambda: inbox.put("time"), now=now),
            inbox=inbox,
            now=now,
            stopping=stopping,
            waiting=waiting,
            troubled=teller.troubled,
        )
    notice("archiver: stopped by a signal; the place is kept")
    return int(ExitCode.INTERRUPTED if stopping.interrupted else ExitCode.TERMINATED)


def _worker(ctx: click.Context, stopping: StopRequest, teller: _Teller) -> Callable[[Due], None]:
    from archiver.pipeline.night import night
    from archiver.wiring.running import open_parts

    def work(due: Due) -> None:
        given = settings_of(ctx)
        with open_parts(given, stopping=stopping, interrupted=lambda: stopping.interrupted) as parts:
            report = night(parts, due.channels, export_only=not due.channels)
        teller.run(report.line(), report.as_json())

    return work


class _Teller:
    """Says what happened: lines for a journal, or JSON Lines."""

    def __init__(self, *, as_json: bool, failed: Callable[[Exception], None]) -> None:
        self._as_json = as_json
        self._failed = failed
        self._before = ""

    def run(self, line: str, value: dict[str, Any]) -> None:
        """A run came to its end."""
        print_json(value) if self._as_json else click.echo(safe(line))

    def waiting(self, seen: Look) -> None:
        """Nothing to do until the look's next time; said once."""
        line = seen.line()
        if line != self._before:
            self._before = line
            print_json(seen.as_json()) if self._as_json else click.echo(line)

    def troubled(self, error: Exception) -> None:
        """A run or a look failed. What the program itself did wrong is told by its place alone, never by its text."""
        if isinstance(error, AlreadyRunning):
            notice(f"archiver: {error}; it is tried again in a few minutes")
        elif isinstance(error, ArchiverError):
            notice(safe(f"archiver: {error}"))
        else:
            from archiver.logs import log_crash

            notice(f"archiver: an error of the program itself: {log_crash(error)}. Nothing that was accepted is lost.")
        self._failed(error)
