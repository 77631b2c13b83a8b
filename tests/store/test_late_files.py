"""A file that came late, or that an earlier state of its record holds, is held: no record says otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from archiver.model.attachment import HELD_BEFORE, Held, RedactedAttachment, file_gap
from archiver.model.capture import CaptureMethod, Gap, Sealed
from archiver.model.conversation import Entry, RecordView, Status
from archiver.model.record import RedactedRecord
from archiver.model.redaction import RedactedText
from archiver.store import Edition, PublishedFile, Store
from tests.store.world import CHANNEL, GAP, NOW, RUN, ZONE, at, batch, context, message

KEY = file_gap("m1", 0)


def sealed(ref: str) -> Sealed:
    return Sealed(
        ref=ref,
        sha256="ab" * 32,
        size=10,
        content_key=f"k-{ref}",
        content_size=9,
        media_type="image/png",
        sealed_at=at("2026-05-01 00:00"),
    )


def file(ref: str = "", number: str = "a1", name: str = "picture", **more: Any) -> RedactedAttachment:
    """One that is held in `ref`, or else one that could not be fetched."""
    if ref:
        more = {"held": Held.SEALED, "original": ref, "sha256": "cd" * 32, "size": 9, "media_type": "image/png"} | more
    else:
        more = {"held": Held.EXPIRED, "reason": "the link had expired"} | more
    return RedactedAttachment(name=RedactedText(text=name), platform_id=number, **more)


def known(number: str = "a1", name: str = "picture") -> RedactedAttachment:
    """As a connector gives a file that it did not ask for again."""
    return file(number=number, name=name, held=Held.MISSING, reason=HELD_BEFORE)


def said(*files: RedactedAttachment, text: str = "see the picture", **more: Any) -> RedactedRecord:
    return message(text, source="m1", attachments=files, content=",".join(f.platform_id for f in files), **more)


def take(store: Store, record: RedactedRecord, day: int, method: CaptureMethod = CaptureMethod.API, **more: Any) -> Any:
    refs = tuple(sealed(f.original) for f in record.attachments if f.original)
    return store.accept(batch(record, captured=f"2026-05-{day:02d} 00:00", method=method, sealed=refs, **more), RUN)


def view(store: Store) -> RecordView:
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    return store.view(store.all_numbers()[0], context())


def entry(store: Store) -> Entry:
    (only,) = view(store).entries
    return only


def publish(store: Store, status: Status) -> None:
    heading = view(store).heading
    path = f"records/{heading.number}-{heading.edition}.pdf"
    store.publish(
        Edition(
            number=heading.number,
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


def pending(store: Store) -> int:
    return len(store.pending(CHANNEL, gap=None, now=NOW))


def test_a_file_fetched_on_a_later_night_is_held_without_another_state(store: Store) -> None:
    gap = Gap(reason="a file could not be fetched", edge="media", key=KEY)
    take(store, said(file()), 1, gaps=(gap,))
    before = view(store).heading.content_sha256
    counts = take(store, said(file("night/2.age")), 2, closed_gaps=(KEY,))
    assert (counts.revised, counts.unchanged) == (0, 1)
    (held,) = entry(store).record.attachments
    assert (held.held, held.original, held.reason) == (Held.SEALED, "night/2.age", "")
    assert (held.sha256, held.size, held.media_type) == ("cd" * 32, 9, "image/png")
    assert entry(store).earlier == ()
    assert view(store).heading.content_sha256 != before
    assert [ref for ref, _ in view(store).heading.originals if ref == "night/2.age"]
    assert store.gaps(CHANNEL) == ()
    events = list(store.events())
    assert take(store, said(file("night/2.age")), 2, closed_gaps=(KEY,)).revised == 0
    assert list(store.events()) == events, "the same batch again changes nothing"


def test_a_later_failure_takes_no_file_away(store: Store) -> None:
    take(store, said(file("night/1.age")), 1)
    take(store, said(file()), 2)
    (held,) = entry(store).record.attachments
    assert (held.held, held.original) == (Held.SEALED, "night/1.age")


def test_an_open_record_becomes_due_and_a_closed_one_gets_an_edition_that_says_so(store: Store) -> None:
    take(store, said(file()), 1)
    publish(store, Status.OPEN)
    assert pending(store) == 0
    take(store, said(file("night/2.age"), file(number="a2")), 2)
    assert pending(store) == 1
    publish(store, Status.CLOSED)
    assert pending(store) == 0
    take(store, said(file("night/2.age"), file("night/3.age", number="a2")), 3)
    assert pending(store) == 1
    heading = view(store).heading
    assert heading.edition == 2
    assert [(change.what, change.entry) for change in heading.changes] == [("attachment fetched late", 1)]


def test_an_edit_keeps_the_files_that_came_before_it(store: Store) -> None:
    take(store, said(file("n/1.age", "a1"), file("n/2.age", "a2")), 1)
    take(store, said(known("a2"), known("a1"), text="edited: see both"), 2)
    now = entry(store)
    assert [(f.platform_id, f.held, f.original, f.reason) for f in now.record.attachments] == [
        ("a2", Held.SEALED, "n/2.age", ""),
        ("a1", Held.SEALED, "n/1.age", ""),
    ]
    assert [f.original for f in now.earlier[0].record.attachments] == ["n/1.age", "n/2.age"]


def test_an_edit_that_takes_a_picture_out_does_not_mix_up_the_others(store: Store) -> None:
    take(store, said(file("n/1.age", "a1"), file("n/2.age", "a2")), 1)
    take(store, said(known("a2"), text="one is gone"), 2)
    assert [f.original for f in entry(store).record.attachments] == ["n/2.age"]


def test_files_without_an_id_are_known_by_name_and_place(store: Store) -> None:
    take(store, said(file("n/1.age", "", "sticker"), file("n/2.age", "", "sticker")), 1)
    take(store, said(known("", "sticker"), known("", "sticker"), text="edited"), 2)
    assert [f.original for f in entry(store).record.attachments] == ["n/1.age", "n/2.age"]


def test_a_file_that_came_with_an_edit_is_not_called_held_and_is_asked_for(store: Store) -> None:
    take(store, said(file("n/1.age", "a1")), 1)
    take(store, said(known("a1"), known("a2"), text="another picture"), 2)
    first, second = entry(store).record.attachments
    assert first.held is Held.SEALED
    assert (second.held, second.original) == (Held.MISSING, "")
    assert second.reason == "it came with a change of this record and was not fetched yet"
    assert [gap.gap.key for gap in store.gaps(CHANNEL)] == [file_gap("m1", 1)]
    take(store, said(known("a1"), file("n/3.age", "a2"), text="another picture"), 3, closed_gaps=(file_gap("m1", 1),))
    assert [f.original for f in entry(store).record.attachments] == ["n/1.age", "n/3.age"]
    assert store.gaps(CHANNEL) == ()


def test_a_file_that_comes_together_with_an_edit_is_held_in_the_earlier_state_too(store: Store) -> None:
    take(store, said(file()), 1)
    take(store, said(file("n/2.age"), text="edited"), 2)
    now = entry(store)
    assert [f.original for f in now.record.attachments] == ["n/2.age"]
    assert [f.original for f in now.earlier[0].record.attachments] == ["n/2.age"]


@pytest.mark.parametrize("first", ["api", "export"])
def test_an_export_brings_the_file_that_the_platform_refused_and_fills_its_gap(store: Store, first: str) -> None:
    gap = Gap(reason="a file could not be fetched", edge="media", key=KEY)
    live = said(file(number="a1", name="picture"))
    export = message("see the picture", attachments=(file("export.age", "", "photos/1.jpg"),), content="export")
    if first == "api":
        take(store, live, 1, gaps=(gap,))
        assert take(store, export, 2, CaptureMethod.EXPORT).merged == 1
    else:
        take(store, export, 1, CaptureMethod.EXPORT)
        take(store, live, 2, gaps=(gap,))
    (held,) = entry(store).record.attachments
    assert (held.held, held.original) == (Held.SEALED, "export.age")
    assert store.gaps(CHANNEL) == ()
