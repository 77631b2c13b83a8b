"""The record from its first page to its last: title block, sheet of changes, transcript, closing notes."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from archiver.model.conversation import FileKind, Heading, RecordView, Stamp
from archiver.model.record import NOT_PROVIDED
from exports.base import OpenImage
from exports.clean import one_line
from exports.layout import counted
from exports.pdf.pages import Block, Pages
from exports.pdf.tables import LABEL_COLUMN, VALUE_COLUMN, labelled
from exports.pdf.theme import LEFT, PAGE, RIGHT, Styles
from exports.pdf.transcript import Transcript
from exports.pdfa.canvas import RecordCanvas
from exports.pdfa.xmp import Description
from exports.sections import changes, last_page, title_block
from exports.text.clean import code_of

_WIDTH = RIGHT - LEFT
_NO_FACE = (
    "No bundled typeface has these characters. Where they occur, the record shows their Unicode number in brackets; "
    "the data files have the characters themselves."
)


def write_record(view: RecordView, stream: BinaryIO, stamp: Stamp, images: OpenImage | None) -> None:
    """Write the whole file. The stream is only ever written forward."""
    heading = view.heading
    styles = Styles()
    canvas = RecordCanvas(stream, _description(heading, stamp), styles.faces, _file_id(heading, stamp), PAGE)
    running = (one_line(heading.title), f"{one_line(heading.number)} · edition {heading.edition}")
    pages = Pages(canvas, styles, running, f"SHA-256 of the content {one_line(heading.content_sha256)}")
    _title(pages, heading, stamp)
    _changes(pages, heading)
    posts = heading.kind is FileKind.POSTS
    pages.heading(
        "Posts and comments" if posts else "Conversation",
        "H2",
        styles.heading,
        before=26.0,
        after=0.0,
        level=0,
        keep=110.0,
    )
    transcript = Transcript(pages, heading, images)
    transcript.draw(view.entries)
    _closing(pages, heading, stamp, transcript)
    pages.finish()


def _title(pages: Pages, heading: Heading, stamp: Stamp) -> None:
    styles = pages.styles
    what = "Posts and comments" if heading.kind is FileKind.POSTS else "Private conversation"
    kicker = f"{one_line(heading.agency)} · {what} on {one_line(heading.platform)}"
    pages.place(Block(pages.lines(kicker, styles.kicker, _WIDTH), styles.kicker, tag="P"), LEFT, _WIDTH)
    pages.y -= 4
    title = one_line(heading.title) or one_line(heading.number)
    pages.canvas.outline.add("About this record", 0, pages.canvas.page, pages.y + 20)
    pages.place(Block(pages.lines(title, styles.title, _WIDTH), styles.title, tag="H1"), LEFT, _WIDTH)
    pages.y -= 10
    pages.hairline(pages.y + 2, tone=0.45)
    pages.y -= 2
    rows = [row for row in title_block(heading, stamp) if row[0] != "Title"]
    labelled(pages, rows, [(LABEL_COLUMN, styles.label), (VALUE_COLUMN, styles.value)])


def _changes(pages: Pages, heading: Heading) -> None:
    rows = changes(heading)
    if not rows:
        return
    styles = pages.styles
    pages.heading("Changes since the edition before", "H2", styles.heading, before=26.0, after=6.0, level=0, keep=40.0)
    columns = [(LEFT, styles.label), (LEFT + 78, styles.value), (RIGHT - 150, styles.label)]
    labelled(pages, rows, columns)


def _closing(pages: Pages, heading: Heading, stamp: Stamp, transcript: Transcript) -> None:
    styles = pages.styles
    pages.new_page()
    for place, section in enumerate(last_page(heading, stamp)):
        pages.heading(section.title, "H2", styles.heading, before=20.0 if place else 0.0, after=3.0, level=0, keep=30.0)
        for paragraph in section.paragraphs:
            _paragraph(pages, paragraph)
        digests = any(len(value) == 64 for _, value in section.rows)
        if section.rows:
            pages.y -= 5
            if digests:
                columns = [(LEFT, styles.reference), (LEFT + 222.0, styles.fine_value)]
            else:
                columns = [(LEFT, styles.label), (VALUE_COLUMN, styles.value)]
            labelled(pages, section.rows, columns)
        if place == 0:
            for paragraph in _not_provided(transcript):
                _paragraph(pages, paragraph)
    missing = pages.canvas.setter.missing
    if missing:
        pages.heading("Characters shown as numbers", "H2", styles.heading, before=20.0, after=3.0, level=0, keep=30.0)
        _paragraph(pages, _NO_FACE)
        listed = ", ".join(f"{code_of(char)} {counted(count, 'time')}" for char, count in sorted(missing.items()))
        _paragraph(pages, listed)


def _not_provided(transcript: Transcript) -> list[str]:
    """The facts the law wants of every message and this platform leaves out, counted once and not on every line."""
    told = []
    for count, what in (
        (transcript.without_sent, "time of sending"),
        (transcript.without_received, "time of receipt"),
        (transcript.without_destination, "destination"),
    ):
        if count:
            scope = "every entry" if count == transcript.entries else f"{count:,} of {transcript.entries:,} entries"
            told.append(f"{what.capitalize()}: {NOT_PROVIDED} for {scope}.")
    return told


def _paragraph(pages: Pages, text: str) -> None:
    style = pages.styles.value
    pages.place(Block(pages.lines(text, style, _WIDTH), style, 3.0, tag="P"), LEFT, _WIDTH)


def _description(heading: Heading, stamp: Stamp) -> Description:
    activity = one_line(heading.business_activity)
    return Description(
        title=one_line(heading.title),
        author=one_line(heading.agency),
        subject=f"{heading.kind.value.capitalize()} record of {one_line(heading.channel.name)}"
        + (f"; business activity: {activity}" if activity else ""),
        identifier=one_line(heading.number),
        keywords=f"{one_line(heading.number)}, edition {heading.edition}, {one_line(heading.platform)}, "
        f"{one_line(heading.access_status)}, redaction rules {one_line(stamp.rules)}, "
        f"content SHA-256 {one_line(heading.content_sha256)}",
        software=one_line(stamp.software),
        made=stamp.made,
    )


def _file_id(heading: Heading, stamp: Stamp) -> str:
    parts = (heading.number, heading.edition, heading.content_sha256, stamp.made.isoformat(), stamp.software)
    return hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:32].upper()
