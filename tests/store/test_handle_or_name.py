"""One way knows a correspondent by handle, the other by name: one exchange where the words tell, never two people's."""

from __future__ import annotations

import dataclasses

import pytest

from archiver.model.capture import CaptureMethod, Gap
from archiver.model.conversation import Status
from archiver.model.correspondent import RedactedCorrespondent, Role
from archiver.model.ids import RecordNumber
from archiver.model.record import RedactedRecord, State, ThreadKind
from archiver.model.redaction import RedactedText
from archiver.store import Edition, PublishedFile, Store
from tests.store.world import AGENCY, CHANNEL, GAP, NOW, RUN, ZONE, at, batch, context, keyed, message, person, thread

API, EXPORT = CaptureMethod.API, CaptureMethod.EXPORT
TELLING = "My heat pump payment has not come yet"
SECOND = "2026-02-01 01:00"


def _handle(handle: str, number: str) -> RedactedCorrespondent:
    return RedactedCorrespondent(handle=RedactedText(text=handle), platform_id=number)


def _matched(record: RedactedRecord) -> RedactedRecord:
    """With the match key that the pipeline makes in a private exchange."""
    end = "agency" if record.sender.role is Role.AGENCY else "correspondent"
    second = record.sent.source[:16] if record.sent else ""
    return dataclasses.replace(record, match_key=keyed("match", end, second, record.text.text))


def live(text: str, sent: str, source: str, handle: str = "sunny.88", *, agency: bool = False) -> RedactedRecord:
    sam = _handle(handle, f"id-{handle}")
    where = thread(f"api-{handle}", ThreadKind.PRIVATE, sam, AGENCY)
    return _matched(message(text, sent, source=source, where=where, sender=AGENCY if agency else sam))


def exported(text: str, sent: str, name: str = "Sam Example", *, agency: bool = False) -> RedactedRecord:
    where = thread(f"inbox/{name}", ThreadKind.PRIVATE, person(name), AGENCY)
    return _matched(message(text, sent, where=where, sender=AGENCY if agency else person(name)))


def listed(source: str, sent: str, handle: str = "sunny.88") -> RedactedRecord:
    """A message that the platform lists without its content."""
    where = thread(f"api-{handle}", ThreadKind.PRIVATE, _handle(handle, f"id-{handle}"), AGENCY)
    nobody = RedactedCorrespondent(role=Role.OTHER)
    return message("", sent, source=source, where=where, sender=nobody, state=State.OUTSIDE_WINDOW)


def take(store: Store, *records: RedactedRecord, by: CaptureMethod, day: int = 1) -> None:
    store.accept(batch(*records, method=by, captured=f"2026-05-{day:02d} 00:00"), RUN)


def conversations(store: Store) -> list[list[str]]:
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    return [[e.record.text.text for e in store.view(n, context()).entries] for n in store.all_numbers()]


def publish(store: Store, number: RecordNumber, status: Status) -> None:
    heading = store.view(number, context()).heading
    path = f"records/{number}-{heading.edition}.pdf"
    store.publish(
        Edition(
            number=number,
            edition=heading.edition,
            status=status,
            title=heading.title,
            content_sha256=heading.content_sha256,
            files=(PublishedFile(path=path, sha256="ab" * 32, size=1, format="pdf"),),
            messages=heading.messages,
            made=NOW,
            rules="nz-core 1",
            software="archiver",
        ),
        RUN,
    )


@pytest.mark.parametrize("first", [API, EXPORT])
def test_a_telling_text_at_one_second_makes_them_one_exchange(store: Store, first: CaptureMethod) -> None:
    said = [("Hi", "2026-02-01 00:59"), (TELLING, SECOND), ("Tēnā koe", "2026-02-01 01:05")]
    ways = {
        API: [live(text, sent, f"m{n}", agency=n == 2) for n, (text, sent) in enumerate(said)],
        EXPORT: [exported(text, sent, agency=n == 2) for n, (text, sent) in enumerate(said)],
    }
    for by in (first, EXPORT if first is API else API):
        take(store, *ways[by], by=by)
    assert conversations(store) == [["Hi", TELLING, "Tēnā koe"]]
    heading = store.view(store.all_numbers()[0], context()).heading
    assert heading.title == "Sam Example 2026-02-01"
    assert [(p.name.text, p.handle.text) for p in heading.correspondents] == [("Sam Example", "sunny.88")]
    for by in (API, EXPORT):
        take(store, *ways[by], by=by, day=2)
    assert conversations(store) == [["Hi", TELLING, "Tēnā koe"]]


def test_a_short_text_joins_nobody(store: Store) -> None:
    take(store, live("Thanks a lot", SECOND, "m1"), by=API)
    take(store, exported("Thanks a lot", SECOND), by=EXPORT)
    assert len(conversations(store)) == 2


def test_a_short_text_joins_a_handle_to_the_name_it_is_made_of(store: Store) -> None:
    take(store, live("Thanks a lot", SECOND, "m1", "sam_example"), by=API)
    take(store, exported("Thanks a lot", SECOND), by=EXPORT)
    assert conversations(store) == [["Thanks a lot"]]


def test_two_candidates_on_that_second_join_nobody(store: Store) -> None:
    take(store, live(TELLING, SECOND, "m1"), live(TELLING, SECOND, "m2", "kahu.22"), by=API)
    take(store, exported(TELLING, SECOND), by=EXPORT)
    assert len(conversations(store)) == 3


def test_two_exported_exchanges_with_that_text_join_nobody(store: Store) -> None:
    take(store, live(TELLING, SECOND, "m1"), by=API)
    take(store, exported(TELLING, SECOND), exported(TELLING, SECOND, "Tama Pene"), by=EXPORT)
    assert len(conversations(store)) == 3


def test_an_exchange_that_bears_a_name_takes_no_other_name(store: Store) -> None:
    take(store, live(TELLING, SECOND, "m1"), by=API)
    take(store, exported(TELLING, SECOND), by=EXPORT)
    later = ("I will come in on Monday morning", "2026-02-02 01:00")
    take(store, live(*later, "m2"), by=API, day=2)
    take(store, exported(*later, name="Tama Pene"), by=EXPORT, day=3)
    assert len(conversations(store)) == 2


def test_an_agencys_answer_joins_nobody_however_long(store: Store) -> None:
    take(store, live(TELLING, SECOND, "m1", agency=True), by=API)
    take(store, exported(TELLING, SECOND, agency=True), by=EXPORT)
    assert len(conversations(store)) == 2


@pytest.mark.parametrize("first", [API, EXPORT])
def test_an_export_brings_the_content_that_the_platform_did_not_give(store: Store, first: CaptureMethod) -> None:
    gap = Gap(
        reason="2 messages lay outside",
        edge="messages",
        key="window:api-sunny.88:2026-01-31T02:00:00+00:00",
        start=at("2026-01-31 01:00"),
        end=at("2026-01-31 02:00"),
    )
    old = [("A first question about rent", "2026-01-31 01:00"), ("And another one", "2026-01-31 02:00")]
    lost = [listed(f"old{n}", sent) for n, (_, sent) in enumerate(old)]
    for by in (first, EXPORT if first is API else API):
        if by is API:
            store.accept(batch(*lost, gaps=(gap,), captured="2026-05-02 00:00"), RUN)
            store.accept(batch(live(TELLING, SECOND, "m1"), captured="2026-05-02 00:01"), RUN)
        else:
            take(store, *(exported(*each) for each in old), exported(TELLING, SECOND), by=EXPORT, day=3)
    assert conversations(store) == [[old[0][0], old[1][0], TELLING]]
    entries = list(store.view(store.all_numbers()[0], context()).entries)
    assert [entry.record.state for entry in entries] == [State.PRESENT] * 3
    assert [entry.record.source_id for entry in entries] == ["old0", "old1", "m1"]
    assert [entry.earlier for entry in entries] == [(), (), ()]
    assert store.gaps(CHANNEL) == ()
    assert store.view(store.all_numbers()[0], context()).heading.unread == 0
    take(store, *lost, by=API, day=5)
    take(store, *(exported(*each) for each in old), by=EXPORT, day=6)
    assert conversations(store) == [[old[0][0], old[1][0], TELLING]]
    assert [e.record.state for e in store.view(store.all_numbers()[0], context()).entries] == [State.PRESENT] * 3


def test_an_export_that_was_published_first_keeps_its_record_and_lines_of_change_are_not_made_up(store: Store) -> None:
    old, told = exported("What it said", "2026-01-31 01:00"), exported(TELLING, SECOND)
    take(store, old, told, by=EXPORT)
    conversations(store)
    (number,) = store.all_numbers()
    publish(store, number, Status.CLOSED)
    store.accept(batch(listed("old0", "2026-01-31 01:00"), captured="2026-05-02 00:00"), RUN)
    store.accept(batch(live(TELLING, SECOND, "m1"), captured="2026-05-02 00:01"), RUN)
    assert conversations(store) == [["What it said", TELLING]]
    assert store.pending(CHANNEL, gap=None, now=NOW) == ()


def test_the_index_bears_the_name_that_the_title_has(store: Store) -> None:
    store.accept(batch(listed("old0", "2026-01-31 01:00")), RUN)
    conversations(store)
    (number,) = store.all_numbers()
    publish(store, number, Status.OPEN)
    assert [row.correspondent for row in store.index_rows()] == ["@sunny.88"]
    take(store, live(TELLING, SECOND, "m1"), by=API, day=2)
    conversations(store)
    take(store, exported("What it said", "2026-01-31 01:00"), exported(TELLING, SECOND), by=EXPORT, day=3)
    conversations(store)
    publish(store, number, Status.OPEN)
    (row,) = store.index_rows()
    assert (row.title, row.correspondent) == ("Sam Example 2026-01-31", "Sam Example")


def test_a_record_whose_messages_all_went_into_another_says_so_and_breaks_nothing(store: Store) -> None:
    take(store, live("Hi", "2026-02-01 00:59", "m1"), by=API)
    take(store, exported("Hi", "2026-02-01 00:59"), by=EXPORT)
    assert conversations(store) == [["Hi"], ["Hi"]]
    first, second = store.all_numbers()
    for number in (first, second):
        publish(store, number, Status.CLOSED)
    take(store, live(TELLING, SECOND, "m2"), by=API, day=2)
    take(store, exported(TELLING, SECOND), by=EXPORT, day=3)
    assert conversations(store) == [["Hi", TELLING], []]
    assert second in store.pending(CHANNEL, gap=None, now=NOW)
    heading = store.view(second, context()).heading
    assert heading.messages == 0
    assert [change.what for change in heading.changes] == ["found to be one message, held twice before"]
    assert heading.completeness == (f"Its messages stand in another record: {first}.",)
    publish(store, second, Status.CLOSED)
    assert store.pending(CHANNEL, gap=None, now=NOW) == (first,)


def test_content_for_only_some_leaves_the_gap_open(store: Store) -> None:
    gap = Gap(reason="lost", key="window:api-sunny.88:x", start=at("2026-01-31 01:00"), end=at("2026-01-31 02:00"))
    lost = [listed("old0", "2026-01-31 01:00"), listed("old1", "2026-01-31 02:00")]
    store.accept(batch(*lost, live(TELLING, SECOND, "m1"), gaps=(gap,)), RUN)
    take(store, exported("Only this one", "2026-01-31 02:00"), exported(TELLING, SECOND), by=EXPORT, day=3)
    assert conversations(store) == [["", "Only this one", TELLING]]
    assert [g.gap.key for g in store.gaps(CHANNEL)] == [gap.key]
    take(store, exported("The other", "2026-01-31 01:00"), by=EXPORT, day=4)
    assert conversations(store) == [["The other", "Only this one", TELLING]]
    assert store.gaps(CHANNEL) == ()


def test_a_published_record_says_that_content_came(store: Store) -> None:
    store.accept(batch(listed("old0", "2026-01-31 01:00"), live(TELLING, SECOND, "m1")), RUN)
    assert conversations(store) == [["", TELLING]]
    take(store, exported("What it said", "2026-01-31 01:00"), exported(TELLING, SECOND), by=EXPORT, day=3)
    assert conversations(store) == [["What it said", TELLING]]
    assert store.pending(CHANNEL, gap=None, now=NOW) == store.all_numbers()
    assert store.view(store.all_numbers()[0], context()).heading.title == "Sam Example 2026-01-31"
