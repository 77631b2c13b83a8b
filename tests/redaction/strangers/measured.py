"""Runs the sets of strangers through the redactor and scores them with the code that scores the other sets.

    python -m tests.redaction.strangers.measured [d|e|f|g|h|i|j|k|l ...] [--misses]

In a set's file "=== name" begins a conversation under the client's screen name, "a: " and "c: " say who speaks, and a line that
begins with none of these goes on with the message above it.
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

HERE = Path(__file__).parent
SETS = tuple(sorted(path.stem for path in HERE.glob("?.txt")))


def conversations(name: str) -> list[Case]:
    """A set's conversations in the order of its file."""
    made: list[Case] = []
    for number, block in enumerate(re.split(r"(?m)^=== ", (HERE / f"{name}.txt").read_text(encoding="utf-8"))[1:]):
        person, said = block.strip().split("\n", 1)
        messages, labels = [], []
        for place, text in enumerate(re.split(r"(?m)^(?=[ac]: )", said.strip())[1:]):
            message, found = read(text[3:].strip(), agency=text[0] == "a", place=place, case=f"{name}-{number:03d}")
            messages.append(message)
            labels += found
        made.append(Case(people=(Person(display_name=person), AGENCY), messages=tuple(messages), labels=tuple(labels)))
    return made


def score(name: str) -> Score:
    """The figures of a set; what may go or stay counts for nothing."""
    found = measure(Redactor(load_packs(), TestKeyer(), public_contacts=CONTACTS["a"]), conversations(name))
    del found.total["either"], found.found["either"]
    found.misses[:] = [line for line in found.misses if not line.startswith("either:")]
    return found


def main() -> None:
    """Print the figures of the sets; with --misses also what was missed and what was taken wrongly."""
    for name in [word for word in sys.argv[1:] if word in SETS] or SETS:
        found = score(name)
        print(f"set {name.upper()}, pack {load_packs().version}")
        print(found.table())
        if "--misses" in sys.argv:
            print("\n".join([*found.misses, *found.excess]))


if __name__ == "__main__":
    main()
