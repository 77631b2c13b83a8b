"""`archiver verify`: is what the archive holds what was written down?"""

from __future__ import annotations

import click

from archiver.cli.open import settings_of
from archiver.cli.output import json_option, notice, print_json, safe
from archiver.errors import ExitCode


@click.command(name="verify")
@click.option(
    "--full", is_flag=True, help="Read and hash every file again; without it sizes, chains and heads are checked."
)
@json_option
@click.pass_context
def verify(ctx: click.Context, full: bool, as_json: bool) -> int:
    """Check files, originals, event chain, signed heads and the index against each other. Changes nothing."""
    from archiver.wiring.findings import affected_by, tell_findings, words
    from archiver.wiring.proof import verify_archive
    from archiver.wiring.values import clock

    settings = settings_of(ctx)
    report = verify_archive(settings, full=full)
    for failure in tell_findings(settings, report, clock()()):
        notice(safe(failure))
    touched = None if report.ok else affected_by(settings, report)
    if as_json:
        kinds = {"records": list(touched.records), "kinds": list(map(str, touched.kinds))} if touched else None
        print_json({**report.as_json(), "affected": kinds})
    else:
        for finding in report.findings:
            notice(safe(f"{finding.kind}: {finding.path or finding.record}: {finding.detail}"))
        checked = ", ".join(f"{count} {name}" for name, count in report.checked.items())
        count = len(report.findings)
        verdict = "All well" if report.ok else f"Not well: {count} finding{'s' * (count != 1)}"
        click.echo(f"{verdict}; checked {checked}.")
        if not report.ok:
            if touched and touched.records:
                click.echo(f"Records: {', '.join(touched.records)}.")
            told = words(touched)
            click.echo(f"{told[:1].upper()}{told[1:]}. Until it is explained it is a possible privacy breach.")
    return int(ExitCode.OK if report.ok else ExitCode.INTEGRITY)
