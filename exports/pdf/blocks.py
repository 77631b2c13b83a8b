"""One entry's parts as blocks of text, in the order they are read: subject, quoted message, text, what hangs on it,
what became of it. The words come from exports.layout, so that every format says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from archiver.model.attachment import RedactedAttachment
from archiver.model.conversation import Entry
from archiver.model.record import RecordKind, RedactedRecord
from archiver.model.redaction import RedactedText
from exports.base import OpenImage
from exports.clean import one_line
from exports.layout import (
    EMPTY_MESSAGE,
    absence,
    attachment_name,
    attachment_words,
    counts_words,
    earlier_versions,
    link_words,
    notes,
    quote_words,
    reaction_words,
    status,
)
from exports.moments import ASSUMPTIONS
from exports.pdf.pages import Block, Pages
from exports.pdf.theme import Style
from exports.pdfa.images import small_picture
from exports.text.lines import Line

_QUOTED = 9.0
_WIDEST, _HIGHEST = 230.0, 190.0
"""Points that a picture takes up at most."""


class EntryBlocks:
    """Makes the blocks of entries for one document."""

    def __init__(self, pages: Pages, zone: ZoneInfo, images: OpenImage | None) -> None:
        self._pages = pages
        self._images = images
        self._styles = pages.styles
        self._zone = zone

    def of(self, entry: Entry, width: float) -> list[Block]:
        """The entry below its sender's line, in a column of this width."""
        record = entry.record
        style = self._styles.notice if record.kind is RecordKind.NOTICE else self._styles.text
        text = record.text
        if text.text:
            main = Block(_redacted(self._pages, text, style, width), style)
        else:
            main = Block(self._pages.lines(absence(record), self._styles.quiet, width), self._styles.quiet)
        if _is_bare(entry):
            return [main]
        blocks = [*self._before(record, width), main._replace(before=2.0 if record.quote or record.subject else 0.0)]
        blocks += self._attached(record, width)
        blocks += self._after(entry, width)
        return [block for block in blocks if block.lines or block.picture] or [self._aside(EMPTY_MESSAGE, width)]

    def _before(self, record: RedactedRecord, width: float) -> Iterator[Block]:
        styles = self._styles
        if record.subject:
            yield Block(_redacted(self._pages, record.subject, styles.subject, width), styles.subject, tag="P")
        if record.quote is not None:
            label = quote_words(record.quote)[0]
            lines = _redacted(self._pages, record.quote.text, styles.quiet, width - _QUOTED)
            yield from self._quoted(label, lines, record.quote.sender)

    def _quoted(self, label: str, lines: Sequence[Line], *said: RedactedText) -> Iterator[Block]:
        styles = self._styles
        heading = self._pages.lines(label, styles.aside, 320, places(label, *said))
        yield Block(heading, styles.aside, 2.0, _QUOTED, "P", True)
        yield Block(lines, styles.quiet, 0.0, _QUOTED, "BlockQuote", True)

    def _attached(self, record: RedactedRecord, width: float) -> Iterator[Block]:
        for link in record.links:
            yield self._aside(f"Link: {link_words(link)}", width, 1.5, None, link.url, link.resolved, link.title)
        for attachment in record.attachments:
            picture = self._picture(attachment)
            if picture is not None:
                yield picture
            yield from self._attachment(attachment, width)
        if record.reactions:
            said = [text for reaction in record.reactions for text in (reaction.value, reaction.by)]
            yield self._aside(f"Reactions: {reaction_words(record.reactions)}", width, 1.5, None, *said)

    def _picture(self, attachment: RedactedAttachment) -> Block | None:
        """The public image itself, small, where it may be shown."""
        if self._images is None or not attachment.sha256 or not attachment.media_type.startswith("image/"):
            return None
        content = self._images(attachment.sha256)
        picture = small_picture(content) if content else None
        if picture is None:
            return None
        scale = min(_WIDEST / picture.width, _HIGHEST / picture.height)
        described = one_line(attachment.alt_text.text)
        alt = f"Image {attachment_name(attachment)}" + (f": {described}" if described else "")
        size = (picture.width * scale, picture.height * scale)
        return Block((), self._styles.aside, 5.0, 0.0, picture=picture, size=size, alt=alt)

    def _attachment(self, attachment: RedactedAttachment, width: float) -> Iterator[Block]:
        yield self._aside(f"Attachment: {attachment_words(attachment)}", width, 1.5, None, attachment.name)
        if attachment.sha256:
            yield self._aside(f"SHA-256 {one_line(attachment.sha256)}", width, 0.0, self._styles.fine)
        if attachment.alt_text:
            words = f"Described as: {one_line(attachment.alt_text.text)}"
            yield self._aside(words, width, 0.0, None, attachment.alt_text)

    def _after(self, entry: Entry, width: float) -> Iterator[Block]:
        record = entry.record
        if record.counts:
            yield self._aside(counts_words(entry, self._zone), width)
        if record.permalink:
            yield self._aside(f"Address: {one_line(record.permalink.text)}", width, 1.5, None, record.permalink)
        for words in status(entry, self._zone):
            yield self._aside(words, width, 3.0, self._styles.aside_strong)
        for words in notes(entry):
            yield self._aside(words, width)
        for label, earlier in earlier_versions(entry, self._zone):
            lines = _redacted(self._pages, earlier.text, self._styles.quiet, width - _QUOTED)
            yield from self._quoted(
                label, lines or self._pages.lines(absence(earlier) or EMPTY_MESSAGE, self._styles.quiet, 300)
            )

    def _aside(
        self, words: str, width: float, before: float = 1.5, style: Style | None = None, *said: RedactedText
    ) -> Block:
        """A small line; `said` are the captured texts in its words, whose tokens are set apart."""
        style = style or self._styles.aside
        return Block(self._pages.lines(words, style, width, places(words, *said)), style, before, 0.0, "P")


def _is_bare(entry: Entry) -> bool:
    """Whether there is nothing to print but the text; true of most messages, which are then quick."""
    record = entry.record
    return not (
        record.quote
        or record.subject
        or record.attachments
        or record.links
        or record.reactions
        or record.counts
        or record.permalink
        or record.edited
        or record.notes
        or entry.earlier
        or entry.gone_since
        or record.state != "present"
        or (record.sent is not None and record.sent.assumption in ASSUMPTIONS)
    )


def places(words: str, *said: RedactedText) -> list[tuple[int, int]]:
    """Where the tokens of captured texts stand in words made of them."""
    tokens = sorted({mark.token for text in said for mark in text.marks if mark.token}, key=len, reverse=True)
    if not tokens:
        return []
    return [found.span() for found in re.finditer("|".join(map(re.escape, tokens)), words)]


def _redacted(pages: Pages, text: RedactedText, style: Style, width: float) -> list[Line]:
    if not text.marks:
        return pages.lines(text.text, style, width)
    place = 0
    for mark in text.marks:
        if not place <= mark.start <= mark.end <= len(text.text):
            raise ValueError(f"mark {mark.token} of rule {mark.rule} stands outside its text or on another mark")
        place = mark.end
    return pages.lines(text.text, style, width, [(mark.start, mark.end) for mark in text.marks])
