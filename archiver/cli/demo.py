"""`archiver demo`: a whole rehearsal with invented people, ending with the records it wrote and where."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli.output import json_option, notice, print_json, safe
from archiver.cli.progress import progress_bar
from archiver.cli.signals import stop_request


@click.command(name="demo")
@click.argument("folder", required=False, default="archiver-demo", metavar="[DIR]", type=click.Path(path_type=Path))
@json_option
def demo(folder: Path, as_json: bool) -> int:
    """Archive an invented agency's channels into DIR, so that you can see what comes out.

    Sample exports of every platform are taken in. Everyone in them is invented. The demo's private key stays in DIR on
    purpose, so that you can try `archiver unseal`; a real one must never lie there.
    """
    from archiver.wiring.rehearsal import rehearse

    with stop_request() as stopping, progress_bar() as progress:
        result = rehearse(folder.absolute(), progress=progress, stopping=stopping)
    if as_json:
        print_json(result.as_json())
        return int(result.exit_code)
    for line in result.lines:
        click.echo(safe(line))
    notice(f"This is a rehearsal: its private key lies in {result.identity}, where a real one must never be.")
    return int(result.exit_code)
