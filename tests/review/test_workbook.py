"""The reviewers' workbook: written whole, read back without trust, never written over a reviewer's work."""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from archiver.errors import SourceError
from exports.review_book import KINDS, SHEET, ReviewLine, write_review_book
from exports.review_reading import read_review_book
from tests.review.agency import Agency, unpacked

BOOK = "to-review.xlsx"


def fill(agency: Agency, **answers: str) -> Path:
    """Type answers into the first line, as a spreadsheet program saves them."""
    path = agency.archive / BOOK
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    titles = {str(cell.value): number for number, cell in enumerate(sheet[1], start=1)}
    for title, value in answers.items():
        sheet.cell(row=2, column=titles[title.replace("_", " ")], value=value)
    book.save(path)
    return path


def test_every_run_leaves_a_workbook_while_there_is_something_to_review(agency: Agency) -> None:
    path = agency.archive / BOOK
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    titles = [cell.value for cell in sheet[1]]
    line = dict(zip(titles, [cell.value for cell in sheet[2]], strict=True))
    assert line["Record"] == "R000001"
    assert "hospital" in str(line["Text as it stands (redacted)"])
    assert "617" not in b"".join(unpacked(path)).decode("utf-8", "replace")
    lists = {v.formula1 for v in sheet.data_validations.dataValidation}
    assert '"confirm,reject,add"' in lists
    assert f'"{",".join(KINDS)}"' in lists
    for item in agency.answer("review")[1]:
        agency.call("review", "decide", item["item"], "confirm", "--by", "Aroha")
    agency.answer("run")
    assert not path.exists()


def test_a_workbook_in_which_something_private_stands_is_not_released(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archiver.wiring import reviewing

    path = agency.archive / BOOK
    assert path.exists()

    def careless(lines: Iterable[ReviewLine], out: BinaryIO, *, zone: ZoneInfo) -> int:
        first, *rest = lines
        shown = dataclasses.replace(first, text=first.text + " client number 421 873 906, mere.k@example.org")
        return write_review_book((shown, *rest), out, zone=zone)

    path.unlink()
    monkeypatch.setattr(reviewing, "write_review_book", careless)
    code, report = agency.answer("run")
    assert code == 6
    assert report["error"]["code"] == "leak"
    assert BOOK in report["error"]["message"]
    assert "421" not in report["error"]["message"]
    assert not path.exists()
    assert not list(agency.archive.glob(".*part*"))
    monkeypatch.undo()
    assert agency.answer("run")[0] == 0
    assert path.exists()


def test_answers_are_taken_in_once(agency: Agency) -> None:
    path = fill(agency, Decision="add", Words_to_hide="rare illness", As_what="personal", Reviewer="Aroha Ngata")
    code, taken = agency.answer("review", "--from", path)
    assert (code, taken) == (0, {"decided": 1, "known": 0, "problems": []})
    assert agency.answer("review", "--from", path)[1] == {"decided": 0, "known": 1, "problems": []}
    assert {event.agent for event in agency.events("review")} == {"Aroha Ngata"}
    assert agency.answer("run")[0] == 0
    assert agency.holds("rare illness") == []


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"Decision": "reject"}, "named"),
        ({"Decision": "maybe", "Reviewer": "A"}, "none of"),
        ({"Decision": "add", "Reviewer": "A"}, "words"),
        ({"Decision": "add", "Words_to_hide": "not there", "As_what": "name", "Reviewer": "A"}, "do not stand"),
        ({"Decision": "add", "Words_to_hide": "hospital", "As_what": "withheld", "Reviewer": "A"}, "one of"),
        ({"Decision": "confirm", "Words_to_hide": "hospital", "Reviewer": "A"}, "go with"),
        ({"Decision": "confirm", "Check": "000000000000", "Reviewer": "A"}, "not about the text"),
        ({"Decision": "confirm", "Item": "9999", "Reviewer": "A"}, "no review item"),
        ({"Decision": "confirm", "Item": "1; DROP TABLE review", "Reviewer": "A"}, "cannot be read"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_by_its_row(agency: Agency, answers: dict[str, str], said: str) -> None:
    code, taken = agency.answer("review", "--from", fill(agency, **answers))
    assert (code, taken["decided"]) == (1, 0)
    (problem,) = taken["problems"]
    assert problem.startswith("row 2: ")
    assert said in problem
    assert "not there" not in problem
    assert agency.events("review") == []


def test_a_workbook_with_answers_is_not_written_over(agency: Agency) -> None:
    path = fill(agency, Decision="confirm", Reviewer="Aroha")
    before = path.read_bytes()
    code, report = agency.answer("run")
    assert (code, path.read_bytes()) == (1, before)
    assert any("answers that were not taken in" in warning for warning in report["warnings"])
    agency.answer("review", "--from", path)
    assert agency.answer("run")[0] == 0
    assert not path.exists() or path.read_bytes() != before


def test_captured_text_is_text_in_every_cell(tmp_path: Path) -> None:
    from zoneinfo import ZoneInfo

    nasty = [
        '=HYPERLINK("http://x")',
        "@SUM(A1)",
        "+64",
        "-1",
        "http://example.test",
        "\x00\x1b[31m\u202e",
        "a" * 50_000,
        "]]>&<",
    ]
    lines = [
        ReviewLine(
            item=n, check="c", record="", message=0, sent=None, channel=t, reason=t, confidence=0.5, found=t, text=t
        )
        for n, t in enumerate(nasty, start=1)
    ]
    path = tmp_path / BOOK
    with path.open("wb") as out:
        assert write_review_book(lines, out, zone=ZoneInfo("Pacific/Auckland")) == len(nasty)
    sheet = openpyxl.load_workbook(path)[SHEET]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None} == {"s"}
    assert all(cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
    assert read_review_book(path) == ()


def _repacked(source: Path, target: Path, **parts: bytes) -> Path:
    """A copy with parts put in place of others."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return target


_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/sharedStrings.xml", _LAUGHS),
        ("xl/sharedStrings.xml", b"<sst " + _MAIN + b"><si>" * 3),
        ("xl/sharedStrings.xml", b"<a>" * 5000),
        ("xl/sharedStrings.xml", "<sst/>".encode("utf-16")),
        ("xl/worksheets/sheet1.xml", b"\x00" * 100),
        ("xl/worksheets/sheet1.xml", b"<worksheet " + _MAIN + b"><sheetData/></worksheet"),
        ("xl/workbook.xml", b"<workbook " + _MAIN + b"/>"),
    ],
)
def test_a_hostile_workbook_is_refused_with_its_name(agency: Agency, tmp_path: Path, part: str, content: bytes) -> None:
    path = _repacked(agency.archive / BOOK, tmp_path / "hostile.xlsx", **{part: content})
    code, _, err = agency.call("review", "--from", path)
    assert (code, "hostile.xlsx" in err) == (1, True)


def test_a_bomb_is_let_go_at_its_bound(agency: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.review_reading.MOST_BYTES", 1_000_000)
    sheet = b"<worksheet " + _MAIN + b"><sheetData>" + b" " * 5_000_000 + b"</sheetData></worksheet>"
    path = _repacked(agency.archive / BOOK, tmp_path / "bomb.xlsx", **{"xl/worksheets/sheet1.xml": sheet})
    with pytest.raises(SourceError, match="too much"):
        read_review_book(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a workbook", b"PK\x05\x06" + b"\x00" * 18])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"x\.xlsx"):
        read_review_book(path)


def test_a_damaged_workbook_in_the_archive_is_left_and_told_of(agency: Agency) -> None:
    path = agency.archive / BOOK
    path.write_bytes(b"somebody's other file")
    code, report = agency.answer("run")
    assert (code, path.read_bytes()) == (1, b"somebody's other file")
    assert any("left alone" in warning for warning in report["warnings"])


def test_formulas_and_numbers_are_read_as_what_is_written(tmp_path: Path, agency: Agency) -> None:
    path = fill(agency, Decision="=1+1")
    answers: tuple[Any, ...] = read_review_book(path)
    assert [answer.decision for answer in answers] in ([], ["=1+1"])
