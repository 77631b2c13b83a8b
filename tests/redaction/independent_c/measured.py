"""Runs the set through the redactor and scores it with the code that scores the other sets.

    python -m tests.redaction.independent_c.measured [a|b|both] [--misses] [--show COUNT]

Misses and texts are shown for half A alone: half B tells only how far what was mended on A carries.
"""

from __future__ import annotations

import sys
from random import Random

from archiver.redaction import Redactor
from config.rules import load_packs
from tests.redaction.conftest import TestKeyer
from tests.redaction.corpus.cases import Case
from tests.redaction.corpus.score import Score, measure
from tests.redaction.independent_c.generate import Half
from tests.redaction.independent_c.written import written

_SHARED = (
    "0800 559 009", "0800 552 002", "0800 88 99 00", "029 286 7170", "0800 802 602", "info@ombudsman.parliament.nz",
    "https://www.workandincome.govt.nz", "https://www.msd.govt.nz", "https://www.studylink.govt.nz", "https://my.msd.govt.nz",
    "56 The Terrace, Wellington", "PO Box 1556, Wellington 6140", "@WorkandIncomeNZ",
)  # fmt: skip
CONTACTS = {
    "a": (*_SHARED, "0800 101 555", "021 0250 7170", "housing.help@agency.example"),
    "b": (*_SHARED, "0508 326 459", "027 300 4410", "hello@foodhub.example"),
}


def half(name: str, *, count: int = 2400, seed: int = 11) -> list[Case]:
    """The generated and the hand-written cases of a half."""
    return [*Half(name, seed).cases(count), *written(name)]


def score(name: str, *, count: int = 2400, seed: int = 11) -> Score:
    """The figures of a half; what may go or stay counts for nothing."""
    found = measure(
        Redactor(load_packs(), TestKeyer(), public_contacts=CONTACTS[name]), half(name, count=count, seed=seed)
    )
    del found.total["either"], found.found["either"]
    found.misses[:] = [line for line in found.misses if not line.startswith("either:")]
    return found


def marked(case: Case) -> str:
    """The conversation with its labels in the text, for reading over."""
    lines = ["=== " + case.people[0].display_name]
    for place, message in enumerate(case.messages):
        text = message.text
        for label in sorted((one for one in case.labels if one.message == place), key=lambda one: -one.start):
            sign = "=" if label.kind == "keep" else f"{label.kind}|"
            text = text[: label.start] + "{" + sign + text[label.start : label.end] + "}" + text[label.end :]
        lines.append(f"{message.role[0]}: {text!r}")
    return "\n".join(lines)


def main() -> None:
    """Print the figures; with --misses what was missed and taken wrongly, with --show some marked conversations, of half A."""
    wanted = next((word for word in sys.argv[1:] if word in {"a", "b", "both"}), "both")
    if "--show" in sys.argv:
        count = int(sys.argv[sys.argv.index("--show") + 1])
        print("\n".join(marked(case) for case in Random(3).sample(half("b" if wanted == "b" else "a"), count)))
        return
    for name in "ab" if wanted == "both" else wanted:
        found = score(name)
        print(f"half {name.upper()}, pack {load_packs().version}")
        print(found.table())
        if "--misses" in sys.argv and name == "a":
            print("\n".join([*found.misses, *found.excess]))


if __name__ == "__main__":
    main()
