"""Reads the hand-written conversations of a half: "=== name" begins one, "a:" and "c:" say who speaks."""

from __future__ import annotations

from pathlib import Path

from archiver.redaction import Person
from tests.redaction.corpus.cases import Case
from tests.redaction.independent_c.generate import AGENCY
from tests.redaction.independent_c.markup import read

HERE = Path(__file__).parent


def written(half: str) -> list[Case]:
    """The hand-written cases of a half, in the order of the file."""
    made: list[Case] = []
    for number, block in enumerate((HERE / f"hand_{half}.txt").read_text(encoding="utf-8").split("\n=== ")[1:]):
        name, *lines = block.strip().splitlines()
        messages, labels = [], []
        for place, line in enumerate(lines):
            message, found = read(line[3:], agency=line[0] == "a", place=place, case=f"hand-{half}-{number:02d}")
            messages.append(message)
            labels += found
        made.append(Case(people=(Person(display_name=name), AGENCY), messages=tuple(messages), labels=tuple(labels)))
    return made
