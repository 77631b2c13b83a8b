"""Runs the hand-written conversations through the redactor and scores them as the other sets are scored.

    python -m tests.redaction.independent_g.measured [--misses]

In conversations.txt "=== name" begins a conversation under the client's screen name, "a: " and "c: " say who speaks,
and a line that begins with none of these goes on with the message above it.
"""

from __future__ import annotations

import re
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

FILE = Path(__file__).parent / "conversations.txt"


def conversations() -> list[Case]:
    """The conversations, in the order of the file."""
    made: list[Case] = []
    for number, block in enumerate(re.split(r"(?m)^=== ", FILE.read_text(encoding="utf-8"))[1:]):
        name, said = block.strip().split("\n", 1)
        messages, labels = [], []
        for place, text in enumerate(re.split(r"(?m)^(?=[ac]: )", said.strip())[1:]):
            message, found = read(text[3:].strip(), agency=text[0] == "a", place=place, case=f"g-{number:03d}")
            messages.append(message)
            labels += found
        made.append(Case(people=(Person(display_name=name), AGENCY), messages=tuple(messages), labels=tuple(labels)))
    return made


def score() -> Score:
    """The figures; what may go or stay counts for nothing."""
    found = measure(Redactor(load_packs(), TestKeyer(), public_contacts=CONTACTS["a"]), conversations())
    del found.total["either"], found.found["either"]
    found.misses[:] = [line for line in found.misses if not line.startswith("either:")]
    return found


def main() -> None:
    """Print the figures; with --misses also what was missed and what was taken wrongly."""
    found = score()
    print(f"pack {load_packs().version}")
    print(found.table())
    if "--misses" in sys.argv:
        print("\n".join([*found.misses, *found.excess]))


if __name__ == "__main__":
    main()
