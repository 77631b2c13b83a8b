"""The store's methods about judging what is stored: the review queue, decisions, newer rules, reading originals anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from archiver.model.capture import CaptureMethod, RedactedBatch
from archiver.model.correspondent import Role
from archiver.model.ids import ChannelId, RecordNumber, RunId, ThreadKey
from archiver.model.redaction import RedactedText
from archiver.model.time import UTC
from archiver.store import decisions, forgetting, judged, queue, reread, scope
from archiver.store.channels import channel_id, channel_names, ensure_channel, ensure_origin
from archiver.store.codec import plain
from archiver.store.database import Database
from archiver.store.decisions import Addition, Remembered, Waiting
from archiver.store.judged import Judged
from archiver.store.queue import QueueItem
from archiver.store.reread import Reread
from archiver.store.scope import Scope


class Judging:
    """What people and newer rules think of what is stored."""

    _database: Database

    def stored_channels(self) -> tuple[ChannelId, ...]:
        """Every channel that anything was ever stored of, configured or not."""
        with self._database.read() as connection:
            return tuple(ChannelId(name) for name in channel_names(connection).values())

    def review_queue(
        self, channel: ChannelId | None = None, *, open_only: bool = True, limit: int | None = None
    ) -> list[QueueItem]:
        """What a person should look at, least sure first, each where it stands in the text as stored now."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return []
            return queue.queue(connection, number, open_only=open_only, limit=limit)

    def review_item(self, item: int) -> QueueItem:
        """One of them. Raises UsageError when there is none."""
        with self._database.read() as connection:
            return queue.one(connection, item)

    def decide_find(
        self, item: int, decision: str, who: str, *, addition: Addition | None = None, at: dt.datetime | None = None
    ) -> None:
        """Remember `confirm`, `reject`, or `add` with an addition. Raises UsageError."""
        with self._database.write() as connection:
            decisions.decide(connection, item, decision, who, at or dt.datetime.now(UTC), addition)

    def decisions(self, channel: ChannelId) -> dict[tuple[str, str], Remembered]:
        """What was decided that changes how records of the channel are redacted, by (record key, text key)."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return {} if number is None else decisions.remembered(connection, number)

    def kept(self, channel: ChannelId) -> dict[str, frozenset[str]]:
        """By reference of a stored text, the keyed values that a person said are no identifiers in it."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return {} if number is None else decisions.kept_refs(connection, number)

    def additions_waiting(self, channel: ChannelId) -> list[Waiting]:
        """Additions that stored texts do not obey yet."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return [] if number is None else decisions.waiting(connection, number)

    def additions_applied(self, ids: Sequence[int], run: RunId) -> None:
        """These are obeyed, and nothing of the words is left. `scrub` before."""
        with self._database.write() as connection:
            decisions.applied(connection, ids, run)

    def reread(self, batch: RedactedBatch, run: RunId) -> Reread:
        """Let what an original says, read anew, take over what is stored of it; `accept` the batch afterwards."""
        with self._database.write() as connection:
            return reread.reread(connection, batch, run)

    def forget_unused(self, channel: ChannelId, threads: Sequence[ThreadKey] | None = None) -> int:
        """After these threads (None: all) were read anew: forget values that no text bears any more."""
        with self._database.write() as connection:
            number = channel_id(connection, channel)
            return 0 if number is None else forgetting.forget_unused(connection, number, threads)

    def forget_quarantined(
        self, channel: ChannelId, method: CaptureMethod, ref: str, still: set[tuple[str, str]]
    ) -> int:
        """After an original was read anew: forget what could not be understood in it and now could."""
        with self._database.write() as connection:
            number = ensure_channel(connection, plain(channel)).id
            return forgetting.forget_quarantined(connection, ensure_origin(connection, number, method, ref), still)

    def scope_of(self, number: RecordNumber) -> Scope:
        """The threads that a record file holds, and the originals they came from. Raises StorageError."""
        with self._database.read() as connection:
            return scope.scope_of(connection, number)

    def judged(self, channel: ChannelId) -> Judged | None:
        """By which rules the channel's stored texts were judged last."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return None if number is None else judged.state(connection, number)

    def set_judged(self, channel: ChannelId, state: Judged) -> None:
        """Write that down."""
        with self._database.write() as connection:
            judged.write(connection, ensure_channel(connection, plain(channel)).id, state)

    def holds_records(self, channel: ChannelId) -> bool:
        """Whether any record of the channel is stored."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return number is not None and not judged.is_empty(connection, number)

    def threads_after(self, channel: ChannelId, number: int, *, limit: int = 200) -> list[tuple[int, ThreadKey]]:
        """The channel's threads behind a row's number, in order."""
        with self._database.read() as connection:
            found = channel_id(connection, channel)
            return [] if found is None else judged.threads_after(connection, found, number, limit)

    def thread_messages(self, channel: ChannelId, thread: int) -> Iterator[tuple[str, Role, RedactedText]]:
        """As `thread_texts`, by the thread's row, in time order and with the writer's role."""
        with self._database.read() as connection:
            found = channel_id(connection, channel)
            if found is not None:
                yield from judged.messages(connection, found, thread)
