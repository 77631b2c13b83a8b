"""`archiver retrieve` and `archiver unseal`: handing over, with a reason that is written down first."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli.open import reading, reason_given
from archiver.cli.output import json_option, notice, print_json, safe

_to = click.option("--to", "to_dir", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
_reason = click.option(
    "--reason", required=True, help="Why; kept in the event log with your user name, identifiers taken out."
)


@click.command(name="retrieve")
@click.argument("records", nargs=-1, required=True, metavar="RECORD...")
@_to
@_reason
@json_option
@click.pass_context
def retrieve(ctx: click.Context, records: tuple[str, ...], to_dir: Path, reason: str, as_json: bool) -> int:
    """Copy records' files to DIR, each checked against its hash, with a manifest beside them."""
    from archiver.retrieval.handover import hand_over

    with reading(ctx, writable=True) as found:
        reason = reason_given(ctx, found, reason)
        result = hand_over(found.store, found.root, records, to_dir, reason=reason, agent=found.agent, now=found.now)
    if as_json:
        print_json(result.as_json())
    else:
        for path in result.files:
            click.echo(safe(str(path)))
        for problem in result.problems:
            notice(safe(problem))
    return int(result.exit_code)


@click.command(name="unseal")
@click.argument("record")
@click.option("--identity", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@_to
@_reason
@json_option
@click.pass_context
def unseal(ctx: click.Context, record: str, identity: Path, to_dir: Path, reason: str, as_json: bool) -> int:
    """Open a record's sealed originals into DIR with the private key in FILE. They hold everything people wrote."""
    from archiver.retrieval.unsealing import unseal_record

    with reading(ctx, writable=True) as found:
        reason = reason_given(ctx, found, reason)
        result = unseal_record(
            found.store, found.root, record, identity, to_dir, reason=reason, agent=found.agent, now=found.now
        )
    if as_json:
        print_json(result.as_json())
    else:
        for path in result.files:
            click.echo(safe(str(path)))
        for problem in result.problems:
            notice(safe(problem))
        notice("These files are not redacted. Delete them when they have served.")
    return int(result.exit_code)
