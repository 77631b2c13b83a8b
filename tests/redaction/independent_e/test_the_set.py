"""The set itself: labels that lie where they say, half of it clean, enough values of each kind."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from tests.redaction.independent_e.measured import conversations

KINDS = {
    *("client", "phone", "email", "ird", "bank", "card", "nhi", "address", "birth", "licence", "passport", "plate"),
    *("nsn", "kiwisaver", "name", "name_self", "name_third", "overseas", "abroad", "token", "coordinates", "handle"),
}


def test_labels_of_a_message_lie_inside_it_apart_from_each_other_and_hold_something() -> None:
    for case in conversations():
        for place, message in enumerate(case.messages):
            spans = sorted((label.start, label.end) for label in case.labels if label.message == place)
            assert all(any(char.isalnum() for char in message.text[start:end]) for start, end in spans)
            assert all(one[1] <= other[0] for one, other in pairwise(spans))
            assert all(0 <= start < end <= len(message.text) for start, end in spans)


def test_half_of_the_conversations_hold_nothing_that_must_go() -> None:
    cases = conversations()
    clean = sum(all(label.kind in {"keep", "either"} for label in case.labels) for case in cases)
    assert len(cases) >= 250
    assert 0.45 * len(cases) <= clean <= 0.55 * len(cases)


def test_there_are_enough_values_of_each_kind() -> None:
    count = Counter(label.kind for case in conversations() for label in case.labels)
    assert set(count) == {*KINDS, "keep", "either"}
    assert not [kind for kind in KINDS if count[kind] < 35]
    assert count["keep"] >= 700
