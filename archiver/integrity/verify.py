"""One check of the whole archive: files, events, heads, stamps and manifest. Every finding is gathered, then told once.

It takes plain values and reads plain files, so that the walk-away archive can be checked from its manifest and heads
alone, without a database. It changes nothing: what is wrong stays as it is, as evidence.
"""

from __future__ import annotations

import datetime as dt
import enum
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archiver.errors import IntegrityError
from archiver.integrity.chain import ChainLink, verify_chain
from archiver.integrity.filecheck import FileCheck, not_held
from archiver.integrity.findings import CONTAINER_KIND, Finding, FindingKind, HeldFile, VerifyReport
from archiver.integrity.headcheck import verify_heads
from archiver.integrity.heads import HeadLog, SignedHead
from archiver.integrity.manifest import MANIFEST_NAME, Manifest
from archiver.integrity.timestamp import stamp_path, unread_path, verify_stamp


class Depth(enum.StrEnum):
    """How much of a file is looked at."""

    QUICK = "quick"
    """Names and sizes."""
    FULL = "full"
    """Every byte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the archive is checked against. None leaves that part out: the manifest alone is enough for files.

    `held`: all files and sealed originals that rows name (containers come from the manifest); None takes the manifest's
    alone. `events` and `leaves` in order, from the first.
    `trusted`: public signing keys by key id. `known_heads`: SHA-256 of head files by number, as remembered elsewhere.
    `stamp_roots`: PEM certificates of time stamp authorities; without them stamps are counted but not judged.
    """

    trusted: Mapping[str, bytes]
    held: Sequence[HeldFile] | None = None
    events: Iterable[ChainLink] | None = None
    leaves: Iterable[bytes] | None = None
    known_heads: Mapping[int, str] = field(default_factory=dict)
    stamp_roots: tuple[bytes, ...] = ()


def verify(
    archive: Path,
    expected: Expected,
    *,
    depth: Depth = Depth.QUICK,
    budget: dt.timedelta | None = None,
    start_after: str = "",
    aside: Callable[[str], bool] = not_held,
    clock: Callable[[], float] = time.monotonic,
) -> VerifyReport:
    """Check the archive and report everything found, in a stable order.

    `budget` bounds the re-hashing of the full depth; `start_after` takes the `resume_after` of the check before.
    `aside` says which paths, relative to the archive, may lie there without being held.
    """
    checked: Counter[str] = Counter()
    log = HeadLog(archive / "proof" / "heads")
    heads, findings = verify_heads(log, trusted=expected.trusted, known=expected.known_heads, leaves=expected.leaves)
    checked["heads"] = len(heads)
    findings.extend(_stamps(heads, expected.stamp_roots, checked))

    if expected.events is not None:
        known = {head.head.events: head.head.events_hash for head in heads if head.head.events}
        checked["events"], broken = verify_chain(expected.events, known=known)
        findings.extend(broken)

    manifest, problems = _manifest(archive, heads)
    findings.extend(problems)
    held = expected.held
    if held is None:
        held = tuple(manifest.held.values())
    elif manifest.path.exists():
        held = _with_containers(held, manifest)
        findings.extend(_against(manifest, held))

    files = FileCheck(archive)
    files.look(held, aside=aside)
    resume_after = ""
    if depth is Depth.FULL:
        started = clock()
        limit = budget.total_seconds() if budget is not None else None
        resume_after = files.read(
            held, start_after=start_after, keep_on=lambda: limit is None or clock() - started < limit
        )
    findings.extend(files.findings)
    checked.update(files.checked)
    return VerifyReport(
        depth=str(depth),
        checked=dict(checked),
        findings=tuple(findings),
        complete=not resume_after,
        resume_after=resume_after,
    )


def _manifest(archive: Path, heads: Sequence[SignedHead]) -> tuple[Manifest, list[Finding]]:
    """The manifest, empty when it is unreadable, and whether it is the one the newest head signed."""
    path = archive / "proof" / MANIFEST_NAME
    name = f"proof/{MANIFEST_NAME}"
    try:
        manifest = Manifest.load(path)
    except IntegrityError:
        detail = "the manifest is damaged"
        return Manifest(path), [Finding(kind=FindingKind.MANIFEST_DIFFERS, path=name, detail=detail)]
    signed = heads[-1].head.manifest if heads else ""
    if signed and not path.exists():
        return manifest, [Finding(kind=FindingKind.FILE_MISSING, path=name, detail="the manifest is gone")]
    if signed and signed != manifest.digest():
        detail = "it is not the manifest that the newest head signed"
        return manifest, [Finding(kind=FindingKind.MANIFEST_DIFFERS, path=name, detail=detail)]
    return manifest, []


def _with_containers(held: Sequence[HeldFile], manifest: Manifest) -> Sequence[HeldFile]:
    """Rows name the members of a container; only the manifest knows the container itself."""
    named = {one.path for one in held}
    listed = manifest.held.values()
    return (*held, *(one for one in listed if one.kind == CONTAINER_KIND and one.path not in named))


def _against(manifest: Manifest, held: Iterable[HeldFile]) -> Iterable[Finding]:
    """Where the manifest and what is held say different things. Members of containers are the containers' affair."""
    wanted = {one.path: one for one in held if not one.is_member}
    for path in sorted(wanted.keys() | manifest.held.keys()):
        one, listed = wanted.get(path), manifest.held.get(path)
        if listed is None or one is None:
            detail = "held, but not in the manifest" if listed is None else "in the manifest, but not held"
        elif (one.sha256, one.size) != (listed.sha256, listed.size):
            detail = "the manifest gives another digest or size"
        else:
            continue
        record = (one or listed or manifest.held[path]).record
        yield Finding(kind=FindingKind.MANIFEST_DIFFERS, path=path, record=record, detail=detail)


def _stamps(heads: Iterable[SignedHead], roots: Sequence[bytes], checked: Counter[str]) -> Iterable[Finding]:
    for head in heads:
        path, unread = stamp_path(head.path), unread_path(head.path)
        if path.exists():
            checked["stamps"] += 1
            if roots:
                try:
                    verify_stamp(path.read_bytes(), head.path.read_bytes(), roots=roots)
                except IntegrityError as error:
                    yield Finding(kind=FindingKind.STAMP_BAD, path=f"proof/heads/{path.name}", detail=str(error))
        elif unread.exists():
            detail = "the authority's reply is kept but could not be read here; try `openssl ts -verify`"
            yield Finding(kind=FindingKind.STAMP_UNREAD, path=f"proof/heads/{unread.name}", detail=detail)
