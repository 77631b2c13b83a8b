"""A working edition is replaced, a closed one stays, and what came later is told in the next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archiver.errors import StorageError
from archiver.model.capture import Absence, CaptureMethod, Sealed
from archiver.model.conversation import Status
from archiver.model.ids import RecordNumber
from archiver.model.record import Count, ThreadKind
from archiver.store import Edition, PublishedFile, Store
from tests.store.world import AGENCY, CHANNEL, GAP, NOW, RUN, ZONE, at, batch, context, message, person, thread

FIRST = RecordNumber("R000001")


def _edition(store: Store, number: RecordNumber = FIRST, path: str = "", now: object = NOW, **more: object) -> Edition:
    heading = store.view(number, context(now=now)).heading  # type: ignore[arg-type]
    path = path or f"records/{number} {heading.edition}.pdf"
    values: dict[str, object] = {
        "number": number,
        "edition": heading.edition,
        "status": heading.status,
        "title": heading.title,
        "content_sha256": heading.content_sha256,
        "files": (PublishedFile(path=path, sha256="ab", size=3, format="pdf"),),
        "made": NOW,
        "rules": "nz-core 1",
        "software": "archiver 1",
        "messages": heading.messages,
        "channel_name": "Harbour Board on Facebook",
    }
    return Edition(**(values | more))  # type: ignore[arg-type]


def _begin(store: Store) -> None:
    store.accept(batch(message("one", "2026-05-20 00:00", source="a"), captured="2026-05-21 00:00"), RUN)
    _assign(store)


def _assign(store: Store) -> None:
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)


OPEN_NOW, CLOSED_NOW = at("2026-06-01 00:00"), at("2026-07-01 00:00")


def test_a_working_edition_is_replaced_and_its_old_files_are_told(store: Store) -> None:
    _begin(store)
    assert store.publish(_edition(store, path="records/old.pdf"), RUN) == ()
    store.accept(batch(message("two", "2026-05-21 00:00", source="b"), captured="2026-05-22 00:00"), RUN)
    _assign(store)
    assert store.pending(CHANNEL, gap=GAP, now=OPEN_NOW) == (FIRST,)
    assert store.publish(_edition(store, path="records/new.pdf"), RUN) == ("records/old.pdf",)
    assert store.stale_files() == ("records/old.pdf",)
    assert [row.path for row in store.published_files()] == ["records/new.pdf"]
    store.forget_files(["records/old.pdf", "records/new.pdf"])
    assert store.stale_files() == ()
    assert [row.path for row in store.published_files()] == ["records/new.pdf"], "a living file is not forgotten"
    latest = store.latest_edition(FIRST)
    assert latest is not None
    assert (latest.edition, latest.status, latest.messages) == (1, Status.OPEN, 2)


def test_a_closed_edition_stays_and_the_next_lists_what_changed(store: Store) -> None:
    _begin(store)
    closed = _edition(store, now=CLOSED_NOW)
    store.publish(closed, RUN)
    assert store.pending(None, gap=GAP, now=CLOSED_NOW) == ()
    store.accept(batch(message("one!", "2026-05-20 00:00", source="a"), captured="2026-07-02 00:00"), RUN)
    store.accept(batch(message("before", "2026-05-19 00:00", source="z"), captured="2026-07-03 00:00"), RUN)
    _assign(store)
    gone = Absence(source_id="z", affirmed=True, reason="deleted")
    store.accept(batch(captured="2026-07-04 00:00", absences=(gone,)), RUN)
    heading = store.view(FIRST, context(now=CLOSED_NOW)).heading
    assert (heading.edition, heading.status) == (2, Status.CLOSED)
    changes = {(change.what, change.entry) for change in heading.changes}
    assert changes == {("edited", 2), ("message added late", 1), ("deleted", 1)}
    with pytest.raises(StorageError, match="overwritten"):
        store.publish(_edition(store, path=closed.files[0].path, now=CLOSED_NOW), RUN)
    with pytest.raises(StorageError, match="closed and cannot be changed"):
        store.publish(_edition(store, now=CLOSED_NOW, edition=1, path="records/x.pdf"), RUN)
    store.publish(_edition(store, now=CLOSED_NOW), RUN)
    assert store.editions(FIRST)[0] == replace(closed, correspondent="Aroha Ngata")
    rows = {row.path: row.superseded for row in store.published_files()}
    assert rows == {"records/R000001 1.pdf": True, "records/R000001 2.pdf": False}
    (row,) = store.index_rows()
    assert (row.edition, row.files, row.superseded) == (2, ("records/R000001 2.pdf",), ("records/R000001 1.pdf",))
    settled = store.view(FIRST, context(now=CLOSED_NOW)).heading
    assert (settled.edition, len(settled.changes)) == (2, 3), "the published edition can be rendered again"


def test_a_closed_edition_told_again_by_a_killed_run_is_no_news(store: Store) -> None:
    _begin(store)
    edition = _edition(store, now=CLOSED_NOW)
    store.publish(edition, RUN)
    before = list(store.events())
    store.publish(edition, RUN)
    assert list(store.events()) == before


def test_figures_that_change_by_the_hour_do_not_reopen_a_closed_record(store: Store) -> None:
    _begin(store)
    digest = store.view(FIRST, context()).heading.content_sha256
    store.publish(_edition(store, now=CLOSED_NOW), RUN)
    liked = message("one", "2026-05-20 00:00", source="a", counts=(Count(name="likes", value=5),))
    store.accept(batch(liked, captured="2026-07-02 00:00"), RUN)
    missing = Absence(source_id="a", affirmed=False, reason="no longer listed")
    store.accept(batch(captured="2026-07-03 00:00", absences=(missing,)), RUN)
    assert store.pending(None, gap=GAP, now=CLOSED_NOW) == ()
    assert store.view(FIRST, context()).heading.content_sha256 == digest


def test_the_same_figures_do_renew_a_working_edition(store: Store) -> None:
    _begin(store)
    store.publish(_edition(store), RUN)
    liked = message("one", "2026-05-20 00:00", source="a", counts=(Count(name="likes", value=5),))
    store.accept(batch(liked, captured="2026-05-25 00:00"), RUN)
    assert store.pending(None, gap=GAP, now=OPEN_NOW) == (FIRST,)


def test_a_second_provenance_alone_does_not_make_an_edition(store: Store) -> None:
    _begin(store)
    store.publish(_edition(store, now=CLOSED_NOW), RUN)
    again = message(
        "one", "2026-05-20 00:00", content="with details of its own", where=thread("exp", ThreadKind.PRIVATE)
    )
    assert store.accept(batch(again, captured="2026-07-02 00:00", method=CaptureMethod.EXPORT), RUN).merged == 1
    assert store.pending(None, gap=GAP, now=CLOSED_NOW) == ()


def test_a_withheld_record_stays_due_until_it_is_published(store: Store) -> None:
    _begin(store)
    store.withhold(FIRST, "the leak check found a phone number", RUN, at=NOW)
    assert store.withheld() == {FIRST: "the leak check found a phone number"}
    assert store.pending(None, gap=GAP, now=OPEN_NOW) == (FIRST,)
    store.publish(_edition(store), RUN)
    assert store.withheld() == {}


def test_two_records_never_share_a_file(store: Store) -> None:
    _begin(store)
    other = thread("t2", ThreadKind.PRIVATE, person("Tama Pene", "502"), AGENCY)
    store.accept(batch(message("two", "2026-05-20 00:00", source="b", where=other)), RUN)
    _assign(store)
    store.publish(_edition(store, path="records/a.pdf"), RUN)
    with pytest.raises(StorageError, match="another record"):
        store.publish(_edition(store, RecordNumber("R000002"), path="records/a.pdf"), RUN)
    assert store.latest_edition(RecordNumber("R000002")) is None


def test_a_retitled_record_is_an_event(store: Store) -> None:
    _begin(store)
    store.publish(_edition(store), RUN)
    store.publish(_edition(store, title="Aroha Pene 2026-05-20"), RUN)
    assert [event.kind.value for event in store.events()][-2:] == ["record retitled", "publication"]


def test_unknown_numbers_are_said_to_be_unknown(store: Store) -> None:
    with pytest.raises(StorageError, match="there is no record"):
        store.view(RecordNumber("R000009"), context())


def test_content_digests_agree_between_stores_whatever_the_order_and_time_of_capture(
    store: Store, tmp_path: object
) -> None:
    records = [message(f"m{n}", f"2026-02-01 00:0{n}", source=str(n)) for n in range(4)]
    twins = [message("same", "2026-02-01 01:00", source=f"s{n}") for n in range(2)]
    store.accept(batch(*records, *twins, captured="2026-05-01 00:00"), RUN)
    _assign(store)
    with Store.open(f"sqlite:///{tmp_path}/other.db") as other:
        other.accept(batch(*reversed(twins), *reversed(records), captured="2026-05-09 00:00", origin="elsewhere"), RUN)
        other.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
        expected = other.view(FIRST, context()).heading.content_sha256
    assert store.view(FIRST, context()).heading.content_sha256 == expected
    store.accept(batch(message("m0 edited", "2026-02-01 00:00", source="0"), captured="2026-05-10 00:00"), RUN)
    assert store.view(FIRST, context()).heading.content_sha256 != expected


def test_packing_moves_originals_and_everything_that_points_to_them(store: Store) -> None:
    old = Sealed(
        ref="a.age",
        sha256="11",
        size=5,
        content_key="k",
        content_size=4,
        media_type="application/warc",
        sealed_at=NOW,
    )
    store.accept(batch(message("one", source="a"), origin="a.age", sealed=(old,)), RUN)
    _assign(store)
    new = replace(old, ref="pack.tar#a.age", sha256="22")
    assert store.move_originals({"a.age": new}, RUN, at=NOW) == 1
    assert store.originals_of(FIRST) == (("pack.tar#a.age", "22"),)
    (entry,) = store.view(FIRST, context()).entries
    assert entry.origin == "api:pack.tar#a.age"
    assert list(store.originals()) == [new]
