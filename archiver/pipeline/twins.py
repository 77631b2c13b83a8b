"""A clear record's redacted twin: its fields one by one, its people and thread with cleaned names, made once a thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.model.correspondent import Correspondent, RedactedCorrespondent
from archiver.model.ids import ThreadKey
from archiver.model.record import Record, RedactedReaction, RedactedRecord, RedactedThread, Thread
from archiver.model.redaction import EMPTY, RedactedText
from archiver.pipeline.carried import carried, public_address, quoted_participant
from archiver.pipeline.keys import RecordKeys
from archiver.redaction import MessageResult

_MOST_THREADS = 1000
"""A group whose title or members change with every message must not fill the memory."""


class Twins:
    """The twins of one thread's records. Names are asked for first, cleaned as titles are, and learned."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._names: dict[str, RedactedText] = {}
        self._threads: dict[Thread, RedactedThread] = {}
        self._people: dict[Correspondent, RedactedCorrespondent] = {}

    def ask(self, records: Sequence[Record]) -> tuple[str, ...]:
        """The names in these records that were not asked for yet, in the order in which they stand in the twins."""
        fresh = [name for record in records for name in self._in(record) if name and name not in self._asked]
        self._asked.update(fresh)
        return tuple(dict.fromkeys(fresh))

    def learn(self, names: Sequence[str], cleaned: Sequence[RedactedText]) -> None:
        """What became of names that were asked for."""
        self._names.update(zip(names, cleaned, strict=True))

    def of(self, record: Record, thread: ThreadKey, keys: RecordKeys, result: MessageResult) -> RedactedRecord:
        """A record's twin. `thread` is the key that its thread is stored by; its names must have been learned."""
        return RedactedRecord(
            key=keys.key,
            content_key=keys.content_key,
            text_key=keys.text_key,
            match_key=keys.match_key,
            kind=record.kind,
            thread=self._thread(record.thread, thread),
            sender=self._person(record.sender),
            occurrence=record.occurrence,
            source_id=record.source_id,
            parent=record.parent,
            version_of=record.version_of,
            recipients=tuple(self._person(person) for person in record.recipients),
            sent=record.sent,
            received=record.received,
            text=result.text,
            state=record.state,
            edited=record.edited,
            edited_at=record.edited_at,
            counts=record.counts,
            notes=(*record.notes, *_public_note(record)),
            place=record.place,
            **self._carried(record, result),  # type: ignore[arg-type]
            reactions=tuple(
                RedactedReaction(
                    value=self._reaction(reaction.value),
                    by=self._name(reaction.by),
                    count=reaction.count,
                )
                for reaction in record.reactions
            ),
        )

    def _carried(self, record: Record, result: MessageResult) -> dict[str, object]:
        if not result.more:
            return {}
        return carried(record, iter(result.more), self._name(quoted_participant(record)))

    def _reaction(self, text: str) -> RedactedText:
        return RedactedText.trusted(text) if _is_reaction(text) else self._name(text)

    def _name(self, name: str) -> RedactedText:
        return self._names[name] if name else EMPTY

    def _person(self, person: Correspondent) -> RedactedCorrespondent:
        found = self._people.get(person)
        if found is None:
            found = self._people[person] = RedactedCorrespondent(
                name=self._name(person.name),
                handle=self._name(person.handle),
                platform_id=person.platform_id,
                role=person.role,
            )
        return found

    def _thread(self, thread: Thread, key: ThreadKey) -> RedactedThread:
        found = self._threads.get(thread)
        if found is None:
            if len(self._threads) > 1000:
                self._threads.clear()
            found = self._threads[thread] = RedactedThread(
                key=key,
                kind=thread.kind,
                title=self._name(thread.title),
                participants=tuple(self._person(person) for person in thread.participants),
            )
        return found

    def _in(self, record: Record) -> Iterator[str]:
        people: tuple[Correspondent, ...] = (record.sender, *record.recipients)
        if record.thread not in self._threads:
            yield record.thread.title
            people = (*record.thread.participants, *people)
        for person in people:
            if person not in self._people:
                yield person.name
                yield person.handle
        for reaction in record.reactions:
            yield "" if _is_reaction(reaction.value) else reaction.value
            yield reaction.by


def _is_reaction(text: str) -> bool:
    # An emoji or a short word of the platform's (LIKE, haha). Anything else is somebody's text, treated as a name is.
    word = text.isascii() and text.replace("_", "").isalpha() and len(text) <= 24
    return word or (len(text) <= 12 and not any(char.isalnum() for char in text))


def _public_note(record: Record) -> tuple[str, ...]:
    address = public_address(record)
    return (f"Public address: {address}",) if address else ()
