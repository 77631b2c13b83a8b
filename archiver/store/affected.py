"""Whom a damaged or lost file concerns: the records in it, and the kinds of personal information that redaction met there.

Kinds and record numbers alone: this goes into notices. Read only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, or_, select

from archiver.model.redaction import Kind
from archiver.store import schema

_record, _volume, _origin, _original = schema.record, schema.volume, schema.origin, schema.original
_CHUNK = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """`records` are numbers, sorted; `kinds` what is in them, or in clear in their originals. `attachments`: sealed files
    that people sent are among what is affected."""

    records: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    attachments: bool = False


def affected(connection: Connection, numbers: Collection[str], refs: Collection[str]) -> Affected:
    """Of these record numbers, and of these sealed originals (below `originals/`; a container stands for its members)."""
    records, marks, attachments = set(numbers), set[str](), False
    for chunk in _chunks(numbers):
        query = select(_record.c.marks).join(_volume, _volume.c.id == _record.c.volume_id).distinct()
        marks.update(connection.scalars(query.where(_volume.c.number.in_(chunk))))
    for chunk in _chunks(refs):
        origins = select(_origin.c.id).where(_named(_origin.c.ref, chunk))
        from_origin = or_(
            _record.c.origin_id.in_(origins),
            _record.c.id.in_(select(schema.provenance.c.record_id).where(schema.provenance.c.origin_id.in_(origins))),
        )
        query = (
            select(_volume.c.number, _record.c.marks)
            .join(_volume, _volume.c.id == _record.c.volume_id, isouter=True)
            .where(from_origin)
            .distinct()
        )
        for row in connection.execute(query):
            marks.add(row.marks)
            if row.number is not None:
                records.add(row.number)
        files = select(_original.c.id).where(
            _named(_original.c.ref, chunk), _original.c.ref.not_in(select(_origin.c.ref))
        )
        attachments = attachments or connection.execute(files.limit(1)).first() is not None
    kinds = {part.partition("=")[0] for each in marks for part in each.split(" ") if part}
    return Affected(
        records=tuple(sorted(records)),
        kinds=tuple(kind for kind in Kind if kind.value in kinds),
        attachments=attachments,
    )


def _named(column: ColumnElement[str], refs: list[str]) -> ColumnElement[bool]:
    return or_(column.in_(refs), *(column.startswith(f"{ref}#", autoescape=True) for ref in refs if "#" not in ref))


def _chunks(values: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
