"""The store as the rest of the program sees it: one object, one transaction a call.

Holds redacted text only; the types of what goes in see to that. Every method raises StorageError when the database
refuses, and leaves what was stored before as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self

from archiver.model.capture import Counts, LearnedValue, RedactedBatch
from archiver.model.ids import ChannelId, RunId, ThreadKey
from archiver.model.redaction import RedactedText
from archiver.model.time import UTC
from archiver.store import accept as accepting
from archiver.store import (
    context,
    cursors,
    known,
    learned,
    migrate,
    rewrite,
)
from archiver.store.channels import channel_id, ensure_channel
from archiver.store.codec import plain
from archiver.store.database import Database
from archiver.store.judging import Judging
from archiver.store.ledger import Ledger
from archiver.store.record_files import RecordFiles


def _now() -> dt.datetime:
    return dt.datetime.now(UTC)


class Store(RecordFiles, Ledger, Judging):
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

    def accept(self, batch: RedactedBatch, run: RunId) -> Counts:
        """Take one batch in, cursor included, in one transaction. The same batch again changes nothing."""
        with self._database.write() as connection:
            return accepting.accept(connection, batch, run)

    def knows(self, channel: ChannelId, source_id: str) -> bool:
        """Whether a record with this platform id is held."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return number is not None and known.holds_source(connection, number, plain(source_id))

    def held_keys(self, channel: ChannelId, keys: Sequence[str]) -> set[str]:
        """Those of the records' keys that are held."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return set() if number is None else set(known.by_keys(connection, number, keys))

    def cursors(self, channel: ChannelId) -> dict[str, str]:
        """The stored place of each edge of a channel."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return {} if number is None else cursors.places(connection, number)

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
        unsure: float = 0.0,
        at: dt.datetime | None = None,
    ) -> int:
        """Put stricter texts in place of stored ones; returns how many differed. `scrub` afterwards. New marks less sure
        than `unsure` go into the review queue."""
        wanted = list(changes)
        with self._database.write() as connection:
            number = ensure_channel(connection, plain(channel)).id
            moment = at or _now()
            return rewrite.rewrite(connection, number, channel, key, wanted, learned, run, reason, moment, unsure)

    def unswept(self, channel: ChannelId) -> dict[ThreadKey, RunId]:
        """Threads whose earlier texts may hold what was found later, with the run that found it."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return {} if number is None else learned.unswept(connection, number)

    def swept(self, channel: ChannelId, keys: Sequence[ThreadKey]) -> None:
        """These threads were swept and scrubbed."""
        with self._database.write() as connection:
            learned.swept(connection, ensure_channel(connection, plain(channel)).id, keys)

    def scrub(self) -> None:
        """Leave nothing of earlier text in pages, log or full-text index. Raises StorageError while another reads."""
        rewrite.scrub(self._database)
