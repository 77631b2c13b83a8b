"""Conversations on one line for tests of names: `Screen name | text || a:text of the agency`; braces hold what must go."""

from __future__ import annotations

import re

from archiver.redaction import Message, Person, Redactor, ThreadContext

_BRACES = re.compile(r"\{([^{}]*)\}")
_TOKEN = re.compile(r"\[([A-Z -]+) [0-9]+\]")


def wanted(line: str) -> list[str]:
    """The texts of a line as they must come out: what stands in braces as the token of a name, all else as it is."""
    return [_BRACES.sub("[NAME]", text.removeprefix("a:")) for text in line.partition(" | ")[2].split(" || ")]


def shown(redactor: Redactor, line: str) -> list[str]:
    """The texts of a line as they come out; those that are as wanted, save for tokens of numbers and dates, as wanted."""
    screen, _, rest = line.partition(" | ")
    people = (Person(display_name=screen), Person(display_name="Example Agency", role="agency"))
    said = [_BRACES.sub(r"\1", text) for text in rest.split(" || ")]
    messages = [
        Message(
            text=text.removeprefix("a:"),
            role="agency" if text.startswith("a:") else "correspondent",
            sender="agency" if text.startswith("a:") else "client",
            id=str(place),
        )
        for place, text in enumerate(said)
    ]
    results = redactor.thread(ThreadContext(participants=people)).redact(messages)
    pairs = zip(wanted(line), (result.text.text for result in results), strict=True)
    return [want if re.fullmatch(_pattern(text), want) else text for want, text in pairs]


def _pattern(redacted: str) -> str:
    """What a wanted text must look like: a token of a name is one, any other token stands for what was typed there."""
    pieces = _TOKEN.split(redacted)
    tokens = {"NAME": r"\[NAME\]"}
    return "".join(
        tokens.get(piece, r"[^\[\]]+") if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )
