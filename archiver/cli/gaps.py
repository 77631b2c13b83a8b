"""`archiver gaps`: what was not captured; a person may accept a gap, with a reason that is kept."""

from __future__ import annotations

from collections.abc import Container

import click

from archiver.cli.open import reading, reason_given
from archiver.cli.output import json_option, print_json, safe
from archiver.errors import UsageError


@click.group(name="gaps", invoke_without_command=True)
@click.option("--channel", "channels", multiple=True, metavar="ID", help="Only this channel (repeatable).")
@click.option("--all", "every", is_flag=True, help="Also those that were filled or accepted.")
@json_option
@click.pass_context
def gaps(ctx: click.Context, channels: tuple[str, ...], every: bool, as_json: bool) -> None:
    """List what was not captured. A gap stays open until a later capture or an import fills it, or a person accepts it."""
    if ctx.invoked_subcommand is not None:
        return
    from archiver.model.ids import ChannelId
    from archiver.model.time import iso_utc

    with reading(ctx) as found:
        wanted: list[str | None] = [_known(found.channels, name) for name in channels] or [None]
        rows = [
            gap for name in wanted for gap in found.store.gaps(ChannelId(name) if name else None, open_only=not every)
        ]
        zone = found.zone
    if as_json:
        print_json(
            [
                {
                    "channel": row.channel,
                    "key": row.gap.key,
                    "from": iso_utc(row.gap.start) if row.gap.start else None,
                    "to": iso_utc(row.gap.end) if row.gap.end else None,
                    "edge": row.gap.edge,
                    "reason": row.gap.reason,
                    "state": row.state,
                    "opened": iso_utc(row.opened) if row.opened else None,
                    "settled": iso_utc(row.settled) if row.settled else None,
                    "settled_by": row.settled_by,
                    "settled_reason": row.settled_reason,
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        start = f"{row.gap.start.astimezone(zone):%Y-%m-%d %H:%M}" if row.gap.start else "the beginning"
        end = f"{row.gap.end.astimezone(zone):%Y-%m-%d %H:%M}" if row.gap.end else "now"
        part = f" ({row.gap.edge})" if row.gap.edge else ""
        click.echo(safe(f"{row.channel}  {row.state}  {start} to {end}{part}: {row.gap.reason}"))
        click.echo(safe(f"    key: {row.gap.key}"))
        if row.state == "accepted":
            click.echo(safe(f"    accepted by {row.settled_by}: {row.settled_reason}"))
    if not rows:
        click.echo("No gaps." if every else "No open gaps.")


@gaps.command(name="accept")
@click.argument("key", metavar="KEY")
@click.option("--channel", required=True, metavar="ID", help="The channel it belongs to.")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is taken as it is; kept in the event log.")
@json_option
@click.pass_context
def accept(ctx: click.Context, key: str, channel: str, reason: str, as_json: bool) -> None:
    """Take the gap KEY as it is: it needs nobody any more, and coverage shows who accepted it and why."""
    from archiver.model.ids import ChannelId

    with reading(ctx, writable=True) as found:
        _known(found.channels, channel)
        reason = reason_given(ctx, found, reason)
        found.store.accept_gap(ChannelId(channel), key, found.agent, reason, at=found.now())
        agent = found.agent
    if as_json:
        print_json({"channel": channel, "key": key, "state": "accepted", "by": agent})
    else:
        click.echo(safe(f"Accepted: {key} of {channel}."))


def _known(channels: Container[str], name: str) -> str:
    if name not in channels:
        raise UsageError(f"there is no channel {name!r} in the configuration")
    return name
