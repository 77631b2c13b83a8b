"""The workbook as another reader (openpyxl) finds it."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import io
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.conversation import Entry, RecordView
from archiver.model.redaction import Kind, Mark, RedactedText
from archiver.model.time import Moment, Precision
from exports import excel_rows, layout
from exports.clean import shown
from exports.excel import export
from tests.exports.views import (
    AGENCY,
    HOSTILE,
    STAMP,
    hostile_view,
    long_view,
    make_correspondent,
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


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def table(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings."""
    rows = sheet.iter_rows(values_only=True)
    titles = next(rows)
    return [dict(zip(titles, row, strict=False)) for row in rows]


def test_one_row_is_one_message_in_order() -> None:
    view = rich_view()
    rows = table(opened(written(view))["Conversation"])
    assert [row["No."] for row in rows] == [entry.number for entry in view.entries]
    assert rows[0]["Text"] == "Kia ora, I am asking about my payment. My number is [CLIENT NUMBER 1], call [PHONE 1]."
    assert rows[2]["From"] == "Example Agency"
    assert rows[2]["Direction"] == "Sent"
    assert rows[2]["In reply to"].startswith("In reply to Hana Tūhoe-Example:\nKia ora")


def test_dates_are_dates_in_local_time_beside_utc_and_the_offset() -> None:
    summer = Moment(utc=dt.datetime(2026, 4, 4, 13, 59, 59, tzinfo=dt.UTC))
    winter = Moment(utc=dt.datetime(2026, 4, 4, 14, 0, 1, tzinfo=dt.UTC))
    view = make_view(entries=[make_entry(make_record("a", sent=summer)), make_entry(make_record("b", sent=winter))])
    first, second = table(opened(written(view))["Conversation"])
    assert first["Date and time"] == dt.datetime(2026, 4, 5, 2, 59, 59)  # noqa: DTZ001 - a sheet's times have no zone
    assert first["Offset from UTC"] == "+13:00"
    assert second["Date and time"] == dt.datetime(2026, 4, 5, 2, 0, 1)  # noqa: DTZ001
    assert second["Offset from UTC"] == "+12:00"
    assert second["Sent (UTC)"] == dt.datetime(2026, 4, 4, 14, 0, 1)  # noqa: DTZ001


def test_a_time_is_written_no_finer_than_the_source_told_it() -> None:
    moments = [Moment(utc=dt.datetime(2026, 2, 1, tzinfo=dt.UTC), precision=each) for each in Precision]
    view = make_view(entries=[make_entry(make_record(each.precision, sent=each)) for each in moments])
    sheet = opened(written(view))["Conversation"]
    shapes = {row[6].value: row[1].number_format for row in sheet.iter_rows(min_row=2)}
    assert shapes["second"].endswith("hh:mm:ss")
    assert shapes["minute"].endswith("hh:mm")
    assert shapes["day"] == "d mmm yyyy"


def test_a_missing_or_ancient_time_is_said_in_words() -> None:
    ancient = Moment(utc=dt.datetime(1850, 1, 2, 3, 4, 5, tzinfo=dt.UTC))
    view = make_view(entries=[make_entry(make_record("a", minutes=None)), make_entry(make_record("b", sent=ancient))])
    none, old = table(opened(written(view))["Conversation"])
    assert none["Date and time"] == "not provided by the platform"
    assert none["Received (UTC)"] == "not provided by the platform"
    assert old["Sent (UTC)"] == "1850-01-02 03:04:05"


def test_every_captured_text_is_a_string_cell_whatever_it_looks_like() -> None:
    content = written(hostile_view())
    sheet = opened(content)["Conversation"]
    cells = [row[6] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [shown(text) or layout.EMPTY_MESSAGE for text in HOSTILE]
    assert {cell.data_type for cell in cells} == {"s"}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f" not in parts.read(name).replace(b"<formula", b"")
                assert b"hyperlink" not in parts.read(name)


@pytest.mark.parametrize("text", ["<r><t>x</t></r>", "<r>", "_x0041_ and _x000D_", "</t></is></c>", "_x", "#REF!"])
def test_text_that_is_markup_elsewhere_comes_back_as_it_was(text: str) -> None:
    content = written(make_view([text]))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    value = opened(content)["Conversation"]["G2"].value
    # openpyxl leaves the format's own escape of an underscore in place.
    assert value.replace("_x005F_", "_") == text
    assert "<r><t>x" not in xml


def test_a_text_longer_than_a_cell_goes_on_below_and_none_of_it_is_lost() -> None:
    text = "".join(f"word{number} " for number in range(9000)) + "😀" * 40_000
    rows = table(opened(written(make_view([text, "next"])))["Conversation"])
    pieces = [row for row in rows if row["No."] == 1]
    assert len(pieces) > 3
    assert "".join(row["Text"] for row in pieces) == text
    assert all(len(row["Text"].encode("utf-16-le")) // 2 <= excel_rows.CELL_UNITS for row in pieces)
    assert [row["Notes"].split(" of a text")[0] for row in pieces][:2] == [
        f"Part 1 of {len(pieces)}",
        f"Part 2 of {len(pieces)}",
    ]
    assert {row["From"] for row in pieces} == {"Hana Tūhoe-Example"}
    assert rows[-1]["Text"] == "next"


def test_a_full_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_rows, "LAST_ROW", 1000)
    book = opened(written(long_view(2500)))
    names = [name for name in book.sheetnames if name.startswith("Conversation")]
    assert names == ["Conversation", "Conversation 2", "Conversation 3"]
    numbers = [row["No."] for name in names for row in table(book[name])]
    assert numbers == list(range(1, 2501))
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["Conversation"]


def test_marks_attachments_and_earlier_versions_have_their_sheets() -> None:
    book = opened(written(rich_view()))
    assert book.sheetnames == ["Conversation", "Record", "Earlier versions", "Marks", "Attachments"]
    marks = table(book["Marks"])
    assert {"No.": 12, "Where": "Subject", "Mark": "[IRD NUMBER 1]"}.items() <= marks[-1].items()
    assert {row["What it was"] for row in marks} >= {"Client number", "IRD number", "Withheld", "Name"}
    attachments = table(book["Attachments"])
    assert [row["Held"] for row in attachments][2] == "not held: the platform's link had expired"
    assert attachments[1]["Size in bytes"] == 2_400_113
    assert table(book["Earlier versions"])[0]["Text as it was"] == "Can you also tell me when I am next paid?"


def test_the_record_sheet_says_what_is_missing_and_how_it_was_made() -> None:
    sheet = opened(written(rich_view()))["Record"]
    told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert told["Record number"] == "R000042"
    assert told["Completeness"].startswith("Messages between 2026-02-10 and 2026-02-12 could not be fetched. 1 item")
    assert told["Redaction rules"] == "nz-core 1.0.0"
    assert told["No. 2"] == "Text changed, 20 February 2026, 13:00:00 (+13:00)"


def test_posts_stand_with_their_threads() -> None:
    rows = table(opened(written(posts_view()))["Posts"])
    assert [row["Kind"] for row in rows] == ["Post", "Comment", "Reply", "Reply", "Comment", "Comment", "Post"]
    assert rows[0]["Reactions and counts"].endswith("as seen on 2 February 2026, 16:00:00 (+13:00)")
    assert rows[4]["What became of it"] == "Hidden by the agency"


def test_the_header_is_frozen_filtered_and_printed_on_each_page() -> None:
    sheet = opened(written(rich_view()))["Conversation"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:U13"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.oddHeader.left.text == "R000042, edition 2"
    assert "&P" in sheet.oddFooter.center.text


def test_the_properties_are_the_records_own() -> None:
    book = opened(written(rich_view(title="A & <B>")))
    assert book.properties.title == "A & <B>"
    assert book.properties.creator == "Example Agency"
    assert book.properties.created == dt.datetime(2026, 3, 2, 2, 0)  # noqa: DTZ001 - as openpyxl gives it


@pytest.mark.parametrize("view", [rich_view(), posts_view(), scripts_view(), hostile_view(), make_view([])])
def test_the_same_view_gives_the_same_bytes(view: RecordView) -> None:
    assert written(view) == written(view)


def test_entries_are_read_once_and_never_held() -> None:
    alive = 0

    class Counted:
        def __iter__(self) -> Iterator[Entry]:
            nonlocal alive
            alive += 1
            return iter(long_view(50).entries)

    view = replace(long_view(50), entries=Counted())
    written(view)
    assert alive == 1


def test_libreoffice_reads_dates_to_the_second_and_text_as_text(tool: Callable[..., Path], tmp_path: Path) -> None:
    moments = [Moment(utc=dt.datetime(2026, 2, 1, 0, 0, second % 60, tzinfo=dt.UTC)) for second in range(60)]
    moments = [replace(each, utc=each.utc + dt.timedelta(minutes=at * 7)) for at, each in enumerate(moments)]
    entries = [make_entry(make_record(HOSTILE[0], sent=each)) for each in moments]
    (tmp_path / "record.xlsx").write_bytes(written(make_view(entries=entries)))
    call: list[str | Path] = [tool("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    call += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", tmp_path, tmp_path / "record.xlsx"]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    rows = list(csv.DictReader((tmp_path / "record.csv").read_text("utf-8").splitlines()))
    assert [row["Sent (UTC)"] for row in rows] == [each.utc.strftime("%Y-%m-%d %H:%M:%S") for each in moments]
    assert {row["Text"] for row in rows} == {HOSTILE[0]}


def test_every_script_comes_back_exactly() -> None:
    rows = table(opened(written(scripts_view()))["Conversation"])
    expected = [shown(entry.record.text.text) for entry in scripts_view().entries]
    assert [row["Text"] for row in rows] == expected


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
    found = [row["Text"].replace("_x005F_", "_") for row in table(opened(written(make_view(lines)))["Conversation"])]
    assert found == [shown(line) or layout.EMPTY_MESSAGE for line in lines]


def test_a_cell_that_reads_like_a_heading_does_not_look_like_one() -> None:
    view = make_view(entries=[make_entry(make_record("x", sender=make_correspondent("From", "")))] * 2)
    sheet = opened(written(view))["Conversation"]
    assert sheet["E1"].value == sheet["E2"].value == sheet["E3"].value == "From"
    assert sheet["E1"].font.bold
    assert not sheet["E2"].font.bold
    assert not sheet["E3"].font.bold


def test_an_agency_message_is_told_apart_by_a_word_not_a_colour() -> None:
    view = make_view(entries=[make_entry(make_record("a", sender=AGENCY))])
    assert table(opened(written(view))["Conversation"])[0]["Direction"] == "Sent"
