"""Every redacted text of a record with the words for where it stands, so that no mark goes unlisted in any format."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.model.conversation import Entry
from archiver.model.record import RedactedRecord
from archiver.model.redaction import Mark, RedactedText
from exports.clean import placed


def marks(entry: Entry) -> Iterator[tuple[str, Mark]]:
    """Each mark of the entry and where it stands: newest state first, then the earlier ones.

    Raises ValueError when a mark stands outside its text or on another.
    """
    if not entry.earlier and _is_plain(entry.record):
        return
    for where, text in _texts(entry.record):
        for mark in placed(text) if text.marks else ():
            yield where, mark
    for revision in entry.earlier:
        for where, text in _texts(revision.record):
            for mark in placed(text) if text.marks else ():
                yield f"Version {revision.number}: {where.lower()}", mark


def _is_plain(record: RedactedRecord) -> bool:
    # Most messages: words without marks and nothing else. Asked first, because it is asked of each.
    return not (
        record.text.marks
        or record.attachments
        or record.quote
        or record.links
        or record.reactions
        or record.subject.marks
        or record.permalink.marks
        or record.sender.name.marks
        or record.sender.handle.marks
        or any(person.name.marks or person.handle.marks for person in record.recipients)
    )


def _texts(record: RedactedRecord) -> Iterator[tuple[str, RedactedText]]:
    yield "Text", record.text
    if record.subject:
        yield "Subject", record.subject
    yield "Sender", record.sender.name
    yield "Sender's handle", record.sender.handle
    for person in record.recipients:
        yield "Recipient", person.name
        yield "Recipient's handle", person.handle
    if record.quote is not None:
        yield "Quoted text", record.quote.text
        yield "Quoted sender", record.quote.sender
    for number, attachment in enumerate(record.attachments, 1):
        yield f"Name of attachment {number}", attachment.name
        yield f"Description of attachment {number}", attachment.alt_text
    for link in record.links:
        yield "Link", link.url
        yield "Link's destination", link.resolved
        yield "Link's title", link.title
    for reaction in record.reactions:
        yield "Reaction", reaction.value
        yield "Reaction", reaction.by
    if record.permalink:
        yield "Address of the item", record.permalink
