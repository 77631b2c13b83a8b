"""The way from a command to the wired rooms: settings found, signals caught, progress shown."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from archiver.cli.output import notice, safe, watched
from archiver.cli.progress import progress_bar
from archiver.cli.signals import stop_request
from archiver.errors import Stopped

if TYPE_CHECKING:
    from archiver.pipeline.parts import Parts
    from archiver.wiring.reading import Reading
    from config.settings import Settings


def settings_of(ctx: click.Context) -> Settings:
    """The configuration that --config, ARCHIVER_CONFIG or this folder names. Raises ConfigError."""
    from archiver.logs import set_up
    from config.sources import find_file, load

    set_up(verbose=bool(ctx.obj.get("verbose")))
    return load(find_file(ctx.obj.get("config")))


def tell_failure(ctx: click.Context, error: Exception) -> None:
    """Tell whoever the configuration names that a run could not begin; a person at the terminal sees it there."""
    if watched() or isinstance(error, Stopped):
        return
    from archiver.wiring.failed_start import tell_failed_start
    from config.sources import find_file

    for line in tell_failed_start(find_file(ctx.obj.get("config")), error):
        notice(safe(line))


@contextlib.contextmanager
def telling_failure(ctx: click.Context) -> Iterator[None]:
    """For work that nobody watches: what ends it before it has a report of its own is told, and raised on."""
    try:
        yield
    except Exception as error:
        tell_failure(ctx, error)
        raise


@contextlib.contextmanager
def writing(ctx: click.Context) -> Iterator[Parts]:
    """Everything a run needs; a signal stops it after the current batch and ends the command with 130 or 143."""
    from archiver.wiring.running import open_parts

    settings = settings_of(ctx)
    with stop_request() as stopping, progress_bar() as progress:
        try:
            with open_parts(
                settings, progress=progress, stopping=stopping, interrupted=lambda: stopping.interrupted
            ) as parts:
                yield parts
        except Stopped as error:
            raise Stopped(interrupted=stopping.interrupted) from error


@contextlib.contextmanager
def reading(ctx: click.Context, *, writable: bool = False) -> Iterator[Reading]:
    """The store and the archive folder, for commands that look things up; `writable` to write an event of it down."""
    from archiver.wiring.reading import open_reading

    with open_reading(settings_of(ctx), writable=writable) as found:
        yield found
