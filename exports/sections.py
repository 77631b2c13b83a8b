"""The title block, the sheet of changes and the last page, as labels and values that every format prints.

Everything a reader needs in order to judge a record stands here: what it is, how it was made, what is missing, what
was redacted and by whom, and where the sealed originals lie.
"""

from __future__ import annotations

from dataclasses import dataclass

from archiver.model.conversation import FileKind, Heading, Stamp, Status
from exports.clean import one_line
from exports.layout import counted, kind_words, person_with_handle, sentence
from exports.moments import both_words, date_words, local_date, when_words

BY_MACHINE = (
    "Personal details were redacted by machine, by the rules named in this record. A mark in square brackets, such as "
    "[PHONE 1], stands where something was removed; one number means one value throughout this record. Rules can miss "
    "a detail, or redact what is none. The sealed originals are unaltered."
)
REVIEWED = "A person has reviewed the redaction of this record."
NOT_REVIEWED = "No person has reviewed the redaction of this record."
NOTHING_MISSING = "Nothing is known to be missing."
NO_MARKS = "Nothing in this record was redacted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the last page: sentences, then pairs of label and value."""

    title: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()


def edition_words(heading: Heading) -> str:
    """`2, final` or `1, a working edition: the exchange is still open`."""
    if heading.status is Status.CLOSED:
        return f"{heading.edition}, final"
    still = "posts and comments may still come" if heading.kind is FileKind.POSTS else "the exchange is still open"
    return f"{heading.edition}, a working edition: {still}"


def size_of_record(heading: Heading) -> str:
    """`12 messages, 4 attachments`."""
    noun = "post or comment" if heading.kind is FileKind.POSTS else "message"
    plural = "posts and comments" if heading.kind is FileKind.POSTS else "messages"
    return f"{counted(heading.messages, noun, plural)}, {counted(heading.attachments, 'attachment')}"


def title_block(heading: Heading, stamp: Stamp) -> tuple[tuple[str, str], ...]:
    """Label and value of all that is known of the record as a whole, in print order. Values are never empty."""
    zone = heading.zone
    rows: list[tuple[str, str]] = [
        ("Title", one_line(heading.title)),
        ("Record number", one_line(heading.number)),
        ("Edition", edition_words(heading)),
        ("Channel", f"{one_line(heading.channel.name)} ({one_line(heading.channel.id)})"),
        ("Platform", one_line(heading.platform)),
    ]
    if heading.correspondents:
        label = "Correspondent" if len(heading.correspondents) == 1 else "Correspondents"
        rows.append((label, "; ".join(person_with_handle(each) for each in heading.correspondents)))
    if heading.formerly:
        rows.append(("Formerly", "; ".join(one_line(name) for name in heading.formerly)))
    first, last = ("First post", "Last item") if heading.kind is FileKind.POSTS else ("First message", "Last message")
    rows += [
        ("Agency", one_line(heading.agency)),
        ("Agency account", one_line(heading.channel.account)),
        (first, both_words(heading.began, zone)),
        (last, both_words(heading.ended, zone)),
        ("Times", f"Local times are those of {zone.key}, each with its offset from UTC."),
        ("Contents", size_of_record(heading)),
        ("Completeness", " ".join(missing(heading))),
        ("Access status", one_line(heading.access_status)),
        ("Business activity", one_line(heading.business_activity)),
        ("Business owner", one_line(heading.channel.business_owner)),
        ("Captured", _captured(heading)),
        ("Method of capture", one_line(heading.method)),
        ("Redaction rules", one_line(stamp.rules)),
        ("Review", REVIEWED if heading.reviewed else NOT_REVIEWED),
        ("Made", f"{when_words(stamp.made, zone)} by {one_line(stamp.software)}"),
        ("SHA-256 of the content", heading.content_sha256),
    ]
    return tuple((label, value) for label, value in rows if value)


def missing(heading: Heading) -> tuple[str, ...]:
    """A sentence for each thing known to be missing or unread; never empty."""
    lines = [one_line(each) for each in heading.completeness]
    if heading.unread:
        lines.append(f"{counted(heading.unread, 'item')} could not be read: the platform does not give the content.")
    if heading.withheld:
        lines.append(f"{counted(heading.withheld, 'item')} withheld: the text could not be judged by the rules.")
    return tuple(lines) or (NOTHING_MISSING,)


def changes(heading: Heading) -> tuple[tuple[str, str, str], ...]:
    """How this edition differs from the one before: where, what, when. Empty for a first edition."""
    return tuple(
        (
            f"No. {change.entry}" if change.entry else "The whole record",
            sentence(one_line(change.what)),
            when_words(change.when, heading.zone),
        )
        for change in heading.changes
    )


def last_page(heading: Heading, stamp: Stamp) -> tuple[Section, ...]:
    """The sections after the transcript, in order."""
    sections = [Section(title="What is missing", paragraphs=missing(heading))]
    if heading.cannot:
        cannot = tuple(one_line(each) for each in heading.cannot)
        sections.append(Section(title=f"What {one_line(heading.platform)} does not give", paragraphs=cannot))
    sections.append(
        Section(
            title="Redaction",
            paragraphs=(
                BY_MACHINE,
                f"Rules in force: {one_line(stamp.rules)}.",
                REVIEWED if heading.reviewed else NOT_REVIEWED,
                *(() if heading.marks else (NO_MARKS,)),
            ),
            rows=tuple((sentence(kind_words(kind)), f"{count:,}") for kind, count in heading.marks),
        )
    )
    if heading.originals:
        sections.append(
            Section(
                title="Sealed originals",
                paragraphs=("Unaltered, encrypted to the agency's keys; each is named with the SHA-256 of its file.",),
                rows=tuple((one_line(name), digest) for name, digest in heading.originals),
            )
        )
    sections.append(
        Section(
            title="This record",
            paragraphs=(
                f"{one_line(heading.number)}, edition {edition_words(heading)}. Made "
                f"{when_words(stamp.made, heading.zone)} by {one_line(stamp.software)} for "
                f"{one_line(heading.agency)}.",
            ),
            rows=(("SHA-256 of the content", heading.content_sha256),),
        )
    )
    return tuple(sections)


def _captured(heading: Heading) -> str:
    first = date_words(local_date(heading.first_captured, heading.zone))
    last = date_words(local_date(heading.last_captured, heading.zone))
    return first if first == last else f"{first} to {last}"
