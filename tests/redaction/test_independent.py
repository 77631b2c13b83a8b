"""The second measuring part, by another hand; and conversations written after the rules were mended, run as they stand."""

from __future__ import annotations

import re

import pytest

from archiver.redaction import Message, Person, Redactor, ThreadContext
from config.rules import load_packs
from tests.redaction.conftest import TestKeyer
from tests.redaction.corpus import afterwards, independent
from tests.redaction.corpus.score import Score, measure
from tests.redaction.independent_b import measured as third

_MARKED = re.compile(r"\{([^}]*)\}|<([^>]*)>")


@pytest.fixture(scope="module")
def second(redactor: Redactor) -> Score:
    return measure(redactor, independent.build(101, 2))


def test_a_second_hand_s_values_are_found(second: Score) -> None:
    assert second.recall >= 0.99, second.table()


def test_a_second_hand_s_harmless_talk_stays(second: Score) -> None:
    assert second.over < 0.005, second.table()
    assert second.kept_share >= 0.99, second.table()
    assert second.touched_share < 0.01, second.table()


@pytest.mark.parametrize(("half", "recall", "each"), [("a", 0.99, 0.93), ("b", 0.98, 0.9)])
def test_a_third_hand_s_values_are_found_and_its_harmless_talk_stays(half: str, recall: float, each: float) -> None:
    found = third.score(Redactor(load_packs(), TestKeyer(), public_contacts=third.CONTACTS), half)
    assert found.recall >= recall, found.table()
    assert min(found.found[kind] / found.total[kind] for kind in found.total) >= each, found.table()
    assert found.over < 0.01, found.table()
    assert found.kept_share >= 0.98, found.table()
    assert found.touched_share < 0.05, found.table()


def afterwards_figures(redactor: Redactor) -> tuple[list[str], list[str], int, int]:
    """Values still there, look-alikes gone, and how many there are of each."""
    left, lost, values, alike = [], [], 0, 0
    people = (
        Person(display_name="Hohepa Marino", handle="hohepam"),
        Person(display_name="Example Agency", role="agency"),
    )
    for lines in afterwards.CONVERSATIONS:
        marked = [(line[0], line[2:]) for line in lines]
        messages = [
            Message(
                text=re.sub(r"[{}<>]", "", text),
                role="agency" if who == "a" else "correspondent",
                sender=who,
                id=str(place),
            )
            for place, (who, text) in enumerate(marked)
        ]
        results = redactor.thread(ThreadContext(participants=people)).redact(messages)
        for (_, text), result in zip(marked, results, strict=True):
            for value, kept in _MARKED.findall(text):
                values += bool(value)
                alike += bool(kept)
                pieces = [piece for piece in re.findall(r"[^\W_]+", value) if len(piece) > 3] or [value]
                if value and any(piece in result.text.text for piece in pieces):
                    left.append(f"{text} -> {result.text.text}")
                if kept and kept not in result.text.text:
                    lost.append(f"{text} -> {result.text.text}")
    return left, lost, values, alike


def test_conversations_written_afterwards(redactor: Redactor) -> None:
    left, lost, values, alike = afterwards_figures(redactor)
    assert len(left) <= 0.05 * values, left
    assert len(lost) <= 0.05 * alike, lost
