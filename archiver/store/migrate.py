"""Brings a database to the schema this program knows: makes an empty one at once, walks an older one through Alembic.

A database from a newer program is refused rather than guessed at.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from archiver.errors import StorageError
from archiver.store import index, schema
from archiver.store.database import Database

_VERSION_TABLE = "alembic_version"
MIGRATIONS = Path(__file__).parent / "migrations"


def ensure(database: Database) -> None:
    """Create or migrate; does nothing when the schema is the present one. Raises StorageError."""
    with database.read() as connection:
        found = version(connection)
    if found == schema.HEAD:
        return
    if database.read_only:
        raise StorageError(
            "the database is empty" if found is None else "the database needs an upgrade; open it for writing once"
        )
    with database.write() as connection:
        # Another process may have been quicker.
        found = version(connection)
        if found is None:
            _create(connection)
        elif found != schema.HEAD:
            upgrade(connection)


def version(connection: Connection) -> str | None:
    """The revision a database is at, or None when it holds nothing of ours."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar_one_or_none()
    return None if found is None else str(found)


def _create(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    index.create(connection)
    # As Alembic would make it.
    column = "version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY"
    connection.execute(text(f"CREATE TABLE {_VERSION_TABLE} ({column})"))
    connection.execute(text(f"INSERT INTO {_VERSION_TABLE} VALUES (:head)"), {"head": schema.HEAD})


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Walk the migrations, within the caller's transaction. Imports Alembic, which takes about a second."""
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise StorageError(f"the database cannot be upgraded by this version of the program: {error}") from error


def includes(name: str | None, kind: str) -> bool:
    """Whether a thing in the database is the declared schema's. Full-text tables and columns are made by hand."""
    return not (
        name is None
        or (kind == "table" and (name.startswith("fts_") or name == _VERSION_TABLE))
        or (kind == "index" and name == "ix_fulltext_words")
        or (kind == "column" and name == "words")
    )
