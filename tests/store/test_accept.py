"""Accepting is idempotent, keeps every state, and moves the cursor with what it stands for."""

from __future__ import annotations

import datetime as dt

from archiver.model.attachment import Held, RedactedAttachment
from archiver.model.capture import Absence, CaptureMethod, Gap, Quarantined, ReviewItem, Sealed, Tally
from archiver.model.conversation import Entry
from archiver.model.digest import GENESIS, chain_hash
from archiver.model.ids import RunId, ThreadKey
from archiver.model.record import (
    Count,
    RecordKind,
    RedactedLink,
    RedactedQuote,
    RedactedReaction,
    State,
    ThreadKind,
)
from archiver.model.redaction import RedactedText
from archiver.model.time import Assumption, Moment, Precision, iso_utc
from archiver.store import Store
from tests.store.world import (
    AGENCY,
    CHANNEL,
    GAP,
    NOW,
    RUN,
    ZONE,
    at,
    batch,
    context,
    marked,
    message,
    person,
    texts,
    thread,
)


def _entries(store: Store) -> list[Entry]:
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    return [entry for number in store.all_numbers() for entry in store.view(number, context()).entries]


def test_a_record_comes_back_as_it_went_in(store: Store) -> None:
    sealed = Sealed(
        ref="harbour/a.age",
        sha256="ab" * 32,
        size=10,
        content_key="k",
        content_size=9,
        media_type="image/png",
        sealed_at=at("2026-05-01 00:00"),
        recipients=("age1x",),
    )
    record = message(
        marked("Ring me on [PHONE 1] — Māori, \U0001f600, \u202eright, nul \0, lone \ud800"),
        "2026-02-01 01:15",
        source="m1",
        recipients=(AGENCY,),
        parent="m0",
        subject=RedactedText(text="Hello"),
        state=State.HIDDEN,
        edited=True,
        edited_at=Moment(
            utc=at("2026-02-01 02:00"), source="x", precision=Precision.MINUTE, assumption=Assumption.FOLD
        ),
        received=Moment(utc=at("2026-02-01 01:16"), source="y", precision=Precision.MILLISECOND),
        links=(RedactedLink(url=RedactedText(text="https://example.govt.nz"), title=marked("[PHONE 1]")),),
        attachments=(
            RedactedAttachment(name=RedactedText(text="a.png"), size=9, held=Held.SEALED, original="harbour/a.age"),
            RedactedAttachment(name=RedactedText(text="b.png"), held=Held.EXPIRED, reason="gone after a day"),
            RedactedAttachment(name=RedactedText(text="site"), held=Held.LINK_ONLY),
        ),
        reactions=(RedactedReaction(value=RedactedText(text="❤"), by=RedactedText(text="Aroha"), count=1),),
        counts=(Count(name="likes", value=3),),
        quote=RedactedQuote(text=marked("on [PHONE 1]"), sender=RedactedText(text="Aroha"), source_id="m0"),
        permalink=RedactedText(text="https://facebook.com/m1"),
        notes=("a fact of ours",),
        place="messages[3]",
        version_of="m1",
        occurrence=2,
    )
    store.accept(batch(record, sealed=(sealed,)), RUN)
    (entry,) = _entries(store)
    assert entry.record == record
    (kept,) = store.thread_context(CHANNEL, record.thread.key).tail
    assert kept == record
    assert store.original_by_content("k") == sealed
    assert list(store.originals(CHANNEL)) == [sealed]


def test_the_same_batch_again_changes_nothing(store: Store) -> None:
    once = batch(
        message("one", source="a"),
        message("two", source="b"),
        quarantined=(Quarantined(source="inbox.json", place="messages[4]", reason="no sender"),),
        gaps=(Gap(reason="rate limited", edge="messages", key="g1", start=at("2026-01-01 00:00")),),
        tallies=(Tally(name="listed", value=3), Tally(name="listed", value=1)),
        review=(ReviewItem(record_key="x", reason="health words", rule="r", confidence=0.4),),
        cursor="page-2",
        edge="messages",
    )
    first = store.accept(once, RUN)
    before = (list(store.events()), store.gaps(), store.quarantined(), store.tallies(RUN), store.review_items())
    second = store.accept(once, RUN)
    assert (first.new, first.messages, first.quarantined) == (2, 2, 1)
    assert (second.new, second.revised, second.unchanged) == (0, 0, 2)
    after = (list(store.events()), store.gaps(), store.quarantined(), store.tallies(RUN), store.review_items())
    assert after == before
    assert store.tallies(RUN) == {"listed": 4}
    assert store.cursors(CHANNEL) == {"messages": "page-2"}
    assert len(_entries(store)) == 2


def test_two_equal_messages_in_one_second_both_stay(store: Store) -> None:
    twins = (message("ok", occurrence=0), message("ok", occurrence=1))
    store.accept(batch(*twins, method=CaptureMethod.EXPORT), RUN)
    again = store.accept(batch(*twins, method=CaptureMethod.EXPORT, captured="2026-05-09 00:00"), RUN)
    assert again.unchanged == 2
    assert texts(_entries(store)) == ["ok", "ok"]


def test_an_edit_and_a_deletion_are_added(store: Store) -> None:
    store.accept(batch(message("first", source="a"), captured="2026-05-01 00:00"), RUN)
    store.accept(batch(message("second", source="a"), captured="2026-05-02 00:00"), RUN)
    gone = Absence(source_id="a", affirmed=True, reason="the platform says it was deleted")
    counts = store.accept(batch(captured="2026-05-03 00:00", absences=(gone,)), RUN)
    assert counts.gone == 1
    (entry,) = _entries(store)
    assert [r.record.text.text for r in entry.earlier] == ["first", "second"]
    assert [r.number for r in entry.earlier] == [1, 2]
    assert entry.record.state is State.DELETED
    assert entry.record.text.text == "second"
    assert entry.gone_affirmed is True
    assert entry.gone_since == at("2026-05-03 00:00")
    assert entry.gone_reason == gone.reason
    assert store.accept(batch(captured="2026-05-04 00:00", absences=(gone,)), RUN).gone == 0


def test_absence_alone_is_noted_and_lifted_when_the_record_is_seen_again(store: Store) -> None:
    store.accept(batch(message("here", source="a"), captured="2026-05-01 00:00"), RUN)
    missing = Absence(source_id="a", affirmed=False, reason="no longer listed")
    store.accept(batch(captured="2026-05-02 00:00", absences=(missing,)), RUN)
    (entry,) = _entries(store)
    assert entry.gone_since == at("2026-05-02 00:00")
    assert entry.gone_affirmed is False
    assert entry.earlier == ()
    store.accept(batch(message("here", source="a"), captured="2026-05-03 00:00"), RUN)
    (entry,) = _entries(store)
    assert entry.gone_since is None
    assert entry.gone_reason == ""


def test_an_absence_that_arrives_before_its_record_is_not_lost(store: Store) -> None:
    gone = Absence(source_id="a", affirmed=True, reason="deleted")
    store.accept(batch(captured="2026-05-02 00:00", absences=(gone,)), RUN)
    store.accept(batch(message("here", source="a"), captured="2026-05-01 00:00"), RUN)
    (entry,) = _entries(store)
    assert entry.record.state is State.DELETED
    assert texts(entry.earlier) == ["here"]


def test_reactions_and_counts_alone_make_no_revision(store: Store) -> None:
    store.accept(batch(message("here", source="a", counts=(Count(name="likes", value=1),))), RUN)
    later = message("here", source="a", counts=(Count(name="likes", value=9),))
    assert store.accept(batch(later, captured="2026-05-02 00:00"), RUN).unchanged == 1
    (entry,) = _entries(store)
    assert entry.record.counts == (Count(name="likes", value=9),)
    assert entry.earlier == ()


def test_an_edit_under_a_new_id_is_a_revision_of_the_first(store: Store) -> None:
    first = message("draft", "2026-02-01 01:00", source="10")
    second = message("final", "2026-02-01 01:05", source="11", version_of="10")
    store.accept(batch(second, first, captured="2026-05-01 00:00"), RUN)
    store.accept(batch(first, captured="2026-05-02 00:00"), RUN)
    (entry,) = _entries(store)
    assert texts([*entry.earlier, entry]) == ["draft", "final"]
    assert [store.knows(CHANNEL, source_id) for source_id in ("10", "11", "12")] == [True, True, False]


def test_an_old_export_imported_again_does_not_undo_an_edit(store: Store) -> None:
    export = batch(message("old"), captured="2026-05-01 00:00", method=CaptureMethod.EXPORT)
    store.accept(export, RUN)
    store.accept(batch(message("old", source="a"), captured="2026-05-02 00:00"), RUN)
    store.accept(batch(message("new", source="a"), captured="2026-05-03 00:00"), RUN)
    again = batch(message("old"), captured="2026-05-04 00:00", method=CaptureMethod.EXPORT)
    assert store.accept(again, RUN).unchanged == 1
    (entry,) = _entries(store)
    assert texts([*entry.earlier, entry]) == ["old", "new"]


def test_gaps_stay_open_until_filled_or_accepted(store: Store) -> None:
    gap = Gap(reason="token expired", edge="messages", key="g", start=at("2026-04-01 00:00"))
    opening = batch(captured="2026-05-01 00:00", gaps=(gap,))
    store.accept(opening, RUN)
    (found,) = store.gaps(CHANNEL)
    assert (found.gap, found.state, found.opened) == (gap, "open", at("2026-05-01 00:00"))
    store.accept(batch(captured="2026-05-02 00:00", closed_gaps=("g",)), RUN)
    assert store.gaps(CHANNEL) == ()
    store.accept(opening, RUN)
    assert store.gaps(CHANNEL) == (), "an older batch told again does not open it anew"
    store.accept(batch(captured="2026-05-03 00:00", gaps=(gap,)), RUN)
    store.accept_gap(CHANNEL, "g", "Moana Rewi", "the platform lost these", at=NOW)
    assert store.gaps() == ()
    (settled,) = store.gaps(open_only=False)
    assert (settled.state, settled.settled_by, settled.settled_reason) == (
        "accepted",
        "Moana Rewi",
        "the platform lost these",
    )


def test_the_cursor_is_not_set_back_by_an_older_batch(store: Store) -> None:
    store.accept(batch(captured="2026-05-02 00:00", cursor="b", edge="posts"), RUN)
    store.accept(batch(captured="2026-05-01 00:00", cursor="a", edge="posts"), RUN)
    store.accept(batch(captured="2026-05-03 00:00"), RUN)
    assert store.cursors(CHANNEL) == {"posts": "b"}


def test_events_form_an_unbroken_chain(store: Store) -> None:
    store.accept(batch(message("one", source="a")), RUN)
    store.accept(batch(message("two", source="b"), captured="2026-05-02 00:00"), RUN)
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    prev = GENESIS
    for seq, event in enumerate(store.events(), start=1):
        payload = {
            "kind": event.kind.value,
            "subject": event.subject,
            "agent": event.agent,
            "at": iso_utc(event.at),
            "detail": event.detail,
        }
        assert (event.seq, event.prev, event.hash) == (seq, prev, chain_hash(prev, payload))
        prev = event.hash
    assert prev != GENESIS


def test_a_group_does_not_become_private_and_participants_add_up(store: Store) -> None:
    aroha, tama = person("Aroha Ngata", "501"), person("Tama Pene", "502")
    private = thread("g", ThreadKind.PRIVATE, aroha)
    group = thread("g", ThreadKind.GROUP, tama)
    store.accept(batch(message("a", source="1", where=private), captured="2026-05-01 00:00"), RUN)
    store.accept(batch(message("b", source="2", where=group, sender=tama), captured="2026-05-02 00:00"), RUN)
    store.accept(batch(message("c", source="3", where=private), captured="2026-05-03 00:00"), RUN)
    memory = store.thread_context(CHANNEL, ThreadKey("g"), tail=2)
    assert set(memory.participants) == {aroha, tama}
    assert texts(memory.tail) == ["b", "c"] or len(memory.tail) == 2
    assert memory.tail[-1].thread.kind is ThreadKind.GROUP


def test_runs_tell_when_a_channel_last_succeeded(store: Store) -> None:
    from archiver.store import ChannelRun

    run = RunId("r1")
    store.begin_run(run, "run", at("2026-05-01 00:00"), "archiver 1", "abc")
    row = ChannelRun(
        channel=CHANNEL,
        outcome="complete",
        started=at("2026-05-01 00:00"),
        finished=at("2026-05-01 00:10"),
        counts={"new": 3},
        window_from=at("2026-04-30 00:00"),
        window_to=at("2026-05-01 00:00"),
    )
    store.record_channel_run(run, row)
    store.finish_run(run, "complete", {"new": 3}, at("2026-05-01 00:11"))
    (found,) = store.runs(channel=CHANNEL)
    assert found.channels == (row,)
    assert (found.outcome, found.report) == ("complete", {"new": 3})
    assert found.channels[0].duration == dt.timedelta(minutes=10)
    assert store.last_success(CHANNEL, row.finished) == row.finished


def test_totals_count_what_is_held_by_kind(store: Store) -> None:
    posts = thread("p", ThreadKind.POST)
    store.accept(
        batch(
            message("one", source="a"),
            message("joined", source="n", kind=RecordKind.NOTICE),
            message("post", source="p", where=posts, kind=RecordKind.POST, sender=AGENCY),
        ),
        RUN,
    )
    totals = store.totals(CHANNEL)
    assert totals.records == {"message": 1, "notice": 1, "post": 1}
    assert totals.placed == {"message": 0, "notice": 0, "post": 0}
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    totals = store.totals(CHANNEL)
    assert totals.placed == totals.records
    assert (totals.volumes, totals.published, totals.unpublished, totals.dirty) == (2, 0, 2, 2)


def test_review_decisions_are_kept_and_logged(store: Store) -> None:
    record = message("my son is ill", source="a")
    item = ReviewItem(record_key=record.key, reason="health words", rule="care", confidence=0.3, start=3, end=6)
    store.accept(batch(record, review=(item,)), RUN)
    (queued,) = store.review_items(CHANNEL)
    assert (queued.record_key, queued.text_key, queued.decision) == (record.key, record.text_key, "")
    store.decide_review(queued.id, "keep", "Moana Rewi", at=NOW)
    assert store.review_items(CHANNEL) == ()
    (decided,) = store.review_items(CHANNEL, open_only=False, record_keys=[record.key])
    assert (decided.decision, decided.decided_by, decided.decided_at) == ("keep", "Moana Rewi", NOW)
    assert list(store.events())[-1].agent == "Moana Rewi"
