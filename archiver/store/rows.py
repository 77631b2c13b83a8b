"""A redacted record to the columns that hold one state of it, and a row back to the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from archiver.model.attachment import Held, RedactedAttachment
from archiver.model.ids import ThreadKey
from archiver.model.record import RecordKind, RedactedRecord, RedactedThread, State, ThreadKind
from archiver.model.redaction import EMPTY
from archiver.store.codec import (
    content_digest,
    decode_body,
    decode_snapshot,
    encode_body,
    encode_snapshot,
    micros,
    plain,
)
from archiver.store.people import People, numbers_of, text_of
from archiver.store.schema import STATE_COLUMNS
from archiver.store.texts import is_bare, mark_counts

UNREAD, WITHHELD = 1, 2
"""Flags of a state: its content could not be read; a text in it was withheld."""

_UNREAD_STATES = frozenset({State.UNREADABLE, State.OUTSIDE_WINDOW})
_states = {state.value: state for state in State}
_record_kinds = {kind.value: kind for kind in RecordKind}


def state_values(
    record: RedactedRecord, people: People, originals: Mapping[str, int], origin_id: int, seen: int
) -> tuple[Any, ...]:
    """One state as values in the order of STATE_COLUMNS. The people must be known to `people`."""
    body = encode_body(record)
    kind, state = record.kind.value, record.state.value
    sender, sender_bytes = people.row_of(record.sender)
    recipients = [people.row_of(person) for person in record.recipients]
    bare = is_bare(record)
    text = record.text
    flags = UNREAD if record.state in _UNREAD_STATES else 0
    if text.marks and text.is_withheld:
        flags |= WITHHELD
    moment = record.edited_at or record.sent
    return (
        plain(record.source_id),
        record.content_key,
        record.text_key,
        record.match_key,
        state,
        sender,
        text_of([number for number, _ in recipients]) if recipients else "",
        plain(record.parent),
        plain(record.version_of),
        record.occurrence,
        None if moment is None else micros(moment.utc),
        plain(record.place),
        body,
        content_digest(kind, state, plain(record.parent), sender_bytes, [person for _, person in recipients], body),
        encode_snapshot(record),
        text_of([original_number(a, originals) for a in record.attachments]) if record.attachments else "",
        "" if bare and not text.marks else mark_counts(record),
        len(record.attachments),
        flags,
        origin_id,
        seen,
        seen,
    )


NOT_HELD, NO_FILE = 0, -1
"""Stand for an original's row where an attachment has none: a file we do not hold, or a link that never was a file."""


def original_number(attachment: RedactedAttachment, originals: Mapping[str, int]) -> int:
    """The row of an attachment's sealed original, or what stands for there being none."""
    if attachment.original:
        return originals[plain(attachment.original)]
    return NO_FILE if attachment.held is Held.LINK_ONLY else NOT_HELD


def place_in_time(record: RedactedRecord, seen: int) -> tuple[int, bool]:
    """(sort time, whether the platform gave one): sent, else received, else when it was first captured."""
    moment = record.sent or record.received
    return (seen, False) if moment is None else (micros(moment.utc), True)


def decode_record(
    row: Mapping[str, Any],
    kind: str,
    key: str,
    thread: RedactedThread,
    people: People,
    refs: Callable[[Sequence[int]], Sequence[str]],
    snapshot: bytes | None,
) -> RedactedRecord:
    """The record that a row's state columns hold. `refs` turns numbers of originals into their present places."""
    reactions, counts = decode_snapshot(snapshot)
    fields = decode_body(row["body"], lambda: refs(numbers_of(row["held"])))
    return RedactedRecord(
        key=key,
        kind=_record_kinds[kind],
        thread=thread,
        sender=people[row["sender_id"]],
        content_key=row["content_key"],
        text_key=row["text_key"],
        match_key=row["match_key"],
        occurrence=row["occurrence"],
        source_id=row["source_id"],
        parent=row["parent"],
        version_of=row["version_of"],
        recipients=people.many(row["recipients"]) if row["recipients"] else (),
        state=_states[row["state"]],
        reactions=reactions,
        counts=counts,
        place=row["place"],
        **fields,
    )


BARE_THREAD = RedactedThread(key=ThreadKey(""), kind=ThreadKind.PRIVATE, title=EMPTY)
"""Stands in where a state is decoded for its texts alone."""


def state_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The state columns of a row, as a dictionary that can be written again."""
    return {name: row[name] for name in STATE_COLUMNS}


def redigest(row: dict[str, Any], kind: str, people: People) -> None:
    """Make `digest` true again after state or body changed."""
    from archiver.store.codec import encode_person

    row["digest"] = content_digest(
        kind,
        row["state"],
        row["parent"],
        encode_person(people[row["sender_id"]]),
        [encode_person(person) for person in people.many(row["recipients"])],
        row["body"],
    )
