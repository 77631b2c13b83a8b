"""One CSV file of a LinkedIn export as rows by column name, whatever stands before its header and however it is broken.

Columns are matched by their upper-cased names, never by position: they come and go between exports. Reading never fails
on content; a row that cannot be told apart from its neighbours is named by its line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

CELL = 1024 * 1024
"""Characters of one cell. A quote that is never closed swallows no more than this."""

_PREAMBLE = 50
_KEPT = 20


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where the row ends in the file; `places` tells where in `cells` each column stands, and is shared by all
    rows of a file. `fault` says why the row is unusable."""

    line: int
    cells: Sequence[str] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    fault: str = ""

    def get(self, column: str) -> str:
        """The cell as it stands; "" where the row or the file has none."""
        place = self.places.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    @property
    def size(self) -> int:
        """Bytes that the row takes up, about."""
        return sum(map(len, self.cells)) + 60 * len(self.cells) + 200


@dataclass(slots=True)
class Table:
    """Reads `stream`. `required` columns make a row the header. After `rows`, the other fields tell of the file."""

    stream: BinaryIO
    required: Sequence[str]
    columns: tuple[str, ...] = ()
    preamble: int = 0
    lines: int = 0
    repaired: list[int] = field(default_factory=list)
    repairs: int = 0
    _places: dict[str, int] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """The rows below the header, in file order; none when there is no header (then `columns` stays empty)."""
        # The limit is the whole process's. The csv module's own is too small for a sponsored message, and none of ours
        # relies on it being that small.
        csv.field_size_limit(max(CELL, csv.field_size_limit()))
        reader = csv.reader(self._text())
        while True:
            try:
                cells = next(reader, None)
            except csv.Error:
                yield Row(self.lines, fault="a cell without an end: a quotation mark is missing above")
                continue
            if cells is None:
                return
            if not self.columns:
                names = tuple(cell.strip().upper() for cell in cells)
                if set(self.required) <= set(names):
                    self.columns = names
                    self._places = {name: place for place, name in reversed(list(enumerate(names)))}
                    continue
                self.preamble += 1
                if self.preamble > _PREAMBLE:
                    return
            elif any(cells):
                yield self._row(cells)

    def _row(self, cells: list[str]) -> Row:
        count = len(self.columns)
        cut = len(cells) < count and any(self._places[name] >= len(cells) for name in self.required)
        if cut or any(cells[count:]):
            return Row(self.lines, fault=f"{len(cells)} cells where the header has {count}")
        return Row(self.lines, cells, self._places)

    def _text(self) -> Iterator[str]:
        text = io.TextIOWrapper(self.stream, "utf-8-sig", errors="surrogateescape", newline="")
        while line := text.readline(CELL):
            self.lines += 1
            if not line.isascii():
                try:
                    line.encode()
                except UnicodeEncodeError:
                    # A byte that is no text: shown as such, and counted.
                    line = line.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                    self.repairs += 1
                    if len(self.repaired) < _KEPT:
                        self.repaired.append(self.lines)
            yield line
