"""The proof of what the archive holds, wired: manifest and signed head at the end of a run; the check of it all."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from archiver.integrity.chain import ChainLink
from archiver.integrity.containers import containers
from archiver.integrity.filecheck import not_held
from archiver.integrity.findings import Finding, FindingKind, HeldFile, VerifyReport
from archiver.integrity.heads import HeadLog, publish_key
from archiver.integrity.manifest import MANIFEST_NAME, Manifest
from archiver.integrity.splice import RECORD_KIND, splice
from archiver.integrity.timestamp import load_certificates
from archiver.integrity.tree import Frontier, leaf_hash
from archiver.integrity.verify import Depth, Expected, verify
from archiver.model.digest import GENESIS, canonical_json
from archiver.model.event import Event, EventKind
from archiver.model.ids import RunId
from archiver.pipeline.index import IndexWriters
from archiver.pipeline.pictures import FOLDER as PICTURES
from archiver.store import Store, originals
from archiver.store.genuine import Examined, examine
from archiver.vault.durable import storage
from archiver.vault.secrets import Secrets
from archiver.wiring.reading import open_reading
from config.settings import Settings

INDEX_KIND = "index"
PICTURE_KIND = "picture"
_ASIDE = ("reports/", "to-review")


def event_leaf(event: Event) -> bytes:
    """What stands for an event in the tree: its link of the chain, so that the tree proves the chain."""
    return leaf_hash(canonical_json({"seq": event.seq, "hash": event.hash}))


def prover(
    archive: Path, store: Store, keys: Secrets, index: IndexWriters, now: Callable[[], dt.datetime]
) -> Callable[[RunId], None]:
    """What `finish` calls when the files are in place: the manifest and a signed head, if anything changed."""

    def prove(run: RunId) -> None:
        log = HeadLog(archive / "proof" / "heads")
        log.sweep()
        publish_key(archive / "proof", keys.public_key)
        last = log.last()
        seen, tree = (last.head.events, last.head.tree) if last else (0, Frontier())
        new = list(store.events(seen))

        def others(listed: Mapping[str, HeldFile]) -> Iterator[HeldFile]:
            yield from _originals(store)
            yield from containers(archive, listed)
            yield from _pictures(archive, listed)
            yield from _hashed(archive, (file.path for file in index), INDEX_KIND)

        path, digest = archive / "proof" / MANIFEST_NAME, None
        # Record files change in the transaction that writes down their publication, and nowhere else.
        if last is not None and not any(event.kind is EventKind.PUBLICATION for event in new):
            digest = splice(path, last.head.manifest, others)
        if digest is None:
            manifest = Manifest.load(path)
            manifest.replace([*_records(store), *others(manifest.held)])
            digest = manifest.digest()
        log.append(
            tree.extended([event_leaf(event) for event in new]),
            when=now(),
            signer=keys,
            events=new[-1].seq if new else seen,
            events_hash=new[-1].hash if new else (last.head.events_hash if last else GENESIS),
            manifest=digest,
        )

    return prove


def proved_events(archive: Path) -> int:
    """The number of the last event that the newest head covers; 0 before the first."""
    last = HeadLog(archive / "proof" / "heads").last()
    return last.head.events if last else 0


def _records(store: Store) -> Iterator[HeldFile]:
    """Every record file that a row names, relative to the archive folder."""
    for row in store.published_files():
        yield HeldFile(path=row.path, sha256=row.sha256, size=row.size, kind=RECORD_KIND, record=row.number)


def _originals(store: Store) -> Iterator[HeldFile]:
    """Every original that is a file of its own."""
    with store.database.read() as connection:
        found = originals.whole(connection)
    for sealed in found:
        yield HeldFile(path=f"originals/{sealed.ref}", sha256=sealed.sha256, size=sealed.size, kind="original")


def _pictures(archive: Path, listed: Mapping[str, HeldFile]) -> Iterator[HeldFile]:
    """Copies of post pictures. One that is listed already keeps its line, so that the next check sees what changed."""
    for path in sorted((archive / PICTURES).glob("*/*.jpg")):
        name = path.relative_to(archive).as_posix()
        yield from (listed[name],) if name in listed else _hashed(archive, [name], PICTURE_KIND)


def _hashed(archive: Path, paths: Iterable[str], kind: str) -> Iterator[HeldFile]:
    """Files that no row names, as they are now: the index is written anew by every run that changed something."""
    for path in paths:
        with storage("reading", archive / path), (archive / path).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            yield HeldFile(path=path, sha256=digest, size=stream.tell(), kind=kind)


def _members(store: Store) -> Iterator[HeldFile]:
    for sealed in store.originals():
        if sealed.sha256 and "#" in sealed.ref:
            yield HeldFile(path=f"originals/{sealed.ref}", sha256=sealed.sha256, size=sealed.size, kind="member")


def verify_archive(settings: Settings, *, full: bool) -> VerifyReport:
    """Check files, originals, chain, heads, stamps, manifest, and the index against the store; `full` reads every byte of
    the files and every row of what was said. Changes nothing.

    Raises ConfigError when the certificates of `proof.timestamp_roots` cannot be read."""
    archive = settings.archive_path
    with open_reading(settings) as found:
        manifest = archive / "proof" / MANIFEST_NAME
        index = [one for one in Manifest.load(manifest).held.values() if one.kind in (INDEX_KIND, PICTURE_KIND)]
        report = verify(
            archive,
            Expected(
                trusted={found.secrets.key_id: found.secrets.public_key},
                held=(*_records(found.store), *_originals(found.store), *_members(found.store), *index),
                events=(ChainLink.of(event) for event in found.store.events(0)),
                leaves=(event_leaf(event) for event in found.store.events(0)),
                stamp_roots=load_certificates(settings.stamp_roots) if settings.stamp_roots else (),
            ),
            depth=Depth.FULL if full else Depth.QUICK,
            aside=lambda path: not_held(path) or path.startswith(_ASIDE),
        )
        findings = [*report.findings, *_index(archive, found.store)]
        checked = dict(report.checked)
        if full:
            examined = Examined()
            findings.extend(_content(found.store, examined))
            checked.update(dataclasses.asdict(examined))
        return dataclasses.replace(report, checked=checked, findings=tuple(findings))


def _content(store: Store, examined: Examined) -> Iterator[Finding]:
    """The rows hold what was written down."""
    with store.database.read() as connection:
        for doubt in examine(connection, examined):
            kind = FindingKind.DATABASE_DAMAGED if doubt.damaged else FindingKind.CONTENT_DIFFERS
            yield Finding(kind=kind, path="" if doubt.number else "database", record=doubt.number, detail=doubt.what)


def _index(archive: Path, store: Store) -> Iterator[Finding]:
    """The index names exactly the records that are published."""
    path = archive / "index" / "Reference index.csv"
    published: set[str] = {row.number for row in store.index_rows()}
    if not path.exists():
        if published:
            yield Finding(
                kind=FindingKind.FILE_MISSING,
                path="index/Reference index.csv",
                record="",
                detail="the reference index is missing",
            )
        return
    with path.open(encoding="utf-8-sig", newline="") as stream:
        listed = [row.get("record_number") or "" for row in csv.DictReader(stream)]
    for number in sorted(published - set(listed)):
        yield Finding(
            kind=FindingKind.INDEX_DIFFERS, path="", record=number, detail="published, but not in the reference index"
        )
    for number in sorted(set(listed) - published):
        yield Finding(
            kind=FindingKind.INDEX_DIFFERS, path="", record=number, detail="in the reference index, but not published"
        )
    if len(listed) != len(set(listed)):
        yield Finding(
            kind=FindingKind.INDEX_DIFFERS,
            path="index/Reference index.csv",
            record="",
            detail="a record stands in it twice",
        )
