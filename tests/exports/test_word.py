"""The Word file as other readers find it: python-docx, and LibreOffice."""

from __future__ import annotations

import gc
import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.conversation import RecordView
from archiver.model.redaction import Kind, Mark, RedactedText
from exports.clean import shown
from exports.word import export
from tests.exports.views import (
    HOSTILE,
    SCRIPTS,
    STAMP,
    hostile_view,
    long_view,
    make_entry,
    make_record,
    make_view,
    posts_view,
    rich_view,
    scripts_view,
)


def written(view: RecordView) -> bytes:
    stream = io.BytesIO()
    export(view, stream, STAMP)
    return stream.getvalue()


def opened(view: RecordView) -> Any:
    return docx.Document(io.BytesIO(written(view)))


def texts(document: Any, style: str) -> list[str]:
    return [each.text for each in document.paragraphs if each.style.name == style]


def by_office(program: Path, folder: Path, view: RecordView, form: str) -> Path:
    """The record as LibreOffice converts it."""
    source = folder / "record.docx"
    source.write_bytes(written(view))
    call: list[str | Path] = [
        program,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        form,
    ]
    subprocess.run([*call, "--outdir", folder, source], check=True, capture_output=True, timeout=120)
    return folder / f"record.{form.partition(':')[0]}"


def test_the_transcript_stands_under_day_headings_in_order() -> None:
    document = opened(rich_view())
    assert texts(document, "Heading 2") == [
        "Sunday 1 February 2026",
        "Date not provided by the platform",
        "Sunday 5 April 2026",
    ]
    heads = texts(document, "Message Head") + texts(document, "Agency Head")
    assert "Hana Tūhoe-Example to Example Agency\t14:15:00 +13:00 · No. 1" in heads
    assert "Example Agency to Hana Tūhoe-Example\t15:19:00 +13:00 · No. 3" in heads
    assert len(heads) == 12
    assert "Kia ora Hana,\nplease never send numbers here. See our page.\n\nNgā mihi" in texts(document, "Message Text")


def test_everything_that_hangs_on_a_message_is_said() -> None:
    document = opened(rich_view())
    notes = texts(document, "Message Note")
    for words in (
        "Link: https://agency.example/help?ref=1&lang=mi “Help & support” (leads to https://agency.example/help)",
        "Reactions: ❤️ Hana Tūhoe-Example",
        "Attachment: clip.mp4 · video/mp4 · size not known · not held: the platform's link had expired",
        "Description: A front door",
        "Note: Gone at the source (deleted by its sender), seen on 4 February 2026",
        "Subject: About [IRD NUMBER 1]",
    ):
        assert words in notes
    assert texts(document, "Earlier Version") == [
        "Version 1, as seen on 2 February 2026, 16:00:00 (+13:00): Can you also tell me when I am next paid?"
    ]
    assert texts(document, "Quoted Text")[0].startswith("In reply to Hana Tūhoe-Example: Kia ora")


def test_marks_are_set_apart_by_a_style_of_their_own() -> None:
    document = opened(rich_view())
    marks = [
        run.text
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.style is not None and run.style.name == "Redaction Mark"
    ]
    assert marks[:2] == ["[CLIENT NUMBER 1]", "[PHONE 1]"]
    assert "[WITHHELD: the text could not be judged]" in marks


def test_title_block_and_last_page_hold_what_a_reader_needs() -> None:
    document = opened(rich_view())
    block = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    assert block["Record number"] == "R000042"
    assert block["Correspondent"] == "Hana Tūhoe-Example (@hana.example)"
    assert document.tables[1].rows[0].cells[1].text == "Text changed, 20 February 2026, 13:00:00 (+13:00)"
    headings = texts(document, "Heading 1")
    assert headings[-4:] == ["What Facebook does not give", "Redaction", "Sealed originals", "This record"]


def test_posts_stand_with_their_threads_indented() -> None:
    document = opened(posts_view())
    assert texts(document, "Heading 2") == ["Post, Sunday 1 February 2026", "Post, Saturday 7 February 2026"]
    indents = [
        paragraph.paragraph_format.left_indent.pt if paragraph.paragraph_format.left_indent else 0
        for paragraph in document.paragraphs
        if paragraph.style.name in ("Message Head", "Agency Head")
    ]
    assert indents == [0, 20, 40, 60, 20, 20, 0]


def test_hostile_text_comes_back_as_text() -> None:
    found = texts(opened(hostile_view()), "Message Text")
    assert found == [shown(text) or "(no text)" for text in HOSTILE]


def test_right_to_left_text_is_told_to_word() -> None:
    document = opened(make_view(["שלום, רציתי 34 בבקשה", "The word שלום means peace.", "plain"]))
    hebrew, mixed, plain = [each for each in document.paragraphs if each.style.name == "Message Text"]
    assert hebrew._p.pPr.find(qn("w:bidi")) is not None
    assert mixed._p.pPr.find(qn("w:bidi")) is None
    assert [run.text for run in mixed.runs if run._r.rPr is not None and run._r.rPr.find(qn("w:rtl")) is not None] == [
        "שלום"
    ]
    assert all(run._r.rPr is None for run in plain.runs)


def test_the_properties_are_the_records_own_and_nothing_is_left_of_the_template() -> None:
    content = written(rich_view(title="A & <B>"))
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == (
        "A & <B>",
        "Example Agency",
        "archiver 0.1.0",
    )
    assert properties.identifier == "R000042"
    assert properties.language == "en-NZ"
    assert properties.created is not None
    assert properties.created.isoformat() == "2026-03-02T02:00:00+00:00"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        assert all(info.date_time == (1980, 1, 1, 0, 0, 0) for info in parts.infolist())
        whole = b"".join(parts.read(name) for name in parts.namelist())
    for trace in (b"python-docx", b"2013", b"thumbnail", b"Macintosh", b"RECORD-LABEL", b"CONTENT-DIGEST"):
        assert trace not in whole


def test_the_page_is_a4_with_record_number_digest_and_page_fields() -> None:
    document = opened(rich_view())
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert section.header.paragraphs[0].text == "R000042, edition 2\tExample Agency"
    footer = section.footer.paragraphs[0]._p.xml
    assert ' PAGE "' in footer
    assert ' NUMPAGES "' in footer


@pytest.mark.parametrize("view", [rich_view(), posts_view(), scripts_view(), hostile_view(), make_view([])])
def test_the_same_view_gives_the_same_bytes(view: RecordView) -> None:
    assert written(view) == written(view)


def test_a_long_conversation_and_a_long_message_are_whole() -> None:
    assert len(texts(opened(long_view(700)), "Message Text")) == 700
    text = "word " * 200_000 + "\nend"
    assert texts(opened(make_view([text])), "Message Text") == [text]


def test_a_text_of_very_many_lines_is_a_paragraph_a_line_and_keeps_its_marks() -> None:
    text = "\n".join(f"line {number} [PHONE 1] שלום" for number in range(1000))
    document = opened(make_view([text]))
    assert "\n".join(texts(document, "Message Text")) == text
    styles = [run.style.name for each in document.paragraphs for run in each.runs if run.text == "[PHONE 1]"]
    assert styles == ["Redaction Mark"] * 1000


def test_a_record_that_cannot_be_written_says_why_and_leaves_nothing_open() -> None:
    mark = Mark(start=90, end=99, kind=Kind.PHONE, rule="nz.phone", token="[PHONE 1]")
    record = make_record(RedactedText(text="words", marks=(mark,)), minutes=0)
    view = make_view(entries=[make_entry("before"), make_entry(record)])
    stream = io.BytesIO()
    with pytest.raises(ValueError, match="nz.phone"):
        export(view, stream, STAMP)
    gc.collect()
    assert not zipfile.is_zipfile(stream)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=40), max_size=5))
def test_any_text_at_all_comes_back_as_shown(lines: list[str]) -> None:
    assert texts(opened(make_view(lines)), "Message Text") == [shown(line) or "(no text)" for line in lines]


def test_libreoffice_opens_it_and_reads_every_script(tool: Callable[..., Path], tmp_path: Path) -> None:
    whole = by_office(tool("soffice"), tmp_path, scripts_view(), "txt:Text (encoded):UTF8").read_text("utf-8-sig")
    for _, sample in SCRIPTS:
        assert shown(sample) in whole
    assert "Hana Tūhoe-Example to Example Agency" in whole
