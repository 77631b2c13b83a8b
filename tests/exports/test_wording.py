"""What every format says: clean text, dates with offsets, states and sizes in words, the last page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model.attachment import Held
from archiver.model.conversation import FileKind, Status
from archiver.model.correspondent import Role
from archiver.model.record import Count, RedactedQuote, State
from archiver.model.redaction import EMPTY, Kind, Mark, RedactedText
from archiver.model.time import Assumption, Moment, Precision
from connectors.cannot import CANNOT
from exports import layout, moments, sections
from exports.clean import one_line, pieces, shown
from exports.marks import marks
from tests.exports.views import (
    AUCKLAND,
    STAMP,
    make_attachment,
    make_correspondent,
    make_entry,
    make_heading,
    make_record,
    posts_view,
    redacted,
    rich_view,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\tb", "a    b"),
        ("a\x00\x1b\x85b", "a[U+0000][U+001B][U+0085]b"),
        ("\u202eabc\u202c", "[U+202E]abc[U+202C]"),
        ("\ud83d", "[U+D83D]"),
        ("\uffff\U0001fffe", "[U+FFFF][U+1FFFE]"),
        ("a\u200bb\ufeff", "a[U+200B]b[U+FEFF]"),
        ("a\u2028b\u2029c", "a\nb\n\nc"),
        ("hidden\U000e0041", "hidden[U+E0041]"),
        ("👩\u200d👧 ❤\ufe0f क्\u200dष", "👩\u200d👧 ❤\ufe0f क्\u200dष"),
        (
            "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("Tūhoe \u02bbOfa 漢字 مرحبا", "Tūhoe \u02bbOfa 漢字 مرحبا"),
    ],
)
def test_what_cannot_be_seen_is_written_out_and_the_rest_stays(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_shown_text_is_fit_for_xml_and_shows_as_itself(text: str) -> None:
    clean = shown(text)
    assert shown(clean) == clean
    clean.encode()
    assert not [char for char in clean if ord(char) < 32 and char != "\n"]
    assert "\n" not in one_line(text)
    assert one_line(text) == one_line(text).strip()


def test_text_is_cut_at_its_marks_after_cleaning_each_piece() -> None:
    text = redacted("call\t[PHONE 1]\r\nor [EMAIL 2]\x00")
    assert [(words, mark.kind if mark else None) for words, mark in pieces(text)] == [
        ("call    ", None),
        ("[PHONE 1]", Kind.PHONE),
        ("\nor ", None),
        ("[EMAIL 2]", Kind.EMAIL),
        ("[U+0000]", None),
    ]
    assert pieces(EMPTY) == ()


@pytest.mark.parametrize(("start", "end"), [(3, 99), (-1, 2), (5, 4)])
def test_a_mark_outside_its_text_stops_the_record_and_names_the_rule_not_the_text(start: int, end: int) -> None:
    mark = Mark(start=start, end=end, kind=Kind.PHONE, rule="nz.phone", token="[PHONE 1]")
    with pytest.raises(ValueError, match="nz.phone") as caught:
        pieces(RedactedText(text="secret words", marks=(mark,)))
    assert "secret" not in str(caught.value)


def test_times_carry_their_offset_on_both_sides_of_a_clock_change() -> None:
    before = Moment(utc=dt.datetime(2026, 4, 4, 13, 30, tzinfo=dt.UTC))
    after = Moment(utc=dt.datetime(2026, 4, 4, 14, 30, tzinfo=dt.UTC))
    assert moments.moment_words(before, AUCKLAND) == "5 April 2026, 02:30:00 (+13:00)"
    assert moments.moment_words(after, AUCKLAND) == "5 April 2026, 02:30:00 (+12:00)"
    assert moments.both_words(after.utc, AUCKLAND) == (
        "Sunday 5 April 2026, 02:30:00 (+12:00), which is 2026-04-04 14:30:00 UTC"
    )
    assert moments.moment_words(None, AUCKLAND) == "not provided by the platform"


def test_a_time_is_said_no_finer_than_it_is_known() -> None:
    utc = dt.datetime(2026, 2, 1, 1, 15, 9, tzinfo=dt.UTC)
    said = {each: moments.clock_with_offset(Moment(utc=utc, precision=each), AUCKLAND) for each in Precision}
    assert said == {
        Precision.MILLISECOND: "14:15:09 +13:00",
        Precision.SECOND: "14:15:09 +13:00",
        Precision.MINUTE: "14:15 +13:00",
        Precision.DAY: "time of day not given",
    }
    assert moments.moment_words(Moment(utc=utc, precision=Precision.DAY), AUCKLAND) == "1 February 2026"


def test_the_ends_of_the_calendar_do_not_stop_a_record() -> None:
    last = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
    assert moments.when_words(last, AUCKLAND) == "31 December 9999, 23:59:59 (+00:00)"


@pytest.mark.parametrize("assumption", [Assumption.FOLD, Assumption.SKIPPED])
def test_a_time_that_a_clock_change_makes_a_guess_says_so(assumption: Assumption) -> None:
    assert moments.assumption_words(Moment(utc=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), assumption=assumption))


def test_a_zone_that_no_line_names_is_said_once_and_not_on_every_line() -> None:
    moment = Moment(utc=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), assumption=Assumption.ZONE)
    assert not moments.assumption_words(moment)
    assert any("time zone" in sentence for sentence in CANNOT["whatsapp"])


def test_a_person_always_has_a_label() -> None:
    assert layout.person(make_correspondent("Hana", "hana")) == "Hana"
    assert layout.person(make_correspondent("", "@hana")) == "@hana"
    assert layout.person(make_correspondent("\u200b", "")) == "[U+200B]"
    assert layout.person(make_correspondent("", "")) == "Unknown correspondent"
    assert layout.person(make_correspondent("", "", role=Role.AGENCY)) == "The agency"
    assert layout.person(make_correspondent("", "", role=Role.SYSTEM)) == "The platform"
    assert layout.person_with_handle(make_correspondent("Hana", "hana")) == "Hana (@hana)"
    assert layout.person_with_handle(make_correspondent("", "hana")) == "@hana"


def test_not_returned_is_never_called_deleted() -> None:
    gone = dt.datetime(2026, 2, 5, 1, 0, tzinfo=dt.UTC)
    quiet = layout.status(make_entry("x", gone_since=gone), AUCKLAND)
    assert quiet == ("Not returned by the platform since 5 February 2026; that alone does not mean it was deleted",)
    told = layout.status(make_entry("x", gone_since=gone, gone_affirmed=True, gone_reason="deleted"), AUCKLAND)
    assert told == ("Gone at the source (deleted), seen on 5 February 2026",)


@pytest.mark.parametrize("state", [State.UNREADABLE, State.OUTSIDE_WINDOW, State.DELETED])
def test_a_record_without_text_says_why(state: State) -> None:
    assert layout.body(make_record("", state=state)).startswith("(")
    assert layout.body(make_record("")) == "(no text)"
    assert layout.body(make_record("", attachments=(make_attachment(),))) == ""


@pytest.mark.parametrize("held", list(Held))
def test_an_attachment_says_whether_it_is_held(held: Held) -> None:
    words = layout.attachment_words(make_attachment("a\nb.pdf", held=held, reason="limit"))
    assert words.startswith("a b.pdf · application/pdf · 48.2 kB · ")
    assert ("sealed in the archive" in words) == (held is Held.SEALED)
    assert (held.value in words) or held is Held.SEALED


def test_sizes_are_in_words() -> None:
    sizes = [0, 1, 999, 1000, 999_949, 999_950, 2_400_113, 10**9, 5 * 10**12, None]
    assert [layout.size_words(size) for size in sizes] == [
        "0 bytes",
        "1 byte",
        "999 bytes",
        "1.0 kB",
        "999.9 kB",
        "1.0 MB",
        "2.4 MB",
        "1.0 GB",
        "5000.0 GB",
        "size not known",
    ]


def test_every_kind_of_mark_has_words() -> None:
    assert layout.kind_words(Kind.IRD) == "IRD number"
    assert layout.kind_words(Kind.KIWISAVER) == "KiwiSaver number"
    assert all(layout.kind_words(kind).strip() for kind in Kind)


def test_marks_are_listed_wherever_they_stand() -> None:
    record = make_record(
        "a [PHONE 1]",
        subject=redacted("b [EMAIL 1]"),
        sender=make_correspondent(),
        quote=RedactedQuote(text=redacted("c [IRD NUMBER 1]")),
        attachments=(make_attachment("d [NAME 1].pdf", alt_text=redacted("e [ADDRESS 1]")),),
    )
    assert [(where, mark.token) for where, mark in marks(make_entry(record))] == [
        ("Text", "[PHONE 1]"),
        ("Subject", "[EMAIL 1]"),
        ("Quoted text", "[IRD NUMBER 1]"),
        ("Name of attachment 1", "[NAME 1]"),
        ("Description of attachment 1", "[ADDRESS 1]"),
    ]


def test_the_title_block_leaves_no_label_without_a_value_and_nothing_unclean() -> None:
    for view in (rich_view(title="a\nb\x00"), posts_view()):
        block = sections.title_block(view.heading, STAMP)
        assert all(label and value for label, value in block)
        assert len({label for label, _ in block}) == len(block)
        assert not [value for _, value in block if shown(value) != value or "\n" in value]


def test_the_last_page_always_says_what_is_missing_and_that_redaction_was_by_machine() -> None:
    heading = make_heading(())
    titles = [section.title for section in sections.last_page(heading, STAMP)]
    assert titles == ["What is missing", "What Facebook does not give", "Redaction", "Sealed originals", "This record"]
    first = sections.last_page(replace(heading, unread=2, withheld=1), STAMP)[0]
    assert sections.missing(heading) == (sections.NOTHING_MISSING,)
    assert first.paragraphs == (
        "2 items could not be read: the platform does not give the content.",
        "1 item withheld: the text could not be judged by the rules.",
    )
    redaction = sections.last_page(heading, STAMP)[2]
    assert sections.BY_MACHINE in redaction.paragraphs
    assert sections.NOT_REVIEWED in redaction.paragraphs
    assert sections.REVIEWED in sections.last_page(replace(heading, reviewed=True), STAMP)[2].paragraphs


def test_an_edition_says_whether_it_is_final() -> None:
    heading = make_heading(())
    assert sections.edition_words(heading) == "1, final"
    still = replace(heading, status=Status.OPEN)
    assert sections.edition_words(still) == "1, a working edition: the exchange is still open"
    assert sections.edition_words(replace(still, kind=FileKind.POSTS)).endswith("may still come")


def test_one_of_a_figure_is_told_in_the_singular_and_names_that_are_not_ours_stay() -> None:
    counts = [("likes", 1), ("comments", 2), ("replies", 1), ("votes for choice 1", 1), ("buses", 1)]
    record = replace(make_record(), counts=tuple(Count(name=name, value=value) for name, value in counts))
    told = layout.counts_words(replace(make_entry(), record=record), AUCKLAND)
    assert told.startswith("1 like, 2 comments, 1 reply, 1 votes for choice 1, 1 buses, as seen on ")
