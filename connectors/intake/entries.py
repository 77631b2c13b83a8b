"""What an opened archive offers to the source: its admitted entries, and a ledger of those that were refused."""

from __future__ import annotations

from collections import Counter
from typing import BinaryIO, Protocol

from connectors.intake.limits import Limits
from connectors.intake.paths import UnsafeName, is_junk, safe_path, shown


class Archive(Protocol):
    """One given zip, folder or file."""

    def entries(self) -> list[tuple[str, int]]:
        """(path, size) of everything that was let in."""

    def open(self, path: str) -> BinaryIO:
        """The entry's bytes; SourceError when they cannot be read."""

    def close(self) -> None: ...


class Ledger:
    """Admits names one by one and keeps the refusals: the first thousand named, the rest counted by reason.

    Counts are kept over all archives of one source, so that a thousand small bombs are one large one."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.ignored = 0
        self._refused: list[tuple[str, str]] = []
        self._unnamed: Counter[tuple[str, str]] = Counter()
        self._named: Counter[str] = Counter()
        self._members = 0
        self._bytes = 0

    def refuse(self, archive: str, name: str, reason: str) -> None:
        """Write down that `name` (empty = the whole archive) was not let in."""
        self._named[archive] += 1
        if self._named[archive] > self.limits.refusals:
            self._unnamed[archive, reason] += 1
            return
        place = f"{shown(archive)}: {shown(name)}" if name else shown(archive)
        self._refused.append((place, reason))

    def admit(self, archive: str, raw: str, size: int, taken: set[str]) -> str | None:
        """The safe path under which the entry is let in, or None (junk, or refused and written down).

        `taken` holds the paths already let in from this archive, and gains this one."""
        try:
            path = safe_path(raw, self.limits)
        except UnsafeName as error:
            self.refuse(archive, raw, str(error))
            return None
        if is_junk(path):
            self.ignored += 1
            return None
        if path in taken:
            reason = "a second entry of the same name"
        elif size > self.limits.member:
            reason = f"larger than the limit of {self.limits.member} bytes"
        elif self._members >= self.limits.members:
            reason = f"more than the limit of {self.limits.members} files"
        elif self._bytes + size > self.limits.total:
            reason = f"the export is larger than the limit of {self.limits.total} bytes"
        else:
            self._members += 1
            self._bytes += size
            taken.add(path)
            return path
        self.refuse(archive, raw, reason)
        return None

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        """(place, reason), the unnamed ones summed up at the end."""
        more = ((shown(archive), f"{count} more: {reason}") for (archive, reason), count in self._unnamed.items())
        return (*self._refused, *more)
