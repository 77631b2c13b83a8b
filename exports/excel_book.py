"""A workbook written in one pass: sheets stream into the file one after another, others are kept aside until the end.

Memory stays flat however long the record: what is kept aside is compressed. A full sheet goes on in another of the
same design, titled with a number. No sheet gets more links than the format allows; the rest stay as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import IO, BinaryIO
from xml.sax.saxutils import quoteattr

from exports.excel_design import FIRST_MARKER, HEADER_FOOTER, Design, skeleton
from exports.excel_rows import Cell, Rows
from exports.package import Held, Package, xml

LINKS = 60_000
"""Links a sheet gets; the format stops at 65,530, and programs grow slow before that."""
_FIRST = "_rels/.rels"
"""Written first: programs that look at a file's beginning know an Office file by it."""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class Sheet:
    """One sheet and those it goes on in. Made by Book."""

    def __init__(self, book: Book, design: Design, *, aside: bool) -> None:
        self._book = book
        self._design = design
        self._aside = aside
        self.parts: list[SheetPart] = []

    def row(self, values: Sequence[Cell], *, link: tuple[int, str] | None = None, height: float = 0) -> None:
        """Add a row. `link` = (column, target): that cell opens the target, a path relative to the workbook."""
        if not self.parts or not self.parts[-1].rows.room_for(values):
            self.start()
        part = self.parts[-1]
        part.rows.row(values, height=height)
        if link and len(part.links) < LINKS:
            part.links.append((part.rows.count, link[0], link[1]))

    def start(self) -> None:
        """Begin the sheet, or the next one it goes on in; a sheet without rows still stands in the workbook."""
        number = len(self.parts) + 1
        design = self._design
        if number > 1:
            design = replace(design, title=f"{design.title} {number}")
        self.parts.append(SheetPart(design) if self._aside else self._book.begin(design))


class SheetPart:
    """One sheet in the file: where its rows go, how many, and its links."""

    def __init__(self, design: Design, write: IO[bytes] | None = None) -> None:
        self.design = design
        self.held = Held()
        self.links: list[tuple[int, int, str]] = []
        self.rows = Rows(design, skeleton((design,)).styles, write.write if write else self.held.write)


class Book:
    """One workbook on `stream`, as a context: complete when left without an error.

    `properties` is its core.xml, `label` is printed above every page.
    """

    def __init__(self, stream: BinaryIO, *, properties: bytes, label: str) -> None:
        self._package = Package(stream)
        self._properties = properties
        self._label = xml(label.replace("&", "&&")).encode()
        self._designs: tuple[Design, ...] = ()
        self._last_rows: list[int] = []
        self._open: tuple[IO[bytes], SheetPart] | None = None
        self._asides: list[Sheet] = []

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if kind is not None:
            self._package.__exit__(kind, *error)
            return
        with self._package:
            self._complete()

    def stream(self, design: Design) -> Sheet:
        """A sheet whose rows go straight into the file; the one streamed before it is finished."""
        sheet = Sheet(self, design, aside=False)
        sheet.start()
        return sheet

    def aside(self, design: Design, *, always: bool = True) -> Sheet:
        """A sheet to fill while others stream; it stands after them. Left out when empty unless `always`."""
        sheet = Sheet(self, design, aside=True)
        if always:
            sheet.start()
        self._asides.append(sheet)
        return sheet

    def begin(self, design: Design) -> SheetPart:
        """Open the next sheet's part; for Sheet alone."""
        self._finish()
        out = self._next(design)
        part = SheetPart(design, out)
        self._open = (out, part)
        return part

    def _complete(self) -> None:
        # What is kept aside, and the parts that know of all sheets.
        self._finish()
        for sheet in self._asides:
            for part in sheet.parts:
                out = self._next(part.design)
                part.rows.flush()
                for chunk in part.held.release():
                    out.write(chunk)
                self._end(out, part)
        last_rows = list(enumerate(self._last_rows))
        for name, content in skeleton(self._designs).parts:
            if name == _FIRST:
                continue
            if name == "xl/workbook.xml":
                for at, last_row in last_rows:
                    content = content.replace(b"$%d" % (FIRST_MARKER + at), b"$%d" % last_row)
            self._package.part(name, content)
        self._package.part("docProps/core.xml", self._properties)

    def _next(self, design: Design) -> IO[bytes]:
        self._designs += (design,)
        if len(self._designs) == 1:
            self._package.part(_FIRST, dict(skeleton(self._designs).parts)[_FIRST])
        out = self._package.open(f"xl/worksheets/sheet{len(self._designs)}.xml")
        out.write(skeleton(self._designs).sheets[-1][0])
        return out

    def _finish(self) -> None:
        if self._open:
            self._open[1].rows.flush()
            self._end(*self._open)
            self._open = None

    def _end(self, out: IO[bytes], part: SheetPart) -> None:
        at = len(self._designs)
        last_row = max(part.rows.count, 2)
        self._last_rows.append(last_row)
        after = skeleton(self._designs).sheets[-1][1]
        after = after.replace(b"%d" % (FIRST_MARKER + at - 1), b"%d" % last_row)
        after = after.replace(HEADER_FOOTER.encode(), self._label)
        relations: list[str] = []
        if part.links:
            marks = []
            for number, (row, column, target) in enumerate(part.links, 1):
                marks.append(f'<hyperlink ref="{chr(65 + column)}{row}" r:id="rId{number}"/>')
                relations.append(
                    f'<Relationship Id="rId{number}" Type="{_OFFICE}/hyperlink" '
                    f'Target={quoteattr(target)} TargetMode="External"/>'
                )
            links = f"<hyperlinks>{''.join(marks)}</hyperlinks>".encode()
            after = after.replace(b"<pageMargins", links + b"<pageMargins", 1)
        out.write(after)
        out.close()
        if relations:
            content = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_PACKAGE}">'
            content += "".join(relations) + "</Relationships>"
            self._package.part(f"xl/worksheets/_rels/sheet{at}.xml.rels", content.encode())
