"""What every connector and importer promises. Both yield batches and hold no state that the caller cannot see.

Parsing is pure and lenient: an object that cannot be understood becomes a Quarantined value in the stream, never the
end of it. Nothing here, and nothing a connector does, writes to disk.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

from archiver.model.capture import Batch, Exchange
from archiver.model.channel import Channel


class DateOrder(enum.StrEnum):
    """How a source writes dates."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of a source. `path` is its normalised, relative, forward-slash path; `archive` the given file or folder it
    lies in (its base name); `size` in bytes as declared."""

    path: str
    archive: str
    size: int


class Source(Protocol):
    """An export opened for reading: one or more zips, folders or single files given together, seen as one tree.

    Nothing is ever extracted. Unsafe entries (traversal, links, encrypted, bombs, duplicates) are not members: they are in
    `refused`, each with a reason."""

    @property
    def name(self) -> str: ...

    @property
    def members(self) -> Sequence[Member]:
        """In a stable order: by path, numbers in it compared as numbers (message_2 before message_10)."""

    @property
    def refused(self) -> Sequence[tuple[str, str]]:
        """(place, reason) of entries that were not let in."""

    def open(self, member: Member) -> BinaryIO:
        """The member's bytes, as a bounded stream. Raises SourceError when it cannot be read or grows past its bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What an import may assume. `zone` reads local times; `date_order` is the operator's word where the data leaves it
    open; `captured` is the time of this import (UTC). `batch_size` bounds the records of one batch."""

    zone: ZoneInfo
    captured: dt.datetime
    date_order: DateOrder | None = None
    batch_size: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """What a source was found to be: `kind` in words for the report, `score` 0 to 1 when several claim it."""

    kind: str
    score: float


class Importer(Protocol):
    """Reads one platform's own export."""

    platform: str

    def detect(self, source: Source) -> Detected | None:
        """Whether this is that platform's export, by looking at names and first bytes only."""

    def parse(self, source: Source, channel: Channel, options: ImportOptions) -> Iterator[Batch]:
        """The whole export as batches of at most `batch_size` records, each thread's records in time order, oldest first.

        Ends with a batch (perhaps without records) whose tallies and notes complete the honesty report: files read,
        objects or lines read, lines not understood, encoding repairs, date order and how it was proved, time zone
        assumed. Memory does not grow with the export. Raises DateOrderUnproved before the first batch, never midway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenHealth:
    """What the platform says of a token. Times in UTC; None = not told."""

    valid: bool
    expires: dt.datetime | None = None
    data_access_expires: dt.datetime | None = None
    scopes: tuple[str, ...] = ()
    missing_scopes: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureContext:
    """What a live capture may know and must obey.

    `cursors` holds the stored place of each edge. `knows` tells whether a source_id is already held. `deadline` is a
    monotonic time (seconds of `monotonic`) after which the walk stops with its place kept; `stopping` turns true when a
    signal came. Clock, sleep and monotonic are given, so that tests never wait."""

    cursors: Mapping[str, str]
    knows: Callable[[str], bool]
    now: Callable[[], dt.datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    deadline: float
    stopping: Callable[[], bool]
    open_gaps: Sequence[str] = field(default=())
    media_limit: int = 100 * 1024 * 1024


class Replay(Protocol):
    """Reads sealed responses anew, purely: no request is made. A connector's module offers it as `replay`."""

    def __call__(self, captures: Iterable[Sequence[Exchange]], channel: Channel) -> Iterator[Batch]:
        """One batch for each capture, in order, before the next capture is asked for: its records and what could not be
        understood, through the connector's own parsing. Captures come in the order they were made, all runs one after
        the other; what one response tells about another (who is who) is carried on. No cursors, gaps, tallies or files."""


class Connector(Protocol):
    """Pulls one channel from its platform. Made by a factory(channel, token, base_url, options, http)."""

    platform: str

    def batches(self, context: CaptureContext) -> Iterator[Batch]:
        """Everything new, changed or gone since the cursors, one response a batch, raw response included. Raises
        CredentialError, RateLimited, PlatformUnavailable or PlatformChanged when it cannot go on; what was yielded
        before stays accepted."""

    def health(self) -> TokenHealth:
        """Whether the token works, until when, and with which rights."""

    def cannot(self) -> tuple[str, ...]:
        """What this platform never gives to us, one sentence each, for the record's last page."""
