"""The stored records that a batch speaks of, as far as deciding needs them: found by key, alias, id or edit chain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, select

from archiver.store import schema

_CHUNK = 1000


@dataclass(slots=True)
class Known:
    """A stored record's newest state, without its words. `ways` and the rest as in the table."""

    id: int
    thread_id: int
    volume_id: int | None
    kind: str
    at: int
    timed: bool
    revisions: int
    ways: int
    methods: int
    gone_since: int | None
    gone_last: int | None
    source_id: str
    content_key: str
    text_key: str
    state: str
    made_at: int | None
    snapshot: bytes | None
    held: str
    origin_id: int
    first_seen: int
    last_seen: int


_record = schema.record
_COLUMNS = [_record.c[name] for name in Known.__dataclass_fields__]


def _known(row: Any) -> Known:
    """From a row of one label and then the columns in their order: tens of thousands of these go by in an import."""
    return Known(*row[1:])


def by_keys(connection: Connection, channel_id: int, keys: Sequence[str]) -> dict[str, Known]:
    """Records by their own key or one they were also known by."""
    found: dict[str, Known] = {}
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        query = select(_record.c.key.label("wanted"), *_COLUMNS).where(
            _record.c.channel_id == channel_id, _record.c.key.in_(part)
        )
        found.update({row.wanted: _known(row) for row in connection.execute(query)})
    missing = [key for key in keys if key not in found]
    shared: dict[int, Known] = {known.id: known for known in found.values()}
    for key, known in _by_alias(connection, channel_id, "key", missing):
        # One object a record, whichever of its keys a batch uses.
        found[key] = shared.setdefault(known.id, known)
    return found


def by_ids(connection: Connection, record_ids: Sequence[int]) -> list[Known]:
    """Records by their rows."""
    query = select(_record.c.id.label("wanted"), *_COLUMNS).where(_record.c.id.in_(record_ids))
    return [_known(row) for row in connection.execute(query)]


def by_sources(connection: Connection, channel_id: int, source_ids: Iterable[str]) -> dict[str, list[Known]]:
    """Records by a platform's id, first ids of edit chains included."""
    wanted = sorted({source_id for source_id in source_ids if source_id})
    found: dict[str, dict[int, Known]] = {}
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        query = select(_record.c.source_id.label("wanted"), *_COLUMNS).where(
            _record.c.channel_id == channel_id, _record.c.source_id.in_(part), _record.c.source_id != ""
        )
        for row in connection.execute(query):
            found.setdefault(row.wanted, {})[row.id] = _known(row)
    for source_id, known in _by_alias(connection, channel_id, "source", wanted):
        found.setdefault(source_id, {}).setdefault(known.id, known)
    return {source_id: list(records.values()) for source_id, records in found.items()}


def _by_alias(connection: Connection, channel_id: int, what: str, values: Sequence[str]) -> Iterable[tuple[str, Known]]:
    alias = schema.alias
    for start in range(0, len(values), _CHUNK):
        query = (
            select(alias.c.value.label("wanted"), *_COLUMNS)
            .join(_record, _record.c.id == alias.c.record_id)
            .where(
                and_(
                    alias.c.channel_id == channel_id,
                    alias.c.what == what,
                    alias.c.value.in_(values[start : start + _CHUNK]),
                )
            )
        )
        for row in connection.execute(query):
            yield row.wanted, _known(row)


def holds_source(connection: Connection, channel_id: int, source_id: str) -> bool:
    """Whether a record with this id is stored."""
    return bool(by_sources(connection, channel_id, [source_id]))
