"""Reads the hand-written conversations of a half: "=== name" begins one, "a:" and "c:" say who speaks."""

from __future__ import annotations

from pathlib import Path

from tests.redaction.independent_b.markup import Message, read
from tests.redaction.independent_b.talk import Case

HERE = Path(__file__).parent


def written(half: str) -> list[Case]:
    """The hand-written cases of a half, in the order of the file."""
    made: list[Case] = []
    for number, block in enumerate((HERE / f"hand_{half}.txt").read_text(encoding="utf-8").split("\n=== ")[1:]):
        name, *lines = block.strip().splitlines()
        messages: list[Message] = [read(line[3:], "agency" if line[0] == "a" else "correspondent") for line in lines]
        participants = (
            {"display_name": name, "role": "correspondent"},
            {"display_name": "Work and Income", "role": "agency"},
        )
        clean = not any(message.must_go for message in messages)
        made.append(
            Case(name=f"hand-{half}-{number:02d}", participants=participants, messages=tuple(messages), clean=clean)
        )
    return made
