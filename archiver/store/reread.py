"""What an original says when it is read anew: states known already take over what better rules or a better parser make of
them, more redacted or less; what is new is left to `accept`.

A state is known by its content, or by the original it was first read from. When it was seen, under which number it is
published, and where its files lie stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from archiver.model.alerts import RULE_PREFIX
from archiver.model.attachment import Held, RedactedAttachment
from archiver.model.capture import RedactedBatch, ReviewItem
from archiver.model.correspondent import RedactedCorrespondent
from archiver.model.record import RedactedRecord
from archiver.model.redaction import RedactedText
from archiver.store import dirty, known, labels, originals, review, schema, states
from archiver.store.channels import ensure_channel, ensure_origin
from archiver.store.codec import micros, pack, plain
from archiver.store.people import People, numbers_of
from archiver.store.rows import BARE_THREAD, decode_record, state_values
from archiver.store.schema import STATE_COLUMNS
from archiver.store.texts import texts_of, with_texts

REREAD = "read anew from its original"

_record, _review = schema.record, schema.review
_SEEN = ("origin_id", "first_seen", "last_seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """How many states say something else now, and how many of those are more redacted than before."""

    changed: int = 0
    stricter: int = 0


def reread(connection: Connection, batch: RedactedBatch, run: str) -> Reread:
    """Let the batch's records take over what is stored of them. The same batch again changes nothing."""
    channel: int = ensure_channel(connection, plain(batch.channel)).id
    origin = ensure_origin(connection, channel, batch.method, batch.origin)
    reader = _Rereader(connection, channel, origin, micros(batch.captured))
    found = known.by_keys(connection, channel, list({plain(record.key) for record in batch.records}))
    items: dict[str, list[ReviewItem]] = {}
    for item in batch.review:
        items.setdefault(item.record_key, []).append(item)
    for record in batch.records:
        target = found.get(plain(record.key))
        if target is not None:
            reader.take(target.id, record)
            _renew(connection, channel, target.id, record, items.get(record.key, ()), run, micros(batch.captured))
    reader.finish()
    return Reread(changed=reader.changed, stricter=reader.stricter)


class _Rereader:
    """The records of one batch, within the caller's transaction."""

    def __init__(self, connection: Connection, channel: int, origin: int, seen: int) -> None:
        self._connection = connection
        self._channel = channel
        self._origin = origin
        self._seen = seen
        self._people = People(connection, channel)
        self._touches: list[dirty.Touch] = []
        self._moved: set[int] = set()
        self.changed = self.stricter = 0

    def take(self, record_id: int, record: RedactedRecord) -> None:
        row, history = states.load(self._connection, record_id)
        index, is_text_only = _which(history, record, self._origin)
        if index is None:
            return
        state = history[index]
        before = self._decoded(row, state)
        after = self._after(before, record, is_text_only=is_text_only)
        if after == before:
            return
        more = _marks(after) - _marks(before)
        self._people.add([after.sender, *after.recipients])
        numbers = originals.numbers(self._connection, self._channel, (a.original for a in after.attachments))
        values = dict(
            zip(STATE_COLUMNS, state_values(after, self._people, numbers, self._origin, self._seen), strict=True)
        )
        values.update({name: state[name] for name in _SEEN})
        if is_text_only:
            # Another way's reading of the same words: who, when and by which keys stay as they were.
            values = {**state, **{name: values[name] for name in ("body", "digest", "marks", "flags")}}
        history[index] = values
        states.store(self._connection, row, history, self._people)
        self.changed += 1
        self.stricter += bool(more)
        if row["volume_id"] is not None:
            self._touches.append((row["volume_id"], record_id, dirty.STRICTER if more else REREAD))
            if values["sender_id"] != state["sender_id"]:
                self._moved.add(row["volume_id"])

    def finish(self) -> None:
        dirty.touch(self._connection, self._touches, self._seen)
        for volume in sorted(self._moved):
            _people_anew(self._connection, volume)

    def _decoded(self, row: Mapping[str, Any], state: Mapping[str, Any]) -> RedactedRecord:
        refs = originals.refs(self._connection, [n for n in numbers_of(state["held"]) if n > 0])
        return decode_record(
            state,
            row["kind"],
            row["key"],
            BARE_THREAD,
            self._people,
            lambda numbers: [refs[number][0] if number in refs else "" for number in numbers],
            state["snapshot"],
        )

    def _after(self, before: RedactedRecord, record: RedactedRecord, *, is_text_only: bool) -> RedactedRecord:
        """The stored state as it reads now. What merely names another version of the rules is no change."""
        if is_text_only:
            return replace(before, text=_kept(before.text, record.text))
        after = replace(
            record,
            key=before.key,
            thread=before.thread,
            source_id=before.source_id or record.source_id,
            occurrence=before.occurrence,
            sender=_same_person(before.sender, record.sender),
            recipients=_same_people(before.recipients, record.recipients),
            attachments=_with_bodies(before.attachments, record.attachments),
            # Reactions and counts are of the last capture that showed them, which may be a later one.
            reactions=before.reactions,
            counts=before.counts,
            place=before.place or record.place,
        )
        earlier = dict(texts_of(before))
        return with_texts(
            after, {place: _kept(earlier[place], text) for place, text in texts_of(after) if place in earlier}
        )


def _which(history: Sequence[Mapping[str, Any]], record: RedactedRecord, origin: int) -> tuple[int | None, bool]:
    """The state that a record read anew is, and whether it only shares its words with it."""
    numbered = list(enumerate(history))[::-1]
    same = [
        (index, state)
        for index, state in numbered
        if state["content_key"] == record.content_key and state["state"] == record.state.value
    ]
    for index, state in same:
        if state["origin_id"] == origin:
            return index, False
    if same:
        return same[0][0], True
    for index, state in numbered:
        if state["origin_id"] == origin and (state["source_id"] or "") in ("", plain(record.source_id)):
            return index, False
    for index, state in numbered:
        if state["text_key"] == record.text_key and state["state"] == record.state.value:
            return index, True
    return None, False


def _kept(before: RedactedText, after: RedactedText) -> RedactedText:
    """The earlier text where nothing that shows or finds is different."""
    return before if _looks(before) == _looks(after) else after


def _looks(text: RedactedText) -> tuple[object, ...]:
    return text.text, [(mark.start, mark.end, mark.kind, mark.token, mark.value_key) for mark in text.marks]


def _same_person(before: RedactedCorrespondent, after: RedactedCorrespondent) -> RedactedCorrespondent:
    return replace(after, name=_kept(before.name, after.name), handle=_kept(before.handle, after.handle))


def _same_people(
    before: Sequence[RedactedCorrespondent], after: Sequence[RedactedCorrespondent]
) -> tuple[RedactedCorrespondent, ...]:
    if len(before) != len(after):
        return tuple(after)
    return tuple(_same_person(one, other) for one, other in zip(before, after, strict=True))


def _with_bodies(
    before: Sequence[RedactedAttachment], after: Sequence[RedactedAttachment]
) -> tuple[RedactedAttachment, ...]:
    """Files that are held stay held: reading a response anew does not fetch its files again."""
    if len(before) != len(after):
        return tuple(after)
    return tuple(
        replace(
            new,
            held=old.held,
            original=old.original,
            sha256=old.sha256,
            size=old.size,
            reason=old.reason,
            media_type=old.media_type or new.media_type,
        )
        if old.held is Held.SEALED or new.held is not Held.SEALED
        else new
        for old, new in zip(before, after, strict=True)
    )


def _marks(record: RedactedRecord) -> set[tuple[str, str]]:
    return {(place, mark.value_key or mark.token) for place, text in texts_of(record) for mark in text.marks}


def _renew(
    connection: Connection,
    channel: int,
    record_id: int,
    record: RedactedRecord,
    items: Iterable[ReviewItem],
    run: str,
    seen: int,
) -> None:
    """The queue follows: undecided finds of this text that are found no more go, new ones come."""
    wanted = list(items)
    names = [plain(record.key)]
    query = select(schema.record.c.key).where(schema.record.c.id == record_id)
    names.append(connection.execute(query).scalar_one())
    identities = {(plain(item.place), plain(item.rule), item.value_key) for item in wanted}
    rows = connection.execute(
        select(_review.c.id, _review.c.place, _review.c.rule, _review.c.value_key).where(
            _review.c.channel_id == channel,
            _review.c.record_key.in_(names),
            _review.c.text_key == record.text_key,
            _review.c.decision.is_(None),
            _review.c.rule.not_like(f"{RULE_PREFIX}%"),
        )
    )
    gone = [row.id for row in rows if (row.place, row.rule, row.value_key) not in identities]
    if gone:
        connection.execute(delete(_review).where(_review.c.id.in_(gone)))
    if wanted:
        review.note(connection, channel, wanted, {record.key: record.text_key}, run, seen)


def _people_anew(connection: Connection, volume: int) -> None:
    """Who stands in a volume, and so its title, after someone's name reads differently."""
    link = schema.volume_person
    row = connection.execute(select(schema.volume).where(schema.volume.c.id == volume)).one()
    senders = connection.execute(
        select(_record.c.sender_id, func.max(_record.c.at).label("last"))
        .where(_record.c.volume_id == volume)
        .group_by(_record.c.sender_id)
    )
    found: dict[int, int | None] = {each.sender_id: each.last for each in senders}
    kind = ""
    if row.thread_id is not None:
        query = select(schema.thread.c.participants, schema.thread.c.kind).where(schema.thread.c.id == row.thread_id)
        thread = connection.execute(query).one()
        kind = thread.kind
        for number in numbers_of(thread.participants):
            found.setdefault(number, None)
    connection.execute(delete(link).where(link.c.volume_id == volume))
    connection.execute(
        insert(link),
        [{"volume_id": volume, "person_id": person, "last_at": last} for person, last in found.items()],
    )
    if row.thread_id is not None:
        named = labels.naming(connection, volume, kind)
        values = {"label": named.label, "formerly": pack(list(named.formerly)).decode()}
        connection.execute(update(schema.volume).where(schema.volume.c.id == volume).values(values))
