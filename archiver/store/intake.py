"""The records of one batch, decided one by one and written together.

Most are new or known and unchanged; those two ways are short. Whatever needs a look at a record's history goes through
`states`. Nothing here looks at words: digests and keys decide.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from archiver.model.attachment import HELD_BEFORE, file_gap
from archiver.model.capture import CaptureMethod, Counts, Gap
from archiver.model.record import RecordKind, RedactedRecord, State
from archiver.store import known, late_files, placeholders, schema, states
from archiver.store.channels import origins
from archiver.store.codec import encode_snapshot, micros, plain
from archiver.store.history import Place, Sighting, Verdict, place, says_the_same
from archiver.store.identity import Identities
from archiver.store.known import Known
from archiver.store.matching import BY_API, OtherWay
from archiver.store.people import numbers_of
from archiver.store.rows import NOT_HELD, original_number, place_in_time, state_values
from archiver.store.schema import STATE_COLUMNS
from archiver.store.successors import Succession
from archiver.store.upsert import insert_new

NOT_ASKED_FOR = "a file came with a change of a record and was not fetched yet"


class Intake(Identities):
    """Takes the records of one batch into the store, within the caller's transaction."""

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
            self._successions = self._find_successions(unknown)
            for record in records:
                self._decide(record, chains, self._others)
            self.finish()
            self._fill_placeholders()
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

    def _fill_placeholders(self) -> None:
        """Content that an export brings for messages which the platform listed without it, in either order."""
        seconds: dict[int, set[int]] = {}
        if self._channel.has_ids if self._by_export else self._channel.has_derived:
            for record in self._batch.records:
                if record.sent is None or self._by_export != (record.state is not State.OUTSIDE_WINDOW):
                    continue
                thread = self.threads.find(record.thread.kind, record.thread.key)
                if thread is not None:
                    seconds.setdefault(thread.id, set()).add(placeholders.second_of(micros(record.sent.utc)))
        for thread_id in sorted(seconds.keys() | self._joined):
            wanted = None if thread_id in self._joined else seconds[thread_id]
            found = list(placeholders.pairs(self._connection, thread_id, wanted))
            for kept, dropped in found:
                self._reveal(kept, dropped)
            if found:
                self.filled_gaps += placeholders.filled_gaps(self._connection, self._channel_id, thread_id)

    def finish(self) -> None:
        """Write what is still held back."""
        self._fresh.write()
        self.threads.save()
        self.updates.write(self._seen)

    def _decide(self, record: RedactedRecord, chains: dict[str, list[Known]], others: OtherWay | None) -> None:
        key = plain(record.key)
        found = self._known.get(key)
        first = self._fresh.get(key)
        if found is None and first is not None:
            brings_files = any(attachment.original for attachment in record.attachments)
            if first.content_key == record.content_key and first.state == record.state and not brings_files:
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
        if found is None and key in self._successions:
            self.threads.ensure(record.thread, self._seen)
            self._succeed(self._successions[key], record)
            return
        if found is None:
            thread = self.threads.ensure(record.thread, self._seen)
            self._fresh.add(key, record, thread)
            if record.version_of:
                self._chain_ids.update((plain(record.source_id), plain(record.version_of)))
            elif record.source_id in self._firsts:
                self._chain_ids.add(plain(record.source_id))
            self.tally["new"] += 1
            return
        self.threads.ensure(record.thread, self._seen)
        self._see(found, record)

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
        if record.state is State.OUTSIDE_WINDOW and target.state != State.OUTSIDE_WINDOW.value:
            # What is held stays as it is: being listed without content says nothing new.
            self.tally["unchanged"] += 1
            return
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
            if record.attachments:
                self._take_files(target, record)
            return
        what = self._add_state(target, record, answer)
        if record.attachments:
            self._miss_files(target, record)
        if not target.timed and record.sent is not None:
            target.at, target.timed = place_in_time(record, self._seen)
            self._connection.execute(
                update(schema.record).where(schema.record.c.id == target.id).values(at=target.at, timed=True)
            )
        self.updates.touch(target.volume_id, target.id, what)
        self._join_copy(target, record)

    def _add_state(self, target: Known, record: RedactedRecord, answer: Place) -> str:
        """Put what a record says into a known one's history; returns in a word what happened."""
        self._fresh.write()
        self.updates.write_one(target.id)
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
        return what

    def _succeed(self, succession: Succession, record: RedactedRecord) -> None:
        """An export's record without an id is another state of one that is stored."""
        target = self._share(known.by_ids(self._connection, [succession.record_id])[0])
        self._known[plain(record.key)] = target
        self._alias(record, target)
        index = succession.place(target.revisions)
        self.updates.touch(target.volume_id, target.id, self._add_state(target, record, Place(Verdict.INSERT, index)))

    def _take_files(self, target: Known, record: RedactedRecord) -> None:
        """What a record that says nothing new brings: files that were not held, or word of ones that another way brought."""
        files = [late_files.File(each, original_number(each, self._originals)) for each in record.attachments]
        if late_files.lacks_files(target.held) and any(file.original > 0 for file in files):
            self._share_files(target, files)
        failed = any(file.original == NOT_HELD and file.attachment.reason != HELD_BEFORE for file in files)
        if failed and record.source_id and any(number > 0 for number in numbers_of(target.held)):
            _, history = states.load(self._connection, target.id)
            held = late_files.filled(files, late_files.files_of(history[-1]))
            self.filled_gaps += late_files.gap_keys(plain(record.source_id), files, held)

    def _miss_files(self, target: Known, record: RedactedRecord) -> None:
        """Files that came with an edit and were taken for known ones: a gap, so that the next capture asks for them."""
        if target.content_key != record.content_key or not record.source_id:
            return
        moment = record.sent.utc if record.sent else None
        for index, (attachment, number) in enumerate(zip(record.attachments, numbers_of(target.held), strict=True)):
            if attachment.reason == HELD_BEFORE and number == NOT_HELD:
                key = file_gap(plain(record.source_id), index)
                self.left_gaps.append(Gap(reason=NOT_ASKED_FOR, edge="media", key=key, start=moment, end=moment))

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
            self.updates.write_one(target.id)
            return False
        what = states.insert_state(self._connection, target.id, answer, values, self.people)
        self._reload(target)
        self.updates.touch(target.volume_id, target.id, what)
        return True

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
            if gone != target.gone_since:
                self.updates.touch_open(target.volume_id)
            target.first_seen, target.last_seen, target.gone_since = first, last, gone
            self.updates.see(target.id, first, last, gone)

    def _snapshot(self, target: Known, record: RedactedRecord) -> None:
        figures = encode_snapshot(record)
        if figures is None or figures == target.snapshot or self._seen < target.last_seen:
            return
        if self._by_export and target.methods & BY_API:
            return
        target.snapshot = figures
        self.updates.figures(target.id, figures)
        self.updates.touch_open(target.volume_id)

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
