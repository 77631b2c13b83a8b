"""What makes a volume need a new edition, and the lines that tell how that one differs from the closed one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select, update

from archiver.store import schema

ADDED_LATE = "message added late"
EDITED = "edited"
DELETED = "deleted"
HIDDEN = "hidden by the agency"
RETURNED = "returned"
FETCHED_LATE = "attachment fetched late"
CONTENT_CAME = "content came with an export"
STRICTER = "redaction made stricter"
JOINED = "found to be one message, held twice before"

Touch = tuple[int, int | None, str]
"""volume, record (None = the whole), what happened."""


def touch(connection: Connection, touches: Sequence[Touch], seen: int) -> None:
    """Mark volumes dirty; where a closed edition stands, keep what happened for the next one's list of changes."""
    table = schema.volume
    numbers = sorted({volume for volume, _, _ in touches})
    closed: dict[int, int] = {}
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        connection.execute(update(table).where(table.c.id.in_(part)).values(dirty=True))
        rows = connection.execute(
            select(table.c.id, table.c.closed_edition).where(table.c.id.in_(part), table.c.closed_edition > 0)
        )
        closed.update({row.id: row.closed_edition for row in rows})
    changes = [
        {"volume_id": volume, "edition": closed[volume] + 1, "record_id": record, "what": what, "seen": seen}
        for volume, record, what in touches
        if volume in closed
    ]
    if changes:
        connection.execute(insert(schema.change), changes)


def touch_open(connection: Connection, volumes: Iterable[int]) -> None:
    """Mark volumes dirty unless their newest edition is closed: passing figures are no reason for another edition."""
    table = schema.volume
    numbers = sorted(set(volumes))
    for start in range(0, len(numbers), 500):
        connection.execute(
            update(table)
            .where(table.c.id.in_(numbers[start : start + 500]), table.c.status != "closed")
            .values(dirty=True)
        )
