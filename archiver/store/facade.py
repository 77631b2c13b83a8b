"""The store as the rest of the program sees it: one object, one transaction a call.

Holds redacted text only; the types of what goes in see to that. Every method raises StorageError when the database
refuses, and leaves what was stored before as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from archiver.model.capture import Counts, Gap, LearnedValue, RedactedBatch, Sealed
from archiver.model.conversation import FileKind, IndexRow, RecordView
from archiver.model.digest import Json
from archiver.model.event import Event, EventKind
from archiver.model.ids import ChannelId, RecordNumber, RunId, ThreadKey
from archiver.model.redaction import RedactedText
from archiver.model.time import UTC
from archiver.store import accept as accepting
from archiver.store import (
    context,
    cursors,
    events,
    gaps,
    known,
    migrate,
    originals,
    publishable,
    review,
    rewrite,
    runs,
    views,
    volumes,
)
from archiver.store import editions as publishing
from archiver.store import totals as figures
from archiver.store.channels import channel_id, ensure_channel
from archiver.store.codec import micros, plain
from archiver.store.database import Database
from archiver.store.editions import Edition, FileRow
from archiver.store.entries import Entries
from archiver.store.totals import IdentifierHit, StoredQuarantine, Totals


def _now() -> dt.datetime:
    return dt.datetime.now(UTC)


class Store:
    """All that the program remembers, in one database. Safe to use from several threads; writers take turns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str, *, read_only: bool = False) -> Self:
        """Open `sqlite:////abs/path/archive.db` or `postgresql://...`; creates or migrates unless `read_only`.

        Raises ConfigError for an address that cannot be one, StorageError when the database cannot be used."""
        database = Database(url, read_only=read_only)
        try:
            migrate.ensure(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        """Give everything back."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def database(self) -> Database:
        """The connection pool, for rooms that query on their own (search)."""
        return self._database

    # --- taking in ----------------------------------------------------------------------------------------------------

    def accept(self, batch: RedactedBatch, run: RunId) -> Counts:
        """Take one batch in, cursor included, in one transaction. The same batch again changes nothing."""
        with self._database.write() as connection:
            return accepting.accept(connection, batch, run)

    def knows(self, channel: ChannelId, source_id: str) -> bool:
        """Whether a record with this platform id is held."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return number is not None and known.holds_source(connection, number, plain(source_id))

    def cursors(self, channel: ChannelId) -> dict[str, str]:
        """The stored place of each edge of a channel."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return {} if number is None else cursors.places(connection, number)

    # --- what redaction needs -----------------------------------------------------------------------------------------

    def thread_context(self, channel: ChannelId, key: ThreadKey, *, tail: int = 8) -> context.ThreadMemory:
        """A thread's past: who takes part, which values are known, and its last records by time."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return context.ThreadMemory() if number is None else context.memory(connection, number, key, tail)

    def thread_texts(self, channel: ChannelId, key: ThreadKey) -> Iterator[tuple[str, RedactedText]]:
        """Every redacted text of a thread, in every state, each with a reference for `rewrite_texts`."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            if number is not None:
                yield from context.texts(connection, number, key)

    def rewrite_texts(
        self,
        channel: ChannelId,
        key: ThreadKey,
        changes: Iterable[tuple[str, RedactedText]],
        learned: Sequence[LearnedValue],
        run: RunId,
        reason: str,
        *,
        at: dt.datetime | None = None,
    ) -> int:
        """Put stricter texts in place of stored ones; returns how many differed. `scrub` afterwards."""
        with self._database.write() as connection:
            number = ensure_channel(connection, plain(channel)).id
            return rewrite.rewrite(connection, number, channel, key, list(changes), learned, run, reason, at or _now())

    def scrub(self) -> None:
        """Leave nothing of earlier text in pages, log or full-text index. Raises StorageError while another reads."""
        rewrite.scrub(self._database)

    # --- record files -------------------------------------------------------------------------------------------------

    def assign(
        self, channel: ChannelId, run: RunId, *, gap: dt.timedelta | None, zone: ZoneInfo, now: dt.datetime
    ) -> tuple[RecordNumber, ...]:
        """Give every record without one its conversation or month; returns the numbers that got something."""
        with self._database.write() as connection:
            number = channel_id(connection, channel)
            if number is None:
                return ()
            return volumes.Assignment(connection, number, gap, zone).run(run, channel, now)

    def pending(
        self, channel: ChannelId | None, *, gap: dt.timedelta | None, now: dt.datetime
    ) -> tuple[RecordNumber, ...]:
        """The numbers that need a new edition: changed, never published, withheld, or due to close."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return ()
            return volumes.pending(connection, number, gap, now)

    def sizes(self, numbers: Sequence[RecordNumber]) -> tuple[publishable.PendingVolume, ...]:
        """Channel and size of the given records, in the given order."""
        with self._database.read() as connection:
            return publishable.sizes(connection, numbers)

    def settle(self, number: RecordNumber) -> None:
        """A pending record whose published files already say what it holds is pending no longer."""
        with self._database.write() as connection:
            publishable.settle(connection, number)

    def known_keys(self, number: RecordNumber) -> frozenset[str]:
        """Keyed hashes of every value redacted in the record's threads, save names and handles."""
        with self._database.read() as connection:
            return publishable.known_keys(connection, number)

    def view(self, number: RecordNumber, context: views.ViewContext) -> RecordView:
        """A record ready to print. `entries` reads a page at a time, again at each iteration."""
        with self._database.read() as connection:
            row = views.volume_row(connection, number)
            heading = views.heading(connection, row, context)
        entries = Entries(self._database, row.channel_id, row.id, FileKind(row.kind))
        return RecordView(heading=heading, entries=entries)

    def channel_of(self, number: RecordNumber) -> ChannelId:
        """The channel a record belongs to. Raises StorageError when there is no such record."""
        with self._database.read() as connection:
            return ChannelId(views.channel_of(connection, number))

    def latest_edition(self, number: RecordNumber) -> Edition | None:
        """The newest edition, or None before the first."""
        with self._database.read() as connection:
            return publishing.latest(connection, number)

    def editions(self, number: RecordNumber) -> tuple[Edition, ...]:
        """All editions, oldest first."""
        with self._database.read() as connection:
            return publishing.every(connection, number)

    def publish(self, edition: Edition, run: RunId) -> tuple[str, ...]:
        """Write down an edition whose files are durable. Returns paths no longer referred to (see `stale_files`)."""
        with self._database.write() as connection:
            return publishing.publish(connection, edition, run)

    def stale_files(self) -> tuple[str, ...]:
        """Paths of replaced working editions, to be removed from the disk and then `forget_files`."""
        with self._database.read() as connection:
            return publishing.stale(connection)

    def forget_files(self, paths: Iterable[str]) -> None:
        """Confirm that stale files are gone from the disk."""
        with self._database.write() as connection:
            publishing.forget(connection, paths)

    def withhold(self, number: RecordNumber, reason: str, run: RunId, *, at: dt.datetime | None = None) -> None:
        """Note that a record's next edition was stopped. It stays pending."""
        with self._database.write() as connection:
            publishing.withhold(connection, number, reason, run, at or _now())

    def withheld(self) -> dict[RecordNumber, str]:
        """Records whose newest content is not published, with the reason."""
        with self._database.read() as connection:
            return publishing.withheld(connection)

    def index_rows(self) -> Iterator[IndexRow]:
        """Every published record once, by number."""
        after = 0
        while True:
            with self._database.read() as connection:
                page = publishing.index_page(connection, after)
            for number, row in page:
                yield row
                after = number
            if not page:
                return

    def index_row(self, number: RecordNumber) -> IndexRow | None:
        """One published record's line of the index; None when there is none."""
        with self._database.read() as connection:
            row = views.volume_row(connection, number)
            page = publishing.index_page(connection, row.id - 1, 1)
        return next((line for _, line in page if line.number == number), None)

    def all_numbers(self) -> tuple[RecordNumber, ...]:
        """Every record number that was ever given, in order."""
        with self._database.read() as connection:
            return views.all_numbers(connection)

    def published_files(self) -> Iterator[FileRow]:
        """Every file that must be on the disk, by path: (path, sha256, size, number, superseded)."""
        after = ""
        while True:
            with self._database.read() as connection:
                page = list(publishing.file_page(connection, after))
            yield from page
            if not page:
                return
            after = page[-1].path

    # --- sealed originals ---------------------------------------------------------------------------------------------

    def original_by_content(self, content_key: str) -> Sealed | None:
        """The sealed original whose content has this keyed hash."""
        with self._database.read() as connection:
            return originals.by_content(connection, content_key)

    def originals(self, channel: ChannelId | None = None) -> Iterator[Sealed]:
        """Every sealed original, in the order of sealing."""
        after = 0
        while True:
            with self._database.read() as connection:
                number = None if channel is None else channel_id(connection, channel)
                if channel is not None and number is None:
                    return
                page = originals.every(connection, number, after)
            yield from (item for _, item in page)
            if not page:
                return
            after = page[-1][0]

    def move_originals(self, places: Mapping[str, Sealed], run: RunId, *, at: dt.datetime | None = None) -> int:
        """Write down where originals lie after packing (old ref -> new); returns how many moved."""
        with self._database.write() as connection:
            moved = originals.move(connection, places)
            if moved:
                detail: Json = {
                    "moved": moved,
                    "into": sorted({item.ref.partition("#")[0] for item in places.values()}),
                }
                events.append(connection, EventKind.PACKED, "originals", run, at or _now(), detail)
            return moved

    def originals_of(self, number: RecordNumber) -> tuple[tuple[str, str], ...]:
        """(ref, sha256) of every original behind a record."""
        with self._database.read() as connection:
            row = views.volume_row(connection, number)
            return tuple(originals.of_volume(connection, row.id))

    # --- gaps, runs, review, figures ----------------------------------------------------------------------------------

    def gaps(self, channel: ChannelId | None = None, open_only: bool = True) -> tuple[gaps.StoredGap, ...]:
        """Gaps, open ones or all."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return ()
            return gaps.stored(connection, number, open_only=open_only)

    def open_gap(self, channel: ChannelId, gap: Gap, run: RunId, *, at: dt.datetime | None = None) -> None:
        """Note a gap outside a batch."""
        with self._database.write() as connection:
            number = ensure_channel(connection, plain(channel)).id
            gaps.open_gaps(connection, number, [gap], run, micros(at or _now()))

    def close_gap(self, channel: ChannelId, key: str, run: RunId, *, at: dt.datetime | None = None) -> None:
        """Note that a gap was filled."""
        with self._database.write() as connection:
            number = ensure_channel(connection, plain(channel)).id
            gaps.close_gaps(connection, number, [key], run, micros(at or _now()))

    def accept_gap(self, channel: ChannelId, key: str, who: str, reason: str, *, at: dt.datetime | None = None) -> None:
        """A person takes a gap as it is. Raises UsageError when there is no such open gap, or no reason."""
        with self._database.write() as connection:
            number = ensure_channel(connection, plain(channel)).id
            gaps.accept_gap(connection, number, channel, key, who, reason, at or _now())

    def begin_run(self, run: RunId, kind: str, at: dt.datetime, software: str = "", config_digest: str = "") -> None:
        """Note that a run ("run") or import ("import") starts."""
        with self._database.write() as connection:
            runs.begin(connection, run, kind, at, software, config_digest)

    def record_channel_run(self, run: RunId, row: runs.ChannelRun) -> None:
        """Note how one channel fared in a run."""
        with self._database.write() as connection:
            runs.record_channel(connection, run, row)

    def finish_run(self, run: RunId, outcome: str, report: Json, at: dt.datetime) -> None:
        """Note how a run ended."""
        with self._database.write() as connection:
            runs.finish(connection, run, outcome, report, at)

    def runs(self, limit: int = 20, channel: ChannelId | None = None) -> tuple[runs.RunRow, ...]:
        """The last runs, newest first."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return ()
            return runs.newest(connection, limit, number)

    def last_success(self, channel: ChannelId) -> dt.datetime | None:
        """When the channel last ended complete."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return None if number is None else runs.last_success(connection, number)

    def quarantined(self, channel: ChannelId | None = None, run: RunId | None = None) -> tuple[StoredQuarantine, ...]:
        """What could not be understood, in the order met."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return ()
            return figures.quarantined(connection, number, run)

    def tallies(self, run: RunId, channel: ChannelId | None = None) -> dict[str, int]:
        """The figures that sources told in a run, equal names added up."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return {}
            return figures.tallies(connection, run, number)

    def totals(self, channel: ChannelId) -> Totals:
        """A channel's figures, for reconciliation."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return Totals() if number is None else figures.totals(connection, number)

    def platform_ids(self, number: RecordNumber) -> frozenset[str]:
        """The platform's ids that a record shows: of its records, what they answer, its threads and people."""
        with self._database.read() as connection:
            return publishable.platform_ids(connection, number)

    def recent_records(self, channel: ChannelId, *, since: dt.datetime) -> int:
        """How many of a channel's records are of `since` or later."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return 0 if number is None else publishable.count_since(connection, number, micros(since))

    def volumes_with_identifier(self, value_keys: Sequence[str]) -> list[IdentifierHit]:
        """Records that mention any of these keyed values."""
        with self._database.read() as connection:
            return figures.with_identifier(connection, list(value_keys))

    def review_items(
        self,
        channel: ChannelId | None = None,
        *,
        open_only: bool = True,
        record_keys: Sequence[str] | None = None,
    ) -> tuple[review.StoredReview, ...]:
        """What redaction was unsure of, least sure first; with decisions unless `open_only`."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return ()
            return review.items(connection, number, open_only=open_only, record_keys=record_keys)

    def decide_review(self, item: int, decision: str, who: str, *, at: dt.datetime | None = None) -> None:
        """Remember a person's decision on one item."""
        with self._database.write() as connection:
            review.decide(connection, item, decision, who, at or _now())

    # --- events -------------------------------------------------------------------------------------------------------

    def append_event(self, kind: EventKind, subject: str, agent: str, detail: Json, at: dt.datetime) -> Event:
        """Write the next link of the event chain."""
        with self._database.write() as connection:
            return events.append(connection, kind, subject, agent, at, detail)

    def events_about(self, subject: str) -> tuple[Event, ...]:
        """What was done about one record, oldest first."""
        with self._database.read() as connection:
            return tuple(events.about(connection, subject))

    def events(self, after_seq: int = 0) -> Iterator[Event]:
        """The event chain behind `after_seq`, in order."""
        while True:
            with self._database.read() as connection:
                page = events.after(connection, after_seq)
            yield from page
            if not page:
                return
            after_seq = page[-1].seq
