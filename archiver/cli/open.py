"""The way from a command to the wired rooms: settings found, signals caught, progress shown."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.output import notice, safe, watched
from archiver.cli.progress import progress_bar
from archiver.cli.signals import stop_request
from archiver.errors import ArchiverError, Stopped

if TYPE_CHECKING:
    from archiver.pipeline.parts import Parts
    from archiver.redaction import Redactor
    from archiver.wiring.reading import Reading
    from config.settings import Settings


def settings_of(ctx: click.Context) -> Settings:
    """The configuration that --config, ARCHIVER_CONFIG or this folder names. Raises ConfigError."""
    from archiver.logs import set_up
    from config.sources import find_file, load

    set_up(verbose=bool(ctx.obj.get("verbose")))
    return load(find_file(ctx.obj.get("config")))


def is_configured(ctx: click.Context) -> bool:
    """Whether a configuration was named, or lies here. One that was named and is not there is an error of `settings_of`."""
    from config.sources import FILE_NAME, find_file

    path = find_file(ctx.obj.get("config"))
    return path != Path(FILE_NAME) or path.exists()


def tell_failure(ctx: click.Context, error: Exception) -> None:
    """Tell whoever the configuration names that a run could not begin; a person at the terminal sees it there."""
    if watched() or isinstance(error, Stopped):
        return
    from archiver.wiring.failed_start import tell_failed_start
    from config.sources import find_file

    for line in tell_failed_start(find_file(ctx.obj.get("config")), error):
        notice(safe(line))


def tell_owed(ctx: click.Context) -> None:
    """Try again to send what nobody took. The run said so; what still goes wrong is said to a person alone, not to cron's mail
    every quarter of an hour."""
    from archiver.wiring.owing import deliver_owed

    try:
        lines = deliver_owed(settings_of(ctx))
    except ArchiverError as error:
        lines = [f"archiver: {error}"]
    for line in lines if watched() else ():
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
def reading(ctx: click.Context, *, writable: bool = False, young: bool = False) -> Iterator[Reading]:
    """The store and the archive folder, for commands that look things up; `writable` to write an event of it down; `young`
    where an archive that nothing was taken into yet is no error."""
    from archiver.wiring.reading import open_reading

    with open_reading(settings_of(ctx), writable=writable, young=young) as found:
        yield found


def cleaned(redactor: Redactor, typed: str, option: str) -> str:
    """What a person gave with `option`, fit for the event log, which nobody can take anything out of later."""
    from archiver.wiring.redacting import clean_words

    clean = clean_words(redactor, typed)
    if clean != typed:
        notice(safe(f"{option}: identifiers were taken out; kept is: {clean}"))
    return clean


def reason_given(ctx: click.Context, found: Reading, typed: str, option: str = "--reason") -> str:
    """As `cleaned`, for commands that look things up."""
    from archiver.wiring.redacting import make_redactor

    return cleaned(make_redactor(settings_of(ctx), found.secrets)[0], typed, option)
