"""One run a database, where that is PostgreSQL: two machines with folders of their own could share one and not see each other.

The lock is the session's: the server gives it back when the holder's connection is gone, killed or cut off. It needs a
connection of its own from the start of the run to its end, so a pooler in transaction mode must not stand between.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from archiver.errors import AlreadyRunning, StorageError
from archiver.store.database import Database

RUN_LOCK = 7_216_405_302
"""Any constant will do, it only must not change, nor be the writers'."""

_KEEP_ALIVE = ("tcp_keepalives_idle = 60", "tcp_keepalives_interval = 15", "tcp_keepalives_count = 4")
"""A holder whose machine lost power is noticed by the server within two minutes, not two hours."""


@contextlib.contextmanager
def database_lock(database: Database) -> Iterator[None]:
    """Hold the database for a run; on SQLite the archive folder's own lock is enough, and nothing is done here.

    Raises AlreadyRunning at once when another holds it, StorageError when the server cannot be asked."""
    if database.is_sqlite:
        yield
        return
    try:
        connection = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    except SQLAlchemyError as error:
        raise StorageError(f"the database server cannot be reached ({type(error).__name__})") from None
    try:
        try:
            for setting in _KEEP_ALIVE:
                connection.exec_driver_sql(f"SET {setting}")
            taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({RUN_LOCK})").scalar_one()
        except SQLAlchemyError as error:
            raise StorageError(f"the database refused a lock ({type(error).__name__})") from None
        if not taken:
            raise AlreadyRunning("another run is at work on this database; it was left alone")
        yield
    finally:
        # Out of the pool and closed: a connection given back to it would go on holding the lock.
        with contextlib.suppress(SQLAlchemyError):
            connection.invalidate()
        connection.close()
