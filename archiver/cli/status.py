"""`archiver status`: how each channel stands."""

from __future__ import annotations

import datetime as dt

import click

from archiver.cli.open import reading
from archiver.cli.output import json_option, print_json, safe
from archiver.model.counted import counted


@click.command(name="status")
@json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Tell for each channel when it was last captured, what is missing, and what a person should do."""
    from archiver.retrieval.status import archive_status
    from archiver.wiring.ahead import clock_warnings

    with reading(ctx, young=True) as found:
        now = found.now()
        value = archive_status(
            found.store,
            found.channels,
            now=now,
            live=found.live,
            schedules=found.schedules,
            warnings=clock_warnings(found.store, found.root, now),
        )
        zone = found.zone
    if as_json:
        print_json(value)
        return
    if not value["channels"]:
        click.echo("No channels in the configuration.")
    for channel in value["channels"]:
        click.echo(safe(f"{channel['channel']} ({channel['platform']})"))
        capture = channel["capture"]
        click.echo(f"  last success   {local(channel['last_success'], zone) or 'never'}")
        last = channel["last_attempt"]
        if last and last["outcome"] != "complete":
            why = f" ({last['error']})" if last["error"] else ""
            click.echo(f"  last capture   {local(last['at'], zone)}, {last['outcome']}{why}")
        click.echo(f"  next due       {local(channel['next_due'], zone) or 'by import'}")
        if capture:
            click.echo(f"  token expires  {local(channel['token_expires'], zone) or 'not known'}")
        if capture:
            how_often = f"every {capture['every']}" if capture["every"] else capture["schedule"]
            click.echo(
                safe(f"  captured       {how_often}; the channel calls for {capture['called_for']}: {capture['why']}")
            )
            click.echo(safe(f"                 a longer interval could lose {capture['a_longer_one_loses']}"))
        for gap in channel["gaps"]:
            span = f"{local(gap['from'], zone) or 'the beginning'} to {local(gap['to'], zone) or 'now'}"
            click.echo(safe(f"  gap            {span}: {gap['reason']}"))
        for reason, count in channel["not_understood"].items():
            click.echo(safe(f"  not understood {counted(count, 'object')}: {reason} (kept, sealed)"))
        for line in channel["advice"]:
            click.echo(safe(f"  to do          {line}"))
    totals = value["archive"]
    for line in totals["warnings"]:
        click.echo(f"to do: {line}")
    last_run = local(totals["last_run"], zone) or "never"
    click.echo(f"{counted(totals['records'], 'record')} published, {totals['withheld']} withheld; last run {last_run}")


def local(value: str | None, zone: dt.tzinfo) -> str:
    """A time of the report on the agency's clock, to the minute; "" for none."""
    return f"{dt.datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}" if value else ""
