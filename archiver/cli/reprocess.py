"""`archiver reprocess`: originals read anew with the private key, by better rules and a better parser."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli.intake import tell
from archiver.cli.open import cleaned, writing
from archiver.cli.output import json_option


@click.command(name="reprocess")
@click.option(
    "--identity",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The private key (an age identity file); keep it off the machine that captures.",
)
@click.option("--channel", metavar="ID", help="Only this channel.")
@click.option("--record", metavar="NUMBER", help="Only the conversations of this record file.")
@click.option(
    "--reason",
    default="newer rules or parser",
    show_default=True,
    help="Why; kept in the event log with your user name, identifiers taken out.",
)
@json_option
@click.pass_context
def reprocess(
    ctx: click.Context, identity: Path, channel: str | None, record: str | None, reason: str, as_json: bool
) -> int:
    """Open sealed originals and do parsing and redaction anew, both ways: more is redacted, or less.

    Finds that reviewers rejected come back; what they added stays out. Records that changed get a new edition. Originals
    are opened in memory alone and never written in clear: an export needs as much memory as it is large. The same
    again changes nothing. It needs this archive and the private key, and no network.
    """
    from archiver.model.ids import ChannelId, RecordNumber
    from archiver.pipeline.reprocess import reprocess as read_anew
    from archiver.wiring.values import agent

    with writing(ctx) as parts:
        report = read_anew(
            parts,
            identity,
            agent=agent(),
            reason=cleaned(parts.redactor, reason, "--reason"),
            channel=ChannelId(channel) if channel else None,
            record=RecordNumber(record) if record else None,
        )
        root = parts.root
    tell(report, root, as_json=as_json)
    return int(report.exit_code)
