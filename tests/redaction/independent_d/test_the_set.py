"""The set itself: half of it clean, enough of each kind, labels that lie where they say."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from tests.redaction.independent_d.measured import conversations

KINDS = {
    "abroad", "address", "bank", "birth", "card", "client", "coordinates", "email", "handle", "ird", "kiwisaver", "licence",
    "name", "name_self", "name_third", "nhi", "nsn", "overseas", "passport", "phone", "plate", "token",
}  # fmt: skip


def test_half_of_the_conversations_hold_nothing_that_must_go() -> None:
    cases = conversations()
    assert len(cases) >= 300
    assert 0.45 * len(cases) <= sum(case.is_clean for case in cases) <= 0.55 * len(cases)


def test_each_kind_has_its_values_and_there_are_look_alikes() -> None:
    counts = Counter(label.kind for case in conversations() for label in case.labels)
    assert set(counts) == KINDS | {"keep", "either"}
    assert all(counts[kind] >= 35 for kind in KINDS), counts
    assert counts["keep"] >= 700


def test_labels_of_a_message_lie_inside_it_apart_from_each_other_and_hold_something() -> None:
    for case in conversations():
        for place, message in enumerate(case.messages):
            spans = sorted((label.start, label.end) for label in case.labels if label.message == place)
            assert all(0 <= start < end <= len(message.text) for start, end in spans)
            assert all(any(char.isalnum() for char in message.text[start:end]) for start, end in spans)
            assert all(one[1] <= other[0] for one, other in pairwise(spans))
