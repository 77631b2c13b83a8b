"""Clear records to redacted ones: every word a record carries goes through its thread's redaction.

A thread stays open at the desk for as long as it is among the recent ones; what was learned of it is handed to the store
with the batch, and values learned late are swept back over what was stored earlier. A batch may be begun while the one
before it is still being redacted and accepted.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from archiver.model.capture import LearnedValue, ReviewItem
from archiver.model.correspondent import Correspondent, Role
from archiver.model.ids import ThreadKey
from archiver.model.record import (
    Record,
    RedactedRecord,
)
from archiver.model.redaction import Kind, RedactedText
from archiver.pipeline.carried import carried_texts
from archiver.pipeline.desk import Desk, Done, Handed
from archiver.pipeline.finds import Decisions, decided, to_look_at
from archiver.pipeline.keys import Keyer, RecordKeys, record_keys, stored_thread_key
from archiver.pipeline.twins import Twins
from archiver.redaction import (
    Decided,
    KnownValue,
    Message,
    MessageResult,
    Person,
    ThreadContext,
)

RECENT_THREADS = 64
"""How many threads keep their redaction in memory; beyond that the oldest is swept and let go."""

NO_DECISIONS: Decisions = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the store remembers of a thread: its people, its known values, and its last texts, oldest first. `numbered`
    and `hidden_words` as in ThreadContext."""

    people: tuple[Person, ...] = ()
    known: tuple[KnownValue, ...] = ()
    numbered: tuple[KnownValue, ...] = ()
    hidden_words: tuple[tuple[str, Kind], ...] = ()
    tail: tuple[Message, ...] = ()


@dataclass(slots=True)
class _Open:
    is_known: bool = False
    """Whether the desk has opened it."""
    begun: int = 0
    """How many batches of it are begun and not completed."""
    news: int = 0
    """How much had been found when its last batch was handed on."""
    twins: Twins = field(default_factory=Twins)


@dataclass(frozen=True, slots=True)
class _Part:
    """A begun batch's records of one thread: their places in the batch by time, their keys and messages."""

    key: ThreadKey
    thread: _Open
    places: list[int]
    keys: list[RecordKeys]
    messages: tuple[Message, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """A batch whose redaction was begun."""

    records: Sequence[Record]
    parts: tuple[_Part, ...]
    done: Callable[[], Sequence[Done]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedRecords:
    """The redacted twins of a batch's records, with what was learned and what a person should look at."""

    records: tuple[RedactedRecord, ...]
    learned: tuple[LearnedValue, ...]
    review: tuple[ReviewItem, ...]
    unswept: tuple[ThreadKey, ...]


class RecordRedactor:
    """Redacts one channel's records for one run. `remember` reads a thread's memory; `let_go` is called with a thread
    whose finds must be swept over what is stored, before it is forgotten. `decisions` are people's, of this channel;
    `recent` threads are kept open."""

    def __init__(
        self,
        desk: Desk,
        keyer: Keyer,
        *,
        remember: Callable[[ThreadKey], Memory],
        let_go: Callable[[ThreadKey], None],
        decisions: Decisions = NO_DECISIONS,
        recent: int = RECENT_THREADS,
    ) -> None:
        self._desk = desk
        self._keyer = keyer
        self._remember = remember
        self._let_go = let_go
        self._decisions = decisions
        self._recent = recent
        self._open: OrderedDict[ThreadKey, _Open] = OrderedDict()

    def redact(self, records: Sequence[Record]) -> RedactedRecords:
        """Redact a batch. Its records may be of several threads; within a thread they are taken in time order."""
        return self.complete(self.begin(records))

    def begin(self, records: Sequence[Record]) -> Begun:
        """Hand a batch in to be redacted. Batches must be completed in the order they were begun."""
        self._close_old()
        parts: list[_Part] = []
        work: list[Handed] = []
        for clear_key, places in _by_thread(records).items():
            key = stored_thread_key(clear_key, self._keyer)
            thread = self._open.setdefault(key, _Open())
            self._open.move_to_end(key)
            people = _people([records[place] for place in places])
            places.sort(key=lambda place: _order(records[place]))
            mine = [records[place] for place in places]
            keys = [record_keys(record, self._keyer) for record in mine]
            messages = tuple(
                _message(record, decided(record, own, self._decisions)) for record, own in zip(mine, keys, strict=True)
            )
            names = thread.twins.ask(mine)
            context = None if thread.is_known else self._context(key)
            work.append(Handed(key=key, context=context, people=people, messages=messages, names=names))
            parts.append(_Part(key, thread, places, keys, messages, names))
            thread.is_known = True
            thread.begun += 1
        return Begun(records, tuple(parts), self._desk.submit(work))

    def complete(self, begun: Begun) -> RedactedRecords:
        """What came of a batch, once it is redacted."""
        results: dict[int, RedactedRecord] = {}
        learned: list[LearnedValue] = []
        review: list[ReviewItem] = []
        unswept: list[ThreadKey] = []
        for part, done in zip(begun.parts, begun.done(), strict=True):
            thread = part.thread
            thread.begun -= 1
            thread.twins.learn(part.names, done.names)
            for place, own, message, result in zip(part.places, part.keys, part.messages, done.results, strict=True):
                found = result or MessageResult(text=RedactedText(text=message.text))
                record = begun.records[place]
                results[place] = thread.twins.of(record, part.key, own, found)
                review += to_look_at(record, own.key, found)
            if done.news > thread.news:
                thread.news = done.news
                unswept.append(part.key)
            learned += (
                LearnedValue(thread=part.key, kind=value.kind, value_key=value.value_key, number=value.number)
                for value in done.learned
            )
        return RedactedRecords(
            records=tuple(results[place] for place in sorted(results)),
            learned=tuple(learned),
            review=tuple(review),
            unswept=tuple(unswept),
        )

    def finish(self) -> None:
        """Let every thread go; each is swept first. What was begun and not completed is given up."""
        while self._open:
            self._close(next(iter(self._open)))

    def _close_old(self) -> None:
        """Let the oldest threads go, of which every batch that was begun is accepted."""
        idle = [key for key, thread in self._open.items() if not thread.begun]
        for key in idle[: max(0, len(self._open) - self._recent)]:
            self._close(key)

    def _close(self, key: ThreadKey) -> None:
        thread = self._open.pop(key)
        if thread.news:
            self._let_go(key)
        self._desk.close(key)

    def _context(self, key: ThreadKey) -> ThreadContext:
        memory = self._remember(key)
        return ThreadContext(
            participants=memory.people,
            known=memory.known,
            numbered=memory.numbered,
            tail=memory.tail,
            hidden_words=memory.hidden_words,
        )


def _by_thread(records: Sequence[Record]) -> dict[ThreadKey, list[int]]:
    found: dict[ThreadKey, list[int]] = {}
    for place, record in enumerate(records):
        found.setdefault(record.thread.key, []).append(place)
    return found


def _order(record: Record) -> float:
    return record.sent.utc.timestamp() if record.sent else float("-inf")


_ROLES: dict[Role, Literal["correspondent", "agency"]] = {
    Role.AGENCY: "agency",
    Role.CORRESPONDENT: "correspondent",
}


def as_person(person: Correspondent) -> Person:
    """A correspondent as redaction sees them."""
    return Person(display_name=person.name, handle=person.handle, role=as_role(person.role))


def as_role(role: Role) -> Literal["correspondent", "agency", "other"]:
    """Which end of the exchange someone is, in redaction's words."""
    return _ROLES.get(role, "other")


def _people(records: Sequence[Record]) -> tuple[Person, ...]:
    found: dict[Correspondent, None] = {}
    threads: set[int] = set()
    for record in records:
        if id(record.thread) not in threads:
            threads.add(id(record.thread))
            found.update(dict.fromkeys(record.thread.participants))
        found[record.sender] = None
        found.update(dict.fromkeys(record.recipients))
    # The platform itself is no participant: its name is no one's, and it may stand in any text.
    return tuple(as_person(p) for p in found if p.role is not Role.SYSTEM and (p.name or p.handle))


def _message(record: Record, judged: Decided | None) -> Message:
    return Message(
        text=record.text,
        role=as_role(record.sender.role),
        sender=record.sender.name,
        id=record.source_id,
        more=tuple(text for _, text in carried_texts(record)),
        decided=judged,
    )


def memory_of(people: Iterator[Person], known: Sequence[LearnedValue], tail: Sequence[RedactedRecord]) -> Memory:
    """The store's memory of a thread in redaction's words."""
    return Memory(
        people=tuple(people),
        known=tuple(KnownValue(kind=v.kind, value_key=v.value_key, number=v.number) for v in known),
        tail=tuple(
            Message(
                text=record.text.text, role=as_role(record.sender.role), sender=record.sender.name.text, id=record.key
            )
            for record in tail
        ),
    )
