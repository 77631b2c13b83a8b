"""The conversation itself, or a month of posts: day headings, and under each the entries with sender, time and words.

Entries come one by one and leave memory when drawn. In tags the transcript is a list; an answer to a post is an item of
a list inside the post's item.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from archiver.model.conversation import Entry, FileKind, Heading
from archiver.model.correspondent import RedactedCorrespondent, Role
from archiver.model.record import RecordKind
from archiver.model.time import Moment, Precision
from exports.base import OpenImage
from exports.layout import people, person, person_with_handle
from exports.moments import clock, date_words, day_heading, local, moment_words, month_words, offset_words
from exports.pdf.blocks import EntryBlocks, places
from exports.pdf.pages import Block, Pages
from exports.pdf.theme import BODY, BOTTOM, LEFT, MOST_STEPS, NUMBER_ROOM, RIGHT, SOFT, STEP, TOP

_BETWEEN = 8.0
_DAYS_IN_OUTLINE = 400


class _Sender(NamedTuple):
    """A sender's line, ready to draw behind a `Td`: one line, or blocks when it is longer than that."""

    operators: str
    blocks: tuple[Block, ...]
    agency: bool


class _Figures(NamedTuple):
    """Digits ready to show: font name and size, glyph codes, width in points."""

    font: str
    codes: str
    width: float


class _Codes:
    """Entry numbers and clock times as glyph codes, character by character: they hardly ever repeat as words."""

    def __init__(self, pages: Pages) -> None:
        number, time = pages.styles.fine, pages.styles.aside
        face = number.face
        self._codes = {ord(char): f"{face.glyph(char):04X}" for char in "0123456789: notime"}
        self._digit = face.advance(face.glyph("0")) * number.size / 1000
        pages.canvas.setter.used_plain[face].update("0123456789: notime")
        name = pages.canvas.pen.used(face).name
        self._number_font, self._time_font = f"{name} {number.size:g}", f"{name} {time.size:g}"

    def digits(self, number: int) -> _Figures:
        """An entry's number."""
        words = str(number)
        return _Figures(self._number_font, words.translate(self._codes), self._digit * len(words))

    def time(self, sent: Moment | None, at: dt.datetime) -> _Figures:
        """The clock beside an entry, as finely as the source told it, with the space that parts it from the sender."""
        if sent is None or sent.precision is Precision.DAY:
            words = "no time "
        elif sent.precision is Precision.MINUTE:
            words = f"{at.hour:02d}:{at.minute:02d} "
        else:
            words = f"{at.hour:02d}:{at.minute:02d}:{at.second:02d} "
        return _Figures(self._time_font, words.translate(self._codes), 0.0)


class Transcript:
    """Draws the entries of one record and counts what the last page has to tell about them."""

    def __init__(self, pages: Pages, heading: Heading, images: OpenImage | None) -> None:
        self._pages = pages
        self._heading = heading
        self._blocks = EntryBlocks(pages, heading.zone, images)
        self._posts = heading.kind is FileKind.POSTS
        self._senders: dict[object, _Sender] = {}
        self._codes = _Codes(pages)
        self._day: dt.date | None = None
        self._offset: dt.timedelta | None = None
        self._month = ""
        self._days = 0
        self._open = 0
        self.entries = 0
        self.without_sent = 0
        self.without_received = 0
        self.without_destination = 0

    def draw(self, entries: Iterable[Entry]) -> None:
        """Draw every entry in order."""
        for entry in entries:
            self._entry(entry)
        self._close_to(0)
        if self._day is not None:
            self._pages.canvas.tags.close()

    def _entry(self, entry: Entry) -> None:
        record = entry.record
        self.entries += 1
        self.without_received += record.received is None
        self.without_destination += not record.recipients
        zone = self._heading.zone
        if record.sent is None:
            self.without_sent += 1
        at = local(record.sent.utc if record.sent else entry.first_seen, zone)
        depth = entry.depth
        x = BODY + STEP * min(depth, MOST_STEPS)
        width = RIGHT - x
        blocks = self._blocks.of(entry, width)
        note = self._time_note(entry, at)
        sender = self._sender(entry, width, note)
        pages = self._pages
        head = 13.0 if sender.operators else sum([block.height for block in sender.blocks])
        height = head + sum([block.height for block in blocks])
        first = blocks[0]
        least = first.height if first.picture else first.before + 2 * first.style.leading
        keep = height if height <= 120.0 else min(head + least, 400.0)
        # An answer without what it answers stands as the first of its list.
        level = min(depth, self._open)
        if level == 0 and (self._day is None or at.date() != self._day):
            self._close_to(0)
            self._day_heading(at, keep)
        else:
            pages.need(_BETWEEN + keep)
        if not pages.fresh:
            pages.y -= _BETWEEN
        self._open_item(level)
        self._draw(entry, at, sender, blocks, x, width, height)

    def _draw(
        self, entry: Entry, at: dt.datetime, sender: _Sender, blocks: list[Block], x: float, width: float, height: float
    ) -> None:
        pages, canvas = self._pages, self._pages.canvas
        ops = canvas.ops
        baseline = pages.y - 9.9
        number = self._codes.digits(entry.number)
        if sender.agency:
            pages.begin_bar(x - 8)
        if pages.y - height < BOTTOM:
            style = pages.styles.aside
            words = [canvas.setter.line(word, style.face, style.size) for word in (f"No. {entry.number}", "continued")]
            show = canvas.pen.text(words, x - BODY + LEFT, TOP - 9.9, style.face, style.size, style.leading, 0)
            pages.continued = f"{SOFT} {show}"
        ops.append(
            f"/Lbl<</MCID {canvas.tags.open_item(canvas.page)}>>BDC\n{SOFT} BT/{number.font} Tf "
            f"{RIGHT - number.width:.2f} {baseline:.2f} Td<{number.codes}>Tj ET\nEMC"
        )
        time = self._codes.time(entry.record.sent, at)
        opening = f"{SOFT} BT/{time.font} Tf {x - BODY + LEFT:.2f} {baseline:.2f} Td<{time.codes}>Tj ET\n"
        if sender.operators:
            opening += f"BT {x:.2f} {baseline:.2f} Td{sender.operators} ET\n"
            pages.y -= 13.0
        for block in (*sender.blocks, *blocks) if sender.blocks else blocks:
            pages.place(block, x, width, opening)
            opening = ""
        pages.continued = ""
        if sender.agency:
            pages.end_bar()

    def _day_heading(self, at: dt.datetime, keep: float) -> None:
        pages = self._pages
        if self._day is not None:
            pages.canvas.tags.close()
        self._day, self._offset = at.date(), at.utcoffset()
        month = month_words(at)
        style, zone_style = pages.styles.day, pages.styles.day_zone
        pages.need(20.0 + style.leading + 8.0 + keep)
        if not pages.fresh:
            pages.y -= 20.0
        self._days += 1
        if month != self._month:
            self._month = month
            pages.canvas.outline.add(month, 1, pages.canvas.page, pages.y + 6)
        if self._days <= _DAYS_IN_OUTLINE:
            pages.canvas.outline.add(day_heading(at), 2, pages.canvas.page, pages.y + 6)
        words = canvas_line = pages.canvas.setter.line(day_heading(at) + " ", style.face, style.size)
        zone = pages.canvas.setter.line(f"UTC{offset_words(at)}", zone_style.face, zone_style.size)
        pages.canvas.tags.open("H3")
        pages.canvas.begin("H3")
        baseline = pages.y - 10.5
        pen = pages.canvas.pen
        pages.canvas.ops.append(
            f"{style.ink} BT {LEFT:g} {baseline:.2f} Td{pen.inline(words, style.face, style.size)} "
            f"{zone_style.ink} {canvas_line.width + 4:.2f} 0 Td{pen.inline(zone, zone_style.face, zone_style.size)} ET"
        )
        pages.canvas.end()
        pages.canvas.tags.close()
        pages.y -= style.leading + 2
        pages.hairline(pages.y)
        pages.canvas.tags.open("L")

    def _open_item(self, depth: int) -> None:
        """Close what is deeper, and open the item's list where it begins one."""
        tags = self._pages.canvas.tags
        self._close_to(depth)
        if depth:
            tags.open("L")
        self._open = depth + 1

    def _close_to(self, depth: int) -> None:
        tags = self._pages.canvas.tags
        while self._open > depth:
            tags.close()
            self._open -= 1
            if self._open:
                tags.close()

    def _time_note(self, entry: Entry, at: dt.datetime) -> str:
        """What the day heading and the clock do not tell about the entry's time."""
        record = entry.record
        if not entry.depth and at.utcoffset() == self._offset and record.sent and not record.received:
            return ""
        notes: list[str] = []
        if entry.depth and at.date() != self._day:
            notes.append(date_words(at))
        if at.utcoffset() != self._offset and (entry.depth or at.date() == self._day):
            notes.append(f"UTC{offset_words(at)}")
        if record.sent is None:
            notes.append("time of sending not provided by the platform; shown where it was first seen")
        if record.received is not None:
            received = local(record.received.utc, self._heading.zone)
            words = moment_words(record.received, self._heading.zone)
            notes.append(
                f"received {clock(record.received, self._heading.zone) if received.date() == at.date() else words}"
            )
        return ", ".join(notes)

    def _sender(self, entry: Entry, width: float, note: str) -> _Sender:
        record = entry.record
        who = record.sender
        key = (who.name.text, who.handle.text, who.role, record.kind, note, width, _names(record.recipients))
        known = self._senders.get(key)
        if known is None:
            if len(self._senders) > 5_000:
                self._senders.clear()
            known = self._senders[key] = self._make_sender(entry, width, note)
        return known

    def _make_sender(self, entry: Entry, width: float, note: str) -> _Sender:
        pages, record = self._pages, entry.record
        bold, aside = pages.styles.sender, pages.styles.aside
        setter, pen = pages.canvas.setter, pages.canvas.pen
        agency = record.sender.role is Role.AGENCY
        who = person_with_handle(record.sender) if self._posts else person(record.sender)
        extra = []
        if agency:
            extra.append("agency")
        if record.kind is RecordKind.NOTICE:
            extra.append("platform notice")
        if record.recipients:
            extra.append(f"to {people(record.recipients)}")
        if note:
            extra.append(note)
        name = setter.line(who + " ", bold.face, bold.size)
        rest = setter.line(" · ".join(extra), aside.face, aside.size)
        room = width - NUMBER_ROOM
        plain = not (record.sender.name.marks or record.sender.handle.marks or name.right or rest.right)
        if plain and name.width + 3 + rest.width <= room:
            operators = f"{bold.ink}{pen.inline(name, bold.face, bold.size)}"
            if extra:
                operators += f" {SOFT} {name.width + 2:.2f} 0 Td{pen.inline(rest, aside.face, aside.size)}"
            return _Sender(" " + operators, (), agency)
        marks = places(who, record.sender.name, record.sender.handle)
        blocks = [Block(pages.lines(who, bold, room, marks), bold)]
        if extra:
            blocks.append(Block(pages.lines(" · ".join(extra), aside, room), aside))
        return _Sender("", tuple(blocks), agency)


def _names(recipients: tuple[RedactedCorrespondent, ...]) -> tuple[str, ...]:
    return tuple([each.name.text or each.handle.text for each in recipients])
