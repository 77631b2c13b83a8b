"""Which stored record an incoming one is: by key, by edit chain, by the other way it came, or as a later export's edit.

Finding that out may show two threads, or two rows, to be one; they are joined here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, update

from archiver.model.capture import CaptureMethod, Gap, RedactedBatch
from archiver.model.record import RedactedRecord
from archiver.store import dirty, joining, known, late_files, schema, states, successors
from archiver.store.codec import micros, plain
from archiver.store.fresh import Fresh
from archiver.store.known import Known
from archiver.store.matching import BY_API, BY_EXPORT, DERIVED, WITH_ID, OtherWay, links_threads, way_of
from archiver.store.people import People
from archiver.store.successors import Succession
from archiver.store.threads import KnownThread, Threads
from archiver.store.updates import Updates
from archiver.store.upsert import insert_new


class Identities:
    """The records of one batch and the stored ones they are, within the caller's transaction."""

    def __init__(
        self, connection: Connection, channel: Any, batch: RedactedBatch, origin_id: int, originals: Mapping[str, int]
    ) -> None:
        self._connection = connection
        self._channel_id: int = channel.id
        self._channel = channel
        self._batch = batch
        self._origin_id = origin_id
        self._originals = originals
        self._seen = micros(batch.captured)
        self._by_export = batch.method is CaptureMethod.EXPORT
        self._method = BY_EXPORT if self._by_export else BY_API
        self.people = People(connection, self._channel_id)
        self.threads = Threads(connection, self._channel_id, self.people)
        self._methods: dict[int, str] = {origin_id: batch.method.value}
        self._fresh = Fresh(
            connection,
            self._channel_id,
            batch.method,
            origin_id,
            originals,
            self.people,
            self.threads,
            self._seen,
        )
        self.updates = Updates(connection)
        self._known: dict[str, Known] = {}
        # First ids of the edit chains in this batch, and ids of such chains that became records in it.
        self._firsts = {record.version_of for record in batch.records if record.version_of}
        self._chain_ids: set[str] = set()
        self._others: OtherWay | None = None
        self._successions: dict[str, Succession] = {}
        # Keys of gaps that were filled by files which came another way, and gaps that files left which nobody asked for.
        self.filled_gaps: list[str] = []
        self.left_gaps: list[Gap] = []
        self.late_files = 0
        self._joined: set[int] = set()
        self.tally = {"new": 0, "revised": 0, "unchanged": 0, "merged": 0, "gone": 0}

    def _chains(self, unknown: list[RedactedRecord]) -> dict[str, list[Known]]:
        """Known records that unknown keys may be another id of. Only edit chains have such."""
        wanted = {plain(r.source_id) for r in unknown} | {plain(r.version_of) for r in unknown}
        wanted.discard("")
        return known.by_sources(self._connection, self._channel_id, wanted) if wanted else {}

    def _find_others(self, unknown: list[RedactedRecord]) -> OtherWay | None:
        ways = 0
        for record in unknown:
            ways |= way_of(record)
        has_other = (ways & DERIVED and self._channel.has_ids) or (ways & WITH_ID and self._channel.has_derived)
        if ways:
            values = {
                "has_ids": self._channel.has_ids or bool(ways & WITH_ID),
                "has_derived": self._channel.has_derived or bool(ways & DERIVED),
            }
            if values != {"has_ids": self._channel.has_ids, "has_derived": self._channel.has_derived}:
                table = schema.channel
                self._connection.execute(update(table).where(table.c.id == self._channel_id).values(values))
        if not has_other:
            return None
        return OtherWay(self._connection, self._channel_id, self._batch.method, unknown, self.threads, self.people)

    def _find_successions(self, unknown: list[RedactedRecord]) -> dict[str, Succession]:
        if not (self._by_export and self._channel.has_derived and unknown):
            return {}
        present = {stored.id for stored in self._known.values()}
        return successors.find(self._connection, unknown, present, self._seen, self.threads, self.people)

    def _flushed(self, key: str) -> Known | None:
        self._fresh.write()
        found = known.by_keys(self._connection, self._channel_id, [key])
        self._known.update(found)
        return found.get(key)

    def _by_chain(self, record: RedactedRecord, chains: dict[str, list[Known]]) -> Known | None:
        if not record.source_id:
            return None
        wanted = [plain(record.source_id), plain(record.version_of)]
        if self._chain_ids.intersection(wanted):
            # An edit chain within one batch: the first of it must have its row before the next can be its revision.
            self._fresh.write()
            chains.update(known.by_sources(self._connection, self._channel_id, wanted))
        for source_id in wanted:
            for candidate in chains.get(source_id, ()):
                if candidate.kind == record.kind.value:
                    candidate = self._share(candidate)
                    self._known[plain(record.key)] = candidate
                    self._alias(record, candidate)
                    return candidate
        return None

    def _share(self, candidate: Known) -> Known:
        """The one object of a record in this batch."""
        for other in self._known.values():
            if other.id == candidate.id:
                return other
        return candidate

    def _alias(self, record: RedactedRecord, target: Known) -> None:
        rows = [
            {"channel_id": self._channel_id, "what": what, "value": plain(value), "record_id": target.id}
            for what, value in (
                ("key", record.key),
                ("source", record.source_id),
                ("source", record.version_of),
            )
            if value
        ]
        insert_new(self._connection, schema.alias, rows)

    def _by_other_way(self, record: RedactedRecord, others: OtherWay) -> Known | None:
        own = self.threads.find(record.thread.kind, record.thread.key)
        taken = others.take(record, own)
        if taken is None:
            return None
        keys = schema.record.c
        key = self._connection.execute(
            schema.record.select().with_only_columns(keys.key).where(keys.id == taken.id)
        ).scalar_one()
        target = self._share(known.by_keys(self._connection, self._channel_id, [key])[key])
        self._known[plain(record.key)] = target
        self._alias(record, target)
        values: dict[str, Any] = {"ways": WITH_ID | DERIVED}
        if record.source_id and not target.source_id:
            values["source_id"] = target.source_id = plain(record.source_id)
        target.ways = WITH_ID | DERIVED
        self._connection.execute(update(schema.record).where(schema.record.c.id == target.id).values(values))
        thread = self.threads.get(target.thread_id)
        if links_threads(record) and own is not thread:
            self._link(record, thread, own)
        return target

    def _link(self, record: RedactedRecord, thread: KnownThread, own: KnownThread | None) -> None:
        """The record's thread and the one it was found in are one."""
        if own is None:
            self.threads.link(record.thread, thread, self._seen)
            return
        self._join(own, thread)

    def _join(self, own: KnownThread, thread: KnownThread) -> None:
        self._fresh.write()
        # The older one stays, whichever way the other came.
        winner, loser = (own, thread) if own.id < thread.id else (thread, own)
        self.threads.join(loser, winner)
        self._joined.discard(loser.id)
        self._joined.add(winner.id)
        states.move_thread(self._connection, loser.id, winner.id)
        for known_record in self._known.values():
            if known_record.thread_id == loser.id:
                known_record.thread_id = winner.id
        for kept, dropped in list(joining.pairs(self._connection, winner.id)):
            self._fold(kept, dropped)

    def _join_copy(self, target: Known, record: RedactedRecord) -> None:
        """A wording that came late may show that an export's copy, stored apart, is this record."""
        if target.ways != WITH_ID or not record.source_id or not self._channel.has_derived:
            return
        others = OtherWay(self._connection, self._channel_id, self._batch.method, [record], self.threads, self.people)
        thread = self.threads.get(target.thread_id)
        copy = others.take(record, thread)
        if copy is None or not joining.may_fold(self._connection, copy.id):
            return
        if links_threads(record) and copy.thread_id != thread.id:
            self._join(thread, self.threads.get(copy.thread_id))
        if target.ways == WITH_ID:
            self._fold(target.id, copy.id)

    def _share_files(self, target: Known, more: list[late_files.File]) -> None:
        """Files that came late, put where a known record lacks them."""
        self._fresh.write()
        self.updates.write_one(target.id)
        row, history = states.load(self._connection, target.id)
        before = late_files.files_of(history[-1])
        if states.share_files(row, history, self.people, more):
            states.store(self._connection, row, history, self.people)
            self.updates.touch(target.volume_id, target.id, dirty.FETCHED_LATE)
            self.filled_gaps += late_files.gap_keys(target.source_id, before, late_files.files_of(history[-1]))
            self.late_files += 1
            self._reload(target)

    def _fold(self, kept: int, dropped: int) -> None:
        _, history = states.load(self._connection, dropped)
        files = late_files.files_of(history[-1])
        if any(file.original > 0 for file in files):
            (stored,) = known.by_ids(self._connection, [kept])
            if late_files.lacks_files(stored.held):
                self._share_files(self._share(stored), files)
        self.updates.fold(kept, dropped, joining.fold(self._connection, kept, dropped))
        if self._others is not None:
            self._others.forget(dropped)
        stays = next((k for k in self._known.values() if k.id == kept), None)
        if stays is None:
            stays = Known(**states.reloaded(self._connection, kept))
        else:
            self._reload(stays)
        for key, other in self._known.items():
            if other.id == dropped:
                self._known[key] = stays

    def _reveal(self, kept: int, dropped: int) -> None:
        """What a record without content says came as a record of its own: that one's content is put into it."""
        for record_id in (kept, dropped):
            self.updates.write_one(record_id)
        row, (empty,) = states.load(self._connection, kept)
        told, (content,) = states.load(self._connection, dropped)
        states.store(self._connection, row, [{**content, "source_id": empty["source_id"]}], self.people)
        table, link = schema.record, schema.volume_person
        # One that stands in no record file yet takes the other's place in its own.
        volume = told["volume_id"] if row["volume_id"] is None else row["volume_id"]
        self._connection.execute(update(table).where(table.c.id == kept).values(at=told["at"], volume_id=volume))
        if row["volume_id"] is not None:
            sender = {"volume_id": row["volume_id"], "person_id": content["sender_id"], "last_at": told["at"]}
            insert_new(self._connection, link, [sender])
            self.updates.touch(row["volume_id"], kept, dirty.CONTENT_CAME)
        self._fold(kept, dropped)

    def _reload(self, target: Known) -> None:
        for name, value in states.reloaded(self._connection, target.id).items():
            setattr(target, name, value)
