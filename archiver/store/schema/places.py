"""Tables of where records belong: channels, people, threads, and the numbers given out so far."""

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
    false,
)

from archiver.store.schema.base import Big, metadata

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Big, nullable=False),
)

channel = Table(
    "channel",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    # Whether the channel holds records with the platform's ids, and records known only by their content: only where
    # both exist can one record have come two ways.
    Column("has_ids", Boolean, nullable=False, server_default=false()),
    Column("has_derived", Boolean, nullable=False, server_default=false()),
)

person = Table(
    "person",
    metadata,
    Column("id", Big, primary_key=True),
    Column("channel_id", ForeignKey("channel.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("role", Text, nullable=False),
    Column("platform_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    UniqueConstraint("channel_id", "digest"),
)

thread = Table(
    "thread",
    metadata,
    Column("id", Big, primary_key=True),
    Column("channel_id", ForeignKey("channel.id"), nullable=False),
    Column("realm", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", LargeBinary, nullable=False),
    Column("participants", Text, nullable=False, server_default=""),
    # Another name of the same thread (the export's beside the platform's): everything hangs on the one it points to.
    Column("same_as", ForeignKey("thread.id"), nullable=True, index=True),
    Column("root_at", Big, nullable=True),
    # When title and kind were last told: an older batch does not set them back.
    Column("told", Big, nullable=False),
    UniqueConstraint("channel_id", "realm", "key"),
    Index("ix_thread_channel_id_key", "channel_id", "key"),
)

origin = Table(
    "origin",
    metadata,
    Column("id", Big, primary_key=True),
    Column("channel_id", ForeignKey("channel.id"), nullable=False),
    Column("method", Text, nullable=False),
    Column("ref", Text, nullable=False, index=True),
    UniqueConstraint("channel_id", "method", "ref"),
)
