"""A channel's batches, one after the other: seal, redact, accept. What is sealed is durable before any row names it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from archiver.model.attachment import Attachment, Held
from archiver.model.capture import Batch, Gap, Media, RedactedBatch, Sealed
from archiver.model.channel import Channel
from archiver.model.correspondent import Role
from archiver.model.ids import RunId, ThreadKey
from archiver.model.record import Record, RecordKind
from archiver.pipeline.desk import Desk, own_desk
from archiver.pipeline.keys import Keyer
from archiver.pipeline.pictures import MOST_BYTES, Pictures, is_picture, read_bounded
from archiver.pipeline.redact import Begun, Memory, RecordRedactor
from archiver.pipeline.report import LISTED, ChannelReport
from archiver.pipeline.sweep import Sweeper, remember
from archiver.pipeline.watch import Watch
from archiver.redaction import Redactor
from archiver.store import Store
from archiver.vault.seal import Vault


class Collector:
    """Takes one channel's batches in. `originals` maps an import's file name to its sealed original; `open_member` opens an
    attachment that lies in the export."""

    def __init__(
        self,
        channel: Channel,
        run: RunId,
        *,
        store: Store,
        vault: Vault,
        redactor: Redactor,
        keyer: Keyer,
        report: ChannelReport,
        watch: Watch | None = None,
        pictures: Pictures | None = None,
        desk: Desk | None = None,
        originals: dict[str, Sealed] | None = None,
        open_member: Callable[[Attachment], BinaryIO | None] = lambda attachment: None,
    ) -> None:
        self._channel = channel
        self._run = run
        self._store = store
        self._vault = vault
        self._report = report
        self._watch = watch
        self._originals = originals or {}
        self._pictures = pictures if channel.post_images else None
        self._open_member = open_member

        def past(key: ThreadKey) -> Memory:
            return remember(store, channel.id, key)

        desk = desk or own_desk(redactor, store, channel.id)
        sweeper = self._sweeper = Sweeper(channel.id, run, store, redactor, past)
        self._redactor = RecordRedactor(
            desk,
            keyer,
            remember=past,
            let_go=lambda key: sweeper.let_go(key, desk),
            decisions=store.decisions(channel.id),
        )
        self._begun: _Begun | None = None

    def take(self, batch: Batch) -> None:
        """Seal, redact and accept one batch. On return it is durable; on an error nothing of it was accepted."""
        self._accept_begun()
        self._accept(self._begin(batch))

    def take_ahead(self, batch: Batch) -> None:
        """Seal one batch and begin its redaction, while the one that was begun before is accepted; `finish` takes the last
        one in. When one could not be accepted, those after it are not."""
        begun = self._begin(batch)
        self._accept_begun()
        self._begun = begun

    def _accept_begun(self) -> None:
        """Take the batch in that `take_ahead` began. On return it is durable."""
        begun, self._begun = self._begun, None
        if begun is not None:
            self._accept(begun)

    def _begin(self, batch: Batch) -> _Begun:
        sealed: list[Sealed] = []
        origin = ""
        if batch.export:
            original = self._originals.get(batch.export)
            origin = original.ref if original else ""
        elif batch.exchanges:
            capture = self._vault.seal_exchanges(
                batch.exchanges, channel=self._channel.id, run=self._run, when=batch.captured
            )
            sealed.append(capture)
            origin = capture.ref
        records = batch.records
        if batch.media:
            shown = {a.key for a in _post_files(batch)} if self._pictures else set()
            bodies = {media.key: self._seal_media(media, batch, shown=media.key in shown) for media in batch.media}
            sealed += [body.sealed for body in bodies.values()]
            records = tuple(_with_bodies(record, bodies) for record in records)
        elif origin:
            records = tuple(self._within(record, origin) for record in records)
            self._keep_pictures(batch)
        return _Begun(batch, origin, tuple(sealed), records, self._redactor.begin(records))

    def _accept(self, begun: _Begun) -> None:
        report, batch, records = self._report, begun.batch, begun.records
        redacted = self._redactor.complete(begun.redaction)
        closed = (*batch.closed_gaps, *self._filled(batch))
        flagged = self._watch.items(records, redacted.records) if self._watch else ()
        counts = self._store.accept(
            RedactedBatch(
                channel=batch.channel,
                captured=batch.captured,
                method=batch.method,
                origin=begun.origin,
                records=redacted.records,
                quarantined=batch.quarantined,
                absences=batch.absences,
                gaps=batch.gaps,
                closed_gaps=closed,
                tallies=batch.tallies,
                learned=redacted.learned,
                unswept=redacted.unswept,
                review=redacted.review + flagged,
                sealed=begun.sealed,
                cursor=batch.cursor,
                edge=batch.edge,
            ),
            self._run,
        )
        report.counts += counts
        report.handed += len(records)
        report.sealed_files += len(begun.sealed)
        report.gaps += batch.gaps
        if counts.unfetched:
            reason = f"{counts.unfetched} files came with changes of known records: the next capture asks for them"
            report.gaps.append(Gap(reason=reason, edge="media"))
        report.gaps_opened += counts.gaps_opened
        report.gaps_closed += counts.gaps_closed
        report.quarantined += batch.quarantined[: max(0, LISTED - len(report.quarantined))]
        report.withheld_texts += sum(record.text.is_withheld for record in redacted.records)
        report.notes += batch.notes
        for tally in batch.tallies:
            report.tallies[tally.name] += tally.value

    def _filled(self, batch: Batch) -> tuple[str, ...]:
        """The open gaps of which an export holds the whole."""
        if not batch.covered:
            return ()
        open_gaps = [stored.gap for stored in self._store.gaps(self._channel.id)]
        return tuple(gap.key for gap in open_gaps if any(part.fills(gap) for part in batch.covered))

    def finish(self) -> None:
        """Accept what was begun, then sweep late finds over earlier texts, also those of a run that was killed before it
        could."""
        try:
            self._accept_begun()
        finally:
            self._redactor.finish()
            self._sweeper.finish()

    def _within(self, record: Record, origin: str) -> Record:
        """Attachments that lie inside a sealed export are held there: in the one that the importer found them in."""
        if not any(a.held is Held.SEALED and not a.original for a in record.attachments):
            return record

        def filled(attachment: Attachment) -> Attachment:
            if attachment.held is not Held.SEALED or attachment.original:
                return attachment
            original = self._originals.get(attachment.archive)
            return dataclasses.replace(attachment, original=original.ref if original else origin)

        return dataclasses.replace(record, attachments=tuple(map(filled, record.attachments)))

    def _keep_pictures(self, batch: Batch) -> None:
        if self._pictures is None:
            return
        for attachment in _post_files(batch):
            if not is_picture(attachment.media_type, attachment.name):
                continue
            stream = self._open_member(attachment) if attachment.sha256 else None
            if stream is not None:
                with stream:
                    content = read_bounded(stream)
                if content is not None:
                    self._pictures.keep(self._channel.id, attachment.sha256, content)

    def _seal_media(self, media: Media, batch: Batch, *, shown: bool) -> _Body:
        shown = shown and is_picture(media.media_type, media.name)
        with media.open() as stream:
            hashing = _Hashing(stream, keep=MOST_BYTES if shown else 0)
            sealed = self._vault.seal_stream(
                cast(BinaryIO, hashing),
                channel=self._channel.id,
                run=self._run,
                when=batch.captured,
                media_type=media.media_type,
                name_hint=media.name,
            )
        sha256 = hashing.digest.hexdigest()
        if self._pictures is not None and shown and hashing.kept is not None:
            self._pictures.keep(self._channel.id, sha256, bytes(hashing.kept))
        return _Body(sealed, sha256, hashing.size, media.media_type)


@dataclasses.dataclass(frozen=True, slots=True)
class _Begun:
    """A batch that is sealed and being redacted."""

    batch: Batch
    origin: str
    sealed: tuple[Sealed, ...]
    records: tuple[Record, ...]
    redaction: Begun


@dataclasses.dataclass(frozen=True, slots=True)
class _Body:
    sealed: Sealed
    sha256: str
    size: int
    media_type: str


class _Hashing:
    """Reads through, taking the SHA-256 of the clear bytes: an attachment's fixity, shown in the record. Of a public picture
    the bytes are kept beside, as long as there are at most `keep`; `kept` is None when there are more."""

    def __init__(self, stream: BinaryIO, *, keep: int = 0) -> None:
        self._stream = stream
        self._most = keep
        self.digest = hashlib.sha256()
        self.size = 0
        self.kept: bytearray | None = bytearray() if keep else None

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.digest.update(chunk)
        self.size += len(chunk)
        if self.kept is not None:
            self.kept += chunk
            if self.size > self._most:
                self.kept = None
        return chunk


def _post_files(batch: Batch) -> Iterator[Attachment]:
    """Files of the agency's posts themselves: not of comments, never of messages."""
    for record in batch.records:
        if record.kind is RecordKind.POST and record.sender.role is Role.AGENCY:
            yield from record.attachments


def _with_bodies(record: Record, bodies: dict[str, _Body]) -> Record:
    def filled(attachment: Attachment) -> Attachment:
        body = bodies.get(attachment.key) if attachment.key else None
        if body is None:
            return attachment
        return dataclasses.replace(
            attachment,
            held=Held.SEALED,
            sha256=body.sha256,
            size=body.size,
            media_type=attachment.media_type or body.media_type,
            original=body.sealed.ref,
        )

    if not any(attachment.key in bodies for attachment in record.attachments):
        return record
    return dataclasses.replace(record, attachments=tuple(map(filled, record.attachments)))
