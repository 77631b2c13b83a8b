"""The set itself: labels that lie inside their messages, half of it clean, enough values of each kind."""

from __future__ import annotations

from collections import Counter

from tests.redaction.independent_g.measured import conversations

KINDS = (
    "client", "phone", "email", "ird", "bank", "card", "nhi", "address", "birth", "licence", "passport", "plate", "nsn",
    "kiwisaver", "name", "name_self", "name_third", "overseas", "abroad", "token", "coordinates", "handle",
)  # fmt: skip


def test_labels_lie_inside_their_messages_and_apart_from_each_other() -> None:
    for case in conversations():
        ends: Counter[int] = Counter()
        for label in sorted(case.labels, key=lambda one: (one.message, one.start)):
            text = case.messages[label.message].text
            assert ends[label.message] <= label.start < label.end <= len(text), text
            assert text[label.start : label.end].strip() == text[label.start : label.end], text
            ends[label.message] = label.end


def test_half_of_the_conversations_hold_nothing_that_must_go() -> None:
    cases = conversations()
    clean = sum(all(label.kind in {"keep", "either"} for label in case.labels) for case in cases)
    assert len(cases) >= 250
    assert 0.47 <= clean / len(cases) <= 0.53


def test_there_are_enough_values_of_each_kind_and_enough_that_must_stay() -> None:
    count = Counter(label.kind for case in conversations() for label in case.labels)
    assert not [kind for kind in KINDS if count[kind] < 35]
    assert not set(count) - {*KINDS, "keep", "either"}
    assert count["keep"] >= 700
