"""The database and what earlier runs left: revision, log, place; runs that did not end; half-written files; the last backup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from archiver.model.event import EventKind
from archiver.retrieval.outlook import Schedules
from archiver.store import Store, migrate, schema
from archiver.store.attempts import IMPORT, first_started, last_finished, last_of_kind
from archiver.store.database import Database
from archiver.store.filesystem import file_system, refuse_network
from archiver.vault.durable import PART_SUFFIX
from archiver.wiring.doctor.findings import Finding, fine, warn, wrong
from config.settings import Settings

_BACKUP_AGE = dt.timedelta(days=8)
_OLD_PART = dt.timedelta(days=1)
_SILENCE = dt.timedelta(hours=3)


def database(settings: Settings, url: str) -> Iterator[Finding]:
    """Whether the database can be used, and is of this program's revision."""
    sqlite = url.startswith("sqlite")
    path = settings.archive_path / "archive.db"
    if sqlite:
        refuse_network(path)
        if not path.exists():
            yield fine("database", str(path), "not there yet; the first run makes it")
            return
    reading = Database(url, read_only=True)
    try:
        with reading.read() as connection:
            revision = migrate.version(connection)
            told = ""
            if sqlite:
                mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
                told = f", {mode} log, on {file_system(path) or 'an unnamed file system'}"
                if mode != "wal":
                    yield wrong("database", str(path), f"its log is of the kind {mode}", "put it on a local disk")
    finally:
        reading.close()
    subject = str(path) if sqlite else "PostgreSQL"
    if revision == schema.HEAD:
        yield fine("database", subject, f"revision {revision}{told}")
    else:
        yield warn(
            "database",
            subject,
            f"it is of revision {revision or 'none'}, the program's is {schema.HEAD}",
            "the next run upgrades an older one: take a backup first; a newer one needs the newer program",
        )


def history(store: Store, schedules: Schedules, now: dt.datetime) -> Iterator[Finding]:
    """Whether runs come to their end, and a backup was made lately."""
    with store.database.read() as connection:
        ended, began = last_finished(connection, now), first_started(connection)
        imported = last_finished(connection, now, IMPORT)
        backup = last_of_kind(connection, EventKind.BACKUP)
    missed = schedules.nights.next(ended) if ended is not None else None
    if ended is None:
        told = f"; the last import began at {imported:%Y-%m-%d %H:%M} UTC" if imported is not None else ""
        yield fine("runs", "runs", f"no night has run yet{told}")
    elif missed is not None and now - missed > _SILENCE:
        yield warn(
            "runs",
            "runs",
            f"the last that came to its end began at {ended:%Y-%m-%d %H:%M} UTC; one was due at {missed:%Y-%m-%d %H:%M} UTC",
            "see that the timer, cron or `archiver schedule` runs, and what it said",
        )
    else:
        yield fine("runs", "runs", f"the last that came to its end began at {ended:%Y-%m-%d %H:%M} UTC")
    last = store.runs(1)
    if last and last[0].finished is None and last[0].started < now - dt.timedelta(hours=12):
        yield warn(
            "runs",
            last[0].id,
            f"began at {last[0].started:%Y-%m-%d %H:%M} UTC and has not ended: it hangs, or was killed",
            "look at its process; a killed one needs nothing, the next run goes on from its place",
        )
    if backup is None:
        if began is not None and now - began > _BACKUP_AGE:
            yield warn("backup", "backup", "there is none", "`archiver backup DIR`, every day, to another disk")
        else:
            yield fine("backup", "backup", "none yet; the archive is young: `archiver backup DIR`, every day")
    elif now - backup > _BACKUP_AGE:
        yield warn("backup", "backup", f"the last is of {backup:%Y-%m-%d}", "see why: it should be made every day")
    else:
        yield fine("backup", "backup", f"the last is of {backup:%Y-%m-%d %H:%M} UTC")


def leftovers(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Half-written files that no run has swept away for a day: none of them is a record."""
    root = settings.archive_path
    if not root.is_dir():
        return
    old = []
    for path in root.rglob(f".*{PART_SUFFIX}"):
        try:
            age = now - dt.datetime.fromtimestamp(path.lstat().st_mtime, dt.UTC)
        except OSError:
            continue  # swept away meanwhile
        if age > _OLD_PART:
            old.append(path)
    if old:
        where = ", ".join(sorted({str(path.parent.relative_to(root)) for path in old})[:5])
        yield warn(
            "leftovers",
            str(root),
            f"{len(old)} half-written files in {where}",
            "a run sweeps its own away; if they stay after the next one, remove files named .*.part by hand",
        )
    else:
        yield fine("leftovers", str(root), "nothing half-written lies about")
