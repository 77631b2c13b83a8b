"""`archiver run`: the whole night's work once."""

from __future__ import annotations

import click

from archiver.cli.intake import tell
from archiver.cli.open import writing
from archiver.cli.output import json_option


@click.command(name="run")
@click.option("--channel", "channels", multiple=True, metavar="ID", help="Only this channel (repeatable).")
@click.option("--export-only", is_flag=True, help="Capture nothing; bring records, index and proof up to date.")
@json_option
@click.pass_context
def run(ctx: click.Context, channels: tuple[str, ...], export_only: bool, as_json: bool) -> int:
    """Capture every channel, write what changed, and say whether the figures add up.

    Quiet when all is well and no terminal watches, so that cron's mail means something.
    """
    from archiver.model.ids import ChannelId
    from archiver.pipeline.night import night

    with writing(ctx) as parts:
        report = night(parts, tuple(map(ChannelId, channels)), export_only=export_only)
        root = parts.root
    tell(report, root, as_json=as_json)
    return int(report.exit_code)
