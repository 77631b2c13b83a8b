"""The states of one record in the tables: the newest in `record`, the earlier ones in `revision`, numbered from 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from archiver.model.capture import CaptureMethod
from archiver.model.record import State
from archiver.store import dirty, index, late_files, schema
from archiver.store.folding import fold
from archiver.store.history import Place, Sighting, Verdict
from archiver.store.known import Known
from archiver.store.people import People
from archiver.store.rows import BARE_THREAD, decode_record, redigest, state_of
from archiver.store.schema import STATE_COLUMNS
from archiver.store.texts import mentions, searchable

_record, _revision = schema.record, schema.revision
_SIGHTING = ("source_id", "content_key", "text_key", "state", "made_at", "origin_id", "first_seen", "last_seen")


def sightings(
    connection: Connection, record_id: int, newest: Sighting, method_of: Callable[[int], str]
) -> list[Sighting]:
    """A record's history, oldest first, `newest` at its end."""
    columns = [_revision.c[name] for name in _SIGHTING]
    rows = connection.execute(
        select(*columns).where(_revision.c.record_id == record_id).order_by(_revision.c.number)
    ).all()
    earlier = [
        Sighting(
            source_id=row.source_id,
            content_key=row.content_key,
            text_key=row.text_key,
            state=row.state,
            by_export=method_of(row.origin_id) == CaptureMethod.EXPORT.value,
            made_at=row.made_at,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
        )
        for row in rows
    ]
    return [*earlier, newest]


def load(connection: Connection, record_id: int) -> tuple[Any, list[dict[str, Any]]]:
    """The record's row, and all its states as dictionaries, oldest first."""
    return load_many(connection, [record_id])[record_id]


def load_many(connection: Connection, record_ids: Sequence[int]) -> dict[int, tuple[Any, list[dict[str, Any]]]]:
    """Row and states, as `load` gives them, of at most a few hundred records; those there are."""
    earlier: dict[int, list[dict[str, Any]]] = {}
    for state in connection.execute(
        select(_revision)
        .where(_revision.c.record_id.in_(record_ids))
        .order_by(_revision.c.record_id, _revision.c.number)
    ).mappings():
        earlier.setdefault(state["record_id"], []).append(state_of(dict(state)))
    rows = connection.execute(select(_record).where(_record.c.id.in_(record_ids))).mappings()
    return {row["id"]: (dict(row), [*earlier.get(row["id"], ()), state_of(dict(row))]) for row in rows}


def insert_state(connection: Connection, record_id: int, place: Place, values: dict[str, Any], people: People) -> str:
    """Put a new state at its place, renumber the others; returns in a word what happened."""
    row, history = load(connection, record_id)
    before = history[-1]
    if place.verdict is Verdict.SPLIT:
        around = history[place.index]
        returned = {**around, "first_seen": around["last_seen"]}
        history[place.index] = {**around, "last_seen": around["first_seen"]}
        history[place.index + 1 : place.index + 1] = [values, returned]
    else:
        history.insert(place.index, values)
    share_files(row, history, people)
    store(connection, row, history, people)
    return _what(before, history[-1])


def share_files(
    row: Mapping[str, Any], history: Sequence[dict[str, Any]], people: People, more: Sequence[late_files.File] = ()
) -> bool:
    """Put files that one state has, or that are in `more`, where another state lacks them. Returns whether any did."""
    bodies = [state["body"] for state in history]
    late_files.share(history, more)
    changed = [state for state, body in zip(history, bodies, strict=True) if state["body"] != body]
    for state in changed:
        redigest(state, row["kind"], people)
    return bool(changed)


def _what(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if after["state"] != before["state"]:
        if after["state"] == State.DELETED.value:
            return dirty.DELETED
        if after["state"] == State.HIDDEN.value:
            return dirty.HIDDEN
        if after["state"] == State.PRESENT.value:
            return dirty.RETURNED
    return dirty.EDITED


History = tuple[Mapping[str, Any], list[dict[str, Any]]]
"""A record's row, and its states, oldest first."""


def store(connection: Connection, row: Mapping[str, Any], history: list[dict[str, Any]], people: People) -> None:
    """Write a record's states anew, and what is derived from their words."""
    store_many(connection, [(row, history)], people)


def store_many(connection: Connection, histories: Sequence[History], people: People) -> None:
    """As `store`, for at most a few hundred records."""
    if not histories:
        return
    connection.execute(delete(_revision).where(_revision.c.record_id.in_([row["id"] for row, _ in histories])))
    earlier = [
        {"record_id": row["id"], "number": number, **state}
        for row, history in histories
        for number, state in enumerate(history[:-1], start=1)
    ]
    if earlier:
        connection.execute(insert(_revision), earlier)
    connection.execute(
        update(_record)
        .where(_record.c.id == bindparam("number"))
        .values({name: bindparam(f"new_{name}") for name in ("revisions", *STATE_COLUMNS)}),
        [
            {
                "number": row["id"],
                "new_revisions": len(history),
                **{f"new_{name}": value for name, value in history[-1].items()},
            }
            for row, history in histories
        ],
    )
    _derive(connection, histories, people)


def derive(connection: Connection, row: Mapping[str, Any], history: list[dict[str, Any]], people: People) -> None:
    """Write a record's search words and mentions anew, over all its states."""
    _derive(connection, [(row, history)], people)


def _derive(connection: Connection, histories: Sequence[History], people: People) -> None:
    table = schema.mention
    words: list[index.FulltextRow] = []
    mentioned: list[dict[str, Any]] = []
    for row, history in histories:
        records = [
            decode_record(state, row["kind"], row["key"], BARE_THREAD, people, lambda numbers: (), state["snapshot"])
            for state in history
        ]
        said = list(dict.fromkeys(fold(searchable(record)) for record in records))
        places = index.facets(row["channel_id"], row["kind"], row["at"], row["thread_id"])
        words.append((row["id"], " ".join(said), places))
        found = mentions(records)
        mentioned += ({"value_key": value, "record_id": row["id"], "times": times} for value, times in found.items())
    index.change(connection, words)
    connection.execute(delete(table).where(table.c.record_id.in_([number for number, _, _ in words])))
    if mentioned:
        connection.execute(insert(table), mentioned)


def tombstone(connection: Connection, record_id: int, origin_id: int, seen: int, people: People) -> dict[str, Any]:
    """The newest state once more, as the platform says it is gone."""
    row, history = load(connection, record_id)
    state = {
        **history[-1],
        "state": State.DELETED.value,
        "origin_id": origin_id,
        "first_seen": seen,
        "last_seen": seen,
        "place": "",
    }
    redigest(state, row["kind"], people)
    return state


def reloaded(connection: Connection, record_id: int) -> dict[str, Any]:
    """The fields of Known as they stand now."""
    columns = [_record.c[name] for name in Known.__dataclass_fields__]
    return dict(connection.execute(select(*columns).where(_record.c.id == record_id)).mappings().one())


def set_seen(connection: Connection, record_id: int, number: int, first: int, last: int) -> None:
    """When an earlier state was seen."""
    connection.execute(
        update(_revision)
        .where(_revision.c.record_id == record_id, _revision.c.number == number)
        .values(first_seen=first, last_seen=last)
    )


def move_thread(connection: Connection, loser: int, winner: int) -> None:
    """Hang what one thread holds on another, volumes with their numbers included."""
    volume = schema.volume
    connection.execute(update(_record).where(_record.c.thread_id == loser).values(thread_id=winner))
    connection.execute(update(volume).where(volume.c.thread_id == loser).values(thread_id=winner))
    index.move_threads(connection, winner)
