"""Runs the set through the redactor and scores it with the code that scores the other sets.

    python -m tests.redaction.independent_b.measured [a|b|both] [--misses]

Misses are shown for half A alone: half B tells only how far what was mended on A carries.
"""

from __future__ import annotations

import sys

from archiver.redaction import Message, Person, Redactor
from config.rules import load_packs
from tests.redaction.conftest import TestKeyer
from tests.redaction.corpus import cases as corpus
from tests.redaction.corpus.score import Score, measure
from tests.redaction.independent_b.generate import cases
from tests.redaction.independent_b.talk import Case
from tests.redaction.independent_b.written import written

CONTACTS = (
    "0800 559 009", "0800 552 002", "0800 88 99 00", "029 286 7170", "0800 802 602", "info@ombudsman.parliament.nz",
    "https://www.workandincome.govt.nz", "https://www.msd.govt.nz", "https://www.studylink.govt.nz", "https://my.msd.govt.nz",
    "56 The Terrace, Wellington", "PO Box 1556, Wellington 6140", "@WorkandIncomeNZ",
)  # fmt: skip
_AS_SCORED = {"overseas_phone": "abroad", "overseas_id": "overseas", "link_token": "token"}


def as_scored(case: Case) -> corpus.Case:
    """The case in the shape that the scoring code takes; what somebody mistyped is a kind of its own."""
    people = tuple(
        Person(display_name=person["display_name"], role="agency" if person["role"] == "agency" else "correspondent")
        for person in case.participants
    )
    messages = tuple(
        Message(
            text=message.text,
            role="agency" if message.sender == "agency" else "correspondent",
            sender=message.sender,
            id=f"{case.name}.{place}",
        )
        for place, message in enumerate(case.messages)
    )
    labels = []
    for place, message in enumerate(case.messages):
        for label in message.must_go:
            kind = "mistyped" if label.mistyped else _AS_SCORED.get(label.kind, label.kind)
            labels.append(corpus.Label(message=place, start=label.start, end=label.end, kind=kind))
        labels.extend(
            corpus.Label(message=place, start=start, end=end, kind="keep") for start, end in message.must_stay
        )
    return corpus.Case(people=people, messages=messages, labels=tuple(labels))


def half(name: str, *, count: int = 800, seed: int = 7) -> list[corpus.Case]:
    """The generated and the hand-written cases of a half."""
    return [as_scored(case) for case in (*cases(name, count=count, seed=seed), *written(name))]


def score(redactor: Redactor, name: str, *, count: int = 800, seed: int = 7) -> Score:
    """The figures of a half."""
    return measure(redactor, half(name, count=count, seed=seed))


def main() -> None:
    """Print the figures; with --misses what was missed and taken wrongly in half A."""
    wanted = next((word for word in sys.argv[1:] if word in {"a", "b", "both"}), "both")
    redactor = Redactor(load_packs(), TestKeyer(), public_contacts=CONTACTS)
    for name in "ab" if wanted == "both" else wanted:
        found = score(redactor, name)
        print(f"half {name.upper()}, pack {redactor.pack_version}")
        print(found.table())
        if "--misses" in sys.argv and name == "a":
            print("\n".join([*found.misses, *found.excess]))


if __name__ == "__main__":
    main()
