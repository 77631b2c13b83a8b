"""What a check can find, and the report that gathers it all before anybody is told."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from archiver.model.digest import Json

CONTAINER_KIND = "container"
"""The kind of a HeldFile that holds sealed members: listed in the manifest, named by no row."""


class FindingKind(enum.StrEnum):
    """What is wrong, in a word that stays the same for ever: other programs look for it."""

    FILE_MISSING = "file_missing"
    FILE_UNEXPECTED = "file_unexpected"
    FILE_UNREADABLE = "file_unreadable"
    SIZE_MISMATCH = "size_mismatch"
    DIGEST_MISMATCH = "digest_mismatch"
    CHAIN_BROKEN = "chain_broken"
    HEAD_MISSING = "head_missing"
    HEAD_DIFFERS = "head_differs"
    SIGNATURE_BAD = "signature_bad"
    STAMP_BAD = "stamp_bad"
    MANIFEST_DIFFERS = "manifest_differs"
    INDEX_DIFFERS = "index_differs"
    CONTENT_DIFFERS = "content_differs"
    """A row of the database is not what its digest, its edition or the event chain says."""
    DATABASE_DAMAGED = "database_damaged"
    UNCLAIMED = "unclaimed"
    """A whole sealed original that no row names: what a run killed between sealing and its transaction leaves. The next
    run or import takes it in. Does not make a report bad; one that the manifest lists is `manifest_differs` besides."""
    LEFT_OVER = "left_over"
    """What a killed process left half-written: no record, to be swept by the next run. Does not make a report bad."""
    STAMP_UNREAD = "stamp_unread"
    """An authority's reply that is kept but that this program cannot read. Does not make a report bad."""

    @property
    def is_harmless(self) -> bool:
        """Whether an archive with this finding is still whole and genuine."""
        return self in (FindingKind.UNCLAIMED, FindingKind.LEFT_OVER, FindingKind.STAMP_UNREAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: at `path` (relative to the archive; `events` for their log) or with `record`, and how.

    A finding is handled as a possible breach of privacy: `record` names the record affected wherever it is known.
    """

    kind: FindingKind
    path: str = ""
    record: str = ""
    detail: str = ""

    def as_json(self) -> dict[str, Json]:
        """`kind`, `detail`, and `path` and `record` where they are known."""
        found: dict[str, Json] = {"kind": str(self.kind), "detail": self.detail}
        if self.path:
            found["path"] = self.path
        if self.record:
            found["record"] = self.record
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """What the archive says it holds. `path` is relative to the archive folder; a sealed member of a container is
    `originals/<channel>/<year>/<run>.tar#<member>`. `size` in bytes, `sha256` in lower-case hexadecimal."""

    path: str
    sha256: str
    size: int
    kind: str
    record: str = ""

    @property
    def file(self) -> str:
        """The file itself: the container, for a member."""
        return self.path.partition("#")[0] if self.is_member else self.path

    @property
    def is_member(self) -> bool:
        """Whether this is a sealed member of a container. (Elsewhere `#` is a letter of a name like any other.)"""
        return self.path.startswith("originals/") and "#" in self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """Everything one check found. `checked` counts what was looked at. When the budget ran out before every file was
    re-hashed, `complete` is False and `resume_after` goes into the next check."""

    depth: str
    checked: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    complete: bool = True
    resume_after: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing was found that makes the archive less than whole and genuine."""
        return all(finding.kind.is_harmless for finding in self.findings)

    @property
    def records(self) -> tuple[str, ...]:
        """The records that findings touch, sorted."""
        return tuple(sorted({finding.record for finding in self.findings if finding.record}))

    def as_json(self) -> dict[str, Json]:
        """The report as `archiver verify --json` prints it."""
        return {
            "ok": self.ok,
            "depth": self.depth,
            "complete": self.complete,
            "resume_after": self.resume_after,
            "checked": dict(self.checked),
            "findings": [finding.as_json() for finding in self.findings],
        }
