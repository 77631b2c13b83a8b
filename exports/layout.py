"""What every format says in the same words: who, to whom, what became of a message, what hangs on it.

Format-neutral: strings go in, strings come out, all of them clean (see exports.clean), so that a PDF, a sheet and a
Word file of one record never disagree. Title block and last page are in exports.sections, dates in exports.moments.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from archiver.model.attachment import Held, RedactedAttachment
from archiver.model.conversation import Entry
from archiver.model.correspondent import UNKNOWN_NAME, RedactedCorrespondent, Role
from archiver.model.record import (
    NOT_PROVIDED,
    RecordKind,
    RedactedLink,
    RedactedQuote,
    RedactedReaction,
    RedactedRecord,
    State,
)
from archiver.model.redaction import Kind
from exports.clean import one_line, shown
from exports.moments import assumption_words, date_words, local_date, moment_words, when_words

EMPTY_MESSAGE = "(no text)"

_ABSENT = {
    State.UNREADABLE: "(This item exists, but its content could not be had.)",
    State.OUTSIDE_WINDOW: "(This item is listed by the platform, but lies outside the period it gives content for.)",
    State.DELETED: "(The platform says this item was deleted and gives no content.)",
}
_KIND_NOUNS = {
    RecordKind.MESSAGE: "Message",
    RecordKind.POST: "Post",
    RecordKind.COMMENT: "Comment",
    RecordKind.NOTICE: "Platform notice",
}
_PROPER = {"ird": "IRD", "nhi": "NHI", "kiwisaver": "KiwiSaver"}


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 message`, `50,000 messages`; `plural` where an s does not do it."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def kind_noun(record: RedactedRecord) -> str:
    """Message, Post, Comment or Platform notice."""
    return _KIND_NOUNS[record.kind]


def person(correspondent: RedactedCorrespondent) -> str:
    """The name, else the handle, else what we know: never empty."""
    name = one_line(correspondent.name.text)
    if name:
        return name
    handle = one_line(correspondent.handle.text)
    if handle:
        return "@" + handle.lstrip("@")
    if correspondent.role is Role.SYSTEM:
        return "The platform"
    return "The agency" if correspondent.role is Role.AGENCY else UNKNOWN_NAME


def person_with_handle(correspondent: RedactedCorrespondent) -> str:
    """`Hana Example (@hana.example)`."""
    label = person(correspondent)
    handle = one_line(correspondent.handle.text).lstrip("@")
    return f"{label} (@{handle})" if handle and label != "@" + handle else label


def people(correspondents: tuple[RedactedCorrespondent, ...]) -> str:
    """The names in order, or NOT_PROVIDED: a message's destination."""
    return ", ".join(person(each) for each in correspondents) or NOT_PROVIDED


def body(record: RedactedRecord) -> str:
    """The text as shown, or what stands in its place when there is none ("" when attachments speak for themselves)."""
    return shown(record.text.text) if record.text.text else absence(record)


def absence(record: RedactedRecord) -> str:
    """What to print where a record has no text."""
    if record.state in _ABSENT:
        return _ABSENT[record.state]
    return "" if record.attachments or record.links or record.subject or record.reactions else EMPTY_MESSAGE


def status(entry: Entry, zone: ZoneInfo) -> tuple[str, ...]:
    """What became of the record: edited, hidden, deleted, no longer returned. Empty for most."""
    record = entry.record
    words: list[str] = []
    if record.state is State.DELETED and not record.edited and len(entry.earlier) == 1:
        words.append("What it said before is kept")
    elif record.edited or entry.earlier:
        at = f" on {moment_words(record.edited_at, zone)}" if record.edited_at else ""
        kept = (
            f"; {counted(len(entry.earlier), 'earlier version')} kept"
            if entry.earlier
            else "; not seen before the edit"
        )
        words.append(f"Edited{at}{kept}")
    if record.state is State.HIDDEN:
        words.append("Hidden by the agency")
    if entry.gone_since is not None:
        since = date_words(local_date(entry.gone_since, zone))
        reason = one_line(entry.gone_reason)
        if entry.gone_affirmed:
            words.append(f"Gone at the source ({reason or 'the platform says so'}), seen on {since}")
        else:
            words.append(
                f"Not returned by the platform since {since}"
                + (f" ({reason})" if reason and "no longer returned" not in reason.lower() else "")
                + "; that alone does not mean it was deleted"
            )
    elif record.state is State.DELETED and record.text.text:
        words.append("Deleted, the platform says")
    return tuple(words)


def notes(entry: Entry) -> tuple[str, ...]:
    """Facts of ours about the record: assumptions on its time, and its own notes."""
    assumed = assumption_words(entry.record.sent)
    if not assumed and not entry.record.notes:
        return ()
    return ((assumed,) if assumed else ()) + tuple(one_line(note) for note in entry.record.notes)


def version_words(number: int, first_seen: str) -> str:
    """The label of an earlier state: `Version 1, as seen on ...`."""
    return f"Version {number}, as seen on {first_seen}"


def earlier_versions(entry: Entry, zone: ZoneInfo) -> tuple[tuple[str, RedactedRecord], ...]:
    """Label and record of each earlier state, oldest first."""
    return tuple(
        (version_words(revision.number, when_words(revision.first_seen, zone)), revision.record)
        for revision in entry.earlier
    )


def quote_words(quote: RedactedQuote) -> tuple[str, str]:
    """Label and text of the message answered: `In reply to Hana Example`."""
    sender = one_line(quote.sender.text)
    return (f"In reply to {sender}" if sender else "In reply to", shown(quote.text.text))


def reaction_words(reactions: tuple[RedactedReaction, ...]) -> str:
    """`❤️ Hana Example; 👍 × 100`."""
    parts = []
    for reaction in reactions:
        by = one_line(reaction.by.text)
        times = f" × {reaction.count:,}" if reaction.count != 1 else ""
        parts.append(f"{one_line(reaction.value.text)}{times}{' ' + by if by else ''}")
    return "; ".join(parts)


# Ours, in the plural; any other name may hold what somebody wrote, such as an answer of a poll.
_PLURALS = frozenset(
    [
        "bookmarks",
        "comments",
        "impressions",
        "likes",
        "quotes",
        "reactions",
        "reposts",
        "retweets",
        "shares",
        "views",
        "votes",
    ]
)


def _singular(number: int, name: str) -> str:
    if number == 1 and name == "replies":
        return "reply"
    return name[:-1] if number == 1 and name in _PLURALS else name


def counts_words(entry: Entry, zone: ZoneInfo) -> str:
    """`120 likes, 8 shares, as seen on 2 February 2026, 16:00:00 (+13:00)`: figures are true only when seen."""
    if not entry.record.counts:
        return ""
    figures = ", ".join(
        f"{count.value:,} {_singular(count.value, one_line(count.name))}" for count in entry.record.counts
    )
    return f"{figures}, as seen on {when_words(entry.first_seen, zone)}"


def link_words(link: RedactedLink) -> str:
    """The link as posted, its title, and where it leads: text, never a live link by itself."""
    title, resolved = one_line(link.title.text), one_line(link.resolved.text)
    words = one_line(link.url.text)
    if title:
        words += f" “{title}”"
    return f"{words} (leads to {resolved})" if resolved and resolved != one_line(link.url.text) else words


def size_words(size: int | None) -> str:
    """`48.2 kB` (thousands), `size not known`."""
    if size is None:
        return "size not known"
    if size < 1000:
        return counted(size, "byte")
    figure, unit = size / 1000, "kB"
    for larger in ("MB", "GB"):
        if figure >= 999.95:
            figure, unit = figure / 1000, larger
    return f"{figure:.1f} {unit}"


def attachment_name(attachment: RedactedAttachment) -> str:
    """Its name, or words for one without."""
    return one_line(attachment.name.text) or "(attachment without a name)"


def held_words(attachment: RedactedAttachment) -> str:
    """`sealed in the archive`, or `not held: ...` with the reason."""
    if attachment.held is Held.SEALED:
        return "sealed in the archive"
    reason = one_line(attachment.reason)
    return f"not held: {attachment.held.value}" + (f" ({reason})" if reason else "")


def attachment_words(attachment: RedactedAttachment) -> str:
    """One line: name, type, size, whether held. The hash is given apart: it is long."""
    parts = (
        attachment_name(attachment),
        one_line(attachment.media_type) or "type not known",
        size_words(attachment.size),
        held_words(attachment),
    )
    return " · ".join(parts)


def kind_words(kind: Kind) -> str:
    """A mark's kind for people: `client number`, `IRD number`."""
    return " ".join(_PROPER.get(word, word) for word in kind.label.lower().split())


def sentence(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]
