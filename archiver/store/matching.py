"""One record that comes by two ways: with the platform's id, and known only by its sender, second and words.

The gravest mistake here would be to join two people's exchanges: an agency's automatic answer goes out to many in one
second. So words alone join within one thread; across threads the sender must be the correspondent and bear the same name
both ways, or the threads must name the same correspondent. Where one way knows only the handle and the other only the
name, a text must tell enough and stand nowhere else in the channel at that second (docs/decisions/0007).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from archiver.model.capture import CaptureMethod
from archiver.model.correspondent import RedactedCorrespondent, Role
from archiver.model.record import RecordKind, RedactedRecord, ThreadKind
from archiver.store import schema
from archiver.store.folding import fold
from archiver.store.people import People
from archiver.store.threads import KnownThread, Threads, realm_of

WITH_ID, DERIVED = 1, 2
"""The two ways, as bits of `record.ways`."""

BY_API, BY_EXPORT = 1, 2
"""The two methods, as bits of `record.methods`."""


def way_of(record: RedactedRecord) -> int:
    """Which way a record came."""
    return WITH_ID if record.source_id else DERIVED


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored record that may be the same one."""

    id: int
    thread_id: int
    kind: str
    sender_id: int
    both: bool = False
    """It came both ways already, and one of its wordings by the platform's id alone."""


class OtherWay:
    """The stored records that came by the other way only, or in a wording that did, by match key, for one batch."""

    def __init__(
        self,
        connection: Connection,
        channel_id: int,
        method: CaptureMethod,
        records: Iterable[RedactedRecord],
        threads: Threads,
        people: People,
    ) -> None:
        self._connection = connection
        self._channel_id = channel_id
        self._threads = threads
        self._people = people
        self._threads_of: dict[str, set[str]] = {}
        self._by_key: dict[tuple[str, int], list[Candidate]] = {}
        self._taken: set[int] = set()
        wanted = {WITH_ID: set[str](), DERIVED: set[str]()}
        for item in records:
            if item.match_key:
                self._threads_of.setdefault(item.match_key, set()).add(item.thread.key)
                wanted[way_of(item)].add(item.match_key)
        for way, keys in wanted.items():
            self._load(connection, channel_id, method, way, sorted(keys))

    def _load(self, connection: Connection, channel_id: int, method: CaptureMethod, way: int, keys: list[str]) -> None:
        record, revision = schema.record, schema.revision
        other = DERIVED if way == WITH_ID else WITH_ID
        unlike = BY_API if method is CaptureMethod.EXPORT else BY_EXPORT
        found: dict[tuple[str, int], Candidate] = {}
        columns = (record.c.id, record.c.thread_id, record.c.kind, record.c.sender_id)
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            newest = select(*columns, record.c.match_key).where(record.c.match_key.in_(part))
            earlier = (
                select(*columns, revision.c.match_key)
                .join(revision, revision.c.record_id == record.c.id)
                .where(revision.c.match_key.in_(part))
            )
            for query in (newest, earlier):
                apart = query.where(
                    record.c.channel_id == channel_id, record.c.ways == other, record.c.methods == unlike
                )
                for row in connection.execute(apart):
                    found[(row.match_key, row.id)] = Candidate(row.id, row.thread_id, row.kind, row.sender_id)
                # An export names each wording by a key of its own: of a record with more wordings than such keys, one was
                # edited since the export before, and this export brings it again.
                for row in connection.execute(query.where(*_with_room(channel_id))) if way == DERIVED else ():
                    candidate = Candidate(row.id, row.thread_id, row.kind, row.sender_id, both=True)
                    found.setdefault((row.match_key, row.id), candidate)
        for (key, _), candidate in sorted(found.items(), key=lambda item: item[0]):
            self._by_key.setdefault((key, way), []).append(candidate)

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def take(self, record: RedactedRecord, own: KnownThread | None) -> Candidate | None:
        """The first stored record that this one is, the same thread before others; each is taken once."""
        candidates = self._by_key.get((record.match_key, way_of(record)))
        if not candidates:
            return None
        fitting = [
            c
            for c in candidates
            if c.kind == record.kind.value and c.id not in self._taken and self._fits(c, record, own)
        ]
        if not fitting:
            return None
        taken = min(fitting, key=lambda c: (c.both, own is None or c.thread_id != own.id, c.id))
        self._taken.add(taken.id)
        return taken

    def forget(self, record_id: int) -> None:
        """This record went into another."""
        self._taken.add(record_id)

    def _fits(self, candidate: Candidate, record: RedactedRecord, own: KnownThread | None) -> bool:
        if own is not None and candidate.thread_id == own.id:
            return True
        target = self._threads.get(candidate.thread_id)
        if target.realm != realm_of(record.thread.kind):
            return False
        if record.kind is RecordKind.POST:
            return True
        if target.kind != record.thread.kind.value:
            return False
        if record.sender.role not in (Role.AGENCY, Role.SYSTEM) and record.text:
            if record.thread.kind is not ThreadKind.PRIVATE or record.sender.role is not Role.CORRESPONDENT:
                return True  # Here the match key is of the sender's name too.
            is_same = same_person(record.sender, self._people[candidate.sender_id])
            return self._is_telling(candidate, record, own, target) if is_same is None else is_same
        return bool(_names(record.thread.participants) & _names([self._people[n] for n in target.participants]))

    def _is_telling(
        self, candidate: Candidate, record: RedactedRecord, own: KnownThread | None, target: KnownThread
    ) -> bool:
        """Whether a text alone shows that two private threads are one: long enough that no two people write it in one
        second, found once, and nothing known of the two correspondents speaks against it."""
        words = record.text.text
        if len(words) < TELLING_LENGTH or len(words.split()) < 3:
            return False
        ours = [*record.thread.participants, record.sender]
        if any(same_person(one, self._people[other]) is False for one in ours for other in target.participants):
            return False
        return len(self._threads_of.get(record.match_key, ())) == 1 and self._is_alone(candidate, record, own)

    def _is_alone(self, candidate: Candidate, record: RedactedRecord, own: KnownThread | None) -> bool:
        table, revision = schema.record, schema.revision
        newest = select(table.c.id, table.c.thread_id).where(
            table.c.channel_id == self._channel_id, table.c.match_key == record.match_key
        )
        earlier = (
            select(table.c.id, table.c.thread_id)
            .join(revision, revision.c.record_id == table.c.id)
            .where(table.c.channel_id == self._channel_id, revision.c.match_key == record.match_key)
        )
        mine = {candidate.thread_id} if own is None else {candidate.thread_id, own.id}
        rows = [row for query in (newest, earlier) for row in self._connection.execute(query)]
        same_thread = {row.id for row in rows if row.thread_id == candidate.thread_id}
        return {row.thread_id for row in rows} <= mine and same_thread == {candidate.id}


def _with_room(channel_id: int) -> tuple[ColumnElement[bool], ...]:
    """Records that came both ways and have more wordings than keys besides their own."""
    record, alias = schema.record, schema.alias
    keys = (
        select(func.count())
        .where(alias.c.record_id == record.c.id, alias.c.what == "key")
        .correlate(record)
        .scalar_subquery()
    )
    return (
        record.c.channel_id == channel_id,
        record.c.ways == WITH_ID | DERIVED,
        record.c.methods == BY_API | BY_EXPORT,
        record.c.revisions > keys,
    )


TELLING_LENGTH = 20
"""A text of fewer characters is one that two people may well write in the same second."""


def same_person(one: RedactedCorrespondent, other: RedactedCorrespondent) -> bool | None:
    """Whether two sightings are of one correspondent; None where nothing that both tell can be compared."""
    if Role.CORRESPONDENT not in (one.role, other.role) or one.role is not other.role:
        return None
    if one.platform_id and one.platform_id == other.platform_id:
        return True
    if any(text.marks for text in (one.name, one.handle, other.name, other.handle)):
        return None
    mine, theirs = (fold(one.name.text), fold(one.handle.text)), (fold(other.name.text), fold(other.handle.text))
    if set(filter(None, mine)) & set(filter(None, theirs)):
        return True
    compared = [(a, b) for a, b in zip(mine, theirs, strict=True) if a and b]
    return False if compared else None


def _names(people: Iterable[RedactedCorrespondent]) -> set[str]:
    found = set[str]()
    for person in people:
        if person.role is Role.CORRESPONDENT:
            found.update(name for name in (person.platform_id, fold(person.name.text)) if name)
    return found


def links_threads(record: RedactedRecord) -> bool:
    """Whether a match of this record says that the two threads are one. A comment does not: exports list a person's
    comments apart from the posts they stand under."""
    return record.kind is not RecordKind.COMMENT
