"""`archiver import`: a platform's own export into the archive."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli.open import writing
from archiver.cli.output import json_option, notice, print_json, safe, watched
from archiver.model.counted import counted
from archiver.pipeline.report import RunReport


@click.command(name="import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--channel", required=True, metavar="ID", help="The channel of the configuration it belongs to.")
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="How the export writes dates, where its own dates do not prove it.",
)
@json_option
@click.pass_context
def import_(ctx: click.Context, paths: tuple[Path, ...], channel: str, date_order: str | None, as_json: bool) -> int:
    """Take in a platform's own export: a zip, a folder or a file; several parts of one export go together.

    The original is sealed as it is, its texts are redacted and stored, and the records that changed are written.
    Importing the same export again adds nothing.
    """
    from archiver.model.ids import ChannelId
    from archiver.pipeline.intake import import_export
    from connectors.base import DateOrder

    with writing(ctx) as parts:
        report = import_export(
            parts, paths, ChannelId(channel), date_order=DateOrder(date_order) if date_order else None
        )
        root = parts.root
    tell(report, root, as_json=as_json)
    return int(report.exit_code)


def tell(report: RunReport, root: Path, *, as_json: bool) -> None:
    """The report: JSON, or the honesty report in words; under cron a line only when something needs a person."""
    if as_json:
        print_json(report.as_json())
    elif watched() or report.exit_code:
        for line in words(report):
            click.echo(safe(line)) if watched() else notice(safe(line))
        if report.records.written and watched():
            click.echo(f"Records: {root / 'records'}\nIndex:   {root / 'index'}")


def words(report: RunReport) -> list[str]:
    """The report as a person reads it."""
    lines = [report.line()]
    for channel in report.channels:
        counts = channel.counts
        lines.append(
            f"  {channel.channel}: {counted(counts.messages, 'message')}, {counted(counts.posts, 'post')}, "
            f"{counted(counts.comments, 'comment')}, {counted(counts.notices, 'notice')}; "
            f"{counts.new} new, {counts.revised} revised, {counts.gone} gone, "
            f"{counts.unchanged} known, {counts.merged} came a second way, {counts.quarantined} quarantined"
        )
        lines += (f"    {note}" for note in channel.notes)
        lines += (f"    {name}: {value}" for name, value in sorted(channel.tallies.items()))
        lines += (f"    quarantined: {q.source} {q.place}: {q.reason}" for q in channel.quarantined[:20])
        lines += (f"    gap: {gap.reason}" for gap in channel.gaps[:20])
    lines += (f"  withheld: {number}: {what}" for number, what in report.records.leaks + report.records.errors)
    return lines
