"""Records that are new to the store, held back within one batch and written together: one statement a table."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from archiver.model.capture import CaptureMethod
from archiver.model.record import RecordKind, RedactedRecord
from archiver.store import index
from archiver.store.channels import allocate
from archiver.store.codec import plain
from archiver.store.database import insert_many
from archiver.store.folding import fold
from archiver.store.matching import BY_API, BY_EXPORT, way_of
from archiver.store.people import People
from archiver.store.rows import place_in_time, state_values
from archiver.store.schema import STATE_COLUMNS
from archiver.store.texts import mentions, searchable
from archiver.store.threads import KnownThread, Threads

_RECORD_COLUMNS = (
    "id",
    "channel_id",
    "thread_id",
    "volume_id",
    "kind",
    "key",
    "at",
    "timed",
    "revisions",
    "ways",
    "methods",
    "gone_since",
    "gone_last",
    "gone_reason",
    *STATE_COLUMNS,
)


_MARKS = STATE_COLUMNS.index("marks")


class Fresh:
    """New records of one batch, by key."""

    def __init__(
        self,
        connection: Connection,
        channel_id: int,
        method: CaptureMethod,
        origin_id: int,
        originals: Mapping[str, int],
        people: People,
        threads: Threads,
        seen: int,
    ) -> None:
        self._connection = connection
        self._channel_id = channel_id
        self._method = BY_EXPORT if method is CaptureMethod.EXPORT else BY_API
        self._origin_id = origin_id
        self._originals = originals
        self._people = people
        self._threads = threads
        self._seen = seen
        self._held: dict[str, tuple[RedactedRecord, KnownThread]] = {}

    def add(self, key: str, record: RedactedRecord, thread: KnownThread) -> None:
        """Hold a new record back."""
        self._held[key] = (record, thread)

    def get(self, key: str) -> RedactedRecord | None:
        """A record held back."""
        held = self._held.get(key)
        return None if held is None else held[0]

    def write(self) -> None:
        """Write what is held back."""
        held, self._held = self._held, {}
        if not held:
            return
        number = allocate(self._connection, "record", len(held))
        rows, words, mentioned, chained = [], [], [], []
        for key, (record, thread) in held.items():
            at, timed = place_in_time(record, self._seen)
            state = state_values(record, self._people, self._originals, self._origin_id, self._seen)
            kind = record.kind.value
            rows.append(
                (
                    *(number, self._channel_id, thread.id, None, kind, key, at, timed, 1, way_of(record)),
                    *(self._method, None, None, None),
                    *state,
                )
            )
            words.append((number, fold(searchable(record)), index.facets(self._channel_id, kind, at, thread.id)))
            if state[_MARKS]:
                mentioned.extend([(value, number, times) for value, times in mentions([record]).items()])
            if record.version_of and record.version_of != record.source_id:
                chained.append((self._channel_id, "source", plain(record.version_of), number))
            if record.kind is RecordKind.POST and timed and not record.parent:
                self._threads.root(thread, at)
            number += 1
        insert_many(self._connection, "record", _RECORD_COLUMNS, rows)
        index.add(self._connection, words)
        insert_many(self._connection, "mention", ("value_key", "record_id", "times"), mentioned)
        insert_many(self._connection, "alias", ("channel_id", "what", "value", "record_id"), chained)
