"""One writer an archive, and so one run a channel. Both locks go with their holder: one that was killed never blocks the next.

The folder's is the kernel's; a PostgreSQL database, which another machine's folder could share, has one of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from archiver.errors import AlreadyRunning, StorageError
from archiver.store import Store
from archiver.store.lock import database_lock

LOCK_NAME = ".lock"


@contextlib.contextmanager
def archive_lock(root: Path, store: Store | None = None) -> Iterator[None]:
    """Hold the archive for writing, and `store`'s database. Raises AlreadyRunning at once when another run holds either."""
    from filelock import FileLock, Timeout

    lock = FileLock(root / LOCK_NAME, timeout=0, mode=0o640)
    try:
        lock.acquire()
    except Timeout:
        raise AlreadyRunning("another run is at work on this archive; it was left alone") from None
    except OSError as error:
        raise StorageError(
            f"the archive folder {root} cannot be locked: {error.strerror or type(error).__name__}"
        ) from error
    try:
        with database_lock(store.database) if store is not None else contextlib.nullcontext():
            yield
    finally:
        lock.release()
