"""The sets themselves are sound, and the redactor does not fall behind what it reached on them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tests.redaction.strangers.measured import SETS, conversations, score

# What was reached, with a little room: rules were mended on all of them by now, so these are development figures.
RECALL = {"d": 0.99, "e": 0.975, "f": 0.98, "g": 0.97}
KINDS = {
    "abroad", "address", "bank", "birth", "card", "client", "coordinates", "email", "handle", "ird", "kiwisaver", "licence",
    "name", "name_self", "name_third", "nhi", "nsn", "overseas", "passport", "phone", "plate", "token",
}  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_half_of_the_conversations_hold_nothing_that_must_go(name: str) -> None:
    cases = conversations(name)
    assert len(cases) >= 200
    clean = sum(all(label.kind in {"keep", "either"} for label in case.labels) for case in cases)
    assert 0.45 * len(cases) <= clean <= 0.55 * len(cases)


@pytest.mark.parametrize("name", SETS)
def test_each_kind_has_its_values_and_there_are_look_alikes(name: str) -> None:
    counts = Counter(label.kind for case in conversations(name) for label in case.labels)
    assert set(counts) == KINDS | {"keep", "either"}
    assert all(counts[kind] >= 35 for kind in KINDS), counts
    assert counts["keep"] >= 700


@pytest.mark.parametrize("name", SETS)
def test_labels_of_a_message_lie_inside_it_apart_from_each_other_and_hold_something(name: str) -> None:
    for case in conversations(name):
        for place, message in enumerate(case.messages):
            spans = sorted((label.start, label.end) for label in case.labels if label.message == place)
            assert all(0 <= start < end <= len(message.text) for start, end in spans)
            assert all(any(char.isalnum() for char in message.text[start:end]) for start, end in spans)
            assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize("name", SETS)
def test_strangers_values_are_found_and_their_harmless_talk_stays(name: str) -> None:
    found = score(name)
    assert found.recall >= RECALL[name], found.table()
    assert found.over < 0.01, found.table()
    assert found.kept_share >= 0.975, found.table()
    assert found.touched_share < 0.05, found.table()
