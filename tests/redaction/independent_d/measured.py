"""Runs the hand-written conversations through the redactor and scores them with the code that scores the other sets.

python -m tests.redaction.independent_d.measured [--misses]
"""

from __future__ import annotations

import sys
from pathlib import Path

from archiver.redaction import Person, Redactor
from config.rules import load_packs
from tests.redaction.conftest import TestKeyer
from tests.redaction.corpus.cases import Case
from tests.redaction.corpus.score import Score, measure
from tests.redaction.independent_c.generate import AGENCY
from tests.redaction.independent_c.markup import read
from tests.redaction.independent_c.measured import CONTACTS

CONVERSATIONS = Path(__file__).parent / "conversations.txt"


def conversations() -> list[Case]:
    """The conversations in the order of the file: the head is the client's screen name, "a:" the agency, "c:" the client."""
    made: list[Case] = []
    for number, block in enumerate(CONVERSATIONS.read_text(encoding="utf-8").split("\n=== ")[1:]):
        name, *lines = block.strip().splitlines()
        messages, labels = [], []
        for place, line in enumerate(lines):
            if line[:3] not in {"a: ", "c: "}:
                raise ValueError(f"{name}, line {place}: nobody says this: {line}")
            message, found = read(line[3:], agency=line[0] == "a", place=place, case=f"d-{number:03d}")
            messages.append(message)
            labels += found
        made.append(Case(people=(Person(display_name=name), AGENCY), messages=tuple(messages), labels=tuple(labels)))
    return made


def score() -> Score:
    """The figures of the set; what may go or stay counts for nothing."""
    found = measure(Redactor(load_packs(), TestKeyer(), public_contacts=CONTACTS["a"]), conversations())
    del found.total["either"], found.found["either"]
    found.misses[:] = [line for line in found.misses if not line.startswith("either:")]
    return found


def main() -> None:
    """Print the figures; with --misses what was missed and taken wrongly as well."""
    found = score()
    print(f"set D, pack {load_packs().version}")
    print(found.table())
    if "--misses" in sys.argv:
        print("\n".join([*found.misses, *found.excess]))


if __name__ == "__main__":
    main()
