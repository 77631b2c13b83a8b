"""Conversations on one line for tests of names: `Screen name | text || a:text of the agency`; braces hold what must go."""

from __future__ import annotations

import re

from archiver.redaction import Message, Person, Redactor, ThreadContext

_BRACES = re.compile(r"\{([^{}]*)\}")
_TOKEN = re.compile(r"\[([A-Z -]+) [0-9]+\]")


def wanted(line: str) -> list[str]:
    """The texts of a line as they must come out: what stands in braces as a token, whatever is a number left alone."""
    return [_BRACES.sub("[NAME]", text.removeprefix("a:")) for text in line.partition(" | ")[2].split(" || ")]


def shown(redactor: Redactor, line: str) -> list[str]:
    """The texts of a line as they come out, with the tokens of names without their numbers and all other tokens undone."""
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
    return [_undone(message.text, result.text.text) for message, result in zip(messages, results, strict=True)]


def _undone(original: str, redacted: str) -> str:
    """The redacted text with all but its names as it was typed."""
    pieces = _TOKEN.split(redacted)
    pattern = "".join(re.escape(piece) if not place % 2 else "(.+?)" for place, piece in enumerate(pieces))
    match = re.fullmatch(pattern, original, re.DOTALL)
    assert match is not None, redacted
    typed = iter(match.groups())
    return "".join(
        piece if not place % 2 else ("[NAME]" if next_typed is not None and piece == "NAME" else next_typed)
        for place, piece in enumerate(pieces)
        for next_typed in [next(typed) if place % 2 else ""]
    )
