"""The tables, declared once for SQLite and PostgreSQL; migrations change them, this file says what they now are.

Times are whole microseconds since 1970 UTC, so that both engines compare and index them alike. Whatever a person wrote
is in a `body`, `snapshot` or folded column and is already redacted. `volume` is our word for what is published under
one record number: a conversation, or a channel's month of posts; `record` is one message, post or comment.
"""

from __future__ import annotations

from archiver.store.schema.base import metadata
from archiver.store.schema.ledger import (
    addition,
    channel_run,
    cursor,
    event,
    gap,
    judged,
    original,
    quarantine,
    review,
    run,
    tally,
)
from archiver.store.schema.places import channel, counter, origin, person, thread
from archiver.store.schema.records import (
    STATE_COLUMNS,
    absence,
    alias,
    fulltext,
    learned,
    mention,
    provenance,
    record,
    revision,
    unswept,
)
from archiver.store.schema.volumes import change, edition, file, volume, volume_person

HEAD = "0001"
"""The newest migration. Alembic is imported only when a database says something else."""

__all__ = [
    "HEAD",
    "STATE_COLUMNS",
    "absence",
    "addition",
    "alias",
    "change",
    "channel",
    "channel_run",
    "counter",
    "cursor",
    "edition",
    "event",
    "file",
    "fulltext",
    "gap",
    "judged",
    "learned",
    "mention",
    "metadata",
    "origin",
    "original",
    "person",
    "provenance",
    "quarantine",
    "record",
    "review",
    "revision",
    "run",
    "tally",
    "thread",
    "unswept",
    "volume",
    "volume_person",
]
