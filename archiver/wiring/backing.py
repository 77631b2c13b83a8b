"""Backup and restore, wired. The archive is locked meanwhile: a snapshot is of one moment, files and database alike.

The archive's own keys stay out unless asked for: whoever holds a backup with them can try out identifiers against the
keyed hashes and sign as the archive. They belong in a safe of their own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archiver.errors import ArchiverError, ConfigError, ExitCode, IntegrityError
from archiver.integrity import snapshot as shots
from archiver.integrity.databases import copy_sqlite, dump_postgresql, restore_postgresql
from archiver.integrity.findings import VerifyReport
from archiver.integrity.manifest import MANIFEST_NAME, Manifest
from archiver.integrity.snapshot import ARCHIVE, CONFIG, DUMP, SECRETS, SQLITE, Snapshot
from archiver.model.digest import Json, sha256_hex
from archiver.model.event import EventKind
from archiver.pipeline.lock import LOCK_NAME, archive_lock
from archiver.store import Store
from archiver.vault.custody import refuse_private_keys
from archiver.vault.durable import PART_SUFFIX, make_folders, storage, storage_error
from archiver.wiring.proof import verify_archive
from archiver.wiring.values import agent, clock, database_url, software
from config.part import SECRET_REF
from config.settings import Settings
from config.sources import load
from config.tokens import read_secret

_DATABASE = ("archive.db", "archive.db-wal", "archive.db-shm", "archive.db-journal")


@dataclass(slots=True)
class BackupReport:
    """What a backup did. `differing` are files that are not what the archive's manifest says of them."""

    snapshot: Path
    files: int = 0
    linked: int = 0
    copied_bytes: int = 0
    manifest_sha256: str = ""
    removed: tuple[str, ...] = ()
    differing: list[str] = field(default_factory=list)
    with_secrets: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """5 when a file is not what was written down: it is backed up as it is, and a person must look."""
        return ExitCode.INTEGRITY if self.differing else ExitCode.OK

    def as_json(self) -> dict[str, Json]:
        """For --json."""
        return {
            "snapshot": str(self.snapshot),
            "files": self.files,
            "unchanged": self.linked,
            "copied_bytes": self.copied_bytes,
            "manifest_sha256": self.manifest_sha256,
            "with_secrets": self.with_secrets,
            "removed": list(self.removed),
            "differing": list(self.differing),
        }


def back_up(
    settings: Settings, backups: Path, *, config: Path, with_secrets: bool = False, keep: int = 0
) -> BackupReport:
    """Make a snapshot in `backups`; `keep` > 0 removes all but the newest so many.

    Raises ConfigError, StorageError or AlreadyRunning; then no snapshot appears, and earlier ones are as they were."""
    root, now = settings.archive_path, clock()()
    if not root.is_dir():
        raise ConfigError(f"there is no archive at {root} yet: there is nothing to back up")
    if backups.resolve().is_relative_to(root):
        raise ConfigError(f"{backups} lies inside the archive; a backup belongs on another disk")
    refuse_private_keys([root], depth=1)
    # The lock is the database's too, where that is a server: a run on another machine must not write meanwhile.
    with Store.open(database_url(settings)) as locked, archive_lock(root, locked):
        with storage("making", backups):
            make_folders(backups, mode=0o700)
        shots.sweep(backups)
        earlier = shots.names(backups)
        before = _believable(backups / earlier[-1]) if earlier else None
        name = f"{now:%Y%m%dT%H%M%SZ}"
        if name in earlier:
            raise ConfigError(f"there is a backup of this very second in {backups} already")
        folder = backups / f"{name}{shots.UNFINISHED}"
        is_sqlite = database_url(settings).startswith("sqlite")
        made = Snapshot(
            folder=folder,
            made=now,
            software=software(),
            database="sqlite" if is_sqlite else "postgresql",
            with_secrets=with_secrets,
        )
        report = BackupReport(snapshot=folder, with_secrets=with_secrets)
        try:
            _fill(made, before, settings, config, report, with_secrets=with_secrets)
            report.snapshot = made.finish()
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        report.files, report.linked, report.copied_bytes = len(made.entries), made.linked, made.copied_bytes
        report.manifest_sha256 = sha256_hex(made.manifest())
        with Store.open(database_url(settings)) as store:
            detail: Json = {
                "snapshot": name,
                "files": report.files,
                "manifest": report.manifest_sha256,
                "with secrets": with_secrets,
                "differing": len(report.differing),
            }
            store.append_event(EventKind.BACKUP, "archive", agent(), detail, now)
        report.removed = shots.prune(backups, keep, made=name)
    return report


def _believable(folder: Path) -> Snapshot | None:
    """The snapshot before, to link to; a damaged one is no reason not to make a good one."""
    try:
        return shots.read(folder)
    except ArchiverError:
        return None


def _fill(
    made: Snapshot,
    before: Snapshot | None,
    settings: Settings,
    config: Path,
    report: BackupReport,
    *,
    with_secrets: bool,
) -> None:
    root = settings.archive_path
    listed = Manifest.load(root / "proof" / MANIFEST_NAME).held
    with storage("making", made.folder):
        make_folders(made.folder / ARCHIVE, mode=0o700)
    if made.database == "sqlite":
        copy_sqlite(root / "archive.db", made.folder / SQLITE)
        made.add(SQLITE)
    else:
        dump_postgresql(database_url(settings), made.folder / DUMP)
        made.add(DUMP)
    for source, path in _files(root):
        entry = made.put(source, f"{ARCHIVE}/{path}", before)
        known = listed.get(path)
        if known is not None and known.sha256 != entry.sha256:
            report.differing.append(path)
    made.put(config, CONFIG, before, mode=0o640)
    if with_secrets:
        made.put(settings.key_file, SECRETS, None, mode=0o600)


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    """Every file of the archive that goes into a backup as it lies: not the database, the lock or what is half-written."""

    def refused(error: OSError) -> None:
        raise error

    with storage("reading", root):
        for folder, folders, files in os.walk(root, onerror=refused):
            folders.sort()
            for name in sorted(files):
                source = Path(folder, name)
                path = source.relative_to(root).as_posix()
                if path in (*_DATABASE, LOCK_NAME) or name.endswith(PART_SUFFIX) or source.is_symlink():
                    continue
                yield source, path


@dataclass(slots=True)
class RestoreReport:
    """What a restore did. `damaged` are files of the backup that were not what its manifest said; `verified` is the check
    of the restored archive, None when it could not be made."""

    snapshot: Path
    folder: Path
    files: int = 0
    damaged: list[tuple[str, str]] = field(default_factory=list)
    verified: VerifyReport | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """5 when anything is not what it was, 1 when that could not be checked wholly."""
        if self.damaged or (self.verified is not None and not self.verified.ok):
            return ExitCode.INTEGRITY
        return ExitCode.OK if self.verified is not None else ExitCode.GAPS

    def as_json(self) -> dict[str, Json]:
        """For --json."""
        return {
            "snapshot": str(self.snapshot),
            "to": str(self.folder),
            "files": self.files,
            "damaged": [{"path": path, "detail": detail} for path, detail in self.damaged],
            "verified": None if self.verified is None else self.verified.as_json(),
            "notes": list(self.notes),
        }


def restore(
    backup: Path,
    folder: Path,
    *,
    key_file: Path | None = None,
    database: str = "",
    environ: Mapping[str, str] = os.environ,
) -> RestoreReport:
    """Put a snapshot (or the newest of a folder of them) into the new `folder`, and verify what is there then.

    `key_file` stands in for keys that the backup does not hold; `database` (a secret's place or an address) is where a
    PostgreSQL dump goes. Raises ConfigError, IntegrityError or StorageError."""
    chosen = _choose(backup)
    found = shots.read(chosen)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder} is there already and not empty; a restore goes into a new folder")
    if found.database == "postgresql" and not database:
        raise ConfigError("this backup holds a PostgreSQL dump: --database says into which empty database it goes")
    report = RestoreReport(snapshot=chosen, folder=folder)
    with storage("making", folder):
        make_folders(folder, mode=0o750)
    for path, entry in sorted(found.entries.items()):
        if path == DUMP:
            continue
        target = folder / path
        secret = path == SECRETS
        with storage("restoring", target):
            make_folders(target.parent, mode=0o700 if secret else 0o750)
        try:
            mode = 0o600 if path in (SECRETS, SQLITE) else 0o640 if path == CONFIG else 0o440
            digest = shots.copy(found.folder / path, target, mode=mode)
        except FileNotFoundError:
            report.damaged.append((path, "it is gone from the backup"))
            continue
        except OSError as error:
            raise storage_error("restoring", target, error) from error
        report.files += 1
        if digest != entry.sha256:
            report.damaged.append((path, "its bytes are not those that were backed up"))
    _verify(report, found, key_file, database, environ)
    return report


def _choose(backup: Path) -> Path:
    if (backup / shots.ABOUT).exists():
        return backup
    known = shots.names(backup)
    if not known:
        raise ConfigError(f"there is no backup in {backup}")
    return backup / known[-1]


def _verify(
    report: RestoreReport, found: Snapshot, key_file: Path | None, database: str, environ: Mapping[str, str]
) -> None:
    """Point the restored configuration at what was restored, and check it all."""
    folder = report.folder.resolve()
    settings = load(folder / CONFIG, environ={})
    wanted = folder / ARCHIVE
    if settings.archive_path != wanted:
        report.notes.append(f'set archive.path = "{ARCHIVE}" in {report.folder / CONFIG}')
    keys = folder / SECRETS if found.with_secrets else key_file
    if keys is None or settings.key_file != keys.resolve():
        report.notes.append(
            f"put the key file where secrets.key_file of {report.folder / CONFIG} says: {settings.key_file}"
        )
    archive = settings.archive.model_copy(update={"path": str(wanted), "database": database or "sqlite"})
    if found.database == "postgresql":
        url = database
        if SECRET_REF.fullmatch(database):
            url = read_secret(database, key="--database", home=Path.cwd(), environ=environ)
        restore_postgresql(found.folder / DUMP, url.replace("postgresql+psycopg://", "postgresql://", 1))
        archive = archive.model_copy(update={"database": url})
    if keys is None or not keys.exists():
        report.notes.append(
            "the archive's key file is not here: every file was checked against the backup's manifest, the signatures and "
            "the event chain were not. Run `archiver verify --full` when the key file is in place"
        )
        return
    where = settings.secrets.model_copy(update={"key_file": str(keys.resolve())})
    placed = settings.model_copy(update={"archive": archive, "secrets": where})
    try:
        report.verified = verify_archive(placed, full=True)
    except IntegrityError as error:
        report.damaged.append(("archive", str(error)))


def check(backup: Path) -> tuple[Path, list[tuple[str, str]]]:
    """Read a snapshot (or the newest) wholly; which, and what is damaged in it."""
    chosen = _choose(backup)
    return chosen, list(shots.damaged(shots.read(chosen)))
