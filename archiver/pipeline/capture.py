"""One channel's live capture: batches from its connector, taken in one by one, with every ending told apart.

A failure ends this channel only. What was accepted before it stays, the cursors stand where the last accepted batch put
them, and what was not captured becomes a gap that stays open until something fills it.
"""

from __future__ import annotations

from archiver.errors import ArchiverError, PlatformChanged
from archiver.model.capture import CaptureMethod, Gap, RedactedBatch
from archiver.model.channel import Channel
from archiver.model.ids import RunId
from archiver.pipeline.collect import Collector
from archiver.pipeline.crash import where
from archiver.pipeline.credentials import token_report
from archiver.pipeline.inherit import take_over
from archiver.pipeline.ledger import channel_row
from archiver.pipeline.parts import Parts
from archiver.pipeline.pictures import Pictures
from archiver.pipeline.report import ChannelReport
from archiver.store.attempts import covered_until
from connectors.base import CaptureContext, Connector

RUN_GAP = "capture"
"""The key of the gap that an unfinished capture leaves; the next complete one closes it."""


def capture_channel(parts: Parts, channel: Channel, run: RunId) -> ChannelReport:
    """Capture one channel as far as it goes. Never raises: what went wrong is in the report."""
    report = ChannelReport(channel=channel.id)
    started = parts.now()
    # A window begins where the last one that came to its end ended, so that windows join without a hole.
    with parts.store.database.read() as connection:
        since = covered_until(connection, channel.id)
    connector = None
    parts.vault.sweep(channel.id)
    _pack(parts, channel, report)
    try:
        connector = parts.connector(channel)
        if connector is None:
            report.notes.append("import only: this channel has no live connection")
            return report
        report.token = token_report(parts, channel.id, connector)
        _walk(parts, channel, connector, run, report)
    except ArchiverError as error:
        report.error = error
    except Exception as error:  # noqa: BLE001 - what a connector did not foresee stops its channel, not the night
        report.error = PlatformChanged(f"an error of the program itself: {where(error)}")
    finally:
        if connector is not None:
            _pack(parts, channel, report)
    report.captured_from, report.captured_to = since, started
    _gap(parts, channel, run, report)
    take_over(parts.store, run, report)
    parts.store.record_channel_run(run, channel_row(report, started=started, finished=parts.now()))
    return report


def _walk(parts: Parts, channel: Channel, connector: Connector, run: RunId, report: ChannelReport) -> None:
    collector = Collector(
        channel,
        run,
        store=parts.store,
        vault=parts.vault,
        redactor=parts.redactor,
        keyer=parts.keyer,
        report=report,
        pictures=Pictures(parts.root),
        watch=parts.watch,
    )
    context = CaptureContext(
        cursors=parts.store.cursors(channel.id),
        knows=lambda source_id: parts.store.knows(channel.id, source_id),
        now=parts.now,
        monotonic=parts.monotonic,
        sleep=parts.sleep,
        deadline=parts.monotonic() + parts.budget_s,
        stopping=parts.stopping,
        open_gaps=tuple(gap.gap.key for gap in parts.store.gaps(channel.id)),
        media_limit=parts.media_limit,
    )
    try:
        for batch in connector.batches(context):
            collector.take(batch)
            parts.progress(f"{channel.id}: records", report.handed, None)
            if parts.stopping():
                raise parts.stopped()
    finally:
        collector.finish()


def _pack(parts: Parts, channel: Channel, report: ChannelReport) -> None:
    """Put the run's sealed members into one container, and those of runs that were killed before they could. Names stay."""
    try:
        for open_run in parts.vault.open_runs(channel.id):
            parts.vault.pack(channel.id, open_run)
    except ArchiverError as error:
        report.error = report.error or error


def _gap(parts: Parts, channel: Channel, run: RunId, report: ChannelReport) -> None:
    """An unfinished capture opens (or keeps open) its gap; a finished one closes it."""
    gap = None
    if report.error is not None:
        gap = Gap(
            reason=f"capture did not finish: {report.error.code}",
            start=report.captured_from,
            end=report.captured_to,
            edge="channel",
            key=RUN_GAP,
        )
        report.gaps.append(gap)
    parts.store.accept(
        RedactedBatch(
            channel=channel.id,
            captured=parts.now(),
            method=CaptureMethod.API,
            origin="",
            gaps=(gap,) if gap else (),
            closed_gaps=() if gap else (RUN_GAP,),
        ),
        run,
    )
