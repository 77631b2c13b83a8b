"""Handing records over: their files copied out, each checked against its hash, the reason written down first."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archiver.errors import ExitCode, StorageError, UsageError
from archiver.model.digest import Json
from archiver.model.event import EventKind
from archiver.model.ids import RecordNumber
from archiver.store import Store
from archiver.vault.durable import make_folders, storage

MANIFEST = "manifest-sha256.txt"


@dataclass(slots=True)
class HandOver:
    """What was copied, and what could not be."""

    files: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    damaged: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """5 when a file is not what was published, 1 when something else is missing."""
        if self.damaged:
            return ExitCode.INTEGRITY
        return ExitCode.GAPS if self.problems else ExitCode.OK

    def as_json(self) -> dict[str, Json]:
        """For --json."""
        return {"files": [str(path) for path in self.files], "problems": list(self.problems)}


def hand_over(
    store: Store,
    root: Path,
    records: Sequence[str],
    to_dir: Path,
    *,
    reason: str,
    agent: str,
    now: Callable[[], dt.datetime],
) -> HandOver:
    """Copy the newest edition's files of each record into `to_dir`. A file there already is never overwritten.

    Raises UsageError when a record does not exist, `reason` is empty or `to_dir` lies in the archive; then nothing was
    copied."""
    reason = checked_reason(reason)
    outside(root, to_dir)
    numbers = [known_number(store, record) for record in records]
    with storage("making", to_dir):
        make_folders(to_dir)
    result = HandOver()
    lines = []
    for number in numbers:
        edition = store.latest_edition(number)
        if edition is None:
            result.problems.append(f"{number}: has no published edition")
            continue
        # Written down before anything leaves: a hand-over that cannot be logged does not happen.
        store.append_event(
            EventKind.DISSEMINATION, number, agent, {"reason": reason, "edition": edition.edition}, at=now()
        )
        for published in edition.files:
            source = root / published.path
            target = _free(to_dir, Path(published.path).name)
            with storage("copying to", target):
                found = _copy(source, target)
            if found is None:
                result.problems.append(f"{number}: {published.path} is missing")
                result.damaged = True
            elif found != published.sha256:
                target.unlink(missing_ok=True)
                result.problems.append(f"{number}: {published.path} is not the file that was published")
                result.damaged = True
            else:
                result.files.append(target)
                lines.append(f"{found}  {target.name}\n")
    if lines:
        with storage("writing into", to_dir):
            _free(to_dir, MANIFEST).write_text("".join(lines), encoding="utf-8")
    return result


def checked_reason(reason: str) -> str:
    """The reason without blanks around it. Raises UsageError when there is none."""
    reason = reason.strip()
    if not reason:
        raise UsageError("--reason: say why; it is kept in the event log")
    return reason


def outside(root: Path, to_dir: Path) -> None:
    """Raise UsageError when `to_dir` lies in the archive: what is handed over is no part of it, and an opened original
    must never lie there."""
    if to_dir.resolve().is_relative_to(root.resolve()):
        raise UsageError("--to: that folder lies in the archive; name one outside it")


def known_number(store: Store, record: str) -> RecordNumber:
    """The record number a person typed, in any case. Raises UsageError when there is no such record."""
    number = RecordNumber(record.strip().upper())
    try:
        # What a shell hands over may be no text at all, which a database refuses in its own words.
        number.encode("ascii")
        store.channel_of(number)
    except (StorageError, UnicodeEncodeError):
        raise UsageError(f"there is no record {record.strip()[:20]!r}") from None
    return number


def _copy(source: Path, target: Path) -> str | None:
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        # A link in a record's place is not what was published; a file that may not be read is the disk's matter.
        if error.errno == errno.ELOOP:
            return ""
        raise
    with os.fdopen(handle, "rb") as reading:
        digest = hashlib.file_digest(reading, "sha256").hexdigest()
        reading.seek(0)
        with target.open("xb") as writing:
            shutil.copyfileobj(reading, writing)
    return digest


def _free(folder: Path, name: str) -> Path:
    """`name` in `folder`, or `name (2)` and so on where it is taken."""
    path = folder / name
    count = 2
    while path.exists():
        path = folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
        count += 1
    return path
