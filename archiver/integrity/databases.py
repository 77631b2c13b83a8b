"""The database in a backup: SQLite copied page by page through its own interface, PostgreSQL through pg_dump.

Never a copy of a file in use: that may hold half a transaction. A password stands in the environment of the tool, never
on its command line.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from archiver.errors import ConfigError, StorageError

_TIMEOUT_S = 6 * 3600.0


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy, checked, readable by its owner alone. Raises StorageError."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        uri = f"file:{str(source).replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as living, closing(sqlite3.connect(target)) as kept:
            living.backup(kept)
            # The copy stands alone: no log beside it that a restore could forget.
            kept.execute("PRAGMA journal_mode=DELETE")
            verdict = kept.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise StorageError(f"the copy of the database {source} is damaged; run `archiver verify` on the archive")
        handle = os.open(target, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except (sqlite3.Error, OSError) as error:
        raise StorageError(f"the database {source} could not be copied ({type(error).__name__})") from None


def dump_postgresql(url: str, target: Path) -> None:
    """A dump in pg_dump's own form. Raises ConfigError when there is no pg_dump, StorageError when it fails."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def restore_postgresql(dump: Path, url: str) -> None:
    """Into an empty database, wholly or not at all. Raises as `dump_postgresql` does."""
    _run("pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(dump))


def _run(tool: str, url: str, *options: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise ConfigError(
            f"{tool} is not installed: install the PostgreSQL client of the server's version (Debian: postgresql-client)"
        )
    address = make_url(url)
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "30"}
    if address.password is not None:
        environment["PGPASSWORD"] = str(address.password)
    try:
        done = subprocess.run(
            [program, f"--dbname={_plain(address)}", "--no-password", *options],
            env=environment,
            capture_output=True,
            check=False,
            timeout=_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StorageError(f"{tool} did not end well ({type(error).__name__})") from None
    if done.returncode:
        # What it says may quote a row; the first words tell of versions, passwords and rights without one.
        said = done.stderr.decode(errors="replace")
        hint = next((words for words in _HINTS if words in said), "")
        raise StorageError(f"{tool} ended with {done.returncode}" + (f": {hint}" if hint else ""))


_HINTS = (
    "server version mismatch",
    "password authentication failed",
    "permission denied",
    "already exists",
    "does not exist",
    "Connection refused",
    "No space left on device",
)


def _plain(address: URL) -> str:
    return address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
