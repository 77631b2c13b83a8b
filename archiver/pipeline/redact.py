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
from archiver.model.correspondent import Correspondent, RedactedCorrespondent, Role
from archiver.model.ids import ThreadKey
from archiver.model.record import (
    Record,
    RedactedReaction,
    RedactedRecord,
    RedactedThread,
    Thread,
)
from archiver.model.redaction import EMPTY, Kind, RedactedText
from archiver.pipeline.carried import carried, carried_texts, public_address
from archiver.pipeline.desk import Desk, Done, Handed
from archiver.pipeline.finds import Decisions, decided, to_look_at
from archiver.pipeline.keys import Keyer, RecordKeys, record_keys, stored_thread_key
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
    asked: set[str] = field(default_factory=set)
    """Names that were handed in to be cleaned."""
    names: dict[str, RedactedText] = field(default_factory=dict)
    threads: dict[Thread, RedactedThread] = field(default_factory=dict)
    people: dict[Correspondent, RedactedCorrespondent] = field(default_factory=dict)


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
            names = tuple(dict.fromkeys(name for record in mine for name in _names(thread, record)))
            thread.asked.update(names)
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
            thread.names.update(zip(part.names, done.names, strict=True))
            for place, own, message, result in zip(part.places, part.keys, part.messages, done.results, strict=True):
                found = result or MessageResult(text=RedactedText(text=message.text))
                record = begun.records[place]
                results[place] = self._made(thread, record, own, message, found)
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

    def _made(
        self, thread: _Open, record: Record, keys: RecordKeys, message: Message, result: MessageResult
    ) -> RedactedRecord:
        more = iter(result.more)
        plain = not message.more
        return RedactedRecord(
            key=keys.key,
            content_key=keys.content_key,
            text_key=keys.text_key,
            match_key=keys.match_key,
            kind=record.kind,
            thread=self._redacted_thread(thread, record.thread),
            sender=self._person(thread, record.sender),
            occurrence=record.occurrence,
            source_id=record.source_id,
            parent=record.parent,
            version_of=record.version_of,
            recipients=tuple(self._person(thread, person) for person in record.recipients),
            sent=record.sent,
            received=record.received,
            text=result.text,
            state=record.state,
            edited=record.edited,
            edited_at=record.edited_at,
            counts=record.counts,
            notes=(*record.notes, *_public_note(record)),
            place=record.place,
            **({} if plain else carried(record, more)),  # type: ignore[arg-type]
            reactions=tuple(
                RedactedReaction(
                    value=self._reaction(thread, reaction.value),
                    by=self._name(thread, reaction.by),
                    count=reaction.count,
                )
                for reaction in record.reactions
            ),
        )

    def _reaction(self, thread: _Open, text: str) -> RedactedText:
        return RedactedText.trusted(text) if _is_reaction(text) else self._name(thread, text)

    def _name(self, thread: _Open, name: str) -> RedactedText:
        return thread.names[name] if name else EMPTY

    def _person(self, thread: _Open, person: Correspondent) -> RedactedCorrespondent:
        found = thread.people.get(person)
        if found is None:
            found = thread.people[person] = RedactedCorrespondent(
                name=self._name(thread, person.name),
                handle=self._name(thread, person.handle),
                platform_id=person.platform_id,
                role=person.role,
            )
        return found

    def _redacted_thread(self, opened: _Open, thread: Thread) -> RedactedThread:
        found = opened.threads.get(thread)
        if found is None:
            if len(opened.threads) > 1000:
                opened.threads.clear()
            found = opened.threads[thread] = RedactedThread(
                key=stored_thread_key(thread.key, self._keyer),
                kind=thread.kind,
                title=self._name(opened, thread.title),
                participants=tuple(self._person(opened, person) for person in thread.participants),
            )
        return found


def _names(thread: _Open, record: Record) -> Iterator[str]:
    """The names in a record that were not handed in yet, in the order in which they will stand in the redacted one."""
    people: list[Correspondent] = []
    if record.thread not in thread.threads:
        if record.thread.title and record.thread.title not in thread.asked:
            yield record.thread.title
        people += record.thread.participants
    for person in (*people, record.sender, *record.recipients):
        if person not in thread.people:
            for name in (person.name, person.handle):
                if name and name not in thread.asked:
                    yield name
    for reaction in record.reactions:
        for name in ("" if _is_reaction(reaction.value) else reaction.value, reaction.by):
            if name and name not in thread.asked:
                yield name


def _is_reaction(text: str) -> bool:
    # An emoji or a short word of the platform's (LIKE, haha). Anything else is somebody's text, treated as a name is.
    word = text.isascii() and text.replace("_", "").isalpha() and len(text) <= 24
    return word or (len(text) <= 12 and not any(char.isalnum() for char in text))


def _public_note(record: Record) -> tuple[str, ...]:
    address = public_address(record)
    return (f"Public address: {address}",) if address else ()


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
