"""Tables of what was done and what is missing: originals, cursors, gaps, quarantine, review, runs and events."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from archiver.store.schema.base import Big, metadata

original = Table(
    "original",
    metadata,
    Column("id", Big, primary_key=True),
    Column("channel_id", ForeignKey("channel.id"), nullable=True, index=True),
    Column("ref", Text, nullable=False, unique=True),
    Column("sha256", Text, nullable=False),
    Column("size", Big, nullable=False),
    Column("content_key", Text, nullable=False, index=True),
    Column("content_size", Big, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("sealed_at", Big, nullable=False),
    Column("recipients", Text, nullable=False),
)

cursor = Table(
    "cursor",
    metadata,
    Column("channel_id", ForeignKey("channel.id"), primary_key=True),
    Column("edge", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("seen", Big, nullable=False),
)

gap = Table(
    "gap",
    metadata,
    Column("channel_id", ForeignKey("channel.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("edge", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("start", Big, nullable=True),
    Column("end", Big, nullable=True),
    Column("state", Text, nullable=False, index=True),  # open, closed, accepted
    Column("opened", Big, nullable=True),
    Column("opened_run", Text, nullable=False),
    Column("settled", Big, nullable=True),
    Column("settled_by", Text, nullable=False),
    Column("settled_reason", Text, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Big, primary_key=True),
    Column("channel_id", ForeignKey("channel.id"), nullable=False),
    Column("origin_id", ForeignKey("origin.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("run", Text, nullable=False, index=True),
    Column("seen", Big, nullable=False),
    UniqueConstraint("channel_id", "origin_id", "source", "place", "reason"),
)

tally = Table(
    "tally",
    metadata,
    Column("run", Text, primary_key=True),
    Column("channel_id", ForeignKey("channel.id"), primary_key=True),
    # The batch that told the figure, so that the same batch again does not count twice.
    Column("batch", LargeBinary, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Big, nullable=False),
)

review = Table(
    "review",
    metadata,
    Column("id", Big, primary_key=True),
    Column("channel_id", ForeignKey("channel.id"), nullable=False),
    Column("record_key", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("run", Text, nullable=False),
    Column("seen", Big, nullable=False),
    Column("decision", Text, nullable=True, index=True),
    Column("decided_by", Text, nullable=False, server_default=""),
    Column("decided_at", Big, nullable=True),
    # The keyed digest of the text that was judged: a later text is judged anew.
    Column("text_key", Text, nullable=False, server_default=""),
    # Which of the record's texts, and the keyed hash of the value found there (empty for a whole text). Together with the
    # rule they name the find whatever becomes of the words around it; start and end are where it stood at first.
    Column("place", Text, nullable=False, server_default="text"),
    Column("value_key", Text, nullable=False, server_default=""),
    UniqueConstraint("channel_id", "record_key", "text_key", "place", "rule", "value_key", name="uq_review_find"),
)

# What people added: a stretch of a record's text to be redacted, known by its length and a keyed hash of its words.
addition = Table(
    "addition",
    metadata,
    Column("id", Big, primary_key=True),
    Column("review_id", ForeignKey("review.id"), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("length", Integer, nullable=False),
    Column("place_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Big, nullable=False),
    # The run that made the stored texts stricter by it.
    Column("applied", Text, nullable=True, index=True),
    UniqueConstraint("review_id", "place", "length", "place_key", name="uq_addition_place"),
)

# By which rules a channel's stored texts were judged last; while newer ones go over them, how far they have come.
judged = Table(
    "judged",
    metadata,
    Column("channel_id", ForeignKey("channel.id"), primary_key=True),
    Column("rules", Text, nullable=False),
    Column("coming", Text, nullable=False, server_default=""),
    Column("thread_id", Big, nullable=False, server_default="0"),
)

run = Table(
    "run",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("started", Big, nullable=False, index=True),
    Column("finished", Big, nullable=True),
    Column("software", Text, nullable=False),
    Column("config_digest", Text, nullable=False),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("report", LargeBinary, nullable=True),
)

channel_run = Table(
    "channel_run",
    metadata,
    Column("run", ForeignKey("run.id"), primary_key=True),
    Column("channel_id", ForeignKey("channel.id"), primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("counts", LargeBinary, nullable=False),
    Column("started", Big, nullable=False),
    Column("finished", Big, nullable=False),
    Column("window_from", Big, nullable=True),
    Column("window_to", Big, nullable=True),
    Column("error", LargeBinary, nullable=True),
    Index("ix_channel_run_channel_id_finished", "channel_id", "finished"),
)

event = Table(
    "event",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("agent", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("detail", LargeBinary, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
