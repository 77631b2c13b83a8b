"""The tables, declared once for SQLite and PostgreSQL; migrations change them, this file says what they now are.

Times are whole microseconds since 1970 UTC, so that both engines compare and index them alike. Whatever a person wrote
is in a `body`, `snapshot` or folded column and is already redacted. `volume` is our word for what is published under
one record number: a conversation, or a channel's month of posts; `record` is one message, post or comment.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

HEAD = "0001"
"""The newest migration. Alembic is imported only when a database says something else."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes only an INTEGER primary key the row's own number.
Big = BigInteger().with_variant(Integer(), "sqlite")


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


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
    _text("label"),
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

origin = Table(
    "origin",
    metadata,
    Column("id", Big, primary_key=True),
    Column("channel_id", ForeignKey("channel.id"), nullable=False),
    Column("method", Text, nullable=False),
    Column("ref", Text, nullable=False, index=True),
    UniqueConstraint("channel_id", "method", "ref"),
)


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
    Column("seen", Big, nullable=False),
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

fulltext = Table(
    "fulltext",
    metadata,
    Column("record_id", ForeignKey("record.id"), primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("facets", Text, nullable=False),
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
    UniqueConstraint("channel_id", "record_key", "rule", "start", "end"),
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
