"""The set itself: its labels are sound, half of it is clean, and no kind is thin. How well it is redacted is not asked here."""

from __future__ import annotations

from collections import Counter

from tests.redaction.independent_f.measured import conversations

KINDS = (
    "client", "phone", "email", "ird", "bank", "card", "nhi", "address", "birth", "licence", "passport", "plate", "nsn",
    "kiwisaver", "name", "name_self", "name_third", "overseas", "abroad", "token", "coordinates", "handle",
)  # fmt: skip


def test_labels_lie_inside_their_messages_and_apart_from_each_other() -> None:
    for case in conversations():
        last = (-1, 0)
        for label in case.labels:
            text = case.messages[label.message].text
            assert 0 <= label.start < label.end <= len(text), (case.people[0].display_name, label)
            assert text[label.start : label.end].strip(), (case.people[0].display_name, label)
            assert last <= (label.message, label.start), (case.people[0].display_name, label)
            last = (label.message, label.end)


def test_every_kind_is_known_and_has_at_least_35_values() -> None:
    count = Counter(label.kind for case in conversations() for label in case.labels)
    assert set(count) == {*KINDS, "keep", "either"}
    assert {kind: count[kind] for kind in KINDS if count[kind] < 35} == {}
    assert count["keep"] >= 700


def test_half_of_the_conversations_are_clean() -> None:
    cases = conversations()
    clean = [case for case in cases if all(label.kind in {"keep", "either"} for label in case.labels)]
    assert len(cases) >= 250
    assert 0.45 <= len(clean) / len(cases) <= 0.55
    assert all(2 <= len(case.messages) <= 14 for case in cases)
