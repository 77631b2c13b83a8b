"""A reader finds a record by words, name, date, channel or number, with and without macrons, on both engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.errors import UsageError
from archiver.model.ids import ChannelId, RecordNumber
from archiver.model.record import RecordKind, RedactedRecord, ThreadKind
from archiver.model.redaction import RedactedText
from archiver.retrieval import search as search_module
from archiver.retrieval.search import Found, search
from archiver.store import Edition, PublishedFile, Store
from tests.store.world import (
    AGENCY,
    CHANNEL,
    GAP,
    NOW,
    RUN,
    ZONE,
    batch,
    context,
    marked,
    message,
    person,
    thread,
)

OTHER = ChannelId("harbour-x")


def _said(
    text: str | RedactedText, sent: str = "2026-02-01 01:15", who: str = "Aroha Ngata", source: str = "", **more: object
) -> RedactedRecord:
    sender = person(who, f"id-{who}")
    where = thread(f"t-{who}", ThreadKind.PRIVATE, sender, AGENCY)
    return message(text, sent, source=source or f"{who}{text}{sent}", where=where, sender=sender, **more)  # type: ignore[arg-type]


def _fill(store: Store, *records: RedactedRecord, channel: ChannelId = CHANNEL) -> None:
    store.accept(batch(*records, channel=channel), RUN)
    store.assign(channel, RUN, gap=GAP, zone=ZONE, now=NOW)


def _names(found: Found) -> list[str]:
    return [hit.correspondent for hit in found.hits]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Kei te pai te reo Māori", "Maori"),
        ("Kei te pai te reo Māori", "māori"),
        ("Kei te pai te reo Ma\u0304ori", "Māori"),
        ("Kei te pai te reo Maori", "Māori"),
        ("Kei te pai te reo Māori", "Maaori"),
        ("Kei te pai te reo Maaori", "Maori"),
        ("#TeReoMāori", "reo"),
        ("#TeReoMāori", "#tereomaori"),
        ("#TeReoMāori is great", "#TeReoMāori"),
        ("kia ora #TeReoMāori is great", '"ora #TeReoMāori is"'),
        ("#TeReoMāori", "maori"),
        ("Whanganui office", "whang*"),
        ("Whanganui office", "whang"),
        ("thank you \U0001f600", "\U0001f600"),
        ("我想申请津贴", "申请"),
        ("ＡＢＣ full width", "abc"),
        ("Straße", "strasse"),
        ("see www.example.govt.nz/benefits", "benefits"),
        ("it's 1e5 of 12ab-34", "12ab"),
        ("it's 1e5 of 12ab-34", "1e5"),
        ("नमस्ते दुनिया", "दुनिया"),
        ("İstanbul", "istanbul"),
    ],
)
def test_a_word_is_found_however_it_is_written(store: Store, text: str, typed: str) -> None:
    _fill(store, _said(text), _said("nothing of the kind", who="Somebody Else"))
    assert _names(search(store, typed)) == ["Aroha Ngata"]


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "*",
        "NEAR(",
        'a" OR b',
        "body:kia",
        "kia AND NOT ora",
        "{facets}:c1",
        "'; DROP TABLE record; --",
        "kia | ora & !x",
    ],
)
def test_quotes_and_operators_are_words_or_nothing(store: Store, typed: str) -> None:
    _fill(store, _said("kia ora near body"))
    try:
        search(store, typed)
    except UsageError:
        pass  # a reader's words came back: there is nothing to look for in it
    assert _names(search(store, "kia")) == ["Aroha Ngata"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_no_text_is_an_error_of_the_database(store: Store, typed: str) -> None:
    try:
        search(store, typed)
    except UsageError:
        pass


def test_words_must_all_stand_and_phrases_together(store: Store) -> None:
    _fill(store, _said("benefit letter sent", who="Ana"), _said("letter about a benefit", who="Ben"))
    assert sorted(_names(search(store, "benefit letter"))) == ["Ana", "Ben"]
    assert _names(search(store, '"benefit letter"')) == ["Ana"]
    assert _names(search(store, "letter -sent")) == ["Ben"]


def test_facet_words_do_not_match_what_people_write(store: Store) -> None:
    _fill(store, _said("gate c1 and month m202602", who="Ana"), _said("plain", who="Ben"))
    assert _names(search(store, "c1", channel=CHANNEL)) == ["Ana"]


def test_channel_date_and_name_narrow_the_search(store: Store) -> None:
    _fill(
        store,
        _said("parking fine", "2026-01-31 10:30", "Ana Smith"),
        _said("parking fine", "2026-01-31 11:30", "Ben Ngata"),
    )
    _fill(store, _said("parking fine", "2026-03-01 00:00", "Cam Jones"), channel=OTHER)
    assert _names(search(store, "parking")) == ["Cam Jones", "Ben Ngata", "Ana Smith"]
    assert _names(search(store, "parking", channel=OTHER)) == ["Cam Jones"]
    february = dt.date(2026, 2, 1)
    assert _names(search(store, "parking", date_from=february, date_to=february, zone=ZONE)) == ["Ben Ngata"]
    assert _names(search(store, "parking", date_to=dt.date(2026, 1, 31), zone=ZONE)) == ["Ana Smith"]
    assert _names(search(store, "parking", correspondent="gat")) == ["Ben Ngata"]
    assert _names(search(store, correspondent="NGĀTA")) == ["Ben Ngata"]
    assert _names(search(store, date_from=dt.date(2026, 3, 1))) == ["Cam Jones"]
    assert search(store, "parking", channel=ChannelId("none")).note


def test_a_former_name_and_a_near_spelling_find_the_person(store: Store) -> None:
    where = thread("t", ThreadKind.PRIVATE, person("Aroha Pene", "501"))
    _fill(
        store,
        message("a", "2026-02-01 00:00", source="1", where=where, sender=person("Aroha Ngata", "501")),
        message("b", "2026-02-02 00:00", source="2", where=where, sender=person("Aroha Pene", "501")),
    )
    assert _names(search(store, correspondent="ngata")) == ["Aroha Pene"]
    near = search(store, correspondent="Aroah")
    assert _names(near) == ["Aroha Pene"]
    assert "nearest" in near.note


def test_a_name_typed_as_words_finds_the_conversation(store: Store) -> None:
    _fill(store, _said("hello there", who="Tāne Mahuta"), _said("hello again", who="Ana"))
    assert _names(search(store, "tane mahuta")) == ["Tāne Mahuta"]


def test_an_earlier_wording_is_found_and_shown(store: Store) -> None:
    _fill(store, _said("first wording", source="m"))
    store.accept(batch(_said("second thought", source="m"), captured="2026-05-02 00:00"), RUN)
    (hit,) = search(store, "wording").hits
    assert hit.snippet == "first wording"


def test_a_hit_says_what_a_reader_needs(store: Store) -> None:
    _fill(store, _said(marked("please ring [PHONE 1] about\nthe parking\x1b[31m fine")))
    number = RecordNumber("R000001")
    heading = store.view(number, context()).heading
    file = PublishedFile(path="records/a.pdf", sha256="0", size=1, format="pdf")
    edition = Edition(
        number=number,
        edition=1,
        status=heading.status,
        title=heading.title,
        content_sha256=heading.content_sha256,
        files=(file,),
        made=NOW,
        rules="r",
        software="s",
        messages=1,
    )
    store.publish(edition, RUN)
    (hit,) = search(store, "parking").hits
    assert (hit.record, hit.title, hit.files) == (number, "Aroha Ngata 2026-02-01", ("records/a.pdf",))
    assert (hit.channel, hit.messages) == (CHANNEL, 1)
    assert hit.snippet == "please ring [PHONE 1] about the parking [31m fine"
    assert search(store, "R000001").hits[0].record == number
    assert search(store, "R999999").hits == ()


def test_a_snippet_never_cuts_a_token(store: Store) -> None:
    _fill(
        store,
        _said(
            marked("x" * 20 + " [CLIENT NUMBER 12345] " + "y " * 25 + "needle " + "z " * 90, "[CLIENT NUMBER 12345]")
        ),
    )
    (hit,) = search(store, "needle").hits
    assert "needle" in hit.snippet
    assert hit.snippet.count("[") == hit.snippet.count("]")
    assert hit.snippet.startswith("… ")
    assert hit.snippet.endswith(" …")


def test_posts_are_found_too(store: Store) -> None:
    post = message(
        "Office closed", source="p1", where=thread("p1", ThreadKind.POST), kind=RecordKind.POST, sender=AGENCY
    )
    _fill(store, post)
    (hit,) = search(store, "closed").hits
    assert (hit.correspondent, hit.title) == ("", f"{CHANNEL} posts 2026-02")


def test_counts_are_capped_and_said_to_be(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "MOST_COUNTED", 3)
    _fill(store, *_many(5))
    found = search(store, "common", limit=2)
    assert (found.records, found.is_capped, found.has_more, len(found.hits)) == (3, True, True, 2)


def _many(count: int) -> Sequence[RedactedRecord]:
    return [_said("common", f"2026-02-0{n + 1} 00:00", f"Person {n}") for n in range(count)]


def test_backwards_dates_are_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="before"):
        search(store, date_from=dt.date(2026, 2, 1), date_to=dt.date(2026, 1, 1))
