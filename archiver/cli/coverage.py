"""`archiver coverage`: the calendar of hours that were captured, and those that were not and why."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from archiver.cli.open import reading
from archiver.cli.output import json_option, print_json, safe
from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.model.channel import Channel
    from archiver.retrieval.coverage import Coverage, Hole
    from archiver.wiring.reading import Reading

DEFAULT_DAYS = 31
_DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.command(name="coverage")
@click.option("--channel", "channels", multiple=True, metavar="ID", help="Only this channel (repeatable).")
@click.option("--from", "since", type=_DATE, metavar="DATE", help="First day, agency time (default: 31 days back).")
@click.option("--to", "until", type=_DATE, metavar="DATE", help="Last day, agency time (default: today).")
@json_option
@click.pass_context
def coverage(
    ctx: click.Context,
    channels: tuple[str, ...],
    since: dt.datetime | None,
    until: dt.datetime | None,
    as_json: bool,
) -> None:
    """Show for each channel, hour by hour, what was verifiably captured; and name every hole with its reason."""
    with reading(ctx) as found:
        for name in channels:
            if name not in found.channels:
                raise UsageError(f"there is no channel {name!r} in the configuration")
        chosen = [channel for channel in found.channels.values() if not channels or channel.id in channels]
        today = found.now().astimezone(found.zone).date()
        last = until.date() if until else today
        first = since.date() if since else last - dt.timedelta(days=DEFAULT_DAYS - 1)
        if first > last:
            raise UsageError("--from lies behind --to")
        views = [(channel, _of(found, channel, first, last)) for channel in chosen]
        zone = found.zone
    if as_json:
        print_json(
            {"from": first.isoformat(), "to": last.isoformat(), "channels": [view.as_json() for _, view in views]}
        )
        return
    if not views:
        click.echo("No channels in the configuration.")
        return
    for channel, view in views:
        click.echo(safe(f"{channel.id} ({channel.platform}): {channel.name}"))
        for line in month_view(view, zone):
            click.echo(line)
        for hole in view.holes:
            click.echo(safe(f"  {hole_line(hole, zone)}"))
    click.echo(legend())


def _of(found: Reading, channel: Channel, first: dt.date, last: dt.date) -> Coverage:
    from archiver.retrieval import coverage as calendar
    from archiver.store.attempts import CAPTURE, attempts, extent
    from connectors.windows import window_of

    live = found.live.get(channel.id, False)
    with found.store.database.read() as connection:
        captures = list(attempts(connection, channel.id, now=found.now(), kind=CAPTURE))
        imported = None if live else extent(connection, channel.id)
    return calendar.coverage(
        channel.id,
        captures,
        found.store.gaps(channel.id, open_only=False),
        window_of(channel.platform),
        start=_midnight(first, found.zone),
        end=_midnight(last + dt.timedelta(days=1), found.zone),
        now=found.now(),
        imported=imported,
    )


def _midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC)


def month_view(view: Coverage, zone: dt.tzinfo) -> list[str]:
    """A line a day, a sign an hour; a day of a clock change has 23 or 25."""
    from archiver.retrieval.coverage import HOUR, SYMBOLS

    days: dict[dt.date, str] = {}
    for number, state in enumerate(view.hours):
        day = (view.start + number * HOUR).astimezone(zone).date()
        days[day] = days.get(day, "") + SYMBOLS[state]
    lines = []
    month = ""
    for day, signs in days.items():
        if f"{day:%Y-%m}" != month:
            month = f"{day:%Y-%m}"
            lines.append(f"  {month}  0     6     12    18")
        lines.append(f"   {day:%a} {day.day:2}  {signs}")
    return lines


def hole_line(hole: Hole, zone: dt.tzinfo) -> str:
    """One hole in words."""

    def when(value: dt.datetime | None, otherwise: str) -> str:
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if value else otherwise

    part = "" if hole.edge == "channel" else f" ({hole.edge})"
    return f"{when(hole.start, 'the beginning')} to {when(hole.end, 'now')}  {hole.state}{part}: {hole.reason}"


def legend() -> str:
    """What the signs mean."""
    from archiver.retrieval.coverage import SYMBOLS

    return "  " + ", ".join(f"{sign} {state.value}" for state, sign in SYMBOLS.items())
