"""`archiver run`: the whole night's work once, or what of it is due now."""

from __future__ import annotations

import click

from archiver.cli.intake import tell
from archiver.cli.open import settings_of, tell_failure, tell_owed, telling_failure, writing
from archiver.cli.output import json_option, notice, print_json, watched
from archiver.errors import AlreadyRunning, ExitCode, UsageError


@click.command(name="run")
@click.option("--channel", "channels", multiple=True, metavar="ID", help="Only this channel (repeatable).")
@click.option("--export-only", is_flag=True, help="Capture nothing; bring records, index and proof up to date.")
@click.option("--due", "only_due", is_flag=True, help="Capture only what is due now; do nothing when nothing is.")
@json_option
@click.pass_context
def run(ctx: click.Context, channels: tuple[str, ...], export_only: bool, only_due: bool, as_json: bool) -> int:
    """Capture every channel, write what changed, and say whether the figures add up.

    Quiet when all is well and no terminal watches, so that cron's mail means something. With --due, call it as often as
    once an hour: each channel is captured when its own schedule says so, and a missed night as soon as possible.
    """
    from archiver.model.ids import ChannelId
    from archiver.pipeline.night import night

    if only_due and (channels or export_only):
        raise UsageError("--due decides by itself what to do: give it alone")
    only = tuple(map(ChannelId, channels))
    with telling_failure(ctx):
        if only_due:
            from archiver.scheduler.look import look

            found = look(settings_of(ctx))
            if not found.due:
                tell_owed(ctx)
                if as_json:
                    print_json(found.as_json())
                elif watched():
                    notice(f"Nothing is due. {found.line()}")
                return int(ExitCode.OK)
            only, export_only = found.due.channels, not found.due.channels
        try:
            with writing(ctx) as parts:
                report = night(parts, only, export_only=export_only)
                root = parts.root
        except AlreadyRunning as error:
            if not only_due or watched():
                raise
            # The run that was begun a quarter of an hour ago goes on: nothing is wrong, and cron's mail must mean something.
            tell_failure(ctx, error)
            return int(ExitCode.LOCKED)
    tell(report, root, as_json=as_json)
    return int(report.exit_code)
