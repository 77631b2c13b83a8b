"""Takes one batch in: records, absences, gaps, figures, what was learned, and the cursor, in the caller's transaction.

The same batch again changes nothing. The cursor moves here and nowhere else, so it never runs ahead of what it stands
for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, replace

from sqlalchemy import Connection

from archiver.model.capture import Counts, RedactedBatch
from archiver.model.event import EventKind
from archiver.model.ids import RunId
from archiver.store import cursors, events, gaps, learned, originals, review, schema
from archiver.store.absences import Absences
from archiver.store.channels import ensure_channel, ensure_origin
from archiver.store.codec import micros, pack, plain
from archiver.store.intake import Intake
from archiver.store.upsert import insert_new


def accept(connection: Connection, batch: RedactedBatch, run: RunId) -> Counts:
    """Take a batch in and say what changed."""
    channel = ensure_channel(connection, plain(batch.channel))
    seen = micros(batch.captured)
    sealed = originals.keep(connection, channel.id, batch.sealed)
    origin_id = ensure_origin(connection, channel.id, batch.method, batch.origin)
    held = originals.numbers(connection, channel.id, _attachment_refs(batch))
    intake = Intake(connection, channel, batch, origin_id, held)
    counts = intake.take()
    absences = Absences(connection, channel.id, intake)
    absences.take(batch.absences, origin_id, seen)
    if counts.new or counts.revised or counts.merged:
        absences.catch_up([record.source_id for record in batch.records])
    intake.finish()
    counts = replace(counts, gone=counts.gone + absences.gone, quarantined=len(batch.quarantined))
    counts = replace(counts, unfetched=len(intake.left_gaps))
    opened = gaps.open_gaps(connection, channel.id, (*batch.gaps, *intake.left_gaps), run, seen)
    closed = gaps.close_gaps(connection, channel.id, (*batch.closed_gaps, *intake.filled_gaps), run, seen)
    counts = replace(counts, gaps_opened=opened, gaps_closed=closed)
    quarantined = _quarantine(connection, channel.id, batch, origin_id, run, seen)
    _tally(connection, channel.id, batch, run)
    learned.learn(connection, channel.id, batch.learned)
    learned.flag(connection, channel.id, batch.unswept, run)
    _review(connection, channel.id, batch, run, seen)
    if batch.cursor is not None:
        cursors.move(connection, channel.id, batch.edge, batch.cursor, seen)
    news = {
        "new": counts.new,
        "revised": counts.revised,
        "merged": counts.merged,
        "gone": counts.gone,
        "files late": intake.late_files,
        "quarantined": quarantined,
        "gaps opened": opened,
        "gaps closed": closed,
        "originals": sealed,
    }
    if any(news.values()):
        detail = {name: value for name, value in news.items() if value}
        detail_json = {"method": batch.method.value, "origin": batch.origin, **detail}
        events.append(connection, EventKind.INGESTION, batch.channel, run, batch.captured, detail_json)
    return counts


def _attachment_refs(batch: RedactedBatch) -> Iterator[str]:
    for record in batch.records:
        for attachment in record.attachments:
            yield attachment.original


def _quarantine(
    connection: Connection, channel_id: int, batch: RedactedBatch, origin_id: int, run: str, seen: int
) -> int:
    rows = [
        {
            "channel_id": channel_id,
            "origin_id": origin_id,
            "source": plain(item.source),
            "place": plain(item.place),
            "reason": plain(item.reason),
            "run": run,
            "seen": seen,
        }
        for item in batch.quarantined
    ]
    return insert_new(connection, schema.quarantine, rows)


def _tally(connection: Connection, channel_id: int, batch: RedactedBatch, run: str) -> None:
    if not batch.tallies:
        return
    sums: dict[str, int] = {}
    for tally in batch.tallies:
        sums[plain(tally.name)] = sums.get(plain(tally.name), 0) + tally.value
    mark = _batch_mark(batch, sums)
    rows = [
        {"run": run, "channel_id": channel_id, "batch": mark, "name": name, "value": value}
        for name, value in sums.items()
    ]
    insert_new(connection, schema.tally, rows)


def _batch_mark(batch: RedactedBatch, sums: dict[str, int]) -> bytes:
    """Tells one batch from another of the same run, and is the same when the batch comes again."""
    digest = hashlib.sha256(
        pack([batch.method.value, batch.origin, micros(batch.captured), batch.edge, batch.cursor, sums])
    )
    for record in batch.records:
        digest.update(record.key.encode("utf-8", "surrogatepass") + b"\n")
    digest.update(pack([asdict(item) for item in batch.quarantined]))
    digest.update(pack([asdict(item) for item in batch.absences]))
    return digest.digest()


def _review(connection: Connection, channel_id: int, batch: RedactedBatch, run: str, seen: int) -> None:
    if batch.review:
        texts = {record.key: record.text_key for record in batch.records}
        review.note(connection, channel_id, batch.review, texts, run, seen)
