"""The reference index and the walk-away page, read by other readers: csv, openpyxl, html.parser, a browser."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import hashlib
import io
import json
import re
import subprocess
import urllib.parse
import zipfile
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from archiver.model.conversation import FileKind, IndexRow, Status
from exports import excel_book
from exports.reference_index import COLUMNS, link_target, pseudonymous, sort_key, write_csv, write_xlsx
from exports.walkaway import write_html
from tests.exports.views import AUCKLAND, STAMP, make_index_row

NAMES = (
    "Hana Tūhoe-Example",
    "Āwhina Example",
    "</script><script>alert(1)</script>",
    "<!-- <script> -->",
    "=HYPERLINK(0)",
    "@handle",
    'Zoë "Ex" & Co',
    "مرحبا مثال",
    "王小明",
    "\u202eevil\x07",
)


def some_rows() -> tuple[IndexRow, ...]:
    people = [
        make_index_row(number, correspondent=name, began=dt.datetime(2026, 2, 28 - number, 12, tzinfo=dt.UTC))
        for number, name in enumerate(NAMES, 1)
    ]
    posts = make_index_row(
        50,
        kind=FileKind.POSTS,
        correspondent="",
        title="Example Agency on X posts 2026-02",
        channel="agency-x",
        channel_name="Example Agency on X",
        status=Status.OPEN,
        files=("records/agency-x/posts/Example Agency on X posts 2026-02 R000050.pdf",),
        sha256=("ef" * 32,),
        formerly=(),
    )
    return (*people, posts)


def xlsx(rows: Sequence[IndexRow], **given: Any) -> bytes:
    stream = io.BytesIO()
    write_xlsx(rows, stream, zone=AUCKLAND, stamp=STAMP, agency="Example Agency", **given)
    return stream.getvalue()


def page(rows: Sequence[IndexRow], **given: Any) -> str:
    stream = io.BytesIO()
    write_html(rows, stream, zone=AUCKLAND, stamp=STAMP, agency="Example & <Agency>", **given)
    return stream.getvalue().decode()


def as_csv(rows: Sequence[IndexRow]) -> list[dict[str, str]]:
    stream = io.BytesIO()
    write_csv(rows, stream, zone=AUCKLAND)
    assert not stream.closed
    return list(csv.DictReader(io.StringIO(stream.getvalue().decode(), newline="")))


def numbers(sheet: Any) -> list[str]:
    return [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_csv_has_exactly_the_contracts_columns_and_one_row_a_record() -> None:
    rows = as_csv(some_rows())
    assert tuple(rows[0]) == COLUMNS
    assert [row["record_number"] for row in rows] == [row.number for row in some_rows()]
    assert rows[0] == {
        "record_number": "R000001",
        "kind": "conversation",
        "channel": "agency-facebook",
        "correspondent": "Hana Tūhoe-Example",
        "began": "2026-02-28",
        "ended": "2026-02-03",
        "messages": "12",
        "edition": "1",
        "status": "closed",
        "title": "Hana Tūhoe-Example 2026-02-01",
        "files": "; ".join(some_rows()[0].files),
        "sha256": "; ".join(some_rows()[0].sha256),
    }


def test_no_csv_cell_is_a_formula_when_a_spreadsheet_opens_it() -> None:
    cells = [value for row in as_csv(some_rows()) for value in row.values()]
    assert not [value for value in cells if value[:1] in tuple("=+-@\t\r")]
    assert "'=HYPERLINK(0)" in cells
    assert "[U+202E]evil[U+0007]" in cells


def test_dates_are_the_agencys_local_dates() -> None:
    row = make_index_row(
        began=dt.datetime(2026, 4, 4, 11, 30, tzinfo=dt.UTC), ended=dt.datetime(2026, 4, 4, 10, 59, tzinfo=dt.UTC)
    )
    assert (as_csv([row])[0]["began"], as_csv([row])[0]["ended"]) == ("2026-04-05", "2026-04-04")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx([row])))["By name"]
    assert sheet["E2"].value == dt.datetime(2026, 4, 5)  # noqa: DTZ001 - a sheet's dates have no zone


def test_each_sheet_holds_every_record_once_in_its_own_order() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(some_rows())))
    assert book.sheetnames == ["By name", "By date", "By channel", "About"]
    everything = {row.number for row in some_rows()}
    for title in ("By name", "By date", "By channel"):
        assert len(numbers(book[title])) == len(everything)
        assert set(numbers(book[title])) == everything
        assert tuple(cell.value for cell in book[title][1])[: len(COLUMNS)] == COLUMNS
    names = [row[3] for row in book["By name"].iter_rows(min_row=2, values_only=True)]
    assert names.index("Āwhina Example") < names.index("Hana Tūhoe-Example") < names.index('Zoë "Ex" & Co')
    assert numbers(book["By date"])[0] == "R000050" or numbers(book["By date"])[0] == "R000010"
    assert numbers(book["By channel"])[-1] == "R000050"


def test_names_are_looked_up_without_macrons_capitals_or_glottal_marks() -> None:
    assert sort_key("Tūhoe") == sort_key("TUHOE") == sort_key("Tu\u0304hoe")
    assert sort_key("\u02bbOfa") == sort_key("Ofa")


def test_titles_link_to_the_first_file_relative_to_the_index_folder() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx([make_index_row()])))["By name"]
    target = sheet["J2"].hyperlink.target
    assert target == "../records/agency-facebook/messages/Hana%20Tūhoe-Example%202026-02-01%20R000001.pdf"
    assert urllib.parse.unquote(target)[3:] == make_index_row().files[0]
    assert link_target("a#b%c.pdf") == "../a%23b%25c.pdf"


def test_links_past_the_formats_limit_are_plain_text_and_no_row_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_book, "LINKS", 5)
    content = xlsx(some_rows())
    sheet = openpyxl.load_workbook(io.BytesIO(content))["By date"]
    assert sum(cell.hyperlink is not None for cell in sheet["J"]) == 5
    assert len(numbers(sheet)) == len(some_rows())


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(some_rows()))) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert not re.search(rb"<f[ >]", parts.read(name))


def test_the_same_rows_give_the_same_bytes_whatever_their_order() -> None:
    assert xlsx(some_rows()) == xlsx(tuple(reversed(some_rows())))
    assert page(some_rows()) == page(some_rows())


def test_the_pseudonymous_index_holds_no_name_anywhere() -> None:
    rows = [make_index_row(1, formerly=("Hana Former",), superseded=("records/a/Hana 1.pdf",)), some_rows()[-1]]
    hidden = list(pseudonymous(rows))
    assert [row.number for row in hidden] == ["R000001", "R000050"]
    with zipfile.ZipFile(io.BytesIO(xlsx(hidden, names=False))) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist()).decode()
    for text in (everything, page(hidden, names=False), json.dumps(as_csv(hidden), ensure_ascii=False)):
        assert "Hana" not in text
        assert "Tūhoe" not in text
        assert "R000001" in text
        assert "Example Agency on X" in text


class Tags(HTMLParser):
    """Collects elements and the text of scripts, as a browser's parser does."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem in ("script", "style"):
            self.scripts[-1] += data


def parsed(text: str) -> Tags:
    tags = Tags()
    tags.feed(text)
    return tags


def test_hostile_names_add_no_element_to_the_page() -> None:
    assert [tag for tag, _ in parsed(page(some_rows())).tags] == [tag for tag, _ in parsed(page([])).tags]
    data = json.loads(parsed(page(some_rows())).scripts[1])
    assert data[2][3] == "</script><script>alert(1)</script>"
    assert len(data) == len(some_rows())


def test_the_page_asks_for_nothing_outside_and_its_policy_allows_its_own_script_alone() -> None:
    tags = parsed(page(some_rows()))
    assert not [name for _, attrs in tags.tags for name in attrs if name in ("src", "href", "action", "style")]
    assert not [name for _, attrs in tags.tags for name in attrs if name.startswith("on")]
    policy = next(attrs["content"] or "" for _, attrs in tags.tags if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    style, _, script = tags.scripts
    for content in (style, script):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "http" not in script


def test_only_files_under_records_are_linked() -> None:
    row = make_index_row(files=("javascript:alert(1)", "records/../../x.pdf", "records/a/b.pdf", "/etc/passwd"))
    assert json.loads(parsed(page([row])).scripts[1])[0][11] == ["records/a/b.pdf"]


def in_browser(program: Path, folder: Path, query: str) -> str:
    """The page's elements after its script has run."""
    (folder / "index.html").write_text(page(some_rows()), "utf-8", newline="")
    call: list[str | Path] = [
        program,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={folder}/profile",
    ]
    call += ["--dump-dom", f"file://{folder}/index.html{query}"]
    return subprocess.run(call, check=True, capture_output=True, timeout=120).stdout.decode()


def test_a_browser_finds_a_name_without_its_macrons(tool: Callable[..., Path], tmp_path: Path) -> None:
    shown = in_browser(tool("chromium", "google-chrome"), tmp_path, "#q=tuhoe%20hana")
    body = shown[shown.index('<tbody id="body">') : shown.index("</tbody>")]
    assert body.count("<tr>") == 1
    assert "Hana Tūhoe-Example" in body
    href = re.findall(r'href="([^"]+)"', body)[0]
    assert urllib.parse.unquote(href) == some_rows()[0].files[0]


def test_a_browser_shows_hostile_names_as_text(tool: Callable[..., Path], tmp_path: Path) -> None:
    shown = in_browser(tool("chromium", "google-chrome"), tmp_path, "")
    assert "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert f"{len(some_rows())} records" in shown
