"""One writer an archive. The lock is the kernel's: a holder that was killed never blocks the next run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from archiver.errors import AlreadyRunning, StorageError

LOCK_NAME = ".lock"


@contextlib.contextmanager
def archive_lock(root: Path) -> Iterator[None]:
    """Hold the archive for writing. Raises AlreadyRunning at once when another run holds it."""
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
        yield
    finally:
        lock.release()
