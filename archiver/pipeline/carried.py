"""The texts that a record carries besides its own: in one order, out of the clear record and back into the redacted one.

Each has the name that the store calls its place by, so that what is found in it, or decided about it, finds it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.model.attachment import RedactedAttachment
from archiver.model.correspondent import Role
from archiver.model.record import Record, RecordKind, RedactedLink, RedactedQuote
from archiver.model.redaction import RedactedText

_PUBLIC = re.compile(
    r"https://(?:[a-z0-9-]+\.)*(?:facebook|instagram|x|twitter|linkedin)\.com/[A-Za-z0-9._~/?=&:%-]{1,300}", re.ASCII
)
TEXT = "text"
"""The place of the record's own text."""


def carried_texts(record: Record) -> Iterator[tuple[str, str]]:
    """(place, clear text) of every other text, in the order that `carried` takes them up again."""
    if not (record.subject or record.links or record.attachments or record.quote or record.permalink):
        return
    yield "subject", record.subject
    for number, link in enumerate(record.links):
        yield f"link.{number}.url", link.url
        yield f"link.{number}.resolved", link.resolved
        yield f"link.{number}.title", link.title
    for number, attachment in enumerate(record.attachments):
        yield f"attachment.{number}.name", attachment.name
        yield f"attachment.{number}.alt_text", attachment.alt_text
    if record.quote:
        yield "quote.text", record.quote.text
        yield "quote.sender", "" if quoted_participant(record) else record.quote.sender
    yield "permalink", "" if public_address(record) else record.permalink


def public_address(record: Record) -> str:
    """Where the public finds one of the agency's own posts; "" for anything else, whose address may name a person."""
    own = record.kind is RecordKind.POST and record.sender.role is Role.AGENCY
    return record.permalink if own and _PUBLIC.fullmatch(record.permalink) else ""


def quoted_participant(record: Record) -> str:
    """The sender of the quoted message where that is one who takes part, as the platform names them, else "": their name stands
    beside every message of theirs, and so it may beside what is quoted of them."""
    sender = record.quote.sender if record.quote else ""
    people = (record.sender, *record.recipients, *record.thread.participants)
    return sender if sender and any(sender in (person.name, person.handle) for person in people) else ""


def places(record: Record) -> tuple[str, ...]:
    """The places by redaction's numbering of parts: the record's own text is part 0."""
    return (TEXT, *(place for place, _ in carried_texts(record)))


def carried(record: Record, more: Iterator[RedactedText], quoted: RedactedText) -> dict[str, object]:
    """The fields of the redacted record that hold those texts. `quoted` is the cleaned name of the `quoted_participant`."""
    return {
        "subject": next(more),
        "links": tuple(RedactedLink(url=next(more), resolved=next(more), title=next(more)) for _ in record.links),
        "attachments": tuple(
            RedactedAttachment(
                name=next(more),
                alt_text=next(more),
                media_type=attachment.media_type,
                size=attachment.size,
                sha256=attachment.sha256,
                held=attachment.held,
                reason=attachment.reason,
                original=attachment.original,
                platform_id=attachment.platform_id,
            )
            for attachment in record.attachments
        ),
        "quote": (
            RedactedQuote(text=next(more), sender=next(more) or quoted, source_id=record.quote.source_id)
            if record.quote
            else None
        ),
        "permalink": next(more),
    }
