"""Tables of records: their newest state, the earlier ones, other keys, other ways in, and what finds them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from archiver.store.schema.base import Big, metadata


def _state_columns() -> tuple[Column[object], ...]:
    """What one state of a record consists of: the newest stands in `record`, the earlier ones in `revision`."""
    columns: tuple[Column[object], ...] = (
        Column("source_id", Text, nullable=False),
        Column("content_key", Text, nullable=False),
        Column("text_key", Text, nullable=False),
        Column("match_key", Text, nullable=False, index=True),
        Column("state", Text, nullable=False),
        Column("sender_id", ForeignKey("person.id"), nullable=False),
        Column("recipients", Text, nullable=False),
        Column("parent", Text, nullable=False),
        Column("version_of", Text, nullable=False),
        Column("occurrence", Integer, nullable=False),
        # When the platform says this state was made (edited, else sent): orders the states of a chain of ids.
        Column("made_at", Big, nullable=True),
        Column("place", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("digest", LargeBinary, nullable=False),
        Column("snapshot", LargeBinary, nullable=True),
        Column("held", Text, nullable=False),
        Column("marks", Text, nullable=False),
        Column("attachments", Integer, nullable=False),
        Column("flags", Integer, nullable=False),
        Column("origin_id", ForeignKey("origin.id"), nullable=False),
        Column("first_seen", Big, nullable=False),
        Column("last_seen", Big, nullable=False),
    )
    return columns


STATE_COLUMNS = tuple(column.name for column in _state_columns())


record = Table(
    "record",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("channel_id", ForeignKey("channel.id"), nullable=False),
    Column("thread_id", ForeignKey("thread.id"), nullable=False),
    Column("volume_id", ForeignKey("volume.id"), nullable=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    # Place in time: sent, else received, else first captured (then not `timed`).
    Column("at", Big, nullable=False),
    Column("timed", Boolean, nullable=False),
    Column("revisions", Integer, nullable=False),
    # Which ways it came: 1 with the platform's id, 2 known by its content; 3 both.
    Column("ways", Integer, nullable=False),
    # Which methods showed it: 1 the platform's interface, 2 an export; 3 both.
    Column("methods", Integer, nullable=False),
    Column("gone_since", Big, nullable=True),
    Column("gone_last", Big, nullable=True),
    Column("gone_reason", Text, nullable=True),
    *_state_columns(),
    UniqueConstraint("channel_id", "key"),
    Index("ix_record_thread_id_at", "thread_id", "at", "id"),
    Index("ix_record_volume_id_at", "volume_id", "at", "id"),
    # The reconciliation of every night counts these, and reads nothing else of a record.
    Index("ix_record_channel_id_kind", "channel_id", "kind", "volume_id"),
)
Index(
    "ix_record_channel_id_source_id",
    record.c.channel_id,
    record.c.source_id,
    sqlite_where=text("source_id <> ''"),
    postgresql_where=text("source_id <> ''"),
)
Index(
    "ix_record_loose",
    record.c.channel_id,
    record.c.thread_id,
    sqlite_where=text("volume_id IS NULL"),
    postgresql_where=text("volume_id IS NULL"),
)

revision = Table(
    "revision",
    metadata,
    Column("record_id", ForeignKey("record.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    *_state_columns(),
)

alias = Table(
    "alias",
    metadata,
    Column("channel_id", ForeignKey("channel.id"), primary_key=True),
    Column("what", Text, primary_key=True),  # key, source
    Column("value", Text, primary_key=True),
    Column("record_id", ForeignKey("record.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

provenance = Table(
    "provenance",
    metadata,
    Column("record_id", ForeignKey("record.id"), primary_key=True),
    Column("origin_id", ForeignKey("origin.id"), primary_key=True),
    Column("seen", Big, nullable=False),
    sqlite_with_rowid=False,
)

absence = Table(
    "absence",
    metadata,
    Column("channel_id", ForeignKey("channel.id"), primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("affirmed", Boolean, primary_key=True),
    Column("first_seen", Big, nullable=False),
    Column("last_seen", Big, nullable=False),
    Column("reason", Text, nullable=False),
    Column("origin_id", ForeignKey("origin.id"), nullable=False),
)

mention = Table(
    "mention",
    metadata,
    Column("value_key", Text, primary_key=True),
    Column("record_id", ForeignKey("record.id"), primary_key=True, index=True),
    Column("times", Integer, nullable=False),
    sqlite_with_rowid=False,
)

learned = Table(
    "learned",
    metadata,
    Column("channel_id", ForeignKey("channel.id"), primary_key=True),
    Column("thread", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value_key", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Threads in which something was found that earlier texts may hold too, and the run that found it: the row stands from the
# transaction that stores the find until the sweep over the earlier texts is done and scrubbed, whatever is killed between.
unswept = Table(
    "unswept",
    metadata,
    Column("channel_id", ForeignKey("channel.id"), primary_key=True),
    Column("thread", Text, primary_key=True),
    Column("run", Text, nullable=False),
    sqlite_with_rowid=False,
)

fulltext = Table(
    "fulltext",
    metadata,
    Column("record_id", ForeignKey("record.id"), primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("facets", Text, nullable=False),
)
