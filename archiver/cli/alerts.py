"""`archiver alerts`: conversations that may need a person at once, and what was decided about them."""

from __future__ import annotations

import click

from archiver.cli.open import reading, reason_given
from archiver.cli.output import json_option, notice, print_json, safe
from archiver.errors import UsageError


@click.command(name="alerts")
@click.option("--all", "with_decided", is_flag=True, help="With those that were dealt with.")
@click.option("--done", "record", metavar="RECORD", help="Note that this record's alerts were dealt with.")
@click.option("--kind", metavar="KIND", help="With --done: only alerts of this kind.")
@click.option("--decision", metavar="TEXT", help="With --done: what was decided, in a few words without names.")
@json_option
@click.pass_context
def alerts(
    ctx: click.Context, with_decided: bool, record: str | None, kind: str | None, decision: str | None, as_json: bool
) -> None:
    """List conversations flagged at capture: a concern for someone's wellbeing, a threat, a serious allegation, a possible
    request for information with the day by which it must be answered.

    A flag is a possibility found by rules, nothing more; what is not flagged may need a person too.
    """
    from archiver.model.alerts import AlertKind
    from archiver.retrieval.alerts import flagged, settle

    if record is None and (kind or decision):
        raise UsageError("--kind and --decision go with --done RECORD")
    if kind is not None and kind not in set(AlertKind):
        raise UsageError(f"--kind: one of {', '.join(AlertKind)} is expected")
    if record is not None:
        if not decision:
            raise UsageError("--done needs --decision, a few words on what was decided")
        with reading(ctx, writable=True) as found:
            decision = reason_given(ctx, found, decision, "--decision")
            count = settle(
                found.store, record, AlertKind(kind) if kind else None, decision, found.agent, at=found.now()
            )
        print_json({"record": record, "settled": count}) if as_json else notice(f"{count} noted as dealt with.")
        return
    with reading(ctx) as found:
        today = found.now().astimezone(found.zone).date()
        rows = flagged(found.store, zone=found.zone, today=today, with_decided=with_decided)
        zone = found.zone
    if as_json:
        print_json([row.as_json() for row in rows])
        return
    for row in rows:
        sent = f"{(row.sent or row.seen).astimezone(zone):%d %B %Y}"
        click.echo(safe(f"{row.record or 'no record yet'}  {row.kind.words}  [{row.channel}, {sent}]"))
        if row.due is not None:
            click.echo(f"         answer by {row.due:%d %B %Y} ({row.days_left} working days), {row.kind.act}")
        if row.decision:
            click.echo(safe(f"         decided by {row.decided_by}: {row.decision}"))
    if not rows:
        notice("No conversation is flagged.")
