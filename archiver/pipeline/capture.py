"""The channels' live capture: batches from their connectors, taken in one by one, with every ending told apart.

A failure ends its channel only. What was accepted before it stays, the cursors stand where the last accepted batch put
them, and what was not captured becomes a gap that stays open until something fills it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.errors import ArchiverError, PlatformChanged, Stopped
from archiver.model.capture import Batch, CaptureMethod, Gap, RedactedBatch
from archiver.model.channel import Channel
from archiver.model.ids import RunId
from archiver.pipeline.ahead import Ahead, Ended
from archiver.pipeline.collect import Collector
from archiver.pipeline.crash import where
from archiver.pipeline.credentials import token_report
from archiver.pipeline.inherit import take_over
from archiver.pipeline.ledger import channel_row
from archiver.pipeline.parts import Parts
from archiver.pipeline.pictures import Pictures
from archiver.pipeline.report import ChannelReport
from archiver.store.attempts import covered_until
from connectors.base import CaptureContext

RUN_GAP = "capture"
"""The key of the gap that an unfinished capture leaves; the next complete one closes it."""


def capture_channels(parts: Parts, channels: Sequence[Channel], run: RunId) -> list[ChannelReport]:
    """Capture channels as far as each goes, all of them waited for at once; their reports in the given order. Never
    raises: what went wrong is in the reports."""
    captures = [_Capture(parts, channel, run) for channel in channels]
    ahead = Ahead([capture.batches for capture in captures], stopping=parts.stopping, monotonic=parts.monotonic)
    for number, item in ahead:
        capture = captures[number]
        if isinstance(item, Ended):
            capture.end(item.error)
        elif not capture.take(item):
            ahead.give_up(number)
    return [capture.finish() for capture in captures]


class _Capture:
    """One channel on its way through the night."""

    def __init__(self, parts: Parts, channel: Channel, run: RunId) -> None:
        self._parts = parts
        self._channel = channel
        self._run = run
        self._ended = False
        self._is_live = False
        self.report = ChannelReport(channel=channel.id)
        self._started = parts.now()
        # A window begins where the last one that came to its end ended, so that windows join without a hole.
        with parts.store.database.read() as connection:
            since = covered_until(connection, channel.id, self._started)
        # A clock that was set back makes no window that ends before it begins.
        self._since = min(since, self._started) if since is not None else None
        parts.vault.sweep(channel.id)
        _pack(parts, channel, self.report)
        self._collector = Collector(
            channel,
            run,
            store=parts.store,
            vault=parts.vault,
            redactor=parts.redactor,
            keyer=parts.keyer,
            report=self.report,
            pictures=Pictures(parts.root),
            watch=parts.watch,
        )

    def batches(self) -> Iterator[Batch]:
        """The connector's walk, from the stored places on. Nothing for a channel that is import only."""
        parts, channel = self._parts, self._channel
        connector = parts.connector(channel)
        if connector is None:
            return
        self._is_live = True
        self.report.token = token_report(parts, channel.id, connector)
        yield from connector.batches(
            CaptureContext(
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
        )

    def take(self, batch: Batch) -> bool:
        """Take one batch in; False when that went wrong and the channel must stop."""
        if self.report.error is not None:
            return False
        try:
            self._collector.take(batch)
        except Exception as error:  # noqa: BLE001 - one channel's failure stops only that channel
            self.report.error = _told(error)
            return False
        self._parts.progress(f"{self._channel.id}: records", self.report.handed, None)
        return True

    def end(self, error: BaseException | None) -> None:
        """The walk is over."""
        self._ended = True
        if error is not None and self.report.error is None:
            # A connector knows that it is to stop, not by which signal.
            self.report.error = self._parts.stopped() if isinstance(error, Stopped) else _told(error)

    def finish(self) -> ChannelReport:
        """Sweep, pack, and write down how it went. Called when no channel is being captured any more."""
        parts, report = self._parts, self.report
        if self._ended and not self._is_live and report.error is None:
            report.notes.append("import only: this channel has no live connection")
            take_over(parts.store, self._run, report)
            return report
        if report.error is None and (parts.stopping() or not self._ended):
            report.error = parts.stopped()
        try:
            self._collector.finish()
        except ArchiverError as error:
            report.error = report.error or error
        _pack(parts, self._channel, report)
        report.captured_from, report.captured_to = self._since, self._started
        _gap(parts, self._channel, self._run, report)
        take_over(parts.store, self._run, report)
        parts.store.record_channel_run(self._run, channel_row(report, started=self._started, finished=parts.now()))
        return report


def _told(error: BaseException) -> ArchiverError:
    if isinstance(error, ArchiverError):
        return error
    # What a connector did not foresee stops its channel, not the night; its text may quote a correspondent.
    return PlatformChanged(f"an error of the program itself: {where(error)}")


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
    counts = parts.store.accept(
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
    report.gaps_opened += counts.gaps_opened
    report.gaps_closed += counts.gaps_closed
