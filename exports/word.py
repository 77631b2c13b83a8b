"""A record as a Word file: title block, the transcript under day headings, the last page. Streamed, styled, editable.

Wording comes from exports.layout and exports.sections, the package from exports.word_template. An ordinary message
takes two paragraphs and no detour; whatever else hangs on it adds paragraphs of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO
from zoneinfo import ZoneInfo

from archiver.model.conversation import Entry, FileKind, Heading, RecordView, Stamp
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, RedactedRecord
from archiver.model.redaction import RedactedText
from exports import layout, sections
from exports.clean import one_line, shown
from exports.moments import clock_with_offset, day_heading, local, moment_words
from exports.package import Package, core_properties, xml
from exports.word_template import AGENCY, DIGEST, LABEL, template
from exports.word_xml import marked, message, paragraph, run, runs, table

_INDENT = 400
_DEEPEST = 6


def export(view: RecordView, stream: BinaryIO, stamp: Stamp) -> None:
    """Write the record as DOCX. Same view and stamp, same bytes."""
    heading, frame = view.heading, template()
    with Package(stream) as package:
        for name, content in frame.parts:
            package.part(name, content)
        for name, content in frame.framing:
            package.part(name, _framed(content, heading))
        package.part("docProps/core.xml", core_properties(heading, stamp))
        with package.open("word/document.xml") as out:
            out.write(frame.before)
            waiting = [_front(heading, stamp)]
            for paragraphs in _transcript(view):
                waiting.append(paragraphs)
                if len(waiting) > 200:
                    out.write("".join(waiting).encode())
                    waiting.clear()
            waiting.append(_back(heading, stamp))
            out.write("".join(waiting).encode())
            out.write(frame.after)


def _framed(content: bytes, heading: Heading) -> bytes:
    for placeholder, value in (
        (LABEL, f"{heading.number}, edition {heading.edition}"),
        (AGENCY, heading.agency),
        (DIGEST, heading.content_sha256),
    ):
        content = content.replace(placeholder.encode(), xml(one_line(value)).encode())
    return content


def _front(heading: Heading, stamp: Stamp) -> str:
    title = one_line(heading.title)
    parts = [paragraph("Title", runs(title), text=title), table(sections.title_block(heading, stamp)[1:])]
    told = sections.changes(heading)
    if told:
        parts.append(_heading("What changed since the edition before"))
        parts.append(table(tuple((place, f"{what}, {when}") for place, what, when in told)))
    parts.append(_heading("Posts and comments" if heading.kind is FileKind.POSTS else "Conversation"))
    return "".join(parts)


def _back(heading: Heading, stamp: Stamp) -> str:
    parts = []
    for section in sections.last_page(heading, stamp):
        parts.append(_heading(section.title))
        parts += (paragraph("PlainLine", runs(each), text=each) for each in section.paragraphs)
        if section.rows:
            wide = any(len(label) > 40 for label, _ in section.rows)
            parts.append(table(section.rows, left=4800, right=4830) if wide else table(section.rows))
    return "".join(parts)


def _heading(title: str) -> str:
    return paragraph("Heading1", runs(title))


def _transcript(view: RecordView) -> Iterator[str]:
    zone = view.heading.zone
    posts = view.heading.kind is FileKind.POSTS
    day: dt.date | None = None
    undated = False
    for entry in view.entries:
        sent = entry.record.sent
        if posts:
            if entry.depth == 0:
                yield paragraph("Heading2", runs(_post_heading(entry, zone)))
        elif sent is None:
            if not undated:
                undated, day = True, None
                yield paragraph("Heading2", run("Date not provided by the platform"))
        else:
            its_day = local(sent.utc, zone).date()
            if its_day != day:
                day, undated = its_day, False
                yield paragraph("Heading2", run(day_heading(its_day)))
        yield _entry(entry, zone, posts=posts)


def _post_heading(entry: Entry, zone: ZoneInfo) -> str:
    sent = entry.record.sent
    when = day_heading(local(sent.utc, zone).date()) if sent else "date not provided by the platform"
    return f"{layout.kind_noun(entry.record)}, {when}"


def _entry(entry: Entry, zone: ZoneInfo, *, posts: bool) -> str:
    record = entry.record
    indent = min(entry.depth, _DEEPEST) * _INDENT
    parts = [_head(entry, zone, posts, indent)]
    if record.quote is not None:
        label, text = layout.quote_words(record.quote)
        quoted = run(f"{label}: ") + marked(record.quote.text)
        parts.append(paragraph("QuotedText", quoted, text=text, indent=indent + _INDENT if indent else 0))
    if record.subject:
        parts.append(_labelled("Subject", record.subject, indent))
    if record.text.text:
        parts.append(message("MessageText", record.text, indent=indent))
    elif absent := layout.absence(record):
        parts.append(paragraph("MessageText", run(absent), indent=indent))
    _hanging(entry, zone, indent, parts)
    return "".join(parts)


def _head(entry: Entry, zone: ZoneInfo, posts: bool, indent: int) -> str:
    record = entry.record
    style = "AgencyHead" if record.sender.role is Role.AGENCY else "MessageHead"
    if posts:
        when = moment_words(record.sent, zone)
        to = "" if record.kind is RecordKind.POST else " replied" if entry.depth > 1 else " commented"
    else:
        when = clock_with_offset(record.sent, zone) if record.sent else "time not provided by the platform"
        to = "" if record.kind is RecordKind.NOTICE else f" to {layout.people(record.recipients)}"
    sender = layout.person(record.sender)
    return paragraph(
        style,
        f"{runs(sender, 'Sender')}{runs(to)}<w:r><w:tab/></w:r>{run(f'{when} · No. {entry.number}')}",
        indent=indent,
    )


def _hanging(entry: Entry, zone: ZoneInfo, indent: int, parts: list[str]) -> None:
    record = entry.record
    for link in record.links:
        parts.append(_note("Link", layout.link_words(link), indent))
    for attachment in record.attachments:
        words = layout.attachment_words(attachment)
        parts.append(_note("Attachment", words, indent))
        if attachment.sha256:
            digest = run("SHA-256 ") + run(one_line(attachment.sha256), "Digest")
            parts.append(paragraph("MessageNote", digest, indent=indent))
        if attachment.alt_text:
            parts.append(_labelled("Description", attachment.alt_text, indent))
    if record.reactions:
        parts.append(_note("Reactions", layout.reaction_words(record.reactions), indent))
    if record.counts:
        parts.append(_note("Counts", layout.counts_words(entry, zone), indent))
    if record.permalink:
        parts.append(_note("Address", one_line(record.permalink.text), indent))
    if record.received is not None:
        parts.append(_note("Received", moment_words(record.received, zone), indent))
    for words in (*layout.status(entry, zone), *layout.notes(entry)):
        parts.append(_note("Note", words, indent))
    for label, earlier in layout.earlier_versions(entry, zone):
        parts.append(_earlier(label, earlier, indent))


def _earlier(label: str, record: RedactedRecord, indent: int) -> str:
    content = run(f"{label}: ", "Label")
    content += marked(record.text) if record.text else run(layout.absence(record))
    return paragraph("EarlierVersion", content, indent=indent + _INDENT)


def _note(label: str, words: str, indent: int) -> str:
    return paragraph("MessageNote", run(f"{label}: ", "Label") + runs(words), indent=indent)


def _labelled(label: str, text: RedactedText, indent: int) -> str:
    return paragraph("MessageNote", run(f"{label}: ", "Label") + marked(text), text=shown(text.text), indent=indent)
