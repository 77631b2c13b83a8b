"""Walks the direct messages of an X archive: conversation by conversation, each oldest first, one in memory at a time.

A conversation that the parts of one archive share is brought together; a giant one is read in stretches.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from archiver.errors import SourceError
from archiver.model.capture import Quarantined
from connectors.base import Member
from connectors.fields import Fields, fields_of, list_of, text_of
from connectors.json_reader import BrokenOff, JsonReader, NotJson
from connectors.json_values import Raw
from connectors.oldest_first import Piece, oldest_first
from connectors.x.archive_files import ScriptReader, broken
from connectors.x.archive_people import digits, moment_of

_KNOWN_HEAD = ("conversationId",)


@dataclass(slots=True)
class Head:
    """What is known of a conversation once it was walked through."""

    id: str = ""
    people: dict[str, None] = field(default_factory=dict)
    renamed: tuple[int, str] = (0, "")
    """The time and the text of the newest name it was given."""

    def learn(self, event: Fields, time: int | None) -> None:
        """Take who is in it, and what it is called, from one event."""
        for name in ("senderId", "recipientId", "initiatingUserId"):
            number = digits(event, name)
            if number:
                self.people[number] = None
        for name in ("participantsSnapshot", "userIds"):
            self.people.update({number: None for number in map(str, list_of(event.get(name))) if number.isdigit()})
        if "name" in event and (time or 0) >= self.renamed[0]:
            self.renamed = (time or 0, text_of(event, "name"))


@dataclass(slots=True)
class Place:
    """Where a conversation stands."""

    member: Member
    index: int


class Conversations:
    """The conversations of one archive's message files."""

    def __init__(self, reader: ScriptReader, members: list[Member]) -> None:
        self._reader = reader
        self._members = members
        self.trouble: dict[str, tuple[Member, Quarantined]] = {}
        self.counted: Counter[str] = Counter()
        """Conversations by the path of their file."""

    def walk(self) -> Iterator[tuple[Head, Iterator[tuple[Member, Piece]]]]:
        """Each conversation with its events, which must be taken before the next is asked for."""
        shared = self._shared()
        kept: dict[str, list[Place]] = {}
        for member in self._members:
            for index, head, pieces in self._conversations(member):
                self.counted[member.path] += 1
                place = Place(member, index)
                if not shared:
                    yield head, self._events([place], head, pieces)
                    continue
                held = list(itertools.islice(pieces, 1))
                if head.id in shared:
                    kept.setdefault(head.id, []).append(place)
                else:
                    yield head, self._events([place], head, itertools.chain(held, pieces))
        for places in kept.values():
            head = Head()
            yield head, self._events(places, head, self._again(places, head, None))

    def _events(self, places: list[Place], head: Head, first: Iterator[Piece]) -> Iterator[tuple[Member, Piece]]:
        members = {place.member.path: place.member for place in places}
        for piece in oldest_first(first, lambda wanted: self._again(places, head, wanted)):
            path, _, where = piece.place.rpartition("\n")
            yield members[path], Piece(piece.at, where, piece.raw, piece.time)

    def _again(self, places: list[Place], head: Head, wanted: Container[int] | None) -> Iterator[Piece]:
        count = itertools.count()
        for place in places:
            for _, _, pieces in self._conversations(place.member, place.index, head, count, wanted):
                yield from pieces

    def _shared(self) -> set[str]:
        """The ids that occur more than once: only parts of one archive can share a conversation."""
        if len(self._members) < 2:
            return set()
        seen: Counter[str] = Counter()
        for member in self._members:
            for _, head, pieces in self._conversations(member):
                for _ in pieces:
                    pass
                seen[head.id] += 1
        return {number for number, times in seen.items() if number and times > 1}

    def _conversations(
        self,
        member: Member,
        only: int | None = None,
        head: Head | None = None,
        count: Iterator[int] | None = None,
        wanted: Container[int] | None = None,
    ) -> Iterator[tuple[int, Head, Iterator[Piece]]]:
        place = "start"
        try:
            with self._reader.source.open(member) as stream:
                reader = JsonReader(stream, script=True)
                for index in reader.items():
                    place = f"[{index}]"
                    if only is not None and index != only:
                        reader.skip()
                        continue
                    mine = head if head is not None else Head()
                    numbers = count if count is not None else itertools.count()
                    pieces = self._pieces(reader, member, index, mine, numbers, wanted)
                    yield index, mine, pieces
                    for _ in pieces:
                        pass
                    if only is not None or f"{member.archive}/{member.path}" in self.trouble:
                        return
                    place = f"after [{index}]"
        except (BrokenOff, NotJson) as error:
            self._note(member, place, error.reason)
        except (SourceError, OSError):
            self._note(member, place, "the file cannot be read")

    def _pieces(
        self,
        reader: JsonReader,
        member: Member,
        index: int,
        head: Head,
        count: Iterator[int],
        wanted: Container[int] | None,
    ) -> Iterator[Piece]:
        place = f"[{index}]"

        def piece(raw: Raw, where: str, at: int) -> Piece:
            return Piece(at, f"{member.path}\n{where}", raw, _learn(raw, head) if wanted is None else None)

        try:
            if reader.peek() != b"{":
                reader.skip()
                yield piece(Raw(b"", "an object that is no conversation"), place, next(count))
                return
            for wrapper in reader.members():
                if wrapper != "dmConversation" or reader.peek() != b"{":
                    reader.skip()
                    yield piece(Raw(b"", "an object that is no conversation"), place, next(count))
                    continue
                for key in reader.members():
                    if key == "messages" and reader.peek() == b"[":
                        for number in reader.items():
                            at = next(count)
                            if wanted is not None and at not in wanted:
                                reader.skip()
                                continue
                            place = f"[{index}].messages[{number}]"
                            yield piece(reader.raw(), place, at)
                        place = f"after {place}"
                    elif key in _KNOWN_HEAD:
                        head.id = _text(reader.raw())
                    else:
                        reader.skip()
                        if wanted is None:
                            self._reader.honesty.unknown_field(key)
        except (BrokenOff, NotJson) as error:
            self._note(member, place, error.reason)

    def _note(self, member: Member, place: str, reason: str) -> None:
        self.trouble.setdefault(f"{member.archive}/{member.path}", (member, broken(member, place, reason)))


def _learn(raw: Raw, head: Head) -> int | None:
    try:
        wrapped = fields_of(raw.value())
    except ValueError:
        return None
    for event in wrapped.values():
        fields = fields_of(event)
        moment = moment_of(text_of(fields, "createdAt"))
        time = int(moment.utc.timestamp() * 1000) if moment else None
        head.learn(fields, time)
        return time
    return None


def _text(raw: Raw) -> str:
    try:
        value = raw.value()
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""
