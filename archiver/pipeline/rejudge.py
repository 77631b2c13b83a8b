"""Newer rules go over what is stored, once: every text is judged again and only ever becomes stricter.

Where they have come to is written down thread by thread, so a run that was killed is gone on with by the next, and a night
without new rules costs one look at a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archiver.errors import ArchiverError
from archiver.model.ids import ChannelId, RunId, ThreadKey
from archiver.model.redaction import RedactedText
from archiver.pipeline.parts import Parts
from archiver.pipeline.redact import as_role
from archiver.pipeline.report import RunReport
from archiver.pipeline.stored import Changes, write_stricter
from archiver.pipeline.sweep import remember
from archiver.redaction import Role, ThreadContext, ThreadRedaction
from archiver.store import Judged, Store

REASON = "judged again by newer rules"
_PAGE = 100


def rules_in_force(parts: Parts) -> str:
    """What the stored texts ought to have been judged by."""
    return parts.judging or parts.rules


def begin_judging(parts: Parts, channel: ChannelId) -> None:
    """A channel of which nothing is stored yet is judged by the rules in force from its first record on."""
    if parts.store.judged(channel) is None and not parts.store.holds_records(channel):
        parts.store.set_judged(channel, Judged(rules=rules_in_force(parts)))


def rejudge(parts: Parts, report: RunReport) -> None:
    """Bring every channel's stored texts under the rules in force. An error is put into the report; the run goes on."""
    try:
        for channel in dict.fromkeys((*parts.channels, *parts.store.stored_channels())):
            begin_judging(parts, channel)
            if not _Rejudging(parts, channel, report.run).go():
                return
    except ArchiverError as error:
        report.error = report.error or error


class _Rejudging:
    """One channel under newer rules."""

    def __init__(self, parts: Parts, channel: ChannelId, run: RunId) -> None:
        self._parts = parts
        self._store: Store = parts.store
        self._channel = channel
        self._run = run
        self._rules = rules_in_force(parts)

    def go(self) -> bool:
        """Judge what is still to be judged; False when a signal stopped it, with the place kept."""
        state = self._store.judged(self._channel) or Judged(rules="")
        if state.rules == self._rules and not state.coming:
            return True
        if state.coming != self._rules:
            state = replace(state, coming=self._rules, thread_id=0)
            self._store.set_judged(self._channel, state)
        done, kept = 0, self._store.kept(self._channel)
        while page := self._store.threads_after(self._channel, state.thread_id, limit=_PAGE):
            for number, key in page:
                changed = self._thread(number, key, kept)
                state = replace(state, thread_id=number)
                done += 1
                if changed:
                    self._store.set_judged(self._channel, state)
                if self._parts.stopping():
                    self._store.set_judged(self._channel, state)
                    return False
            self._store.set_judged(self._channel, state)
            self._parts.progress(f"{self._channel}: threads judged again", done, None)
        # What an earlier run changed before it was killed may not have been scrubbed.
        self._store.scrub()
        self._store.set_judged(self._channel, Judged(rules=self._rules))
        return True

    def _thread(self, number: int, key: ThreadKey, kept: dict[str, frozenset[str]]) -> int:
        memory = remember(self._store, self._channel, key)
        thread = self._parts.redactor.thread(ThreadContext(participants=memory.people, known=memory.known))
        found = False
        # Once through to learn what the thread holds, so that the second time every text is judged knowing all of it.
        for _ in thread.again(self._texts(number), kept):
            found = True
        if not found and not thread.learned:
            return 0
        changes = self._stricter(thread, number, kept)
        return write_stricter(self._store, self._channel, key, changes, thread, self._run, f"{REASON}: {self._rules}")

    def _texts(self, number: int) -> Iterator[tuple[str, Role, RedactedText]]:
        for ref, role, text in self._store.thread_messages(self._channel, number):
            yield ref, as_role(role), text

    def _stricter(self, thread: ThreadRedaction, number: int, kept: dict[str, frozenset[str]]) -> Changes:
        for ref, role, text in self._texts(number):
            judged = dict(thread.again([(ref, role, text)], kept)).get(ref, text)
            now = dict(thread.sweep([(ref, judged)], kept)).get(ref, judged)
            if now is not text:
                yield ref, now
