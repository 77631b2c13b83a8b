"""What was found late in a thread is taken out of its earlier texts, whatever is killed in between.

A thread is flagged in the transaction that stores the find, and the flag goes only when its earlier texts are rewritten and
nothing of them is left in the database. Found in this run, the values are still in memory; found by a run that did not
live to sweep, they are known by their keyed hashes, and the texts are judged again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from archiver.model.correspondent import Role
from archiver.model.ids import ChannelId, RunId, ThreadKey
from archiver.model.redaction import RedactedText
from archiver.pipeline.desk import Desk
from archiver.pipeline.redact import Memory, as_role, memory_of
from archiver.redaction import Person, Redactor, ThreadContext
from archiver.store import Store

_REASON = "a value found later in this conversation"


def remember(store: Store, channel: ChannelId, key: ThreadKey) -> Memory:
    """A thread's past, in redaction's words."""
    memory = store.thread_context(channel, key)
    people = (
        Person(display_name=person.name.text, handle=person.handle.text, role=as_role(person.role))
        for person in memory.participants
        if person.role is not Role.SYSTEM
    )
    return memory_of(people, memory.learned, memory.tail)


class Sweeper:
    """Sweeps one channel's threads in one run."""

    def __init__(
        self, channel: ChannelId, run: RunId, store: Store, redactor: Redactor, remember: Callable[[ThreadKey], Memory]
    ) -> None:
        self._channel = channel
        self._run = run
        self._store = store
        self._redactor = redactor
        self._remember = remember
        self._done: list[ThreadKey] = []
        self._rewritten = 0

    def let_go(self, key: ThreadKey, desk: Desk) -> None:
        """Sweep a thread that the desk is about to forget."""
        flagged_by = self._store.unswept(self._channel).get(key)
        if flagged_by == self._run:
            self._rewrite(key, desk.sweep(key))
        elif flagged_by is not None:
            self._judge_again(key)

    def finish(self) -> int:
        """Sweep what is still flagged, scrub, and only then take the flags down; how many texts became stricter."""
        for key in self._store.unswept(self._channel):
            if key not in self._done:
                self._judge_again(key)
        if self._rewritten:
            self._store.scrub()
        if self._done:
            self._store.swept(self._channel, self._done)
        rewritten, self._done, self._rewritten = self._rewritten, [], 0
        return rewritten

    def _judge_again(self, key: ThreadKey) -> None:
        memory = self._remember(key)
        thread = self._redactor.thread(ThreadContext(participants=memory.people, known=memory.known))
        texts = self._store.thread_texts(self._channel, key)
        kept = self._store.kept(self._channel)
        self._rewrite(key, list(thread.again(((ref, "correspondent", text) for ref, text in texts), kept)))

    def _rewrite(self, key: ThreadKey, changes: Sequence[tuple[str, RedactedText]]) -> None:
        if changes:
            self._rewritten += self._store.rewrite_texts(self._channel, key, changes, (), self._run, _REASON)
        self._done.append(key)
