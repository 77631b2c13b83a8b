"""Whose name a record bears: the name, else the handle, and both find it, under every name it bore."""

from __future__ import annotations

from archiver.model.conversation import Heading
from archiver.model.correspondent import RedactedCorrespondent, Role
from archiver.model.ids import RecordNumber
from archiver.model.record import ThreadKind
from archiver.model.redaction import RedactedText
from archiver.retrieval.search import search
from archiver.store import Store
from tests.store.world import AGENCY, CHANNEL, GAP, NOW, RUN, ZONE, batch, context, marked, message, person, thread


def by_handle(handle: str, platform_id: str = "501", name: str = "") -> RedactedCorrespondent:
    return RedactedCorrespondent(
        name=RedactedText(text=name), handle=RedactedText(text=handle), platform_id=platform_id, role=Role.CORRESPONDENT
    )


def _assigned(store: Store) -> RecordNumber:
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    (number,) = store.all_numbers()
    return number


def _heading(store: Store) -> Heading:
    return store.view(_assigned(store), context()).heading


def _title(store: Store) -> str:
    return _heading(store).title


def test_one_known_by_handle_alone_is_titled_with_it_and_found_by_it(store: Store) -> None:
    sam = by_handle("sam_example")
    store.accept(batch(message(source="m1", sender=sam, where=thread("t1", ThreadKind.PRIVATE, sam, AGENCY))), RUN)
    assert _title(store) == "@sam_example 2026-02-01"
    for asked in ("sam_example", "@sam_example", "Sam Example"):
        (hit,) = search(store, correspondent=asked).hits
        assert (hit.title, hit.correspondent) == ("@sam_example 2026-02-01", "@sam_example")


def test_a_handle_that_was_redacted_or_is_missing_titles_nothing(store: Store) -> None:
    sam = RedactedCorrespondent(handle=marked("[PHONE 1]"), platform_id="501")
    store.accept(batch(message(source="m1", sender=sam, where=thread("t1", ThreadKind.PRIVATE, sam, AGENCY))), RUN)
    assert _title(store) == "Unknown correspondent 2026-02-01"


def test_a_name_comes_before_a_handle_whichever_is_newer_and_bears_the_handle(store: Store) -> None:
    named, handled = person("Sam Example"), by_handle("sam_example")
    where = thread("t1", ThreadKind.PRIVATE, handled, AGENCY)
    store.accept(batch(message("one", "2026-02-01 01:15", source="m1", sender=named, where=where)), RUN)
    store.accept(batch(message("two", "2026-02-02 01:15", source="m2", sender=handled, where=where)), RUN)
    heading = _heading(store)
    assert (heading.title, heading.formerly) == ("Sam Example 2026-02-01", ())
    assert [(p.name.text, p.handle.text) for p in heading.correspondents] == [("Sam Example", "sam_example")]


def test_a_changed_handle_is_among_the_former_names(store: Store) -> None:
    old, new = by_handle("sam_example"), by_handle("sam.writes")
    where = thread("t1", ThreadKind.PRIVATE, new, AGENCY)
    store.accept(batch(message("one", "2026-02-01 01:15", source="m1", sender=old, where=where)), RUN)
    store.accept(batch(message("two", "2026-02-02 01:15", source="m2", sender=new, where=where)), RUN)
    heading = _heading(store)
    assert (heading.title, heading.formerly) == ("@sam.writes 2026-02-01", ("@sam_example",))


def test_people_of_a_group_are_named_or_bear_their_handles(store: Store) -> None:
    hana, sam = person("Hana Rewi", "500"), by_handle("sam_example")
    where = thread("g1", ThreadKind.GROUP, hana, sam, AGENCY)
    store.accept(batch(message(source="m1", sender=hana, where=where)), RUN)
    assert _title(store) == "Hana Rewi, @sam_example 2026-02-01"
