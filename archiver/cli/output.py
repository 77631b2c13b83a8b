"""What commands print: the JSON alone on standard output; words for a person otherwise; notices on standard error."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import click

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, alone, on standard output.")


def print_json(value: Any) -> None:
    """One JSON document, with macrons and emoji as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def safe(text: str) -> str:
    """Captured text fit for a terminal: escape sequences and direction overrides cannot act."""
    return _CONTROL.sub("\ufffd", text)


def notice(text: str) -> None:
    """A word for the person, on standard error."""
    click.echo(text, err=True)


def watched() -> bool:
    """Whether a person watches a terminal; under cron nobody does, and nothing is printed that need not be."""
    return sys.stderr.isatty()
