"""Sealed originals as the database knows them: where each lies now, and what its content's keyed hash is.

Records point to an original by its row: packing many files into one container changes rows of this table alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from archiver.model.capture import Sealed
from archiver.store import schema
from archiver.store.codec import instant, micros, pack, plain, unpack
from archiver.store.people import numbers_of

_table = schema.original


def keep(connection: Connection, channel_id: int, sealed: Iterable[Sealed]) -> int:
    """Add the originals that are not known; returns how many those were."""
    wanted = {plain(item.ref): item for item in sealed}
    present = _ids(connection, wanted)
    for ref in present:
        # A record may have pointed to it before its own particulars came.
        connection.execute(
            update(_table).where(_table.c.ref == ref, _table.c.sha256 == "").values(**_values(wanted[ref]))
        )
    fresh = [
        {"channel_id": channel_id, "ref": ref, **_values(item)} for ref, item in wanted.items() if ref not in present
    ]
    if fresh:
        connection.execute(insert(_table), fresh)
    return len(fresh)


def _values(item: Sealed) -> dict[str, Any]:
    return {
        "sha256": item.sha256,
        "size": item.size,
        "content_key": item.content_key,
        "content_size": item.content_size,
        "media_type": plain(item.media_type),
        "sealed_at": micros(item.sealed_at),
        "recipients": pack(list(item.recipients)).decode(),
    }


def numbers(connection: Connection, channel_id: int, refs: Iterable[str]) -> dict[str, int]:
    """Row numbers of originals by where they lie. One that was never sealed in a batch gets a row to point to."""
    wanted = sorted({plain(ref) for ref in refs if ref})
    found = _ids(connection, wanted)
    for ref in wanted:
        if ref not in found:
            result = connection.execute(
                insert(_table).values(
                    channel_id=channel_id,
                    ref=ref,
                    sha256="",
                    size=0,
                    content_key="",
                    content_size=0,
                    media_type="",
                    sealed_at=0,
                    recipients="[]",
                )
            )
            found[ref] = int(result.inserted_primary_key[0])  # type: ignore[index]
    return found


def _ids(connection: Connection, refs: Iterable[str]) -> dict[str, int]:
    wanted = list(refs)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        query = select(_table.c.ref, _table.c.id).where(_table.c.ref.in_(wanted[start : start + 500]))
        found.update({row.ref: row.id for row in connection.execute(query)})
    return found


def refs(connection: Connection, wanted: Iterable[int]) -> dict[int, tuple[str, str]]:
    """(ref, sha256 of the sealed file) by row number."""
    rows = sorted(set(wanted))
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(rows), 500):
        query = select(_table.c.id, _table.c.ref, _table.c.sha256).where(_table.c.id.in_(rows[start : start + 500]))
        found.update({row.id: (row.ref, row.sha256) for row in connection.execute(query)})
    return found


def by_content(connection: Connection, content_key: str) -> Sealed | None:
    """The original whose content has this keyed hash, or None."""
    if not content_key:
        return None
    query = select(_table).where(_table.c.content_key == content_key).order_by(_table.c.id).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else _sealed(row)


def every(connection: Connection, channel_id: int | None, after: int, limit: int = 1000) -> list[tuple[int, Sealed]]:
    """The next sealed originals behind row `after`, in the order of sealing."""
    query = select(_table).where(_table.c.id > after, _table.c.sha256 != "").order_by(_table.c.id).limit(limit)
    if channel_id is not None:
        query = query.where(_table.c.channel_id == channel_id)
    return [(row.id, _sealed(row)) for row in connection.execute(query)]


def whole(connection: Connection) -> list[Sealed]:
    """Every original that is a file of its own and no member of a container, in the order of sealing."""
    query = select(_table).where(_table.c.ref.not_like("%#%"), _table.c.sha256 != "").order_by(_table.c.id)
    return [_sealed(row) for row in connection.execute(query)]


def move(connection: Connection, places: Mapping[str, Sealed]) -> int:
    """Write down where originals lie now; what points to them follows. Returns how many moved."""
    moved = 0
    for old, item in places.items():
        result = connection.execute(
            update(_table).where(_table.c.ref == plain(old)).values(ref=plain(item.ref), **_values(item))
        )
        moved += result.rowcount
        origin = schema.origin
        connection.execute(update(origin).where(origin.c.ref == plain(old)).values(ref=plain(item.ref)))
    return moved


def of_volume(connection: Connection, volume_id: int) -> list[tuple[str, str]]:
    """(ref, sha256) of every original that a volume's records came from or that holds their files, by ref."""
    origin, found = schema.origin, dict[str, str]()
    used = _origin_ids(connection, volume_id)
    for start in range(0, len(used), 500):
        query = (
            select(origin.c.ref, _table.c.sha256)
            .outerjoin(_table, _table.c.ref == origin.c.ref)
            .where(origin.c.id.in_(used[start : start + 500]))
        )
        found.update({row.ref: row.sha256 or "" for row in connection.execute(query) if row.ref})
    held = {n for text in _held(connection, volume_id) for n in numbers_of(text) if n}
    found.update(dict(refs(connection, held).values()))
    return sorted(found.items())


def _origin_ids(connection: Connection, volume_id: int) -> Sequence[int]:
    record, revision, provenance = schema.record, schema.revision, schema.provenance
    mine = record.c.volume_id == volume_id
    queries: tuple[Any, ...] = (
        select(record.c.origin_id).where(mine).distinct(),
        select(revision.c.origin_id)
        .join(record, record.c.id == revision.c.record_id)
        .where(mine, record.c.revisions > 1)
        .distinct(),
        select(provenance.c.origin_id).join(record, record.c.id == provenance.c.record_id).where(mine).distinct(),
    )
    return sorted({int(row[0]) for query in queries for row in connection.execute(query)})


def _held(connection: Connection, volume_id: int) -> Iterator[str]:
    record, revision = schema.record, schema.revision
    mine = record.c.volume_id == volume_id
    for row in connection.execute(select(record.c.held).where(mine, record.c.attachments > 0)):
        yield row.held
    earlier = (
        select(revision.c.held)
        .join(record, record.c.id == revision.c.record_id)
        .where(mine, record.c.revisions > 1, revision.c.attachments > 0)
    )
    for row in connection.execute(earlier):
        yield row.held


def _sealed(row: Any) -> Sealed:
    return Sealed(
        ref=row.ref,
        sha256=row.sha256,
        size=row.size,
        content_key=row.content_key,
        content_size=row.content_size,
        media_type=row.media_type,
        sealed_at=instant(row.sealed_at),
        recipients=tuple(unpack(row.recipients.encode())),
    )
