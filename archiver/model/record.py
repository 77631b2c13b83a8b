"""A record: one message, post or comment as captured; and its redacted twin, the only one that may be kept.

`Record` is clear and lives in memory alone. `RedactedRecord` fits into the store and the exporters; the type checker
sees to it that the other cannot.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from archiver.model.attachment import Attachment, RedactedAttachment
from archiver.model.correspondent import Correspondent, RedactedCorrespondent
from archiver.model.ids import ThreadKey
from archiver.model.redaction import EMPTY, RedactedText
from archiver.model.time import Moment


class RecordKind(enum.StrEnum):
    """What a record is. A NOTICE is a line of the platform's own: someone joined, a call was missed."""

    MESSAGE = "message"
    POST = "post"
    COMMENT = "comment"
    NOTICE = "notice"


class ThreadKind(enum.StrEnum):
    """PRIVATE and GROUP threads become conversations; a POST thread is a post with its comments."""

    PRIVATE = "private"
    GROUP = "group"
    POST = "post"


class State(enum.StrEnum):
    """What the platform said of the record when last seen. Absence alone is never DELETED."""

    PRESENT = "present"
    DELETED = "deleted"
    HIDDEN = "hidden by the agency"
    UNREADABLE = "exists, but the platform does not give its content"
    OUTSIDE_WINDOW = "listed, but outside the window the platform gives details for"


NOT_PROVIDED = "not provided by the platform"
"""Printed where the law wants a fact (origin, destination, sent, received) that the platform does not give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Where a record belongs. `key` is the platform's id of the exchange (of the root post, for posts)."""

    key: ThreadKey
    kind: ThreadKind
    title: str = ""
    participants: tuple[Correspondent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link as posted, with what it resolves to and its preview title where the platform gives them."""

    url: str
    resolved: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """`value` is the reaction (an emoji or the platform's word); `by` who, where told; `count` how many."""

    value: str
    by: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The message this one answers, as the platform shows it."""

    text: str = ""
    sender: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A figure the platform showed (likes, shares, comments), true only at the time of capture."""

    name: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One message, post, comment or notice, in clear.

    `source_id` is the platform's id, or "" where it has none; then the record is known by thread, sender, time, text and
    `occurrence` (0 for the first of several that are equal in all of these). `parent` is the source_id replied to.
    `sent` and `received` are None where the platform does not provide them. `version_of` names the first id of an edit
    chain where a platform gives every edit a new id.
    """

    kind: RecordKind
    thread: Thread
    sender: Correspondent
    source_id: str = ""
    occurrence: int = 0
    parent: str = ""
    version_of: str = ""
    recipients: tuple[Correspondent, ...] = ()
    sent: Moment | None = None
    received: Moment | None = None
    text: str = ""
    subject: str = ""
    state: State = State.PRESENT
    edited: bool = False
    edited_at: Moment | None = None
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    counts: tuple[Count, ...] = ()
    quote: Quote | None = None
    permalink: str = ""
    notes: tuple[str, ...] = ()
    """Facts of ours about this record, in our words (never the platform's or a person's text)."""
    place: str = ""
    """Where in its original it stands (`line 12`, `messages[3]`), for a person who opens the original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedLink:
    """A link fit to keep: host kept, tokens and personal parts gone."""

    url: RedactedText
    resolved: RedactedText = EMPTY
    title: RedactedText = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedReaction:
    """A reaction fit to keep."""

    value: RedactedText
    by: RedactedText = EMPTY
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedQuote:
    """A quoted message fit to keep; `source_id` finds it among the others where the platform says which it is."""

    text: RedactedText = EMPTY
    sender: RedactedText = EMPTY
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedThread:
    """A thread fit to keep."""

    key: ThreadKey
    kind: ThreadKind
    title: RedactedText = EMPTY
    participants: tuple[RedactedCorrespondent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedRecord:
    """A record fit to keep and to show.

    `key` is unique within the channel. All `*_key` are keyed hashes of clear content: `content_key` changes when the
    record does, `text_key` when its text does, `match_key` (sender, second, text) finds the same record coming by another
    way. `notes` are words of ours.
    """

    key: str
    kind: RecordKind
    thread: RedactedThread
    sender: RedactedCorrespondent
    content_key: str
    text_key: str
    match_key: str
    occurrence: int = 0
    source_id: str = ""
    parent: str = ""
    version_of: str = ""
    recipients: tuple[RedactedCorrespondent, ...] = ()
    sent: Moment | None = None
    received: Moment | None = None
    text: RedactedText = EMPTY
    subject: RedactedText = EMPTY
    state: State = State.PRESENT
    edited: bool = False
    edited_at: Moment | None = None
    links: tuple[RedactedLink, ...] = ()
    attachments: tuple[RedactedAttachment, ...] = ()
    reactions: tuple[RedactedReaction, ...] = ()
    counts: tuple[Count, ...] = ()
    quote: RedactedQuote | None = None
    permalink: RedactedText = EMPTY
    notes: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of a record as seen: `number` counts from 1, `first_seen` and `last_seen` are capture times (UTC)."""

    number: int
    record: RedactedRecord
    first_seen: dt.datetime
    last_seen: dt.datetime
    origin: str = ""
    """How it came: `api` or `export`, with the sealed original's reference behind a colon."""
