"""Whatever is repeated, reordered, dropped, delivered late or cut off midway: the store is the union of what was served.

A small platform lives, is captured and exported; its batches reach the store in any order. Two engines, one machine.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select

from archiver.model.capture import Absence, CaptureMethod, Gap, RedactedBatch, Tally
from archiver.model.digest import GENESIS, chain_hash
from archiver.model.record import RedactedRecord, State, ThreadKind
from archiver.model.time import UTC, iso_utc
from archiver.store import Store, schema
from tests.store.conftest import empty
from tests.store.world import CHANNEL, GAP, NOW, RUN, ZONE, batch, context, keyed, message, person, texts, thread

PEOPLE = [person("Aroha Ngata", "501"), person("Tama Pene", "502")]


class PowerCut(Exception):
    """The process ended between two statements."""


class Machine(RuleBasedStateMachine):
    """The platform, what it served, and the store."""

    url: ClassVar[str] = ""

    @initialize()
    def begin(self) -> None:
        self.folder: tempfile.TemporaryDirectory[str] | None = None
        url = self.url
        if not url:
            # In memory where there is such a place: a crash here is a raised error, not a power cut.
            self.folder = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
            url = f"sqlite:///{Path(self.folder.name) / 'archive.db'}"
        else:
            empty(url)
        self.store = Store.open(url)
        self.clock = 0
        self.platform: dict[int, tuple[int, bool]] = {}
        self.exported: set[int] = set()
        self.served: list[RedactedBatch] = []
        self.delivered: set[int] = set()
        self.in_order = True

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self._deliver_all()
            self._check()
            self.store.close()
            if self.folder is not None:
                self.folder.cleanup()

    # --- the platform -------------------------------------------------------------------------------------------------

    def _record(self, number: int, *, with_id: bool) -> RedactedRecord:
        wording, _ = self.platform[number]
        who = PEOPLE[number % 2]
        where = thread(f"{'api' if with_id else 'export'}-{who.platform_id}", ThreadKind.PRIVATE, who)
        # 0 and 2 share their second and first words: two equal messages.
        sent = f"2026-02-0{max(number, 2) - 1} 00:00:00"
        words = f"wording {wording} of {max(number, 2)}"
        occurrence = 1 if number == 2 and 0 in self.platform else 0
        source = f"m{number}" if with_id else ""
        return message(words, sent, source=source, where=where, sender=who, occurrence=occurrence)

    @rule(number=st.integers(0, 5))
    def somebody_writes(self, number: int) -> None:
        self.platform.setdefault(number, (0, False))

    @precondition(lambda self: self.platform)
    @rule(choice=st.integers(0, 9))
    def somebody_edits(self, choice: int) -> None:
        number = sorted(self.platform)[choice % len(self.platform)]
        wording, deleted = self.platform[number]
        if not deleted and wording < 3:
            self.platform[number] = (wording + 1, False)

    @precondition(lambda self: self.platform)
    @rule(choice=st.integers(0, 9))
    def somebody_deletes(self, choice: int) -> None:
        number = sorted(self.platform)[choice % len(self.platform)]
        self.platform[number] = (self.platform[number][0], True)

    # --- capture ------------------------------------------------------------------------------------------------------

    def _serve(self, *records: RedactedRecord, method: CaptureMethod, **more: Any) -> None:
        self.clock += 1
        captured = f"2026-05-01 {self.clock // 60:02d}:{self.clock % 60:02d}"
        tallies = (Tally(name="listed", value=len(records)),)
        self.served.append(batch(*records, captured=captured, method=method, tallies=tallies, **more))

    @precondition(lambda self: self.platform and len(self.served) < 40)
    @rule(choices=st.sets(st.integers(0, 5)), opens=st.booleans())
    def the_platform_is_captured(self, choices: set[int], opens: bool) -> None:
        there = [n for n in sorted(choices) if n in self.platform]
        records = [self._record(n, with_id=True) for n in there if not self.platform[n][1]]
        gone = [n for n in there if self.platform[n][1]]
        absences = tuple(Absence(source_id=f"m{n}", affirmed=True, reason="deleted") for n in gone)
        gaps = {"gaps": (Gap(reason="throttled", key="g"),)} if opens else {"closed_gaps": ("g",)}
        self._serve(
            *records, method=CaptureMethod.API, absences=absences, cursor=str(self.clock), edge="messages", **gaps
        )

    @precondition(lambda self: self.platform and len(self.served) < 40)
    @rule()
    def the_platform_is_exported(self) -> None:
        there = [n for n in sorted(self.platform) if not self.platform[n][1]]
        records = [self._record(n, with_id=False) for n in there]
        self._serve(*records, method=CaptureMethod.EXPORT)

    # --- delivery -----------------------------------------------------------------------------------------------------

    def _accept(self, index: int) -> None:
        self.store.accept(self.served[index], RUN)
        if any(later not in self.delivered for later in range(index)) or (
            index not in self.delivered and self.delivered and index < max(self.delivered)
        ):
            self.in_order = False
        self.delivered.add(index)

    @precondition(lambda self: len(self.delivered) < len(self.served))
    @rule()
    def the_next_batch_is_accepted(self) -> None:
        self._accept(min(set(range(len(self.served))) - self.delivered))

    @precondition(lambda self: self.served)
    @rule(choice=st.integers(0, 39))
    def any_batch_is_accepted_perhaps_again(self, choice: int) -> None:
        index = choice % len(self.served)
        again = index in self.delivered
        before = self._dump() if again else None
        self._accept(index)
        if again:
            assert self._dump() == before, "a batch told again changed something"

    @precondition(lambda self: self.served)
    @rule(choice=st.integers(0, 39), after=st.integers(0, 40))
    def the_power_goes_between_two_statements(self, choice: int, after: int) -> None:
        before = self._dump()
        left = [after]

        def cut(*_: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise PowerCut

        engine = self.store.database.engine
        event.listen(engine, "before_cursor_execute", cut)
        try:
            self.store.accept(self.served[choice % len(self.served)], RUN)
        except PowerCut:
            event.remove(engine, "before_cursor_execute", cut)
            assert self._dump() == before, "half a batch was kept"
        else:
            event.remove(engine, "before_cursor_execute", cut)
            self._accept(choice % len(self.served))

    @rule()
    def conversations_are_split(self) -> None:
        self.store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)

    # --- what must hold -----------------------------------------------------------------------------------------------

    def _dump(self) -> dict[str, list[tuple[Any, ...]]]:
        with self.store.database.read() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
                for table in schema.metadata.sorted_tables
            }

    def _deliver_all(self) -> None:
        for index in range(len(self.served)):
            if index not in self.delivered:
                self._accept(index)

    @invariant()
    def the_chain_is_whole(self) -> None:
        if not hasattr(self, "store"):
            return
        prev = GENESIS
        for line in self.store.events():
            payload = {
                "kind": line.kind.value,
                "subject": line.subject,
                "agent": line.agent,
                "at": iso_utc(line.at.astimezone(UTC)),
                "detail": line.detail,
            }
            assert (line.prev, line.hash) == (prev, chain_hash(prev, payload))
            prev = line.hash

    def _check(self) -> None:
        self.store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
        entries = [e for n in self.store.all_numbers() for e in self.store.view(n, context()).entries]
        by_source = {entry.record.source_id: entry for entry in entries if entry.record.source_id}
        for source, seen in self._seen_by_api().items():
            entry = by_source[source]
            states = [revision.record for revision in entry.earlier] + [entry.record]
            said = {state.text.text for state in states}
            assert {words for words, gone in seen if not gone} <= said
            assert len(states) == len({(s.text.text, s.state, i) for i, s in enumerate(states)})
            newest_words, newest_gone = seen[-1]
            assert (entry.record.state is State.DELETED) == newest_gone
            if not newest_gone:
                assert entry.record.text.text == newest_words
            if self.in_order:
                words = [None if s.state is State.DELETED else s.text.text for s in states]
                expected = [None if gone else words for words, gone in seen]
                squeezed = [w for i, w in enumerate(expected) if i == 0 or w != expected[i - 1]]
                assert [w for w in words if w in squeezed] == squeezed
        self._check_exports(entries)
        assert self.store.tallies(RUN).get("listed", 0) == sum(len(b.records) for b in self.served)
        walked = [b for b in self.served if b.cursor is not None]
        if walked:
            assert self.store.cursors(CHANNEL) == {"messages": walked[-1].cursor}
            assert bool(self.store.gaps(CHANNEL)) == bool(walked[-1].gaps)

    def _seen_by_api(self) -> dict[str, list[tuple[str, bool]]]:
        """Every record's states as the platform served them, by time of capture; of those that were ever shown."""
        seen: dict[str, list[tuple[str, bool]]] = {}
        shown: set[str] = set()
        for served in self.served:
            if served.method is not CaptureMethod.API:
                continue
            for record in served.records:
                seen.setdefault(record.source_id, []).append((record.text.text, False))
                shown.add(record.source_id)
            for absence in served.absences:
                seen.setdefault(absence.source_id, []).append(("", True))
        return {source: states for source, states in seen.items() if source in shown}

    def _check_exports(self, entries: list[Any]) -> None:
        """Every exported wording stands somewhere, and none stands twice for one message."""
        stands: dict[str, int] = {}
        for entry in entries:
            for words in {r.record.text.text for r in entry.earlier} | {entry.record.text.text}:
                key = keyed(entry.record.sender.name.text, words)
                stands[key] = stands.get(key, 0) + 1
        wanted: dict[str, set[str]] = {}
        for served in self.served:
            in_one: dict[str, int] = {}
            for record in served.records:
                key = keyed(record.sender.name.text, record.text.text)
                in_one[key] = in_one.get(key, 0) + 1
                wanted.setdefault(key, set()).add(record.key)
            for key, count in in_one.items():
                assert stands.get(key, 0) >= count
        for key, count in stands.items():
            api = {r.key for b in self.served for r in b.records if r.source_id}
            by_api, by_export = wanted[key] & api, wanted[key] - api
            assert count == max(len(by_api), len(by_export)), (
                by_api,
                by_export,
                [(texts([*e.earlier, e]), e.origin, e.record.source_id) for e in entries],
            )


SETTINGS = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_any_history_ends_in_the_union_of_what_was_served_on_sqlite() -> None:
    run_state_machine_as_test(Machine, settings=SETTINGS)


def test_any_history_ends_in_the_union_of_what_was_served_on_postgresql(postgres_url: str) -> None:
    class OnPostgres(Machine):
        url = postgres_url

    run_state_machine_as_test(OnPostgres, settings=settings(SETTINGS, max_examples=8))
