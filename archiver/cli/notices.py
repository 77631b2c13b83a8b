"""`archiver notices`: who is told, whether the addresses can be used, and a test."""

from __future__ import annotations

import click

from archiver.cli.open import settings_of
from archiver.cli.output import json_option, notice, print_json, safe
from archiver.errors import ExitCode


@click.command(name="notices")
@click.option("--test", "send_test", is_flag=True, help="Send a test to every address.")
@json_option
@click.pass_context
def notices(ctx: click.Context, send_test: bool, as_json: bool) -> int:
    """Check the addresses that notices go to, without showing them; with --test, send each a test."""
    from archiver.wiring.sending import targets
    from archiver.wiring.telling import try_targets

    settings = settings_of(ctx)
    if send_test:
        results = try_targets(settings)
        if as_json:
            print_json({"targets": [{"target": name, "taken": taken} for name, taken in results], "problems": []})
        else:
            for name, taken in results:
                click.echo(f"{name}: {'taken' if taken else 'NOT taken'}")
        return int(ExitCode.OK if all(taken for _, taken in results) else ExitCode.GAPS)
    usable, problems = targets(settings)
    if as_json:
        print_json({"targets": [{"target": one.name, "taken": None} for one in usable], "problems": list(problems)})
    else:
        for one in usable:
            click.echo(f"{one.name}: can be used")
        for problem in problems:
            notice(safe(problem))
        if not usable and not problems:
            notice("Nobody is told: notices.urls is empty.")
    return int(ExitCode.CONFIG if problems else ExitCode.OK)
