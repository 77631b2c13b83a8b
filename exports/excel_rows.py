"""Rows of a sheet, as a stream of escaped XML: text is always a string cell, so nothing captured becomes a formula.

Strings are written in line (`t="inlineStr"`): a spreadsheet evaluates none of them, makes no link and no number of
them. A text longer than a cell may hold goes on in rows below, each saying so; a full sheet says so to the book.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from exports.excel_design import Column, Design, Style, letters
from exports.package import xml

LAST_ROW = 1_048_576
CELL_UNITS = 32_767
"""UTF-16 units a cell holds."""
SHEET_BYTES = 1_900_000_000
"""XML a sheet's part may grow to: below 2 GiB no reader needs the zip format's long form."""
REMEMBERED = 5_000
"""Cells kept as written, for each column whose values repeat."""
LINE = 13.2
"""Height of a line in points."""
HIGHEST = 409.0
"""Points a row may be high: a longer text is all there, and read in the cell."""
_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\U0001f000-\U0003ffff]"
)
_EPOCH = dt.datetime(1899, 12, 30, tzinfo=dt.UTC)
_RELIABLE = 61  # a spreadsheet counts a 29 February 1900 that never was; before that day it is off by one
_DAY = dt.timedelta(days=1)
_NONE = dt.timedelta()
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Styled(NamedTuple):
    """A value in another style than its column's."""

    value: str | float
    style: Style


Cell = str | float | Styled | None


def serial(when: dt.datetime, offset: dt.timedelta = _NONE) -> float | str:
    """A time as the number of days a spreadsheet counts, on the clock `offset` from UTC (a sheet knows no zones).

    Before March 1900, where a spreadsheet cannot count, the same as ISO text.
    """
    days = (when - _EPOCH + offset) / _DAY
    if days < _RELIABLE:
        return (when + offset).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    return days


class _Column:
    """How cells of one column are written: `cell` gives what follows the cell's place, and the lines it takes.

    Where values repeat, what was written once is `known`.
    """

    def __init__(self, name: str, it: Column, numbers: dict[Style, int]) -> None:
        self.start = f'<c r="{name}'
        self.style = numbers[it.style]
        self.numbers = numbers
        # Widths are told in characters of the default type, one size larger than the sheets' own.
        # A cell that does not wrap has one line, however long.
        self.room = int(it.width * 1.05) if it.style is not Style.PLAIN else 2 * CELL_UNITS
        self.known: dict[Cell, tuple[str, int]] | None = {} if it.repeats else None

    def cell(self, value: Cell) -> tuple[str, int]:
        """Lines are 0 for nothing to write, and below 0 when the text does not fit into a cell."""
        style, asked = self.style, value
        if isinstance(value, Styled):
            style = self.numbers[value.style]
            value = value.value
            if value == "":
                return f'" s="{style}"/>', 1
        if isinstance(value, str):
            written = self._text(value, style) if value else ("", 0)
        else:
            written = f'" s="{style}"><v>{value!r}</v></c>', 1
        if self.known is not None and len(self.known) < REMEMBERED:
            self.known[asked] = written
        return written

    def _text(self, value: str, style: int) -> tuple[str, int]:
        size = len(value)
        if size > CELL_UNITS // 2 and _fitting(value) < size:
            return "", -1
        lines = 1
        if size > self.room or "\n" in value or (2 * size > self.room and not value.isascii()):
            lines = lines_of(value, self.room)
        if "_x" in value:
            # `_x0041_` in a string would be read as the letter A.
            value = _LOOKS_ESCAPED.sub("_x005F_", value)
        kept = ' xml:space="preserve"' if value[0] <= " " or value[-1] <= " " else ""
        if "&" in value or "<" in value or ">" in value:
            value = xml(value)
        return f'" s="{style}" t="inlineStr"><is><t{kept}>{value}</t></is></c>', lines


class Rows:
    """Writes the rows of one sheet through `write`; `count` of them so far."""

    def __init__(self, design: Design, styles: dict[Style, int], write: Callable[[bytes], object]) -> None:
        self._design = design
        columns = [
            _Column(name, it, styles) for name, it in zip(letters(len(design.columns)), design.columns, strict=True)
        ]
        self._columns = tuple((column.start, column.known, column) for column in columns)
        self._write = write
        self._waiting: list[str] = []
        self.count = 0
        self.size = 0
        if design.table:
            self.row([Styled(column.title, Style.HEADER) for column in design.columns], height=30)

    def room_for(self, values: Sequence[Cell]) -> bool:
        """Whether a row of these values, with all it may go on in, still fits into this sheet."""
        if self.size >= SHEET_BYTES:
            return False
        if self.count < LAST_ROW - 10_000:
            return True
        rows = max((len(split(value)) for value in values if isinstance(value, str)), default=1)
        return self.count + rows <= LAST_ROW

    def row(self, values: Sequence[Cell], *, height: float = 0) -> None:
        """Write one row; several where a text is longer than a cell may be. `height` in points, 0 = what it needs."""
        at = str(self.count + 1)
        cells: list[str] = []
        most = 1
        for (start, known, column), value in zip(self._columns, values, strict=False):
            if value is None:
                continue
            written = known.get(value) if known is not None else None
            if written is None:
                written = column.cell(value)
            content, lines = written
            if lines > 0:
                cells += (start, at, content)
                if lines > most:
                    most = lines
            elif lines < 0:
                self._long_row(values)
                return
        self.count += 1
        height = height or (min(most * LINE + 3, HIGHEST) if most > 1 else 0)
        self._waiting.append(f'<row r="{at}" ht="{height:g}" customHeight="1">' if height else f'<row r="{at}">')
        self._waiting += cells
        self._waiting.append("</row>")
        if len(self._waiting) > 4000:
            self.flush()

    def flush(self) -> None:
        """Hand over what is waiting; to be called before the sheet ends."""
        content = "".join(self._waiting).encode()
        self._waiting.clear()
        self.size += len(content)
        self._write(content)

    def _long_row(self, values: Sequence[Cell]) -> None:
        cut: list[Sequence[Cell]] = [_pieces(value) for value in values]
        total = max(len(parts) for parts in cut)
        told = self._design.told
        for part in range(total):
            row: list[Cell] = [
                parts[part] if part < len(parts) else values[at] if at < self._design.keys else None
                for at, parts in enumerate(cut)
            ]
            words = f"Part {part + 1} of {total} of a text longer than a cell may be."
            before = row[told]
            row[told] = f"{words} {before}" if part == 0 and isinstance(before, str) and before else words
            self.row(row)


def lines_of(text: str, room: int) -> int:
    """About how many lines the text takes in a column that holds `room` characters of ordinary width."""
    total = 0
    for line in text.split("\n"):
        size = len(line)
        if not line.isascii():
            size += len(_WIDE.findall(line))
        # Words do not break: a line is seldom filled to its end.
        total += 1 if size <= room else 1 + int(size / (room * 0.94))
    return total


def _pieces(value: Cell) -> Sequence[Cell]:
    if isinstance(value, Styled):
        words, style = value
        return [Styled(piece, style) for piece in split(words)] if isinstance(words, str) else [value]
    return split(value) if isinstance(value, str) else [value]


def split(text: str) -> list[str]:
    """The text in pieces that each fit into a cell; joined they are the text."""
    pieces = []
    while True:
        end = _fitting(text)
        pieces.append(text[:end])
        text = text[end:]
        if not text:
            return pieces


def _fitting(text: str) -> int:
    if len(text) <= CELL_UNITS // 2:
        return len(text)
    head = text[:CELL_UNITS]
    over = len(head.encode("utf-16-le")) // 2 - CELL_UNITS
    while over > 0:
        # Each character taken away is one or two units: half of what is over can go without going too far.
        head = head[: len(head) - (over + 1) // 2]
        over = len(head.encode("utf-16-le")) // 2 - CELL_UNITS
    if len(head) == len(text):
        return len(text)
    blank = max(head.rfind("\n"), head.rfind(" "))
    return blank + 1 if blank > len(head) // 2 else len(head)
