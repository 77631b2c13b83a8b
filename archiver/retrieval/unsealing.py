"""Opening a record's sealed originals with a private key: logged with its reason before the first byte is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from archiver.errors import ExitCode, UsageError, worst
from archiver.model.digest import Json
from archiver.model.event import EventKind
from archiver.retrieval.handover import checked_reason, known_number, outside
from archiver.store import Store
from archiver.vault.open import unseal


@dataclass(slots=True)
class Opened:
    """The files written, and the originals that could not be opened."""

    files: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    exit_code: ExitCode = ExitCode.OK

    def as_json(self) -> dict[str, Json]:
        """For --json."""
        return {"files": [str(path) for path in self.files], "problems": list(self.problems)}


def unseal_record(
    store: Store,
    root: Path,
    record: str,
    identity: Path,
    to_dir: Path,
    *,
    reason: str,
    agent: str,
    now: Callable[[], dt.datetime],
) -> Opened:
    """Open every original of the record into `to_dir`, owner-only. Raises UsageError without a reason or record or for a
    folder in the archive, ConfigError for an unusable key file; an original that cannot be opened is among the problems."""
    reason = checked_reason(reason)
    outside(root, to_dir)
    number = known_number(store, record)
    refs = [ref for ref, _ in store.originals_of(number)]
    if not refs:
        raise UsageError(f"{number} names no sealed original")
    store.append_event(EventKind.ACCESS, number, agent, {"reason": reason, "originals": len(refs)}, at=now())
    done = unseal(root / "originals", refs, identity_file=identity, to_dir=to_dir)
    result = Opened(files=[item.path for item in done.files])
    for _, error in done.failures:
        result.problems.append(str(error))
        result.exit_code = worst(result.exit_code, error.exit_code)
    return result
