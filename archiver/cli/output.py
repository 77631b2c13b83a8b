"""What commands print: the JSON alone on standard output; words for a person otherwise; notices on standard error."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import click

_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_DIRECTION}\ud800-\udfff]")
_BREAK = re.compile("[\n\u2028\u2029]+")
_ACTS = re.compile(f"[\x7f-\x9f{_DIRECTION}\ud800-\udfff]")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, alone, on standard output.")


def print_json(value: Any) -> None:
    """One JSON document, alone, in UTF-8 whatever the terminal speaks."""
    click.echo(json_bytes(value, indent=2 if sys.stdout.isatty() else None))


def json_bytes(value: Any, *, indent: int | None = None) -> bytes:
    """JSON with macrons and emoji as they are; what could act on a terminal, and half a surrogate pair, as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ACTS.sub(lambda found: f"\\u{ord(found.group()):04x}", text).encode()


def safe(text: str) -> str:
    """Captured text fit for one line of a terminal: escape sequences, direction overrides and line breaks cannot act."""
    return _CONTROL.sub("\ufffd", _BREAK.sub(" ", text))


def notice(text: str) -> None:
    """A word for the person, on standard error."""
    click.echo(text, err=True)


def watched() -> bool:
    """Whether a person watches a terminal; under cron nobody does, and nothing is printed that need not be."""
    return sys.stderr.isatty()
