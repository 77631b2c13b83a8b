"""An import: the platform's own export, sealed as it is, then read through the same redaction and store as a live capture.

Not knowing how to read something is no reason to lose it: the whole export is sealed before the first line is parsed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from archiver.errors import ArchiverError, ConfigError, PlatformChanged, SourceError, UsageError
from archiver.model.attachment import Attachment
from archiver.model.capture import Batch, CaptureMethod, Gap, Quarantined, RedactedBatch, Sealed
from archiver.model.channel import Channel
from archiver.model.counted import counted
from archiver.model.digest import sha256_hex
from archiver.model.ids import ChannelId
from archiver.pipeline.accession import ACCESSION_MEDIA_TYPE, FOLDER_MEDIA_TYPE, accession_bytes
from archiver.pipeline.collect import Collector
from archiver.pipeline.crash import where
from archiver.pipeline.crossed import CrossedDates
from archiver.pipeline.desk import Desk
from archiver.pipeline.finish import finish
from archiver.pipeline.foldertar import FolderTar
from archiver.pipeline.inherit import take_over
from archiver.pipeline.ledger import channel_row
from archiver.pipeline.lock import archive_lock
from archiver.pipeline.openings import by_archive
from archiver.pipeline.parts import Parts
from archiver.pipeline.pictures import Pictures
from archiver.pipeline.rejudge import begin_judging
from archiver.pipeline.report import ChannelReport, RunReport
from archiver.store.gaps import WHILE_IT_LASTS
from connectors.base import DateOrder, Importer, ImportOptions, Source
from connectors.intake import open_source, shown

UNFINISHED = "an import of an export did not come to its end: give the same export again"
_TEXTS = (".txt", ".json", ".js", ".csv", ".html")
BESIDE_FROM_BYTES = 1_000_000
"""From how much text on redaction in a process of its own pays for starting it."""


def import_export(
    parts: Parts, paths: Sequence[Path], channel_id: ChannelId, *, date_order: DateOrder | None = None
) -> RunReport:
    """Take `paths` in as one export of the channel, then publish what changed.

    Raises UsageError, ConfigError, SourceError or AlreadyRunning before anything was accepted; what goes wrong later, a
    date order that nothing proves among it, is in the report."""
    channel = _channel(parts, channel_id)
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}")
    with archive_lock(parts.root, parts.store):
        run = parts.new_run()
        report = RunReport(run=run, kind="import", started=parts.now(), warnings=list(parts.warnings))
        part = ChannelReport(channel=channel_id)
        report.channels.append(part)
        source = open_source(paths)
        importer, kind = _importer(parts, source, channel)
        part.notes.append(f"read as: {kind}")
        parts.store.begin_run(run, "import", report.started, parts.software, parts.config_digest)
        begin_judging(parts, channel_id)
        try:
            parts.vault.sweep(channel_id)
            _take(parts, source, importer, channel, date_order, paths, report, part)
        except ConfigError as error:
            parts.store.finish_run(run, "failed", {"error": error.code}, parts.now())
            raise
        except ArchiverError as error:
            part.error = error
        except Exception as error:  # noqa: BLE001 - what was accepted before is published, and the report says the rest
            part.error = PlatformChanged(f"an error of the program itself: {where(error)}")
        take_over(parts.store, run, part)
        parts.store.record_channel_run(run, channel_row(part, started=report.started, finished=parts.now()))
        finish(parts, report)
        return report


def _channel(parts: Parts, channel_id: ChannelId) -> Channel:
    channel = parts.channels.get(channel_id)
    if channel is None:
        known = ", ".join(sorted(parts.channels)) or "none"
        raise UsageError(f"there is no channel {channel_id!r} in the configuration (there are: {known})")
    return channel


def _importer(parts: Parts, source: Source, channel: Channel) -> tuple[Importer, str]:
    found = None
    if channel.platform in parts.platforms:
        importer = parts.importer(channel.platform)
        found = importer.detect(source)
        if found is not None:
            return importer, found.kind
    others = []
    for platform in parts.platforms:
        if platform != channel.platform:
            detected = parts.importer(platform).detect(source)
            if detected is not None:
                others.append((detected.score, detected.kind))
    hint = f"; it looks like: {max(others)[1]}" if others else ""
    refused = "; ".join(f"{place}: {reason}" for place, reason in source.refused[:5])
    if not source.members:
        raise SourceError(f"nothing in it can be read ({refused or 'it is empty'})", path=source.name)
    zips = sum(member.path.lower().endswith(".zip") for member in source.members)
    if zips:
        hint += f"; it holds {counted(zips, 'zip')}, which an import does not open: give each by itself"
    if refused:
        hint += f"; not read: {refused}"
    raise UsageError(f"{source.name} is not a {channel.platform} export as far as can be told{hint}")


def _take(
    parts: Parts,
    source: Source,
    importer: Importer,
    channel: Channel,
    date_order: DateOrder | None,
    paths: Sequence[Path],
    report: RunReport,
    part: ChannelReport,
) -> None:
    options = ImportOptions(zone=parts.zone, captured=report.started, date_order=date_order)
    # The parser is a generator: asking for its first batch proves the date order before anything is kept.
    batches = importer.parse(source, channel, options)
    first = next(batches, None)
    originals = _seal(parts, paths, channel, part, report)
    listed = parts.vault.seal_bytes(
        accession_bytes(originals, parts.zone, date_order),
        channel=channel.id,
        when=report.started,
        media_type=ACCESSION_MEDIA_TYPE,
        name_hint="accession.json",
    )
    # From here on the export is known: whatever ends the import before its end, the gap tells, until it is given again.
    gap = _unfinished(originals)
    _accept_originals(parts, source, channel, (*originals.values(), listed), gap, part, report)
    part.gaps.append(gap)
    opened = part.gaps_opened
    with _desk(parts, source, channel) as desk:
        collector = Collector(
            channel,
            report.run,
            store=parts.store,
            vault=parts.vault,
            redactor=parts.redactor,
            keyer=parts.keyer,
            report=part,
            watch=parts.watch,
            pictures=Pictures(parts.root),
            desk=desk,
            originals=by_archive(originals, source),
            open_member=partial(_open_member, source),
        )
        crossed = CrossedDates(parts.store, channel.id, parts.keyer, parts.zone)
        try:
            for batch in _chain(first, batches):
                crossed.look(batch.records)
                collector.take_ahead(batch)
                parts.progress("records read", part.handed, None)
                if parts.stopping():
                    raise parts.stopped()
        finally:
            collector.finish()
            if crossed.warning:
                report.warnings.append(crossed.warning)
    # What this import opened itself never was a gap; an earlier one's was made good.
    part.gaps_closed += _close(parts, channel, gap, report) - opened
    part.gaps_opened -= opened
    part.gaps.remove(gap)


def _unfinished(originals: Mapping[str, Sealed]) -> Gap:
    """What an export leaves open until it was read to its end; the same for the same export."""
    keys = "\n".join(sorted(sealed.content_key for sealed in originals.values()))
    return Gap(reason=UNFINISHED, key=f"{WHILE_IT_LASTS}{sha256_hex(keys.encode())[:32]}")


def _close(parts: Parts, channel: Channel, gap: Gap, report: RunReport) -> int:
    done = RedactedBatch(
        channel=channel.id, captured=parts.now(), method=CaptureMethod.EXPORT, origin="", closed_gaps=(gap.key,)
    )
    return parts.store.accept(done, report.run).gaps_closed


def _desk(parts: Parts, source: Source, channel: Channel) -> AbstractContextManager[Desk | None]:
    """A desk beside this process where there is so much to redact that it pays."""
    texts = sum(member.size for member in source.members if member.path.lower().endswith(_TEXTS))
    if parts.desk_beside is None or texts < BESIDE_FROM_BYTES:
        return nullcontext()
    return parts.desk_beside(channel.id)


def _open_member(source: Source, attachment: Attachment) -> BinaryIO | None:
    for member in source.members:
        if (member.archive, member.path) == (attachment.archive, attachment.member):
            return source.open(member)
    return None


def _chain(first: Batch | None, rest: Iterator[Batch]) -> Iterator[Batch]:
    if first is not None:
        yield first
        yield from rest


def _seal(
    parts: Parts, paths: Sequence[Path], channel: Channel, part: ChannelReport, report: RunReport
) -> dict[str, Sealed]:
    sealed: dict[str, Sealed] = {}
    for path in paths:
        name = _unique(path.name, sealed)
        if path.is_dir():
            sealed[name] = parts.vault.seal_stream(
                cast(BinaryIO, FolderTar(path)),
                channel=channel.id,
                when=report.started,
                media_type=FOLDER_MEDIA_TYPE,
                name_hint="folder.tar",
            )
        else:
            try:
                sealed[name] = parts.vault.seal_file(path, channel=channel.id, when=report.started)
            except OSError as error:
                raise SourceError(
                    # The name may be a telephone number, and what is said here is kept in reports.
                    f"{shown(path.name)} cannot be read: {error.strerror or os.strerror(error.errno or 0)}",
                    path=path.name,
                ) from error
        part.sealed_files += 1
        parts.progress("files sealed", len(sealed), len(paths))
    return sealed


def _unique(name: str, taken: Mapping[str, Sealed]) -> str:
    """As the intake names a second file of the same name: `part.zip (2)`."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found


def _accept_originals(
    parts: Parts,
    source: Source,
    channel: Channel,
    originals: Sequence[Sealed],
    gap: Gap,
    part: ChannelReport,
    report: RunReport,
) -> None:
    """The originals get their rows first, with what the intake refused to open, and the gap that stands until the end."""
    refused = tuple(Quarantined(source=source.name, place=place, reason=reason) for place, reason in source.refused)
    counts = parts.store.accept(
        RedactedBatch(
            channel=channel.id,
            captured=report.started,
            method=CaptureMethod.EXPORT,
            origin=originals[0].ref,
            sealed=tuple(originals),
            quarantined=refused,
            gaps=(gap,),
        ),
        report.run,
    )
    part.counts += counts
    part.gaps_opened += counts.gaps_opened
    part.quarantined += refused
