"""Labels and values side by side, as a table that a screen reader can walk: the label is the row's header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exports.pdf.pages import Block, Pages
from exports.pdf.theme import BOTTOM, LEFT, RIGHT, Style

_ROW_HEADER = "/A<</O/Table/Scope/Row>>"
_GAP = 4.0


def labelled(pages: Pages, rows: Iterable[Sequence[str]], columns: Sequence[tuple[float, Style]]) -> None:
    """Rows of as many texts as there are columns; a column is its left edge and style. The first column is the header.

    A short row stays on one page; a long last value runs over pages, as a message does.
    """
    edges = [left for left, _ in columns] + [RIGHT + 10]
    tags = pages.canvas.tags
    tags.open("Table")
    for row in rows:
        cells = [
            pages.lines(text, style, edges[place + 1] - 10 - left) or pages.lines("-", style, 100)
            for place, (text, (left, style)) in enumerate(zip(row, columns, strict=True))
        ]
        height = max(len(lines) * style.leading for lines, (_, style) in zip(cells, columns, strict=True))
        pages.need(min(height + _GAP, 6 * columns[-1][1].leading))
        top, page, lowest = pages.y, pages.canvas.pages, pages.y
        tags.open("TR")
        for place, (lines, (left, style)) in enumerate(zip(cells, columns, strict=True)):
            if pages.canvas.pages == page:
                pages.y = top
            tags.open("TD" if place else "TH", "" if place else _ROW_HEADER)
            pages.place(Block(lines, style), left, edges[place + 1] - 10 - left)
            tags.close()
            lowest = min(lowest, pages.y) if pages.canvas.pages == page else pages.y
        tags.close()
        pages.y = lowest - _GAP
        if pages.y > BOTTOM:
            pages.hairline(pages.y + _GAP / 2, tone=0.88)
    tags.close()


LABEL_COLUMN = LEFT
VALUE_COLUMN = LEFT + 128.0
