"""A record as an Excel workbook: Conversation (or Posts), Record, Earlier versions, Marks, Attachments.

One row a message, real dates that sort and filter, everything captured as string cells. One pass over the entries and
flat memory, so that thirty messages and a million go the same way. Wording comes from exports.layout and .sections.
"""

from __future__ import annotations

import datetime as dt
from typing import BinaryIO
from zoneinfo import ZoneInfo

from archiver.model.conversation import Entry, FileKind, Heading, RecordView, Stamp
from archiver.model.correspondent import Role
from archiver.model.record import NOT_PROVIDED, RecordKind, RedactedRecord
from archiver.model.time import Moment, Precision
from exports import excel_sheets as sheets
from exports import layout, sections
from exports.clean import one_line, shown
from exports.excel_book import Book, Sheet
from exports.excel_design import Style
from exports.excel_rows import Cell, Styled, serial
from exports.marks import marks
from exports.moments import local, offset_words
from exports.package import core_properties

_DIRECTION = {Role.AGENCY: sheets.SENT, Role.CORRESPONDENT: "Received", Role.SYSTEM: "Platform"}
_INDENTS = (Style.TEXT, Style.INDENT_1, Style.INDENT_2, Style.INDENT_3)
_PRECISE = {Precision.MINUTE: Style.MINUTE, Precision.DAY: Style.DAY}


def export(view: RecordView, stream: BinaryIO, stamp: Stamp) -> None:
    """Write the record as XLSX. Same view and stamp, same bytes."""
    heading = view.heading
    label = f"{one_line(heading.number)}, edition {heading.edition}"
    with Book(stream, properties=core_properties(heading, stamp), label=label) as book:
        _record(heading, stamp, book.aside(sheets.RECORD))
        posts = heading.kind is FileKind.POSTS
        main = book.stream(sheets.POSTS if posts else sheets.CONVERSATION)
        versions = book.aside(sheets.VERSIONS, always=False)
        marked, attached = book.aside(sheets.MARKS), book.aside(sheets.ATTACHMENTS)
        for entry in view.entries:
            main.row(_main_row(entry, heading.zone, posts=posts))
            if entry.earlier:
                _versions(entry, versions, heading.zone)
            if entry.record.attachments:
                _attachments(entry, attached)
            _marks(entry, marked)


def _main_row(entry: Entry, zone: ZoneInfo, *, posts: bool) -> list[Cell]:
    record = entry.record
    when, offset, utc = _sent(record.sent, zone)
    text = layout.body(record)
    if record.subject:
        text = f"Subject: {shown(record.subject.text)}\n{text}"
    if posts:
        style = _INDENTS[min(entry.depth, len(_INDENTS) - 1)]
        kind = "Reply" if entry.depth > 1 and record.kind is RecordKind.COMMENT else layout.kind_noun(record)
        ends: tuple[Cell, ...] = (layout.person(record.sender), kind, Styled(text, style) if entry.depth else text)
    else:
        ends = (layout.person(record.sender), layout.people(record.recipients), text)
    state, notes = layout.status(entry, zone), layout.notes(entry)
    quote = ""
    if record.quote is not None:
        quote = ":\n".join(part for part in layout.quote_words(record.quote) if part)
    feelings = layout.reaction_words(record.reactions)
    if record.counts:
        feelings = "\n".join(part for part in (feelings, layout.counts_words(entry, zone)) if part)
    came, _, original = entry.origin.partition(":")
    return [
        entry.number,
        when,
        offset,
        _DIRECTION.get(record.sender.role, "Other"),
        *ends,
        quote,
        "\n".join(map(layout.attachment_words, record.attachments)) if record.attachments else None,
        feelings,
        "\n".join(state) if state else None,
        "\n".join(notes) if notes else None,
        utc,
        _received(record.received),
        "\n".join(map(layout.link_words, record.links)) if record.links else None,
        layout.kind_noun(record) if not posts else one_line(record.permalink.text),
        one_line(record.source_id),
        serial(entry.first_seen),
        came,
        one_line(original),
        one_line(record.place),
    ]


def _sent(moment: Moment | None, zone: ZoneInfo) -> tuple[Cell, str | None, Cell]:
    if moment is None:
        return NOT_PROVIDED, None, NOT_PROVIDED
    at = local(moment.utc, zone)
    when: Cell = serial(moment.utc.replace(microsecond=0), at.utcoffset() or dt.timedelta())
    if moment.precision in _PRECISE and isinstance(when, float):
        when = Styled(when, _PRECISE[moment.precision])
    if moment.precision is Precision.DAY:
        return when, None, None
    return when, offset_words(at), serial(moment.utc)


def _received(moment: Moment | None) -> Cell:
    return NOT_PROVIDED if moment is None else serial(moment.utc)


def _versions(entry: Entry, sheet: Sheet, zone: ZoneInfo) -> None:
    for revision in entry.earlier:
        record: RedactedRecord = revision.record
        when, _, _ = _sent(record.sent, zone)
        sheet.row(
            (
                entry.number,
                revision.number,
                serial(revision.first_seen),
                serial(revision.last_seen),
                when,
                layout.person(record.sender),
                layout.body(record),
                "\n".join(map(layout.attachment_words, record.attachments)),
                None,
                one_line(revision.origin.partition(":")[2]),
            )
        )


def _marks(entry: Entry, sheet: Sheet) -> None:
    for where, mark in marks(entry):
        sheet.row(
            (
                entry.number,
                where,
                one_line(mark.token),
                layout.sentence(layout.kind_words(mark.kind)),
                one_line(mark.rule),
                round(mark.confidence, 4),
                one_line(mark.reason),
                one_line(mark.pack),
            )
        )


def _attachments(entry: Entry, sheet: Sheet) -> None:
    for at, attachment in enumerate(entry.record.attachments, 1):
        sheet.row(
            (
                entry.number,
                at,
                layout.attachment_name(attachment),
                one_line(attachment.media_type),
                attachment.size,
                layout.held_words(attachment),
                attachment.sha256,
                one_line(attachment.original),
                shown(attachment.alt_text.text),
            )
        )


def _record(heading: Heading, stamp: Stamp, sheet: Sheet) -> None:
    sheet.row((Styled(one_line(heading.title), Style.TITLE),), height=26)
    for label, value in sections.title_block(heading, stamp):
        sheet.row((label, value))
    told = sections.changes(heading)
    if told:
        _section(sheet, "What changed since the edition before")
        for place, what, when in told:
            sheet.row((place, f"{what}, {when}"))
    for section in sections.last_page(heading, stamp):
        _section(sheet, section.title)
        for paragraph in section.paragraphs:
            sheet.row((None, paragraph))
        for label, value in section.rows:
            sheet.row((label, value))


def _section(sheet: Sheet, title: str) -> None:
    sheet.row(())
    sheet.row((Styled(title, Style.SECTION), Styled("", Style.SECTION)), height=20)
