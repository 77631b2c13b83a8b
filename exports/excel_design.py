"""How a sheet looks: columns, widths, styles, frozen header, filter, print set-up. XlsxWriter makes it, once a shape.

What comes out is the workbook without its rows: every part XlsxWriter writes, each sheet cut where its rows go, and the
numbers of the cell styles. Rows are then streamed in by exports.excel_rows. No captured text passes here.
"""

from __future__ import annotations

import enum
import io
import re
import zipfile
from dataclasses import dataclass
from functools import lru_cache

from xlsxwriter import Workbook

HEADER_FOOTER = "RECORD-LABEL"
"""Stands in the printed header until the record's own label takes its place."""
FIRST_MARKER = 900_001
"""Sheet n is laid out down to row FIRST_MARKER + n; the number is replaced when the true last row is known."""

_INK, _PAPER, _SHADE, _LINE = "#1F2A36", "#FFFFFF", "#EEF3F8", "#D5DBE1"


class Style(enum.Enum):
    """The cell styles, by what they show."""

    HEADER = "header"
    TEXT = "text"
    LABEL = "label"
    SECTION = "section"
    TITLE = "title"
    ENTRY = "entry"
    NUMBER = "number"
    SHARE = "share"
    MOMENT = "moment"
    MINUTE = "minute"
    DAY = "day"
    UTC = "utc"
    FIXED = "fixed"
    PLAIN = "plain"
    INDENT_1 = "indent 1"
    INDENT_2 = "indent 2"
    INDENT_3 = "indent 3"
    LINK = "link"


_BASE: dict[str, object] = {"font_name": "Calibri", "font_size": 10, "valign": "top", "font_color": _INK}
_STYLES: dict[Style, dict[str, object]] = {
    Style.HEADER: {"bold": True, "font_color": _PAPER, "bg_color": _INK, "text_wrap": True, "valign": "vcenter"},
    Style.TEXT: {"text_wrap": True},
    Style.LABEL: {"bold": True, "text_wrap": True},
    Style.SECTION: {"bold": True, "font_size": 12, "bottom": 1, "bottom_color": _INK},
    Style.TITLE: {"bold": True, "font_size": 15},
    Style.ENTRY: {"align": "center"},
    Style.NUMBER: {"num_format": "#,##0", "align": "right", "indent": 1},
    Style.SHARE: {"num_format": "0%", "align": "center"},
    Style.MOMENT: {"num_format": "d mmm yyyy hh:mm:ss", "align": "left"},
    Style.MINUTE: {"num_format": "d mmm yyyy hh:mm", "align": "left"},
    Style.DAY: {"num_format": "d mmm yyyy", "align": "left"},
    Style.UTC: {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
    Style.FIXED: {"text_wrap": True, "font_name": "Consolas", "font_size": 9},
    Style.PLAIN: {},
    Style.INDENT_1: {"text_wrap": True, "align": "left", "indent": 2},
    Style.INDENT_2: {"text_wrap": True, "align": "left", "indent": 4},
    Style.INDENT_3: {"text_wrap": True, "align": "left", "indent": 6},
    Style.LINK: {"text_wrap": True, "font_color": "#0B4F8A", "underline": 1},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, width in characters, the style of its cells, and whether few values come often."""

    title: str
    width: float
    style: Style = Style.TEXT
    repeats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """One sheet. The first `keys` columns are repeated where a text goes on in rows below, which column number `told`
    then says; the first `printed` columns are printed (0 = all). `shade` = (column, word): rows with that word there
    are shaded. A sheet without `table` has neither header row nor filter.
    """

    title: str
    columns: tuple[Column, ...]
    keys: int = 1
    told: int = 0
    printed: int = 0
    frozen: int = 1
    landscape: bool = True
    table: bool = True
    shade: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """A workbook without rows: `sheets` holds each one's XML before and after its rows, `parts` all the others."""

    sheets: tuple[tuple[bytes, bytes], ...]
    parts: tuple[tuple[str, bytes], ...]
    styles: dict[Style, int]


@lru_cache(maxsize=64)
def skeleton(designs: tuple[Design, ...]) -> Skeleton:
    """The workbook of these sheets, in order."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    formats = {style: book.add_format(_BASE | _STYLES[style]) for style in Style}
    shaded = book.add_format({"bg_color": _SHADE, "bottom": 1, "bottom_color": _LINE})
    lined = book.add_format({"bottom": 1, "bottom_color": _LINE})
    for at, design in enumerate(designs):
        sheet = book.add_worksheet(design.title)
        last_row, last = FIRST_MARKER + at - 1, len(design.columns) - 1
        for column, style in enumerate(Style):
            _accepted(sheet.write_blank(0, column, None, formats[style]))
        for column, it in enumerate(design.columns):
            _accepted(sheet.set_column(column, column, it.width))
        if design.table:
            sheet.freeze_panes(1, design.frozen)
            _accepted(sheet.autofilter(0, 0, last_row, last))
            _accepted(sheet.repeat_rows(0))
            if design.shade:
                column, word = design.shade
                rule = {"type": "formula", "criteria": f'=${_letter(column)}2="{word}"', "format": shaded}
                _accepted(sheet.conditional_format(1, 0, last_row, last, rule))
            rule = {"type": "formula", "criteria": '=$A2<>""', "format": lined}
            _accepted(sheet.conditional_format(1, 0, last_row, last, rule))
        else:
            sheet.hide_gridlines(2)
        _accepted(sheet.print_area(0, 0, last_row, (design.printed or len(design.columns)) - 1))
        if design.landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L&8{HEADER_FOOTER}&R&8&A")
        sheet.set_footer("&C&8Page &P of &N")
    book.close()
    return _cut(stream, len(designs))


def letters(count: int) -> tuple[str, ...]:
    """The names of the first `count` columns."""
    return tuple(_letter(at) for at in range(count))


def _letter(at: int) -> str:
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)


def _accepted(answer: object) -> None:
    # XlsxWriter does not raise at the limits of the format, it returns a number.
    if answer not in (None, 0):
        raise ValueError(f"the sheet's design does not fit into the format (XlsxWriter says {answer})")


def _cut(stream: io.BytesIO, count: int) -> Skeleton:
    parts: list[tuple[str, bytes]] = []
    sheets: list[tuple[bytes, bytes]] = []
    styles: dict[Style, int] = {}
    with zipfile.ZipFile(stream) as made:
        sheet_names = [f"xl/worksheets/sheet{number}.xml" for number in range(1, count + 1)]
        for name in made.namelist():
            if name not in sheet_names and name != "docProps/core.xml":
                parts.append((name, made.read(name)))
        for name in sheet_names:
            content = made.read(name)
            before, rest = content.split(b"<sheetData>")
            sample, after = rest.split(b"</sheetData>")
            numbers = [int(number) for number in re.findall(rb'<c r="[A-Z]+1" s="(\d+)"/>', sample)]
            styles = dict(zip(Style, numbers, strict=True))
            before = re.sub(rb"<dimension [^>]*/>", b"", before)
            sheets.append((before + b"<sheetData>", b"</sheetData>" + after))
    return Skeleton(sheets=tuple(sheets), parts=tuple(parts), styles=styles)
