"""Originals read anew with the private key: better rules and a better parser, both ways, and what reviewers rejected.

Read twice: once to learn what each conversation holds, once to redact it knowing all of that; so the result does not
depend on the order in which things were captured, and the second time changes nothing. Nothing clear touches a disk.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.errors import ArchiverError, UsageError
from archiver.model.attachment import Attachment, Held
from archiver.model.capture import CaptureMethod, LearnedValue, RedactedBatch, Sealed
from archiver.model.channel import Channel
from archiver.model.digest import Json
from archiver.model.event import EventKind
from archiver.model.ids import ChannelId, RecordNumber, ThreadKey
from archiver.model.record import Record
from archiver.model.redaction import Kind
from archiver.pipeline.desk import OwnDesk, own_desk
from archiver.pipeline.finish import finish
from archiver.pipeline.keys import stored_thread_key
from archiver.pipeline.ledger import channel_row
from archiver.pipeline.lock import archive_lock
from archiver.pipeline.openings import Opened, Openings
from archiver.pipeline.parts import Parts
from archiver.pipeline.redact import Memory, RecordRedactor
from archiver.pipeline.report import LISTED, ChannelReport, RunReport
from archiver.pipeline.sweep import Sweeper, remember
from archiver.redaction import KnownValue
from archiver.store import Scope
from archiver.vault.open import load_identities

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

OPEN_THREADS = 1024
"""Threads that stay open while originals are read: more than a night's run keeps, since all of them come by."""


def reprocess(
    parts: Parts,
    identity: Path,
    *,
    agent: str,
    reason: str,
    channel: ChannelId | None = None,
    record: RecordNumber | None = None,
) -> RunReport:
    """Read the originals of everything, of one channel, or of one record's conversations anew, then publish what changed.

    Every opening is an ACCESS event with the reason, written before the first one. Raises UsageError, ConfigError (a key
    that does not fit) and AlreadyRunning; what goes wrong later is in the report."""
    if not reason.strip():
        raise UsageError("originals are opened for a reason, and it must be given")
    if channel is not None and channel not in parts.channels:
        raise UsageError(f"there is no channel {channel!r} in the configuration")
    identities = load_identities(identity)
    with archive_lock(parts.root, parts.store):
        scope = None if record is None else parts.store.scope_of(record)
        if scope is not None and channel not in (None, scope.channel):
            raise UsageError(f"record {record} belongs to the channel {scope.channel}")
        only = scope.channel if scope else channel
        report = RunReport(run=parts.new_run(), kind="reprocess", started=parts.now(), warnings=list(parts.warnings))
        parts.store.begin_run(report.run, "reprocess", report.started, parts.software, parts.config_digest)
        subject = record or only or "all channels"
        parts.store.append_event(
            EventKind.ACCESS, subject, agent, {"what": "originals read anew", "reason": reason.strip()}, report.started
        )
        try:
            for name, each in parts.channels.items():
                if only in (None, name):
                    report.channels.append(_channel(parts, report, each, identities, scope))
                if parts.stopping():
                    break
        except ArchiverError as error:
            parts.store.finish_run(report.run, "failed", {"error": error.code}, parts.now())
            raise
        finish(parts, report)
        return report


def _channel(
    parts: Parts, report: RunReport, channel: Channel, identities: Sequence[Identity], scope: Scope | None
) -> ChannelReport:
    part = ChannelReport(channel=channel.id)
    openings = Openings(
        channel,
        parts.store,
        parts.root / "originals",
        identities,
        importer=parts.importer(channel.platform) if channel.platform in parts.platforms else None,
        replay=parts.replay(channel.platform),
        wanted=scope.originals if scope else None,
    )
    work = _Rereading(parts, report, part, channel, scope)
    try:
        work.go(openings)
    except UsageError:
        raise
    except ArchiverError as error:
        if error.exit_code == UsageError.exit_code and not part.handed:
            raise
        part.error = error
    part.notes += openings.notes
    part.notes += [f"not opened: {ref}: {error}" for ref, error in list(openings.failures.items())[:LISTED]]
    if openings.failures:
        part.error = part.error or next(iter(openings.failures.values()))
    parts.store.record_channel_run(report.run, channel_row(part, started=report.started, finished=parts.now()))
    return part


class _Rereading:
    """One channel, read anew."""

    def __init__(
        self, parts: Parts, report: RunReport, part: ChannelReport, channel: Channel, scope: Scope | None
    ) -> None:
        self._parts = parts
        self._run = report.run
        self._started = report.started
        self._part = part
        self._channel = channel
        self._scope = scope
        self._decisions = parts.store.decisions(channel.id)
        self._found: dict[ThreadKey, dict[str, KnownValue]] = {}
        self._hidden: dict[ThreadKey, dict[tuple[str, Kind], None]] = {}
        self._changed = self._stricter = 0

    def go(self, openings: Openings) -> None:
        """Learn, redact, sweep, and forget what nothing bears any more."""
        learners = self._desk()
        learning = self._redactor(learners, lambda key: self._learn(key, learners))
        for opened in openings.batches():
            learning.redact(self._records(opened))
            self._check("originals looked at")
        learning.finish()
        self._remember_found()
        sweeper = Sweeper(self._channel.id, self._run, self._parts.store, self._parts.redactor, self._past)
        desk = self._desk()
        redacting = self._redactor(desk, lambda key: sweeper.let_go(key, desk))
        still: dict[tuple[CaptureMethod, str], set[tuple[str, str]]] = {}
        try:
            for opened in openings.batches():
                self._take(opened, redacting)
                met = still.setdefault((opened.batch.method, opened.origin), set())
                met.update((item.source, item.place) for item in opened.batch.quarantined)
                self._check("records read anew")
        finally:
            redacting.finish()
            sweeper.finish()
        understood = forgotten = 0
        if not openings.failures:
            for (method, ref), places in still.items():
                understood += self._parts.store.forget_quarantined(self._channel.id, method, ref, places)
            threads = sorted(self._scope.threads) if self._scope else None
            forgotten = self._parts.store.forget_unused(self._channel.id, threads)
        if self._changed:
            self._parts.store.scrub()
        if self._changed or understood or self._part.counts.new or self._part.counts.revised:
            detail: Json = {
                "states changed": self._changed,
                "of them more redacted": self._stricter,
                "new": self._part.counts.new,
                "now understood": understood,
                "values forgotten": forgotten,
                "rules": self._parts.rules,
            }
            self._parts.store.append_event(
                EventKind.REPROCESSED, self._channel.id, self._run, detail, self._parts.now()
            )
        self._part.tallies["states_read_differently"] += self._changed

    def _check(self, what: str) -> None:
        self._parts.progress(f"{self._channel.id}: {what}", self._part.handed, None)
        if self._parts.stopping():
            raise self._parts.stopped()

    # --- learning -----------------------------------------------------------------------------------------------------

    def _desk(self) -> OwnDesk:
        return own_desk(self._parts.redactor, self._parts.store, self._channel.id)

    def _redactor(self, desk: OwnDesk, let_go: Callable[[ThreadKey], None]) -> RecordRedactor:
        return RecordRedactor(
            desk,
            self._parts.keyer,
            remember=self._past,
            let_go=let_go,
            decisions=self._decisions,
            recent=OPEN_THREADS,
        )

    def _past(self, key: ThreadKey) -> Memory:
        """A thread's people, the values found in this reading, and the numbers that all its values bear. What earlier rules
        found and these do not is not looked for."""
        memory = remember(self._parts.store, self._channel.id, key)
        found = self._found.get(key, {})
        return Memory(
            people=memory.people,
            known=tuple(found.values()),
            numbered=tuple(value for value in memory.known if value.value_key not in found),
            hidden_words=tuple(self._hidden.get(key, ())),
        )

    def _learn(self, key: ThreadKey, desk: OwnDesk) -> None:
        self._found.setdefault(key, {}).update((value.value_key, value) for value in desk.found(key))
        if words := desk.hidden_words(key):
            self._hidden.setdefault(key, {}).update(dict.fromkeys(words))

    def _remember_found(self) -> None:
        """Values that the store does not know yet, before any text is redacted by them."""
        store = self._parts.store
        for key, found in self._found.items():
            known = {value.value_key for value in remember(store, self._channel.id, key).known}
            fresh = [
                LearnedValue(thread=key, kind=value.kind, value_key=value.value_key, number=value.number)
                for value in found.values()
                if value.value_key not in known
            ]
            if fresh:
                store.rewrite_texts(self._channel.id, key, (), fresh, self._run, "read anew")

    # --- redacting ----------------------------------------------------------------------------------------------------

    def _take(self, opened: Opened, redacting: RecordRedactor) -> None:
        batch, part = opened.batch, self._part
        redacted = redacting.redact(self._records(opened))
        made = RedactedBatch(
            channel=self._channel.id,
            captured=batch.captured,
            method=batch.method,
            origin=opened.origin,
            records=redacted.records,
            quarantined=batch.quarantined,
            learned=redacted.learned,
            unswept=redacted.unswept,
            review=redacted.review,
        )
        reread = self._parts.store.reread(made, self._run)
        self._changed += reread.changed
        self._stricter += reread.stricter
        part.counts += self._parts.store.accept(made, self._run)
        part.handed += len(redacted.records)
        part.quarantined += batch.quarantined[: max(0, LISTED - len(part.quarantined))]
        part.withheld_texts += sum(record.text.is_withheld for record in redacted.records)

    def _records(self, opened: Opened) -> tuple[Record, ...]:
        """The batch's records that are to be read, with their files where those lie sealed."""
        return tuple(
            _placed(record, opened.originals, opened.origin)
            for record in opened.batch.records
            if self._scope is None or stored_thread_key(record.thread.key, self._parts.keyer) in self._scope.threads
        )


def _placed(record: Record, originals: Mapping[str, Sealed], origin: str) -> Record:
    def filled(attachment: Attachment) -> Attachment:
        if attachment.held is not Held.SEALED or attachment.original:
            return attachment
        found = originals.get(attachment.archive)
        return dataclasses.replace(attachment, original=found.ref if found else origin)

    if not any(a.held is Held.SEALED and not a.original for a in record.attachments):
        return record
    return dataclasses.replace(record, attachments=tuple(map(filled, record.attachments)))
