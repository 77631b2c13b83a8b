"""The store's methods about record files: splitting, viewing, publishing, listing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from archiver.model.conversation import FileKind, IndexRow, RecordView
from archiver.model.ids import ChannelId, RecordNumber, RunId
from archiver.model.time import UTC
from archiver.store import editions as publishing
from archiver.store import (
    publishable,
    views,
    volumes,
)
from archiver.store.channels import channel_id
from archiver.store.database import Database
from archiver.store.editions import Edition, FileRow
from archiver.store.entries import Entries


def _now() -> dt.datetime:
    return dt.datetime.now(UTC)


class RecordFiles:
    """What is published under record numbers."""

    _database: Database

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
