"""Where the next thing goes: a cursor that moves down the page, breaks it, and draws blocks of text with their tags.

Blocks are cut between lines wherever a page ends, never leaving one line alone; headings are asked for together with
what follows them. The number of all pages is not known before the end: each page draws it from a form written last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from exports.pdf.theme import BAR, BOTTOM, FOOTER_LINE, HAIRLINE, HEADER_LINE, LEFT, RIGHT, SOFT, TOP, Style, Styles
from exports.pdfa.canvas import RecordCanvas
from exports.pdfa.drawing import token_boxes
from exports.pdfa.images import Picture
from exports.text.lines import Line

_FRAME, _TOTAL = "Frame", "Total"


class Block(NamedTuple):
    """Lines of one style, `before` points below what stands above. `indent` from the column's left edge.

    `tag` is the structure element they become; "" = they belong to the element that is open. `rule` draws a fine line
    to their left, for words that are quoted."""

    lines: Sequence[Line]
    style: Style
    before: float = 0.0
    indent: float = 0.0
    tag: str = ""
    rule: bool = False
    picture: Picture | None = None
    """Shown instead of lines, as large as `size`, with `alt` standing for it."""
    size: tuple[float, float] = (0.0, 0.0)
    alt: str = ""

    @property
    def height(self) -> float:
        """What the block takes up on one page."""
        return self.before + (self.size[1] if self.picture else self.style.leading * len(self.lines))


class Pages:
    """One document's pages. `y` is the height at which the next block's top edge stands."""

    def __init__(self, canvas: RecordCanvas, styles: Styles, running: tuple[str, str], footer: str) -> None:
        self.canvas = canvas
        self.styles = styles
        self.y = self._bar_top = TOP
        self._bar: float | None = None
        self.continued = ""
        """Operators for the head of a page that an entry runs over to; "" = none does."""
        canvas.reserve_form(_FRAME)
        canvas.reserve_form(_TOTAL)
        canvas.write_form(_FRAME, self._frame(*running, footer))
        self._page_label = self._shown("Page ", styles.running)
        self._page_label_wide = canvas.setter.line("Page ", styles.running.face, styles.running.size).width
        self._furnish()

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on the page yet."""
        return self.y == TOP

    def need(self, height: float) -> None:
        """Begin a page unless this much room is left on this one."""
        if self.y - height < BOTTOM and not self.fresh:
            self.new_page()

    def new_page(self) -> None:
        """End the page and begin the next."""
        self._draw_bar()
        self.canvas.showPage()
        self.y = self._bar_top = TOP
        self._furnish()
        if self.continued:
            self.canvas.artifact(self.continued)

    def lines(self, text: str, style: Style, width: float, marks: Sequence[tuple[int, int]] = ()) -> list[Line]:
        """The lines of a text in a style, within a width in points."""
        return self.canvas.setter.lines(text, style.face, style.size, width, marks)

    def place(self, block: Block, x: float, width: float, opening: str = "") -> None:
        """Draw a block at the cursor, over as many pages as it takes. `x` and `width` are the column's; `opening` are
        operators drawn before the first line as part of the same content."""
        lines, style, before, indent, tag, rule, picture, *_ = block
        if picture is not None:
            self._place_picture(block, picture, x, opening)
            return
        if not lines:
            return
        if tag:
            self.canvas.tags.open(tag)
        self.y -= before
        leading = style.leading
        start, count = 0, len(lines)
        while start < count:
            fit = int((self.y - BOTTOM) / leading + 1e-6)
            left = count - start
            if fit < left:
                if left - fit == 1 and fit > 2:
                    fit -= 1
                if fit < 2 and not self.fresh:
                    self.new_page()
                    continue
            part = lines[start : start + max(fit, 1)] if start or fit < count else lines
            self._draw(part, style, x + indent, width - indent, tag or "P", rule, opening)
            opening = ""
            start += len(part)
            if start < count:
                self.new_page()
        if tag:
            self.canvas.tags.close()

    def heading(
        self, text: str, tag: str, style: Style, *, before: float, after: float, level: int, keep: float
    ) -> None:
        """A heading with its outline entry; `keep` = points of what follows that must fit on the same page."""
        lines = self.lines(text, style, RIGHT - LEFT)
        height = len(lines) * style.leading
        self.need(before + height + after + keep)
        if not self.fresh:
            self.y -= before
        self.canvas.outline.add(text, level, self.canvas.page, self.y + 6)
        self.place(Block(lines, style, tag=tag), LEFT, RIGHT - LEFT)
        self.y -= after

    def begin_bar(self, x: float) -> None:
        """From here on a bar runs down the page, and down those that follow, until `end_bar`."""
        self._bar, self._bar_top = x, self.y

    def end_bar(self) -> None:
        """End the bar at the cursor."""
        self._draw_bar()
        self._bar = None

    def _draw_bar(self) -> None:
        if self._bar is not None and self._bar_top > self.y:
            self.canvas.artifact(
                f"{BAR:g} G 1.6 w {self._bar:.2f} {self._bar_top - 2:.2f} m {self._bar:.2f} {self.y + 1:.2f} l S"
            )

    def hairline(self, y: float, left: float = LEFT, right: float = RIGHT, tone: float = HAIRLINE) -> None:
        """A fine line across the page, for the eye only."""
        self.canvas.artifact(f"{tone:g} G 0.5 w {left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S")

    def finish(self) -> None:
        """Write the last page and the document's end."""
        style = self.styles.running
        total = self._shown(f" of {self.canvas.pages:,}", style)
        self.canvas.write_form(_TOTAL, f"{SOFT} BT 0 {FOOTER_LINE:.2f} Td {total} ET")
        self.canvas.save()

    def _place_picture(self, block: Block, picture: Picture, x: float, opening: str) -> None:
        width, height = block.size
        if opening:
            self.canvas.begin("P")
            self.canvas.ops.append(opening)
            self.canvas.end()
        self.need(block.height)
        self.y -= block.height
        self.canvas.draw_picture(picture, x + block.indent, self.y, width, height, block.alt)

    def _draw(
        self, lines: Sequence[Line], style: Style, x: float, width: float, tag: str, rule: bool, opening: str
    ) -> None:
        canvas = self.canvas
        leading, size = style.leading, style.size
        # The first baseline: what is over of the leading stands above and below the letters.
        baseline = self.y - leading / 2 - 0.36 * size
        if any(line.tokens for line in lines):
            canvas.ops.append(token_boxes(lines, x, baseline, size, leading, width))
        self.y -= leading * len(lines)
        if rule:
            top, bottom = self.y + leading * len(lines) - 1, self.y + 1
            canvas.artifact(f"0.7 G 0.8 w {x - 7:.2f} {top:.2f} m {x - 7:.2f} {bottom:.2f} l S")
        text = canvas.pen.text(lines, x, baseline, style.face, size, leading, width)
        canvas.ops.append(f"/{tag}<</MCID {canvas.tags.content(canvas.page)}>>BDC\n{opening}{style.ink}\n{text}\nEMC")

    def _furnish(self) -> None:
        canvas = self.canvas
        label = f"{canvas.pages:,}"
        style = self.styles.running
        number = canvas.setter.line(label, style.face, style.size)
        after = LEFT + self._page_label_wide + number.width
        canvas.ops.append(
            f"/Artifact<</Type/Pagination>>BDC\n/{_FRAME} Do {SOFT} BT {LEFT:g} {FOOTER_LINE:.2f} Td "
            f"{self._page_label}<{number.codes}>Tj ET q 1 0 0 1 {after:.2f} 0 cm /{_TOTAL} Do Q\nEMC"
        )

    def _frame(self, left: str, right: str, footer: str) -> str:
        style, fine = self.styles.running, self.styles.fine
        setter = self.canvas.setter
        number = setter.line(right, style.face, style.size)
        room = RIGHT - LEFT - number.width - 24
        title = [setter.fitted(left, style.face, style.size, room)]
        digest = setter.line(footer, fine.face, fine.size)
        pen = self.canvas.pen
        return "\n".join(
            [
                f"{SOFT} {pen.text(title, LEFT, HEADER_LINE, style.face, style.size, 10, room)}",
                pen.text([number], RIGHT - number.width, HEADER_LINE, style.face, style.size, 10, number.width),
                pen.text([digest], RIGHT - digest.width, FOOTER_LINE, fine.face, fine.size, 10, digest.width),
                f"{HAIRLINE:g} G 0.5 w {LEFT:g} {HEADER_LINE - 8:.2f} m {RIGHT:g} {HEADER_LINE - 8:.2f} l S",
                f"{LEFT:g} {FOOTER_LINE + 13:.2f} m {RIGHT:g} {FOOTER_LINE + 13:.2f} l S",
            ]
        )

    def _shown(self, text: str, style: Style) -> str:
        return self.canvas.pen.inline(self.canvas.setter.line(text, style.face, style.size), style.face, style.size)
