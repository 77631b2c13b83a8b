"""Finds, decisions and rules in force on both engines."""

from __future__ import annotations

import datetime as dt

from archiver.model.capture import ReviewItem
from archiver.model.redaction import Kind
from archiver.store import Addition, Judged, Store
from tests.store.world import CHANNEL, RUN, batch, message

AT = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


def test_a_find_is_listed_decided_remembered_and_applied(store: Store) -> None:
    held = message("a quiet word", source="one")
    item = ReviewItem(record_key=held.key, reason="words", rule="circumstances", confidence=0.5)
    for _ in range(2):
        store.accept(batch(held, review=(item,)), RUN)
    (found,) = store.review_queue()
    assert (found.find.rule, found.text.text, found.refs[0].split("/")[1:]) == (
        "circumstances",
        "a quiet word",
        ["1", "text"],
    )
    addition = Addition(record_key=held.key, place="text", length=5, place_key="k" * 64, kind=Kind.PERSONAL)
    store.decide_find(found.find.id, "add", "Aroha", addition=addition, at=AT)
    assert store.review_queue() == []
    (remembered,) = store.decisions(CHANNEL).values()
    assert remembered.hidden == (addition,)
    (waiting,) = store.additions_waiting(CHANNEL)
    store.additions_applied([waiting.id], RUN)
    assert store.additions_waiting(CHANNEL) == []
    store.decide_find(found.find.id, "confirm", "Aroha", at=AT)
    assert store.decisions(CHANNEL) == {}


def test_how_far_newer_rules_have_come_is_kept(store: Store) -> None:
    assert store.judged(CHANNEL) is None
    for state in (Judged(rules="a"), Judged(rules="a", coming="b", thread_id=7), Judged(rules="b")):
        store.set_judged(CHANNEL, state)
        assert store.judged(CHANNEL) == state


def test_a_batch_read_anew_changes_nothing_twice(store: Store) -> None:
    held = batch(message("hello", source="one"))
    store.accept(held, RUN)
    assert store.reread(held, RUN).changed == 0
    assert store.forget_unused(CHANNEL) == 0
