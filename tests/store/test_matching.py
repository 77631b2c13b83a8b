"""What comes by the platform's interface and again by its export is one record, and never joins two people."""

from __future__ import annotations

import pytest

from archiver.model.capture import CaptureMethod
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, RedactedRecord, ThreadKind
from archiver.store import Store
from tests.store.world import AGENCY, CHANNEL, GAP, NOW, RUN, ZONE, batch, context, message, person, texts, thread

API, EXPORT = CaptureMethod.API, CaptureMethod.EXPORT
AROHA, TAMA = person("Aroha Ngata", "501"), person("Tama Pene", "502")


def _api(text: str, sent: str, source: str, **more: object) -> RedactedRecord:
    where = thread("api-thread", ThreadKind.PRIVATE, AROHA, AGENCY)
    return message(text, sent, source=source, where=where, **more)  # type: ignore[arg-type]


def _export(text: str, sent: str, occurrence: int = 0, **more: object) -> RedactedRecord:
    where = thread("inbox/aroha_1", ThreadKind.PRIVATE, person("Aroha Ngata"), AGENCY)
    return message(text, sent, where=where, occurrence=occurrence, **more)  # type: ignore[arg-type]


def _conversations(store: Store) -> list[list[str]]:
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    return [texts(store.view(number, context()).entries) for number in store.all_numbers()]


HELLO, ANSWER = ("Kia ora", "2026-02-01 01:00"), ("Tēnā koe", "2026-02-01 01:05")


@pytest.mark.parametrize("first", [API, EXPORT])
def test_both_ways_give_one_conversation_with_two_provenances(store: Store, first: CaptureMethod) -> None:
    batches = {
        API: batch(_api(*HELLO, "m1"), _api(*ANSWER, "m2", sender=AGENCY), captured="2026-05-01 00:00", method=API),
        EXPORT: batch(
            _export(*HELLO), _export(*ANSWER, sender=AGENCY), captured="2026-05-01 00:00", method=EXPORT, origin="e.age"
        ),
    }
    second = EXPORT if first is API else API
    assert store.accept(batches[first], RUN).new == 2
    counts = store.accept(batches[second], RUN)
    assert (counts.new, counts.merged) == (0, 2)
    for again in (first, second):
        counts = store.accept(batches[again], RUN)
        assert (counts.new, counts.merged, counts.unchanged) == (0, 0, 2)
    assert _conversations(store) == [["Kia ora", "Tēnā koe"]]
    view = store.view(store.all_numbers()[0], context())
    assert view.heading.method == "api and export"
    entry = next(iter(view.entries))
    assert sorted(entry.origin.split("; ")) == ["api:api-2026-05-01.age", "export:e.age"]
    assert store.knows(CHANNEL, "m1")
    for key in ("api-thread", "inbox/aroha_1"):
        assert len(store.thread_context(CHANNEL, thread(key).key).tail) == 2, "either key finds the thread"


@pytest.mark.parametrize("twins", [1, 2])
def test_an_edit_that_the_platform_told_and_the_next_export_brings_again_stays_one_message(
    store: Store, twins: int
) -> None:
    when = "2026-02-01 01:00"
    others = [_export("Kia ora koe", when, occurrence=n) for n in range(1, twins)]
    for number, (records, method) in enumerate(
        (
            ([_api("Kia ora", when, "m1")], API),
            ([_export("Kia ora", when), *others], EXPORT),
            ([_api("Kia ora koe", when, "m1")], API),
            ([_export("Kia ora koe", when), *others], EXPORT),
        )
    ):
        store.accept(batch(*records, captured=f"2026-05-0{number + 1} 00:00", method=method), RUN)
    assert sum(map(len, _conversations(store))) == twins


def test_what_comes_later_by_either_key_joins_the_same_thread(store: Store) -> None:
    store.accept(batch(_export(*HELLO), method=EXPORT), RUN)
    store.accept(batch(_api(*HELLO, "m1"), method=API), RUN)
    store.accept(batch(_api("later", "2026-02-02 01:00", "m9"), method=API), RUN)
    store.accept(batch(_export("between", "2026-02-01 12:00"), method=EXPORT), RUN)
    assert _conversations(store) == [["Kia ora", "between", "later"]]


@pytest.mark.parametrize("first", [API, EXPORT])
def test_of_equal_messages_as_many_stay_as_the_fuller_way_has(store: Store, first: CaptureMethod) -> None:
    api = batch(_api(*HELLO, "m1"), _api(*HELLO, "m2"), method=API)
    export = batch(*(_export(*HELLO, n) for n in range(3)), method=EXPORT)
    for item in (api, export) if first is API else (export, api):
        store.accept(item, RUN)
    assert _conversations(store) == [["Kia ora"] * 3]


def test_an_automatic_answer_to_two_people_in_one_second_joins_neither(store: Store) -> None:
    to_tama = thread("tama", ThreadKind.PRIVATE, TAMA, AGENCY)
    store.accept(batch(message(*ANSWER, source="m7", where=to_tama, sender=AGENCY), method=API), RUN)
    counts = store.accept(batch(_export(*ANSWER, sender=AGENCY), method=EXPORT), RUN)
    assert (counts.new, counts.merged) == (1, 0)
    assert len(_conversations(store)) == 2


def test_two_records_with_ids_of_their_own_are_never_one(store: Store) -> None:
    store.accept(batch(_api(*HELLO, "m1"), method=API), RUN)
    assert store.accept(batch(_api(*HELLO, "m2"), method=EXPORT), RUN).new == 1


def test_one_method_alone_joins_nothing(store: Store) -> None:
    store.accept(batch(_export(*HELLO), method=EXPORT), RUN)
    assert store.accept(batch(_api(*HELLO, "m1"), method=EXPORT), RUN).new == 1


def test_a_comment_matches_without_pulling_its_export_list_into_the_post(store: Store) -> None:
    post = thread("p1", ThreadKind.POST)
    listed = thread("comments.json", ThreadKind.POST)
    said = ("Ka pai", "2026-02-03 01:00")
    visitor = person("Hine Wai", role=Role.OTHER)
    store.accept(
        batch(
            message("News", "2026-02-01 00:00", source="p1", where=post, kind=RecordKind.POST, sender=AGENCY),
            message(*said, source="c1", where=post, kind=RecordKind.COMMENT, sender=visitor, parent="p1"),
        ),
        RUN,
    )
    counts = store.accept(
        batch(
            message(*said, where=listed, kind=RecordKind.COMMENT, sender=visitor),
            message("Elsewhere", "2026-02-04 01:00", where=listed, kind=RecordKind.COMMENT, sender=visitor),
            method=EXPORT,
        ),
        RUN,
    )
    assert (counts.merged, counts.new) == (1, 1)
    assert store.thread_context(CHANNEL, post.key).keys == ("p1",)


def test_the_state_seen_before_an_edit_is_still_recognised(store: Store) -> None:
    store.accept(batch(_api(*HELLO, "m1"), captured="2026-05-01 00:00"), RUN)
    store.accept(batch(_api("Kia ora koutou", HELLO[1], "m1"), captured="2026-05-02 00:00"), RUN)
    counts = store.accept(batch(_export(*HELLO), captured="2026-05-03 00:00", method=EXPORT), RUN)
    assert counts.merged == 1
    (number,) = store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    (entry,) = store.view(number, context()).entries
    assert texts([*entry.earlier, entry]) == ["Kia ora", "Kia ora koutou"]


def test_threads_that_turn_out_to_be_one_keep_their_record_numbers(store: Store) -> None:
    store.accept(batch(_export("only here", "2026-01-31 01:00"), method=EXPORT), RUN)
    store.accept(batch(_api("only there", "2026-02-05 01:00", "m5"), method=API), RUN)
    before = store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    store.accept(batch(_api("only here", "2026-01-31 01:00", "m4"), method=API), RUN)
    store.accept(batch(_api("new", "2026-02-06 01:00", "m6"), method=API), RUN)
    assert store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW) == before[:1]
    assert store.all_numbers() == before
    assert store.thread_context(CHANNEL, thread("api-thread").key).keys == ("api-thread", "inbox/aroha_1")
