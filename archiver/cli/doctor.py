"""`archiver doctor`: is everything there that a night needs, and what must a person do?"""

from __future__ import annotations

import click

from archiver.cli.output import json_option, print_json, safe


@click.command(name="doctor")
@click.option("--offline", is_flag=True, help="Ask no platform: tokens are read, not tried.")
@json_option
@click.pass_context
def doctor(ctx: click.Context, offline: bool, as_json: bool) -> int:
    """Check configuration, keys, rules, clock, disk, database, tokens, schedule, backup and notices; change nothing.

    Ends with 0 when all is well, 1 when a person has something to do, 2 for the configuration, 3 for a token that is refused
    or expired, 4 for a platform that does not answer.
    """
    from archiver.logs import set_up
    from archiver.wiring.doctor.examine import examine
    from archiver.wiring.doctor.findings import Level
    from config.sources import find_file

    set_up(verbose=bool(ctx.obj.get("verbose")))
    found = examine(find_file(ctx.obj.get("config")), offline=offline)
    if as_json:
        print_json(found.as_json())
        return int(found.exit_code)
    for finding in found.findings:
        click.echo(safe(f"{finding.level.value:<8} {finding.check:<13} {finding.subject}: {finding.detail}"))
        if finding.advice:
            click.echo(safe(f"{'':<22} -> {finding.advice}"))
    counts = [sum(finding.level is level for finding in found.findings) for level in Level]
    click.echo(
        f"{counts[0]} well, {counts[1]} warning{'s' * (counts[1] != 1)}, {counts[2]} error{'s' * (counts[2] != 1)}"
    )
    return int(found.exit_code)
