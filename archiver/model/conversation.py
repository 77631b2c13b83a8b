"""What is published: a conversation's or a month of posts' record, redacted, ordered and ready to print."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from archiver.model.channel import Channel
from archiver.model.correspondent import RedactedCorrespondent
from archiver.model.ids import RecordNumber
from archiver.model.record import RedactedRecord, Revision
from archiver.model.redaction import Kind


class FileKind(enum.StrEnum):
    """The two kinds of record file."""

    CONVERSATION = "conversation"
    POSTS = "posts"


class Status(enum.StrEnum):
    """OPEN: a working edition, replaced while the exchange goes on. CLOSED: final; changes make the next edition."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the sheet that tells how an edition differs from the one before. `entry` is the record's place in the
    new edition (from 1, 0 = the whole), `what` in words of ours."""

    what: str
    entry: int
    when: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record as it is printed: its newest state, earlier states oldest first, and what became of it."""

    number: int
    record: RedactedRecord
    first_seen: dt.datetime
    origin: str
    earlier: tuple[Revision, ...] = ()
    gone_since: dt.datetime | None = None
    gone_reason: str = ""
    gone_affirmed: bool = False
    depth: int = 0
    """0 for a message, a post or a first comment's post; replies are one deeper than what they answer (posts only)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Everything the title block and the metadata sheet need; all words in it are redacted or ours.

    `content_sha256` is over the canonical redacted content (all entries), not over a file. `completeness` holds one
    sentence for each thing known to be missing; empty = nothing known to be missing. `cannot` says what this platform
    never gives. `originals` are sealed originals' refs with their SHA-256. `formerly` are names a correspondent bore
    earlier. `marks` counts by kind. `unread` counts entries whose content could not be read.
    """

    number: RecordNumber
    kind: FileKind
    title: str
    channel: Channel
    platform: str
    correspondents: tuple[RedactedCorrespondent, ...]
    formerly: tuple[str, ...]
    began: dt.datetime
    ended: dt.datetime
    zone: ZoneInfo
    messages: int
    attachments: int
    edition: int
    status: Status
    access_status: str
    business_activity: str
    content_sha256: str
    first_captured: dt.datetime
    last_captured: dt.datetime
    method: str
    completeness: tuple[str, ...]
    cannot: tuple[str, ...]
    originals: tuple[tuple[str, str], ...]
    marks: tuple[tuple[Kind, int], ...]
    unread: int
    withheld: int
    agency: str
    changes: tuple[Change, ...] = ()
    reviewed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """A record ready to print. `entries` may be iterated more than once and in order; it need not be a list: a large
    one is read from the store page by page. `heading.kind` tells a conversation from a month of posts; for posts the
    entries are posts each followed by its comments as a thread, with `depth`."""

    heading: Heading
    entries: Iterable[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What made the file: fixed for an edition, so that rendering it again gives the same bytes. `made` is UTC."""

    made: dt.datetime
    software: str
    rules: str
    """The rule packs in force, for example `nz-core 1.0.0`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """One line of the reference index: one record. `files` are paths relative to the archive folder."""

    number: RecordNumber
    kind: FileKind
    channel: str
    channel_name: str
    correspondent: str
    formerly: tuple[str, ...]
    began: dt.datetime
    ended: dt.datetime
    messages: int
    edition: int
    status: Status
    title: str
    files: tuple[str, ...]
    sha256: tuple[str, ...]
    superseded: tuple[str, ...] = ()
    """Files of earlier editions, kept."""
