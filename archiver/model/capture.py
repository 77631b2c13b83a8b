"""What a connector hands over: a batch, made of one response or one stretch of an export, and what was wrong with it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import BinaryIO

from archiver.model.ids import ChannelId
from archiver.model.record import Record, RedactedRecord
from archiver.model.redaction import Kind


class CaptureMethod(enum.StrEnum):
    """How something reached us."""

    API = "api"
    EXPORT = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, kept whole. `url` and headers are already cleaned of tokens; `body` is as received."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    when: dt.datetime
    method: str = "GET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """The body of an attachment, opened when it is time to seal it; `key` is Attachment.key."""

    key: str
    name: str
    media_type: str
    open: Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One sealed original on disk. `ref` is relative to the originals folder, with `#member` behind a packed container.
    `sha256` and `size` (bytes) are of the sealed file; `content_key` is the keyed hash of what is inside."""

    ref: str
    sha256: str
    size: int
    content_key: str
    content_size: int
    media_type: str
    sealed_at: dt.datetime
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """Something that could not be understood. It stays in the sealed original; here only where it is and why.

    `source` is a file's name or an endpoint, `place` a position in it, `reason` words of ours, never the content.
    """

    source: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of time, or a set of things, that was not captured. `to` None = still open-ended.

    `edge` names what was not captured (`messages`, `comments`, a conversation's key); `key` makes it the same gap when
    found again."""

    reason: str
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    edge: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What an export holds whole, from the account's beginning until `until`: the part `edge` of a live capture. It fills
    that part's gaps of these `kinds` (the word behind the edge in a gap's key) which end before."""

    edge: str
    until: dt.datetime
    kinds: tuple[str, ...]

    def fills(self, gap: Gap) -> bool:
        """Whether nothing of the gap is left."""
        edge, _, rest = gap.key.partition(":")
        kind = rest.partition(":")[0]
        return edge == gap.edge == self.edge and kind in self.kinds and gap.end is not None and gap.end <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A record the platform no longer returns (`affirmed` False), or says is gone (`affirmed` True)."""

    source_id: str
    affirmed: bool
    reason: str


COUNTED, GIVEN = "_counted", "_given"
"""How the names of two figures end that belong together: what the source itself counts of something, what it gave of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A figure the source counted, or we counted in it, for reconciliation and the honesty report: messages listed, files
    read, encoding repairs. `name` is a stable word; equal names of one run add up."""

    name: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One capture. Either `exchanges` holds the responses it was read from, or `export` names the file of the import
    (sealed before). `cursor` is where to go on from after this batch; None leaves the stored one as it is. `closed_gaps`
    names the keys of gaps that this batch shows to be filled. `notes` are words of ours for the report
    ("date order day first, proved by line 17")."""

    channel: ChannelId
    captured: dt.datetime
    method: CaptureMethod
    records: tuple[Record, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    absences: tuple[Absence, ...] = ()
    gaps: tuple[Gap, ...] = ()
    closed_gaps: tuple[str, ...] = ()
    tallies: tuple[Tally, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    media: tuple[Media, ...] = ()
    export: str = ""
    cursor: str | None = None
    edge: str = ""
    """Which part of the channel the cursor belongs to; a channel may walk several."""
    notes: tuple[str, ...] = ()
    covered: tuple[Covered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedValue:
    """A value a thread is now known to hold: its keyed hash and the number its token bears. Never the value."""

    thread: str
    kind: Kind
    value_key: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """Something redaction was unsure of, for a person: which record, why, and how sure. `reason` in our words.

    `place` names the text of the record (`text`, `link.0.url`), `start` and `end` count code points of it, redacted;
    `value_key` is the keyed hash of the value found there, empty where the whole text is meant."""

    record_key: str
    reason: str
    rule: str
    confidence: float
    start: int = 0
    end: int = 0
    place: str = "text"
    value_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedBatch:
    """A batch fit to be accepted by the store: everything in it may touch the disk."""

    channel: ChannelId
    captured: dt.datetime
    method: CaptureMethod
    origin: str
    """The sealed original's ref (an import's file, or the batch's own capture)."""
    records: tuple[RedactedRecord, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    absences: tuple[Absence, ...] = ()
    gaps: tuple[Gap, ...] = ()
    closed_gaps: tuple[str, ...] = ()
    tallies: tuple[Tally, ...] = ()
    learned: tuple[LearnedValue, ...] = ()
    unswept: tuple[str, ...] = ()
    """Threads in which this batch found something that earlier texts may hold too."""
    review: tuple[ReviewItem, ...] = ()
    sealed: tuple[Sealed, ...] = field(default=())
    cursor: str | None = None
    edge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What accepting a batch changed. `unchanged` records were known already; `merged` came a second way; `unfetched` counts
    files that came with an edit and that nobody asked for yet: each is a gap. `gaps_opened` and `gaps_closed` count what was
    not open, or was, before."""

    posts: int = 0
    comments: int = 0
    messages: int = 0
    notices: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    merged: int = 0
    gone: int = 0
    quarantined: int = 0
    unfetched: int = 0
    gaps_opened: int = 0
    gaps_closed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})
