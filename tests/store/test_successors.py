"""What a later export edits or deletes is one message with a history, also where exports give no ids."""

from __future__ import annotations

import itertools

import pytest

from archiver.model.capture import CaptureMethod, Counts
from archiver.model.conversation import Entry
from archiver.model.record import RedactedRecord, State
from archiver.store import Store
from tests.store.world import CHANNEL, GAP, NOW, RUN, ZONE, batch, context, message, person, texts

MINUTE, FINE = "2026-02-01 01:15", "2026-02-01 01:15:07.123000"


def take(store: Store, *records: RedactedRecord, day: int) -> Counts:
    export = batch(*records, captured=f"2026-05-{day:02d} 00:00", method=CaptureMethod.EXPORT)
    return store.accept(export, RUN)


def entries(store: Store) -> list[Entry]:
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    return [entry for number in store.all_numbers() for entry in store.view(number, context()).entries]


def deleted(sent: str = MINUTE) -> RedactedRecord:
    return message("", sent, state=State.DELETED)


def edited(text: str, sent: str = MINUTE) -> RedactedRecord:
    return message(text, sent, edited=True, content="edited")


def said(entry: Entry) -> list[str]:
    """All that a message said, oldest first."""
    return [*texts(entry.earlier), entry.record.text.text]


def test_a_deleted_message_keeps_what_it_said(store: Store) -> None:
    take(store, message("one"), message("two"), day=1)
    counts = take(store, message("one"), deleted(), day=2)
    assert (counts.new, counts.revised, counts.unchanged, counts.gone) == (0, 1, 1, 1)
    first, second = entries(store)
    assert (said(first), said(second)) == (["one"], ["two", ""])
    assert second.record.state is State.DELETED


def test_an_edited_message_is_one_message(store: Store) -> None:
    take(store, message("one"), day=1)
    assert take(store, edited("won"), day=2).revised == 1
    assert take(store, deleted(), day=3).revised == 1
    (entry,) = entries(store)
    assert said(entry) == ["one", "won", ""]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_the_imports_changes_nothing(store: Store, order: tuple[int, ...]) -> None:
    exports = [[message("one")], [edited("won")], [deleted()]]
    for day, number in enumerate(order, start=1):
        take(store, *exports[number], day=day)
    (entry,) = entries(store)
    assert said(entry) == ["one", "won", ""]
    assert entry.record.state is State.DELETED


def test_each_export_again_adds_nothing(store: Store) -> None:
    exports = [[message("one"), message("two")], [edited("won"), deleted()]]
    for day, export in enumerate(exports * 3, start=1):
        counts = take(store, *export, day=day)
        assert (counts.new, counts.revised) == ((2, 0) if day == 1 else (0, 2) if day == 2 else (0, 0))
    assert [said(entry) for entry in entries(store)] == [["one", "won"], ["two", ""]]


def test_a_moment_finer_than_a_second_needs_no_mark(store: Store) -> None:
    take(store, message("one", FINE), day=1)
    assert take(store, message("won", FINE), day=2).revised == 1
    (entry,) = entries(store)
    assert said(entry) == ["one", "won"]


@pytest.mark.parametrize(
    "later",
    [
        [message("something else")],
        [message("one"), deleted()],
        [deleted(), edited("x")],
        [deleted("2026-02-01 01:16")],
        [message("", MINUTE, state=State.DELETED, sender=person("Sam Example", "502"))],
    ],
    ids=["no mark", "still there", "more have come than went", "another moment", "another sender"],
)
def test_where_it_is_not_plain_both_stay(store: Store, later: list[RedactedRecord]) -> None:
    take(store, message("one"), day=1)
    assert take(store, *later, day=2).revised == 0
    assert ["one"] in [said(entry) for entry in entries(store)]
    assert len(entries(store)) == 1 + len([record for record in later if record.text.text != "one"])


def test_what_an_earlier_batch_of_the_same_export_held_is_still_there(store: Store) -> None:
    take(store, message("one"), day=1)
    take(store, message("one"), day=2)
    assert take(store, deleted(), day=2).new == 1
    assert len(entries(store)) == 2
