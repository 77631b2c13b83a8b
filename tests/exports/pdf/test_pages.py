"""Pages as a reader meets them: numbered, headed, broken where a reader would, nothing drawn over anything else."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.exports.pdf.reading import opened, pdfium_pages, pdfium_text, poppler_text, written
from tests.exports.views import Streamed, long_view, make_entry, make_record, make_view, posts_view, rich_view


def test_every_page_knows_its_number_and_the_total() -> None:
    pages = pdfium_pages(written(long_view(200)))
    assert len(pages) > 8
    assert all(f"Page {number} of {len(pages)}" in text for number, text in enumerate(pages, 1))


def test_every_page_carries_record_number_edition_and_content_hash() -> None:
    view = rich_view()
    for text in pdfium_pages(written(view)):
        assert "R000042 · edition 2" in text
        assert view.heading.content_sha256 in text


def test_a_message_runs_over_as_many_pages_as_it_takes() -> None:
    words = [f"w{number}" for number in range(9000)]
    content = written(make_view([" ".join(words)]))
    found = re.findall(r"w\d+", pdfium_text(content))
    assert found == words


def test_a_page_says_which_entry_runs_over_to_it() -> None:
    pages = pdfium_pages(written(make_view(["short", "word " * 3000, "short"])))
    told = ["No. 2" in text and "continued" in text for text in pages]
    assert told == [False] + [True] * (len(pages) - 2) + [False]


def test_a_line_never_stands_alone_at_a_page_end() -> None:
    for lines in range(40, 60):
        pages = pdfium_pages(written(make_view(["\n".join(f"line-{number}" for number in range(lines))])))
        on_each = [len(re.findall(r"line-\d+", text)) for text in pages]
        assert sum(on_each) == lines
        assert 1 not in on_each


def test_a_day_heading_is_followed_by_a_message_on_its_page() -> None:
    # Each message is on a day of its own, so that every page end meets a heading sooner or later.
    entries = [
        make_entry(make_record("\n".join(["word"] * (number % 7 + 1)), minutes=1440 * number)) for number in range(60)
    ]
    for text in pdfium_pages(written(make_view(entries=entries))):
        days = [match.end() for match in re.finditer(r"day \d+ \w+ 2026 +UTC", text)]
        if days:
            assert "Hana" in text[days[-1] :], text[days[-1] :]


def test_no_text_is_drawn_over_other_text() -> None:
    document = pypdfium2.PdfDocument(written(rich_view()))
    for page in document:
        textpage = page.get_textpage()
        boxes = [textpage.get_rect(number) for number in range(textpage.count_rects())]
        for first, one in enumerate(boxes):
            for other in boxes[first + 1 :]:
                wide = min(one[2], other[2]) - max(one[0], other[0])
                high = min(one[3], other[3]) - max(one[1], other[1])
                assert wide <= 1.5 or high <= 1.5, (textpage.get_text_bounded(*one), textpage.get_text_bounded(*other))
    document.close()


def test_text_stays_inside_the_margins() -> None:
    document = pypdfium2.PdfDocument(written(make_view(["x" * 500, "word " * 500, "你好" * 400, "مرحبا " * 200])))
    for page in document:
        textpage = page.get_textpage()
        for number in range(textpage.count_rects()):
            left, bottom, right, top = textpage.get_rect(number)
            assert left >= 59
            assert right <= 537
            assert bottom >= 40
            assert top <= 800
    document.close()


def test_the_outline_leads_to_months_days_and_sections() -> None:
    with opened(written(long_view(500))) as pdf, pdf.open_outline() as outline:
        top = [item.title for item in outline.root]
        conversation = next(item for item in outline.root if item.title == "Conversation")
        assert top[:2] == ["About this record", "Conversation"]
        assert "Redaction" in top
        assert [month.title for month in conversation.children] == ["February 2026"]
        assert conversation.children[0].children[0].title == "Sunday 1 February 2026"


def test_the_file_says_what_it_is_in_its_metadata() -> None:
    view = rich_view()
    with opened(written(view)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2A"
        assert metadata["dc:title"] == view.heading.title
        assert metadata["dc:creator"] == ["Example Agency"]
        assert metadata["dc:identifier"] == "R000042"
        assert metadata["xmp:CreateDate"] == "2026-03-02T02:00:00+00:00"
        assert metadata["xmp:CreatorTool"] == "archiver 0.1.0"
        assert str(pdf.Root.Lang) == "en-NZ"
        assert str(pdf.docinfo["/Title"]) == view.heading.title
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260302020000+00'00'"


def test_every_font_is_embedded_and_subset() -> None:
    with opened(written(make_view(["Kia ora 你好 مرحبا 😀"]))) as pdf:
        fonts = [
            item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"
        ]
        assert len(fonts) >= 5
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert re.fullmatch(r"/[A-Z]{6}\+Noto\S+", str(font.BaseFont))
            assert len(descriptor.FontFile2.read_bytes()) < 200_000
            assert "/ToUnicode" in font


def test_comments_stand_further_in_than_what_they_answer() -> None:
    document = pypdfium2.PdfDocument(written(posts_view()))

    def indent(words: str) -> float:
        for page in document:
            textpage = page.get_textpage()
            found = textpage.search(words).get_next()
            if found:
                return float(textpage.get_charbox(found[0])[0])
        raise AssertionError(words)

    edges = [indent(words) for words in ("Our offices close", "When exactly? My", "At noon.", "Thanks!")]
    steps = [round(further - edge) for edge, further in itertools.pairwise(edges)]
    assert steps == [pytest.approx(18, abs=1)] * 3
    assert indent("Something rude") == pytest.approx(edges[1], abs=1)
    document.close()


def test_counts_are_stamped_with_when_they_were_seen(tmp_path: Path) -> None:
    found = poppler_text(written(posts_view()), tmp_path)
    assert "120 likes, 8 shares, 4 comments, as seen on 2 February 2026, 16:00:00 (+13:00)" in found
    assert "Hidden by the agency" in found
    assert "https://social.example/agency/posts/1" in found


def test_an_hour_that_comes_twice_shows_its_offset(tmp_path: Path) -> None:
    # The clocks go back on 5 April 2026 at 3:00 in Auckland, 14:00 UTC the day before.
    before = dt.datetime(2026, 4, 4, 13, 30, tzinfo=dt.UTC)
    entries = [
        make_entry(
            make_record(
                words, minutes=(before - dt.datetime(2026, 2, 1, 1, 15, tzinfo=dt.UTC)).total_seconds() / 60 + add
            )
        )
        for words, add in (("first half past two", 0), ("second half past two", 60))
    ]
    found = re.sub(r"\s+", " ", poppler_text(written(make_view(entries=entries)), tmp_path))
    assert "Sunday 5 April 2026 UTC+13:00" in found
    assert re.search(r"02:30:00 Hana Tūhoe-Example to Example Agency · UTC\+12:00", found)


@pytest.mark.parametrize("again", [1, 2])
def test_entries_are_taken_as_they_come(again: int) -> None:
    view = make_view()
    streamed = type(view)(heading=view.heading, entries=Streamed(3, list(view.entries).__getitem__))
    assert written(streamed) == written(view)
