"""The records of one batch, decided one by one and written together.

Most are new or known and unchanged; those two ways are short. Whatever needs a look at a record's history goes through
`states`. Nothing here looks at words: digests and keys decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, update

from archiver.model.capture import CaptureMethod, Counts, RedactedBatch
from archiver.model.record import RecordKind, RedactedRecord, State
from archiver.store import dirty, index, joining, known, schema, states
from archiver.store.channels import allocate, origins
from archiver.store.codec import encode_snapshot, micros, plain
from archiver.store.database import insert_many
from archiver.store.folding import fold
from archiver.store.history import Sighting, Verdict, place, says_the_same
from archiver.store.known import Known
from archiver.store.matching import BY_API, BY_EXPORT, DERIVED, WITH_ID, OtherWay, links_threads, way_of
from archiver.store.people import People
from archiver.store.rows import place_in_time, state_values
from archiver.store.schema import STATE_COLUMNS
from archiver.store.texts import mentions, searchable
from archiver.store.threads import KnownThread, Threads
from archiver.store.upsert import insert_new

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


class Intake:
    """Takes the records of one batch into the store, within the caller's transaction."""

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
        self._fresh: dict[str, tuple[RedactedRecord, KnownThread]] = {}
        self._known: dict[str, Known] = {}
        # First ids of the edit chains in this batch, and ids of such chains that became records in it.
        self._firsts = {record.version_of for record in batch.records if record.version_of}
        self._chain_ids: set[str] = set()
        self._others: OtherWay | None = None
        self._touches: list[dirty.Touch] = []
        self._touched_open: set[int] = set()
        self._seen_again: list[dict[str, Any]] = []
        self._snapshots: list[dict[str, Any]] = []
        self.tally = {"new": 0, "revised": 0, "unchanged": 0, "merged": 0, "gone": 0}

    def take(self) -> Counts:
        """Decide and write every record; returns what changed."""
        records = self._batch.records
        if records:
            people = {id(p): p for record in records for p in (record.sender, *record.recipients)}
            self.people.add(people.values())
            self._known = known.by_keys(
                self._connection, self._channel_id, list({plain(record.key) for record in records})
            )
            unknown = [record for record in records if plain(record.key) not in self._known]
            chains = self._chains(unknown)
            self._others = self._find_others(unknown)
            for record in records:
                self._decide(record, chains, self._others)
            self.finish()
        kinds = dict.fromkeys(RecordKind, 0)
        for record in records:
            kinds[record.kind] += 1
        return Counts(
            posts=kinds[RecordKind.POST],
            comments=kinds[RecordKind.COMMENT],
            messages=kinds[RecordKind.MESSAGE],
            notices=kinds[RecordKind.NOTICE],
            **self.tally,
        )

    def finish(self) -> None:
        """Write what is still held back."""
        self._flush()
        self._write_seen(self._seen_again)
        if self._snapshots:
            record = schema.record
            self._connection.execute(
                update(record).where(record.c.id == bindparam("number")).values(snapshot=bindparam("figures")),
                self._snapshots,
            )
        self._seen_again, self._snapshots = [], []
        self.threads.save()
        dirty.touch(self._connection, self._touches, self._seen)
        dirty.touch_open(self._connection, self._touched_open)
        self._touches, self._touched_open = [], set()

    # --- finding ------------------------------------------------------------------------------------------------------

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

    def _decide(self, record: RedactedRecord, chains: dict[str, list[Known]], others: OtherWay | None) -> None:
        key = plain(record.key)
        found = self._known.get(key)
        if found is None and key in self._fresh:
            first, _ = self._fresh[key]
            if first.content_key == record.content_key and first.state == record.state:
                self.tally["unchanged"] += 1
                return
            found = self._flushed(key)
        if found is None:
            found = self._by_chain(record, chains)
        if found is None and others:
            found = self._by_other_way(record, others)
            if found is not None:
                self._see(found, record, merged=True)
                return
        if found is None:
            thread = self.threads.ensure(record.thread, self._seen)
            self._fresh[key] = (record, thread)
            if record.version_of:
                self._chain_ids.update((plain(record.source_id), plain(record.version_of)))
            elif record.source_id in self._firsts:
                self._chain_ids.add(plain(record.source_id))
            self.tally["new"] += 1
            return
        self.threads.ensure(record.thread, self._seen)
        self._see(found, record)

    def _flushed(self, key: str) -> Known | None:
        self._flush()
        found = known.by_keys(self._connection, self._channel_id, [key])
        self._known.update(found)
        return found.get(key)

    def _by_chain(self, record: RedactedRecord, chains: dict[str, list[Known]]) -> Known | None:
        if not record.source_id:
            return None
        wanted = [plain(record.source_id), plain(record.version_of)]
        if self._chain_ids.intersection(wanted):
            # An edit chain within one batch: the first of it must have its row before the next can be its revision.
            self._flush()
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
        self._flush()
        # The older one stays, whichever way the other came.
        winner, loser = (own, thread) if own.id < thread.id else (thread, own)
        self.threads.join(loser, winner)
        states.move_thread(self._connection, loser.id, winner.id)
        for known_record in self._known.values():
            if known_record.thread_id == loser.id:
                known_record.thread_id = winner.id
        for kept, dropped in list(joining.pairs(self._connection, winner.id)):
            self._fold(kept, dropped)

    # --- deciding -----------------------------------------------------------------------------------------------------

    def _method_of(self, origin_id: int) -> str:
        if origin_id not in self._methods:
            self._methods.update({n: method for n, (method, _) in origins(self._connection, [origin_id]).items()})
        return self._methods[origin_id]

    def _sighting(self, record: RedactedRecord) -> Sighting:
        moment = record.edited_at or record.sent
        return Sighting(
            source_id=plain(record.source_id),
            content_key=record.content_key,
            text_key=record.text_key,
            state=record.state.value,
            by_export=self._by_export,
            made_at=None if moment is None else micros(moment.utc),
            first_seen=self._seen,
            last_seen=self._seen,
        )

    def newest(self, target: Known) -> Sighting:
        """The newest state of a known record."""
        return Sighting(
            source_id=target.source_id,
            content_key=target.content_key,
            text_key=target.text_key,
            state=target.state,
            by_export=self._method_of(target.origin_id) == CaptureMethod.EXPORT.value,
            made_at=target.made_at,
            first_seen=target.first_seen,
            last_seen=target.last_seen,
        )

    def _see(self, target: Known, record: RedactedRecord, *, merged: bool = False) -> None:
        seen, newest = self._sighting(record), self.newest(target)
        history = (
            [newest]
            if target.revisions == 1
            else states.sightings(self._connection, target.id, newest, self._method_of)
        )
        answer = place(history, seen)
        merged = self._provenance(target) or merged
        if answer.verdict is Verdict.SAME:
            self.tally["merged" if merged else "unchanged"] += 1
            self._see_again(target, history, answer.index, seen)
            if answer.index == len(history) - 1:
                self._snapshot(target, record)
            return
        self._flush()
        self._write_seen_again(target)
        values = dict(
            zip(
                STATE_COLUMNS,
                state_values(record, self.people, self._originals, self._origin_id, self._seen),
                strict=True,
            )
        )
        what = states.insert_state(self._connection, target.id, answer, values, self.people)
        self.tally["revised"] += 1
        if record.state is State.DELETED and target.state != State.DELETED.value:
            self.tally["gone"] += 1
        self._reload(target)
        if not target.timed and record.sent is not None:
            target.at, target.timed = place_in_time(record, self._seen)
            self._connection.execute(
                update(schema.record).where(schema.record.c.id == target.id).values(at=target.at, timed=True)
            )
        if target.volume_id is not None:
            self._touches.append((target.volume_id, target.id, what))
        self._join_copy(target, record)

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

    def _fold(self, kept: int, dropped: int) -> None:
        self._touches.extend(joining.fold(self._connection, kept, dropped))
        self._touches = [
            (volume, kept if number == dropped else number, what) for volume, number, what in self._touches
        ]
        self._seen_again = [row for row in self._seen_again if row["number"] != dropped]
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

    def revise(self, target: Known, seen: Sighting, values: dict[str, Any]) -> bool:
        """Put a state that is not a record's own telling (a tombstone) into a history. Returns whether it was new."""
        newest = self.newest(target)
        history = (
            [newest]
            if target.revisions == 1
            else states.sightings(self._connection, target.id, newest, self._method_of)
        )
        answer = place(history, seen)
        if answer.verdict is Verdict.SAME:
            self._see_again(target, history, answer.index, seen)
            self._write_seen_again(target)
            return False
        what = states.insert_state(self._connection, target.id, answer, values, self.people)
        self._reload(target)
        if target.volume_id is not None:
            self._touches.append((target.volume_id, target.id, what))
        return True

    def _reload(self, target: Known) -> None:
        for name, value in states.reloaded(self._connection, target.id).items():
            setattr(target, name, value)

    def _see_again(self, target: Known, history: list[Sighting], place_in: int, seen: Sighting) -> None:
        state = history[place_in]
        # An export says nothing about how long a state that the platform's interface showed went on.
        if seen.by_export and not state.by_export:
            return
        first, last = min(state.first_seen, self._seen), max(state.last_seen, self._seen)
        moved = (first, last) != (state.first_seen, state.last_seen)
        if place_in < len(history) - 1:
            if moved:
                states.set_seen(self._connection, target.id, place_in + 1, first, last)
            return
        gone = target.gone_since
        if gone is not None and not seen.by_export and last >= gone and says_the_same(state, seen):
            later = target.gone_last
            gone = later if later is not None and later > last else None
        if moved or gone != target.gone_since:
            if gone != target.gone_since and target.volume_id is not None:
                self._touched_open.add(target.volume_id)
            target.first_seen, target.last_seen, target.gone_since = first, last, gone
            self._seen_again.append({"number": target.id, "first": first, "last": last, "gone": gone})

    def _write_seen_again(self, target: Known) -> None:
        for row in [row for row in self._seen_again if row["number"] == target.id]:
            self._write_seen([row])
        self._seen_again = [row for row in self._seen_again if row["number"] != target.id]

    def _write_seen(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            record = schema.record
            self._connection.execute(
                update(record)
                .where(record.c.id == bindparam("number"))
                .values(first_seen=bindparam("first"), last_seen=bindparam("last"), gone_since=bindparam("gone")),
                rows,
            )

    def touch_open(self, volume_id: int) -> None:
        """A passing figure of a record in this volume changed."""
        self._touched_open.add(volume_id)

    def _snapshot(self, target: Known, record: RedactedRecord) -> None:
        figures = encode_snapshot(record)
        if figures is None or figures == target.snapshot or self._by_export or self._seen < target.last_seen:
            return
        target.snapshot = figures
        self._snapshots.append({"number": target.id, "figures": figures})
        if target.volume_id is not None:
            self._touched_open.add(target.volume_id)

    def _provenance(self, target: Known) -> bool:
        """Note that a record came by this batch's method too. Returns whether that is news."""
        if target.methods & self._method:
            return False
        target.methods |= self._method
        self._connection.execute(
            update(schema.record).where(schema.record.c.id == target.id).values(methods=target.methods)
        )
        row = {"record_id": target.id, "origin_id": self._origin_id, "seen": self._seen}
        insert_new(self._connection, schema.provenance, [row])
        return True

    # --- writing ------------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """Write the new records held back so far."""
        fresh, self._fresh = self._fresh, {}
        if not fresh:
            return
        number = allocate(self._connection, "record", len(fresh))
        rows, words, mentioned, chained = [], [], [], []
        for key, (record, thread) in fresh.items():
            at, timed = place_in_time(record, self._seen)
            state = state_values(record, self.people, self._originals, self._origin_id, self._seen)
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
                self.threads.root(thread, at)
            number += 1
        insert_many(self._connection, "record", _RECORD_COLUMNS, rows)
        index.add(self._connection, words)
        insert_many(self._connection, "mention", ("value_key", "record_id", "times"), mentioned)
        insert_many(self._connection, "alias", ("channel_id", "what", "value", "record_id"), chained)


_MARKS = STATE_COLUMNS.index("marks")
