"""Tables of what is published: volumes, who stands in them, their editions, files and changes."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from archiver.store.schema.base import Big, metadata

volume = Table(
    "volume",
    metadata,
    Column("id", Big, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("channel_id", ForeignKey("channel.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("thread_id", ForeignKey("thread.id"), nullable=True, index=True),
    Column("month", Text, nullable=True),
    Column("began", Big, nullable=False),
    Column("ended", Big, nullable=False),
    Column("began_on", Text, nullable=False),
    # When the silence starts that closes it: the last message, or the end of the month of posts.
    Column("quiet_from", Big, nullable=False),
    Column("label", Text, nullable=False, server_default=""),
    Column("formerly", Text, nullable=False, server_default="[]"),
    Column("dirty", Boolean, nullable=False),
    Column("edition", Integer, nullable=False, server_default="0"),
    Column("closed_edition", Integer, nullable=False, server_default="0"),
    Column("status", Text, nullable=False, server_default=""),
    Column("withheld", Text, nullable=True),
    UniqueConstraint("channel_id", "month"),
)
# The night's questions are look-ups: what is dirty, and what lies open since when.
Index("ix_volume_dirty", volume.c.id, sqlite_where=text("dirty = 1"), postgresql_where=text("dirty"))
Index(
    "ix_volume_open",
    volume.c.kind,
    volume.c.quiet_from,
    sqlite_where=text("status = 'open'"),
    postgresql_where=text("status = 'open'"),
)
Index("ix_volume_ended", volume.c.ended, volume.c.id)
Index(
    "ix_volume_withheld",
    volume.c.id,
    sqlite_where=text("withheld IS NOT NULL"),
    postgresql_where=text("withheld IS NOT NULL"),
)

volume_person = Table(
    "volume_person",
    metadata,
    Column("volume_id", ForeignKey("volume.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True, index=True),
    # Empty for one who is named among the participants and wrote nothing.
    Column("last_at", Big, nullable=True),
    sqlite_with_rowid=False,
)

change = Table(
    "change",
    metadata,
    Column("id", Big, primary_key=True),
    Column("volume_id", ForeignKey("volume.id"), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("record_id", ForeignKey("record.id"), nullable=True),
    Column("what", Text, nullable=False),
    Column("seen", Big, nullable=False),
    Index("ix_change_volume_id_edition", "volume_id", "edition"),
)

edition = Table(
    "edition",
    metadata,
    Column("volume_id", ForeignKey("volume.id"), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("status", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("correspondent", Text, nullable=False),
    Column("channel_name", Text, nullable=False),
    Column("content_sha256", Text, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("began", Big, nullable=False),
    Column("ended", Big, nullable=False),
    Column("made", Big, nullable=False),
    Column("rules", Text, nullable=False),
    Column("software", Text, nullable=False),
    Column("run", Text, nullable=False),
    # Whether its files say that a person has reviewed the redaction.
    Column("reviewed", Boolean, nullable=False, server_default=false()),
)

file = Table(
    "file",
    metadata,
    Column("path", Text, primary_key=True),
    Column("volume_id", ForeignKey("volume.id"), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Big, nullable=False),
    Column("format", Text, nullable=False),
    # No edition refers to it any more: its removal from the disk is due.
    Column("stale", Boolean, nullable=False, server_default=false()),
    Index("ix_file_volume_id_edition", "volume_id", "edition"),
)
Index("ix_file_stale", file.c.path, sqlite_where=text("stale = 1"), postgresql_where=text("stale"))
