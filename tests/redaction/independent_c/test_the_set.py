"""The set itself: halves that share nothing, half of it clean, labels that lie where they say."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from tests.redaction.independent_c.generate import sections
from tests.redaction.independent_c.measured import half
from tests.redaction.independent_c.written import written

HERE = Path(__file__).parent


def _said(name: str) -> set[str]:
    """Every line of the half's phrases, harmless talk and hand-written conversations, without values, signs and case."""
    lines = set()
    for file in ("phrases", "clean", "hand"):
        for line in (HERE / f"{file}_{name}.txt").read_text(encoding="utf-8").splitlines():
            if not line.startswith(("#", "===", "[")):
                for part in re.split(r" // |^[ac]: ", line):
                    lines.add(" ".join(re.findall(r"\w+", re.sub(r"\{[^}]*\}", "", part).casefold())))
    return lines


def test_the_halves_share_no_phrase_of_three_words() -> None:
    assert not [line for line in _said("a") & _said("b") if line.count(" ") >= 2]


def test_the_halves_share_no_person_and_no_street() -> None:
    first, second = sections("people_a.txt"), sections("people_b.txt")
    for heading in ("first", "last", "nick", "pseudonym", "street", "suburb", "town"):
        assert not set(first[heading]) & set(second[heading]), heading


def test_half_of_the_conversations_hold_nothing_that_must_go() -> None:
    for name in "ab":
        cases = half(name, count=400)
        clean = sum(case.is_clean for case in cases)
        assert 0.45 * len(cases) <= clean <= 0.55 * len(cases)
        assert len(written(name)) >= 30


def test_labels_of_a_message_lie_inside_it_apart_from_each_other_and_hold_something() -> None:
    for name in "ab":
        for case in half(name, count=400):
            for place, message in enumerate(case.messages):
                spans = sorted((label.start, label.end) for label in case.labels if label.message == place)
                assert all(any(char.isalnum() for char in message.text[start:end]) for start, end in spans)
                assert all(one[1] <= other[0] for one, other in pairwise(spans))
                assert all(0 <= start < end <= len(message.text) for start, end in spans)


def test_the_same_seed_makes_the_same_conversations() -> None:
    assert half("a", count=60) == half("a", count=60)
