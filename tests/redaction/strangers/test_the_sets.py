"""The sets themselves are sound, and the redactor does not fall behind what it reached on them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tests.redaction.strangers.measured import SETS, conversations, score

# What was reached, with a little room. Rules were mended on all but L, and on the other half of K's phrases.
RECALL = {"d": 0.99, "e": 0.98, "f": 0.985, "g": 0.98, "h": 0.98, "i": 0.97, "j": 0.98, "k": 0.985, "l": 0.985}
FREE = {"keep", "either"}
KINDS = {
    "abroad", "address", "bank", "birth", "card", "client", "coordinates", "email", "handle", "ird", "kiwisaver", "licence",
    "name", "name_self", "name_third", "nhi", "nsn", "overseas", "passport", "phone", "plate", "token",
}  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_at_least_half_of_the_messages_hold_nothing_that_must_go(name: str) -> None:
    cases = conversations(name)
    assert len(cases) >= 200
    must = {
        (number, label.message) for number, case in enumerate(cases) for label in case.labels if label.kind not in FREE
    }
    assert len(must) <= 0.5 * sum(len(case.messages) for case in cases)


@pytest.mark.parametrize("name", SETS)
def test_each_kind_has_its_values_and_there_are_look_alikes(name: str) -> None:
    counts = Counter(label.kind for case in conversations(name) for label in case.labels)
    assert set(counts) == KINDS | FREE
    assert all(counts[kind] >= 30 for kind in KINDS), counts
    assert counts["keep"] >= 700


@pytest.mark.parametrize("name", SETS)
def test_labels_of_a_message_lie_inside_it_apart_from_each_other_and_hold_something(name: str) -> None:
    for case in conversations(name):
        for place, message in enumerate(case.messages):
            labels = [label for label in case.labels if label.message == place]
            spans = sorted((label.start, label.end) for label in labels)
            assert all(0 <= start < end <= len(message.text) for start, end in spans)
            personal = [message.text[label.start : label.end] for label in labels if label.kind not in FREE]
            assert all(any(map(str.isalnum, words)) for words in personal)
            assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize("name", SETS)
def test_strangers_values_are_found_and_their_harmless_talk_stays(name: str) -> None:
    found = score(name)
    assert found.recall >= RECALL[name], found.table()
    assert found.over < 0.01, found.table()
    assert found.kept_share >= 0.98, found.table()
    assert found.touched_share < 0.05, found.table()
