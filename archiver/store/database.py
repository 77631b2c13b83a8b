"""One connection pool, two kinds of transaction, and database errors put into words an operator can act on.

There is one writer at a time on both engines, so that numbers, the cursor and the event chain never cross. Parameters
never appear in an error: they are people's words.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from archiver.errors import ArchiverError, ConfigError, StorageError
from archiver.store.filesystem import refuse_network

_BUSY_MS = 30_000
_CACHE_KIB = 65_536
_CHECKPOINT_PAGES = 8_000
"""How long SQLite's log may grow before it is folded in: longer spares an import from writing index pages over again."""
_WRITER_LOCK = 7_216_405_301
"""Advisory lock of PostgreSQL that makes writers take turns; any constant will do, it only must not change."""


class Database:
    """An engine with our settings. `read` and `write` are the only ways in."""

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self.url = _parsed(url)
        self.read_only = read_only
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.path = Path(self.url.database) if self.is_sqlite and self.url.database else None
        self.engine = self._sqlite() if self.is_sqlite else self._postgresql()

    def _sqlite(self) -> Engine:
        if self.path is None:
            raise ConfigError("the database address names no file", problems=("archive.database: names no file",))
        refuse_network(self.path)
        if self.read_only:
            if not self.path.exists():
                raise StorageError(f"there is no database at {self.path}")
            query = {"mode": "ro", "uri": "true"}
            if _is_at_rest(self.path):
                query["immutable"] = "1"
            url = self.url.set(database=f"file:{_uri_path(self.path)}", query=query)
        else:
            _create_private(self.path)
            url = self.url
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_MS / 1000})

        @event.listens_for(engine, "connect")
        def _settings(raw: Any, _entry: object) -> None:
            # We say BEGIN ourselves: the driver's own way would leave reads outside and upgrade locks midway.
            raw.isolation_level = None
            cursor = raw.cursor()
            if not self.read_only:
                mode = cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0]
                if mode != "wal":
                    raise StorageError(f"the file system of {self.path} does not allow SQLite's write-ahead log")
            for pragma in (
                "synchronous=FULL",
                "foreign_keys=ON",
                "secure_delete=ON",
                "temp_store=MEMORY",
                f"busy_timeout={_BUSY_MS}",
                f"cache_size=-{_CACHE_KIB}",
                f"wal_autocheckpoint={_CHECKPOINT_PAGES}",
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            writing = connection.get_execution_options().get("writing", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

        return engine

    def _postgresql(self) -> Engine:
        engine = create_engine(self.url, hide_parameters=True, pool_pre_ping=True)
        if self.read_only:

            @event.listens_for(engine, "begin")
            def _read_only(connection: Connection) -> None:
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")

        return engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction: one consistent picture. Raises StorageError."""
        with self._guarded(writing=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A write transaction, alone; committed when the block ends, undone when it raises. Raises StorageError."""
        if self.read_only:
            raise StorageError("the database was opened for reading only")
        with self._guarded(writing=True) as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
            yield connection

    @contextmanager
    def _guarded(self, *, writing: bool) -> Iterator[Connection]:
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(writing=writing)
                with connection.begin():
                    yield connection
        except ArchiverError:
            raise
        except SQLAlchemyError as error:
            # `from None`: what the driver says may quote a row.
            raise StorageError(self._explain(error)) from None

    def housekeep(self, statement: str) -> tuple[Any, ...]:
        """Run a statement that no transaction may hold; returns its first row, if it gives one. Raises StorageError."""
        try:
            if self.is_sqlite:
                # The engine's own connection would say BEGIN first.
                with closing(self.engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
                    cursor.execute(statement)
                    return tuple(cursor.fetchone() or ())
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(statement)
                return ()
        except sqlite3.Error as error:
            raise StorageError(self._explain(DBAPIError(None, None, error))) from None
        except SQLAlchemyError as error:
            raise StorageError(self._explain(error)) from None

    def _explain(self, error: SQLAlchemyError) -> str:
        if not isinstance(error, DBAPIError):
            return f"the database could not be used ({type(error).__name__})"
        where = f"the database {self.path}" if self.is_sqlite else "the database server"
        told = str(error.orig) if self.is_sqlite else ""
        state = str(getattr(error.orig, "sqlstate", None) or "")
        for words, meaning in _MEANINGS:
            if words in told or (state and state == words):
                return f"{where} {meaning}"
        detail = type(error.orig).__name__ + (f" {state}" if state else "")
        if not self.is_sqlite and not state:
            return f"{where} cannot be reached ({detail})"
        return f"{where} refused ({detail})"

    def close(self) -> None:
        """Give the connections back. The last one out folds SQLite's log into the database."""
        self.engine.dispose()


_MEANINGS = (
    ("locked", "is locked by another process"),
    ("readonly", "cannot be written: it is read-only"),
    ("full", "cannot be written: the disk is full"),
    ("disk I/O", "cannot be read or written: the disk failed"),
    ("unable to open", "cannot be opened: check the folder and its permissions"),
    ("not a database", "is not a database, or is damaged"),
    ("malformed", "is damaged"),
    ("53100", "cannot be written: the disk is full"),
    ("25006", "cannot be written: it is read-only"),
    ("55P03", "is locked by another process"),
    ("28P01", "refused the password"),
    ("28000", "refused the user"),
    ("3D000", "has no database of that name"),
    ("42501", "does not give this user the right"),
)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number; its text quotes the address
        raise ConfigError(
            "the database address cannot be read", problems=("archive.database: not an address",)
        ) from None
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        problem = "archive.database: must be sqlite or postgresql"
        raise ConfigError("the database must be SQLite or PostgreSQL", problems=(problem,))
    return parsed


def _uri_path(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _is_at_rest(path: Path) -> bool:
    """Whether it lies whole on a disk that takes no writes, where SQLite could not make the log's index it reads with."""
    log = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def _create_private(path: Path) -> None:
    """Make the file readable by its owner alone before SQLite would make it by the process's habit."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StorageError(f"the database {path} cannot be opened: {error.strerror}") from error


def insert_many(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert many rows at the driver's speed. Table and column names are ours, never data."""
    if not rows:
        return
    mark = _mark(connection)
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join([mark] * len(columns))
    connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(rows))


def update_many(connection: Connection, table: str, column: str, rows: Sequence[tuple[Any, int]]) -> None:
    """Set a column of many rows, given as (value, id), at the driver's speed. Names are ours, never data."""
    if rows:
        mark = _mark(connection)
        connection.exec_driver_sql(f'UPDATE "{table}" SET "{column}" = {mark} WHERE id = {mark}', list(rows))


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"
