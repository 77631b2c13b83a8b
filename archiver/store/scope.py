"""What must be read anew for one record file: the threads it holds, whole, and every original that told of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from archiver.model.ids import ChannelId, RecordNumber, ThreadKey
from archiver.store import originals, schema
from archiver.store.channels import channel_names
from archiver.store.threads import thread_keys
from archiver.store.views import volume_row

_record = schema.record


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`threads` by every name they bear; `originals` are refs, those that hold attachments too."""

    channel: ChannelId
    threads: frozenset[ThreadKey]
    originals: frozenset[str]


def scope_of(connection: Connection, number: RecordNumber) -> Scope:
    """The scope of one record file. A thread may stand in several files: all of it is read. Raises StorageError."""
    volume = volume_row(connection, number)
    mine = select(_record.c.thread_id).where(_record.c.volume_id == volume.id).distinct()
    threads = list(connection.execute(mine).scalars())
    volumes: set[int] = set()
    for start in range(0, len(threads), 500):
        part = threads[start : start + 500]
        query = select(_record.c.volume_id).where(_record.c.thread_id.in_(part), _record.c.volume_id.is_not(None))
        volumes.update(connection.execute(query.distinct()).scalars())
    return Scope(
        channel=ChannelId(channel_names(connection)[volume.channel_id]),
        threads=frozenset(ThreadKey(key) for key in thread_keys(connection, threads)),
        originals=frozenset(ref for each in sorted(volumes) for ref, _ in originals.of_volume(connection, each)),
    )
