"""`archiver redact`: conversations in, redacted conversations out; nothing is stored and nothing is logged."""

from __future__ import annotations

import sys

import click

from archiver.cli.open import is_configured, settings_of
from archiver.cli.output import json_bytes
from archiver.cli.streams import reader_gone
from archiver.errors import ExitCode


@click.command(name="redact")
@click.pass_context
def redact(ctx: click.Context) -> int:
    """Read JSON Lines, a conversation a line, from standard input; write one line for each.

    Without a configuration the shipped rules and settings hold.
    A line that cannot be read gives {"id", "error"} in its place, and the command ends with 1.
    """
    from archiver.wiring.redacting import redaction_bench

    bench = redaction_bench(settings_of(ctx) if is_configured(ctx) else None)
    failed = False
    source = sys.stdin.buffer
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        answer, ok = bench.line(line, number)
        failed = failed or not ok
        sys.stdout.buffer.write(json_bytes(answer) + b"\n")
        sys.stdout.buffer.flush()
        if reader_gone():
            break
    return int(ExitCode.GAPS if failed else ExitCode.OK)
