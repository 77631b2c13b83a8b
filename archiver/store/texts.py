"""Which redacted texts a record holds, each with a name for its place: to search, to count marks, to make stricter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from archiver.model.record import RedactedRecord
from archiver.model.redaction import RedactedText


def texts_of(record: RedactedRecord) -> Iterator[tuple[str, RedactedText]]:
    """Every text in which redaction may leave marks, empty ones left out, names of those who take part excepted."""
    if record.text:
        yield "text", record.text
    if record.subject:
        yield "subject", record.subject
    for number, link in enumerate(record.links):
        yield f"link.{number}.url", link.url
        if link.resolved:
            yield f"link.{number}.resolved", link.resolved
        if link.title:
            yield f"link.{number}.title", link.title
    for number, attachment in enumerate(record.attachments):
        if attachment.name:
            yield f"attachment.{number}.name", attachment.name
        if attachment.alt_text:
            yield f"attachment.{number}.alt_text", attachment.alt_text
    if record.quote is not None:
        if record.quote.text:
            yield "quote.text", record.quote.text
        if record.quote.sender and not _takes_part(record, record.quote.sender):
            yield "quote.sender", record.quote.sender
    for number, reaction in enumerate(record.reactions):
        if reaction.by and not _takes_part(record, reaction.by):
            yield f"reaction.{number}.by", reaction.by
    if record.permalink:
        yield "permalink", record.permalink


def _takes_part(record: RedactedRecord, name: RedactedText) -> bool:
    people = (record.sender, *record.recipients, *record.thread.participants)
    return any(name in (person.name, person.handle) for person in people)


def with_texts(record: RedactedRecord, changes: Mapping[str, RedactedText]) -> RedactedRecord:
    """The record with the texts at these places replaced. Raises KeyError for a place it does not have."""
    if changes.keys() - {name for name, _ in texts_of(record)}:
        raise KeyError("a place that the record does not have")
    quote = record.quote
    return replace(
        record,
        text=changes.get("text", record.text),
        subject=changes.get("subject", record.subject),
        permalink=changes.get("permalink", record.permalink),
        links=tuple(
            replace(
                link,
                url=changes.get(f"link.{n}.url", link.url),
                resolved=changes.get(f"link.{n}.resolved", link.resolved),
                title=changes.get(f"link.{n}.title", link.title),
            )
            for n, link in enumerate(record.links)
        ),
        attachments=tuple(
            replace(
                attachment,
                name=changes.get(f"attachment.{n}.name", attachment.name),
                alt_text=changes.get(f"attachment.{n}.alt_text", attachment.alt_text),
            )
            for n, attachment in enumerate(record.attachments)
        ),
        quote=None
        if quote is None
        else replace(
            quote,
            text=changes.get("quote.text", quote.text),
            sender=changes.get("quote.sender", quote.sender),
        ),
        reactions=tuple(
            replace(reaction, by=changes.get(f"reaction.{n}.by", reaction.by))
            for n, reaction in enumerate(record.reactions)
        ),
    )


def searchable(record: RedactedRecord) -> str:
    """The words that full text finds this record by."""
    if not (record.subject or record.links or record.attachments):
        return record.text.text
    wanted = ("text", "subject", "link", "attachment")
    return " ".join([text.text for place, text in texts_of(record) if place.startswith(wanted)])


def is_bare(record: RedactedRecord) -> bool:
    """Whether the text is all there is: the common case, kept fast."""
    return not (
        record.subject
        or record.links
        or record.attachments
        or record.quote is not None
        or record.reactions
        or record.permalink
    )


def mark_counts(record: RedactedRecord) -> str:
    """Marks by kind as a column holds them (`phone=2 name=1`), kinds in order of their names."""
    kinds: Counter[str] = Counter()
    for _, text in texts_of(record):
        for mark in text.marks:
            kinds[mark.kind.value] += 1
    return " ".join([f"{kind}={number}" for kind, number in sorted(kinds.items())])


def mentions(records: Iterable[RedactedRecord]) -> dict[str, int]:
    """How often each keyed value is marked in these states of one record: the most of any one state."""
    most: dict[str, int] = {}
    for record in records:
        counted = Counter(mark.value_key for _, text in texts_of(record) for mark in text.marks if mark.value_key)
        for value_key, number in counted.items():
            most[value_key] = max(most.get(value_key, 0), number)
    return most
