"""Threads split at long silences, posts by month; numbers are permanent and do not depend on how things arrived."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import text

from archiver.model.conversation import Status
from archiver.model.correspondent import UNKNOWN_NAME, Role
from archiver.model.ids import RecordNumber
from archiver.model.record import RecordKind, RedactedRecord, ThreadKind
from archiver.store import Edition, PublishedFile, Store
from tests.store.world import AGENCY, CHANNEL, GAP, NOW, RUN, ZONE, at, batch, context, message, person, texts, thread


def _assign(store: Store, gap: dt.timedelta | None = GAP, now: dt.datetime = NOW) -> tuple[RecordNumber, ...]:
    return store.assign(CHANNEL, RUN, gap=gap, zone=ZONE, now=now)


def _publish(store: Store, number: RecordNumber, now: dt.datetime = NOW) -> Edition:
    heading = store.view(number, context(now=now)).heading
    edition = Edition(
        number=number,
        edition=heading.edition,
        status=heading.status,
        title=heading.title,
        content_sha256=heading.content_sha256,
        files=(PublishedFile(path=f"records/{number}-{heading.edition}.pdf", sha256="0", size=1, format="pdf"),),
        made=now,
        rules="nz-core 1",
        software="archiver 1",
        messages=heading.messages,
    )
    store.publish(edition, RUN)
    return edition


def test_silence_longer_than_the_gap_begins_another_conversation(store: Store) -> None:
    store.accept(
        batch(
            message("a", "2026-01-01 00:00", source="1"),
            message("b", "2026-01-31 00:00", source="2"),
            message("c", "2026-03-02 00:01", source="3"),
        ),
        RUN,
    )
    assert _assign(store) == ("R000001", "R000002")
    assert [texts(store.view(n, context()).entries) for n in store.all_numbers()] == [["a", "b"], ["c"]]
    assert store.view(RecordNumber("R000001"), context()).heading.title == "Aroha Ngata 2026-01-01"
    assert _assign(store) == ()


def _notice(text: str, sent: str) -> RedactedRecord:
    platform = person("WhatsApp", role=Role.SYSTEM)
    return message(text, sent, source=text, kind=RecordKind.NOTICE, sender=platform)


def test_what_the_platform_says_neither_begins_nor_prolongs_a_conversation(store: Store) -> None:
    store.accept(
        batch(
            _notice("encrypted", "2025-10-01 00:00"),
            message("a", "2026-01-01 00:00", source="1"),
            _notice("number changed", "2026-01-20 00:00"),
            message("b", "2026-02-10 00:00", source="2"),
            _notice("number changed again", "2026-05-01 00:00"),
        ),
        RUN,
    )
    assert _assign(store) == ("R000001", "R000002")
    headings = [store.view(number, context()).heading for number in store.all_numbers()]
    assert [heading.title for heading in headings] == ["Aroha Ngata 2026-01-01", "Aroha Ngata 2026-02-10"]
    assert [texts(store.view(n, context()).entries) for n in store.all_numbers()] == [
        ["encrypted", "a", "number changed"],
        ["b", "number changed again"],
    ]


def test_a_thread_in_which_only_the_platform_speaks_has_a_record(store: Store) -> None:
    store.accept(batch(_notice("encrypted", "2025-10-01 00:00"), _notice("deleted", "2026-01-01 00:00")), RUN)
    assert _assign(store) == ("R000001",)
    assert texts(store.view(RecordNumber("R000001"), context()).entries) == ["encrypted", "deleted"]


def test_never_ending_conversations_hold_the_whole_thread(store: Store) -> None:
    store.accept(batch(message("a", "2020-01-01 00:00", source="1"), message("b", "2026-01-31 00:00", source="2")), RUN)
    assert _assign(store, gap=None) == ("R000001",)
    assert store.view(RecordNumber("R000001"), context(gap=None)).heading.status is Status.OPEN


def test_titles_carry_the_agencys_local_date(store: Store) -> None:
    store.accept(batch(message("late evening in UTC", "2026-04-04 12:30", source="1")), RUN)
    (number,) = _assign(store)
    assert store.view(number, context()).heading.title == "Aroha Ngata 2026-04-05"


def test_a_late_message_joins_the_conversation_that_reaches_it(store: Store) -> None:
    store.accept(batch(message("b", "2026-02-01 00:00", source="2")), RUN)
    _assign(store)
    store.accept(batch(message("a", "2026-01-10 00:00", source="1"), captured="2026-05-02 00:00"), RUN)
    assert _assign(store) == ("R000001",)
    heading = store.view(RecordNumber("R000001"), context()).heading
    assert heading.began == at("2026-01-10 00:00")
    assert heading.title == "Aroha Ngata 2026-01-10"


def test_a_message_without_time_goes_to_the_latest_conversation(store: Store) -> None:
    store.accept(
        batch(
            message("old", "2025-01-01 00:00", source="1"),
            message("new", "2026-01-01 00:00", source="2"),
            message("when?", None, source="3"),
        ),
        RUN,
    )
    _assign(store)
    assert [texts(store.view(n, context()).entries) for n in store.all_numbers()] == [["old"], ["new", "when?"]]


def test_a_thread_without_any_time_has_a_conversation_of_its_own(store: Store) -> None:
    store.accept(batch(message("when?", None, source="3"), captured="2026-05-01 00:00"), RUN)
    (number,) = _assign(store)
    assert store.view(number, context()).heading.began == at("2026-05-01 00:00")


def _post(source: str, sent: str) -> RedactedRecord:
    return message(
        source, sent, source=source, where=thread(source, ThreadKind.POST), kind=RecordKind.POST, sender=AGENCY
    )


def _comment(source: str, post: str, sent: str, parent: str = "") -> RedactedRecord:
    where = thread(post, ThreadKind.POST)
    return message(source, sent, source=source, where=where, kind=RecordKind.COMMENT, parent=parent or post)


def test_posts_of_a_local_month_are_one_record_with_their_comments_as_a_tree(store: Store) -> None:
    store.accept(
        batch(
            _comment("c1", "p1", "2026-03-05 00:00"),
            _post("p2", "2026-02-10 00:00"),
            _post("p1", "2026-01-31 11:30"),  # already February in Auckland
            _post("p0", "2026-01-31 10:00"),
            _comment("c2", "p1", "2026-02-03 00:00"),
            _comment("r1", "p1", "2026-02-04 00:00", parent="c2"),
            _comment("r2", "p1", "2026-02-05 00:00", parent="r1"),
            _comment("lost", "p1", "2026-02-06 00:00", parent="never-seen"),
        ),
        RUN,
    )
    assert _assign(store) == ("R000001", "R000002")
    first, second = (store.view(n, context()) for n in store.all_numbers())
    assert [h.heading.title for h in (first, second)] == [
        "Harbour Board on Facebook posts 2026-01",
        "Harbour Board on Facebook posts 2026-02",
    ]
    assert texts(first.entries) == ["p0"]
    shown = [(entry.number, entry.record.text.text, entry.depth) for entry in second.entries]
    assert shown == [(1, "p1", 0), (2, "c2", 1), (3, "r1", 2), (4, "r2", 3), (5, "lost", 1), (6, "c1", 1), (7, "p2", 0)]


def test_comments_that_answer_each_other_in_a_circle_are_not_lost(store: Store) -> None:
    store.accept(
        batch(
            _post("p1", "2026-02-01 00:00"),
            _comment("a", "p1", "2026-02-02 00:00", parent="b"),
            _comment("b", "p1", "2026-02-03 00:00", parent="a"),
        ),
        RUN,
    )
    (number,) = _assign(store)
    assert sorted(texts(store.view(number, context()).entries)) == ["a", "b", "p1"]


def test_a_comment_whose_post_is_not_held_goes_by_its_own_month_and_stays(store: Store) -> None:
    store.accept(batch(_comment("c1", "p1", "2026-03-05 00:00")), RUN)
    _assign(store)
    store.accept(batch(_post("p1", "2026-02-01 00:00"), captured="2026-05-02 00:00"), RUN)
    assert _assign(store) == ("R000001",)
    shown = [(entry.record.text.text, entry.depth) for entry in store.view(RecordNumber("R000001"), context()).entries]
    assert shown == [("p1", 0), ("c1", 1)]


def test_numbers_follow_time_and_not_arrival(store: Store) -> None:
    late = message("x", "2026-03-01 00:00", source="1", where=thread("a", ThreadKind.PRIVATE, person("Late One")))
    early = message("y", "2026-01-01 00:00", source="2", where=thread("b", ThreadKind.PRIVATE, person("Early One")))
    store.accept(batch(late), RUN)
    store.accept(batch(early), RUN)
    _assign(store)
    assert texts(store.view(RecordNumber("R000001"), context()).entries) == ["y"]


def test_a_group_is_titled_with_three_names_and_the_number_of_others(store: Store) -> None:
    people = [person(name, f"60{n}") for n, name in enumerate(["Ana", "Ben", "Cam", "Dee", "Eru"])]
    group = thread("g", ThreadKind.GROUP, *people, AGENCY)
    store.accept(batch(message("kia ora", source="1", where=group, sender=people[0])), RUN)
    (number,) = _assign(store)
    assert store.view(number, context()).heading.title == "Ana, Ben, Cam and 2 others 2026-02-01"


def test_a_nameless_correspondent_is_unknown(store: Store) -> None:
    nobody = person("", "77")
    store.accept(batch(message("hi", source="1", where=thread("t", ThreadKind.PRIVATE, nobody), sender=nobody)), RUN)
    (number,) = _assign(store)
    assert store.view(number, context()).heading.title == f"{UNKNOWN_NAME} 2026-02-01"


def test_the_latest_name_titles_and_earlier_ones_are_kept(store: Store) -> None:
    where = thread("t", ThreadKind.PRIVATE, person("Aroha Pene", "501"), AGENCY)
    store.accept(
        batch(
            message("a", "2026-02-01 00:00", source="1", where=where, sender=person("Aroha Ngata", "501")),
            message("b", "2026-02-02 00:00", source="2", where=where, sender=person("Aroha Pene", "501")),
        ),
        RUN,
    )
    (number,) = _assign(store)
    heading = store.view(number, context()).heading
    assert heading.title == "Aroha Pene 2026-02-01"
    assert heading.formerly == ("Aroha Ngata",)


def test_an_unanswered_message_of_the_agency_is_titled_with_its_addressee(store: Store) -> None:
    where = thread("t", ThreadKind.PRIVATE, person("Tama Pene", "502"), AGENCY)
    store.accept(batch(message("Your letter is ready", source="1", where=where, sender=AGENCY)), RUN)
    (number,) = _assign(store)
    assert store.view(number, context()).heading.title == "Tama Pene 2026-02-01"


def test_a_night_with_nothing_new_has_nothing_pending(store: Store) -> None:
    store.accept(batch(message("a", source="1")), RUN)
    (number,) = _assign(store)
    assert store.pending(None, gap=GAP, now=NOW) == (number,)
    _publish(store, number)
    assert store.pending(None, gap=GAP, now=NOW) == ()


def test_an_open_record_becomes_due_once_when_its_silence_has_lasted(store: Store) -> None:
    store.accept(batch(message("a", "2026-05-20 00:00", source="1"), _post("p1", "2026-05-20 00:00")), RUN)
    numbers = _assign(store)
    for number in numbers:
        assert _publish(store, number).status is Status.OPEN
    assert store.pending(CHANNEL, gap=GAP, now=at("2026-06-06 00:00")) == ()
    posts = store.pending(CHANNEL, gap=GAP, now=at("2026-06-08 00:00"))
    assert [store.view(n, context()).heading.title for n in posts] == ["Harbour Board on Facebook posts 2026-05"]
    later = at("2026-06-20 00:00")
    assert store.pending(CHANNEL, gap=GAP, now=later) == numbers
    for number in numbers:
        assert _publish(store, number, later).status is Status.CLOSED
    assert store.pending(CHANNEL, gap=GAP, now=later) == ()


def test_finding_what_is_due_reads_indexes_and_no_table(store: Store) -> None:
    if not store.database.is_sqlite:
        return
    from archiver.store import volumes

    with store.database.read() as connection:
        seen: list[str] = []

        class Spy:
            def execute(self, query: object) -> object:
                sql = str(query.compile(connection.engine, compile_kwargs={"literal_binds": True}))  # type: ignore[attr-defined]
                seen.extend(row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {sql}")))
                return connection.execute(query)  # type: ignore[call-overload]

        volumes.pending(Spy(), None, GAP, NOW)  # type: ignore[arg-type]
    assert len(seen) == 3
    assert all("USING" in plan and "INDEX ix_volume_" in plan for plan in seen), seen
