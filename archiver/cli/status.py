"""`archiver status`: how each channel stands."""

from __future__ import annotations

import click

from archiver.cli.open import reading
from archiver.cli.output import json_option, print_json, safe


@click.command(name="status")
@json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Tell for each channel when it was last captured, what is missing, and what a person should do."""
    from archiver.retrieval.status import archive_status

    with reading(ctx) as found:
        value = archive_status(found.store, found.channels, now=found.now(), live=found.live, schedules=found.schedules)
    if as_json:
        print_json(value)
        return
    for channel in value["channels"]:
        click.echo(safe(f"{channel['channel']} ({channel['platform']})"))
        capture = channel["capture"]
        click.echo(f"  last success   {channel['last_success'] or 'never'}")
        click.echo(f"  next due       {channel['next_due'] or 'by import'}")
        click.echo(f"  token expires  {channel['token_expires'] or 'not known'}")
        if capture:
            how_often = f"every {capture['every']}" if capture["every"] else capture["schedule"]
            click.echo(
                safe(f"  captured       {how_often}; the channel calls for {capture['called_for']}: {capture['why']}")
            )
            click.echo(safe(f"                 a longer interval could lose {capture['a_longer_one_loses']}"))
        for gap in channel["gaps"]:
            click.echo(safe(f"  gap            {gap['from'] or '...'} to {gap['to'] or 'now'}: {gap['reason']}"))
        for line in channel["advice"]:
            click.echo(safe(f"  to do          {line}"))
    totals = value["archive"]
    for line in totals["warnings"]:
        click.echo(f"to do: {line}")
    click.echo(
        f"{totals['records']} records published, {totals['withheld']} withheld; last run {totals['last_run'] or 'never'}"
    )
