"""Clear records to redacted ones: every word a record carries goes through its thread's redaction.

One `ThreadRedaction` serves a thread for as long as it stays among the recent ones; what it learned is handed to the store
with the batch, and values learned late are swept back over what was stored earlier.
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
from archiver.pipeline.finds import Decisions, decided, to_look_at
from archiver.pipeline.keys import Keyer, RecordKeys, record_keys, stored_thread_key
from archiver.redaction import (
    Decided,
    KnownValue,
    Message,
    MessageResult,
    Person,
    Redactor,
    ThreadContext,
    ThreadRedaction,
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
    redaction: ThreadRedaction
    handed: int = 0
    """How many of its learned values have gone to the store."""
    news: int = 0
    """How much it had found when its last batch was handed on."""
    names: dict[str, RedactedText] = field(default_factory=dict)
    threads: dict[Thread, RedactedThread] = field(default_factory=dict)
    people: dict[Correspondent, RedactedCorrespondent] = field(default_factory=dict)


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
        redactor: Redactor,
        keyer: Keyer,
        *,
        remember: Callable[[ThreadKey], Memory],
        let_go: Callable[[ThreadKey, ThreadRedaction], None],
        decisions: Decisions = NO_DECISIONS,
        recent: int = RECENT_THREADS,
    ) -> None:
        self._redactor = redactor
        self._keyer = keyer
        self._remember = remember
        self._let_go = let_go
        self._decisions = decisions
        self._recent = recent
        self._open: OrderedDict[ThreadKey, _Open] = OrderedDict()

    def redact(self, records: Sequence[Record]) -> RedactedRecords:
        """Redact a batch. Its records may be of several threads; within a thread they are taken in time order."""
        results: dict[int, RedactedRecord] = {}
        learned: list[LearnedValue] = []
        review: list[ReviewItem] = []
        unswept: list[ThreadKey] = []
        for clear_key, places in _by_thread(records).items():
            key = stored_thread_key(clear_key, self._keyer)
            thread = self._thread(key, [records[place] for place in places])
            places.sort(key=lambda place: _order(records[place]))
            keys = [record_keys(records[place], self._keyer) for place in places]
            messages = [
                _message(records[place], decided(records[place], own, self._decisions))
                for place, own in zip(places, keys, strict=True)
            ]
            redacted = thread.redaction.redact(messages)
            for place, own, message, result in zip(places, keys, messages, redacted, strict=True):
                results[place] = self._made(thread, records[place], own, message, result)
                review += to_look_at(records[place], own.key, result)
            new = thread.redaction.learned[thread.handed :]
            thread.handed += len(new)
            if thread.redaction.news > thread.news:
                thread.news = thread.redaction.news
                unswept.append(key)
            learned += (
                LearnedValue(thread=key, kind=value.kind, value_key=value.value_key, number=value.number)
                for value in new
            )
        return RedactedRecords(
            records=tuple(results[place] for place in sorted(results)),
            learned=tuple(learned),
            review=tuple(review),
            unswept=tuple(unswept),
        )

    def finish(self) -> None:
        """Let every thread go; each is swept first."""
        while self._open:
            self._close_oldest()

    def _close_oldest(self) -> None:
        key, thread = self._open.popitem(last=False)
        if thread.news:
            self._let_go(key, thread.redaction)

    def _thread(self, key: ThreadKey, records: Sequence[Record]) -> _Open:
        found = self._open.get(key)
        if found is None:
            memory = self._remember(key)
            context = ThreadContext(
                participants=memory.people,
                known=memory.known,
                numbered=memory.numbered,
                tail=memory.tail,
                hidden_words=memory.hidden_words,
            )
            found = self._open[key] = _Open(redaction=self._redactor.thread(context))
            if len(self._open) > self._recent:
                self._close_oldest()
        self._open.move_to_end(key)
        found.redaction.meet(_people(records))
        return found

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
                    value=self._redactor_text(thread, reaction.value),
                    by=self._name(thread, reaction.by),
                    count=reaction.count,
                )
                for reaction in record.reactions
            ),
        )

    def _redactor_text(self, thread: _Open, text: str) -> RedactedText:
        # An emoji or a short word of the platform's (LIKE, haha). Anything else is somebody's text, treated as a name is.
        word = text.isascii() and text.replace("_", "").isalpha() and len(text) <= 24
        emoji = len(text) <= 12 and not any(char.isalnum() for char in text)
        return RedactedText.trusted(text) if word or emoji else self._name(thread, text)

    def _name(self, thread: _Open, name: str) -> RedactedText:
        if not name:
            return EMPTY
        found = thread.names.get(name)
        if found is None:
            found = thread.names[name] = thread.redaction.title(name)
        return found

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
