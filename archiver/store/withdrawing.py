"""Files that give way because redaction became stricter: they hold what the next edition takes out."""

from __future__ import annotations

from sqlalchemy import Connection, and_, select, update

from archiver.store import dirty, schema

_change, _file = schema.change, schema.file


def withdraw(connection: Connection, volume_id: int, edition: int) -> list[str]:
    """Where this edition was made because redaction became stricter, mark the files of the earlier ones as stale; their
    paths. Their editions, with their digests, stay written down; the originals stay sealed."""
    cause = (
        select(_change.c.id)
        .where(_change.c.volume_id == volume_id, _change.c.edition == edition, _change.c.what == dirty.STRICTER)
        .limit(1)
    )
    if connection.execute(cause).scalar_one_or_none() is None:
        return []
    earlier = and_(_file.c.volume_id == volume_id, _file.c.edition < edition, ~_file.c.stale)
    paths = list(connection.execute(select(_file.c.path).where(earlier).order_by(_file.c.path)).scalars())
    connection.execute(update(_file).where(earlier).values(stale=True))
    return paths
