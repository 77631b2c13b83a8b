"""Threads: the platform's exchanges. One thread may bear several keys, the platform's and its export's.

Linking two keys joins what they hold; record numbers given before stay with what they named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, or_, select, update

from archiver.model.ids import ThreadKey
from archiver.model.record import RedactedThread, ThreadKind
from archiver.model.redaction import RedactedText
from archiver.store import schema
from archiver.store.codec import decode_text, encode_text, pack, plain, unpack
from archiver.store.people import People, numbers_of, text_of

POSTS, MESSAGES = "posts", "messages"


def realm_of(kind: ThreadKind) -> str:
    """A post's thread and a conversation may bear one key and are two things."""
    return POSTS if kind is ThreadKind.POST else MESSAGES


@dataclass(slots=True, kw_only=True)
class KnownThread:
    """A thread as this transaction knows it."""

    id: int
    realm: str
    kind: str
    title: RedactedText
    participants: list[int]
    told: int
    root_at: int | None
    changed: bool = False
    keys: set[str] = field(default_factory=set)


class Threads:
    """The threads met in one transaction of one channel."""

    def __init__(self, connection: Connection, channel_id: int, people: People) -> None:
        self._connection = connection
        self._channel_id = channel_id
        self._people = people
        self._by_key: dict[tuple[str, str], KnownThread] = {}
        self._by_id: dict[int, KnownThread] = {}
        self._seen_last: RedactedThread | None = None
        self._known_last: KnownThread | None = None

    def find(self, kind: ThreadKind, key: str) -> KnownThread | None:
        """The thread of this key, by any of its names; None when there is none yet."""
        realm, key = realm_of(kind), plain(key)
        known = self._by_key.get((realm, key))
        if known is not None:
            return known
        table = schema.thread
        row = self._connection.execute(
            select(table.c.id, table.c.same_as).where(
                table.c.channel_id == self._channel_id, table.c.realm == realm, table.c.key == key
            )
        ).one_or_none()
        if row is None:
            return None
        known = self.get(row.same_as or row.id)
        self._by_key[(realm, key)] = known
        return known

    def get(self, number: int) -> KnownThread:
        """A thread by its row number."""
        known = self._by_id.get(number)
        if known is None:
            row = self._connection.execute(select(schema.thread).where(schema.thread.c.id == number)).one()
            known = KnownThread(
                id=row.id,
                realm=row.realm,
                kind=row.kind,
                title=decode_text(unpack(row.title)),
                participants=numbers_of(row.participants),
                told=row.told,
                root_at=row.root_at,
            )
            self._by_id[number] = known
        return known

    def ensure(self, thread: RedactedThread, seen: int) -> KnownThread:
        """The thread, made when missing, with what is told of it now: kind, title, participants."""
        if thread is self._seen_last and self._known_last is not None:
            return self._known_last
        known = self.find(thread.kind, thread.key) or self._make(thread, seen)
        self._tell(known, thread, seen)
        self._seen_last, self._known_last = thread, known
        return known

    def _make(self, thread: RedactedThread, seen: int) -> KnownThread:
        realm, key = realm_of(thread.kind), plain(thread.key)
        result = self._connection.execute(
            insert(schema.thread).values(
                channel_id=self._channel_id,
                realm=realm,
                key=key,
                kind=thread.kind.value,
                title=pack(encode_text(thread.title)),
                told=seen,
            )
        )
        number = int(result.inserted_primary_key[0])  # type: ignore[index]
        known = KnownThread(
            id=number,
            realm=realm,
            kind=thread.kind.value,
            title=thread.title,
            participants=[],
            told=seen,
            root_at=None,
        )
        self._by_id[number] = self._by_key[(realm, key)] = known
        return known

    def _tell(self, known: KnownThread, thread: RedactedThread, seen: int) -> None:
        if thread.participants:
            self._people.add(thread.participants)
            present = set(known.participants)
            fresh = [n for n in map(self._people.id_of, thread.participants) if n not in present]
            if fresh:
                known.participants.extend(dict.fromkeys(fresh))
                known.changed = True
        if seen >= known.told:
            if thread.title and thread.title != known.title:
                known.title, known.changed = thread.title, True
            # A private exchange may grow into a group; a source that cannot tell never makes a group private again.
            if known.kind == ThreadKind.PRIVATE.value and thread.kind is ThreadKind.GROUP:
                known.kind, known.changed = thread.kind.value, True
            if known.changed:
                known.told = seen

    def root(self, known: KnownThread, at: int) -> None:
        """Note when the thread's root post was sent."""
        if known.root_at != at:
            known.root_at, known.changed = at, True

    def link(self, thread: RedactedThread, target: KnownThread, seen: int) -> None:
        """Make a key that no thread bears yet another name of `target`."""
        realm, key = realm_of(thread.kind), plain(thread.key)
        self._connection.execute(
            insert(schema.thread).values(
                channel_id=self._channel_id,
                realm=realm,
                key=key,
                kind=thread.kind.value,
                title=pack(""),
                told=seen,
                same_as=target.id,
            )
        )
        self._by_key[(realm, key)] = target
        self._tell(target, thread, seen)

    def join(self, loser: KnownThread, winner: KnownThread) -> None:
        """Make all names of one thread names of another. The caller moves what hangs on it."""
        table = schema.thread
        self._connection.execute(
            update(table)
            .where(or_(table.c.id == loser.id, table.c.same_as == loser.id))
            .values(same_as=winner.id, title=pack(""))
        )
        winner.participants.extend(n for n in loser.participants if n not in winner.participants)
        winner.title = winner.title or loser.title
        if loser.kind == ThreadKind.GROUP.value:
            winner.kind = loser.kind
        if winner.root_at is None:
            winner.root_at = loser.root_at
        winner.changed = True
        self._by_id.pop(loser.id, None)
        for place, known in list(self._by_key.items()):
            if known is loser:
                self._by_key[place] = winner
        self._seen_last = self._known_last = None

    def save(self) -> None:
        """Write what changed."""
        for known in self._by_id.values():
            if known.changed:
                self._connection.execute(
                    update(schema.thread)
                    .where(schema.thread.c.id == known.id)
                    .values(
                        kind=known.kind,
                        title=pack(encode_text(known.title)),
                        participants=text_of(known.participants),
                        root_at=known.root_at,
                        told=known.told,
                    )
                )
                known.changed = False


def thread_ids(connection: Connection, channel_id: int, key: str) -> list[int]:
    """The row numbers of the threads of this key, joined ones resolved: at most one conversation and one post."""
    table = schema.thread
    rows = connection.execute(
        select(table.c.id, table.c.same_as).where(table.c.channel_id == channel_id, table.c.key == plain(key))
    )
    return sorted({row.same_as or row.id for row in rows})


def thread_keys(connection: Connection, numbers: Iterable[int]) -> list[str]:
    """Every key that these threads bear."""
    table = schema.thread
    wanted = list(numbers)
    rows = connection.execute(select(table.c.key).where(or_(table.c.id.in_(wanted), table.c.same_as.in_(wanted))))
    return sorted({row.key for row in rows})


def load_threads(connection: Connection, numbers: Iterable[int], people: People) -> dict[int, RedactedThread]:
    """Threads as the model has them, by row number."""
    return dict(_loaded(connection, sorted(set(numbers)), people))


def _loaded(connection: Connection, numbers: list[int], people: People) -> Iterator[tuple[int, RedactedThread]]:
    table = schema.thread
    for start in range(0, len(numbers), 500):
        for row in connection.execute(select(table).where(table.c.id.in_(numbers[start : start + 500]))):
            yield (
                row.id,
                RedactedThread(
                    key=ThreadKey(row.key),
                    kind=ThreadKind(row.kind),
                    title=decode_text(unpack(row.title)),
                    participants=people.many(row.participants),
                ),
            )
