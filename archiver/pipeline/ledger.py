"""A channel's line in the store's table of runs, by which a later run knows when it was last captured."""

from __future__ import annotations

import dataclasses
import datetime as dt

from archiver.pipeline.report import ChannelReport
from archiver.store import ChannelRun


def channel_row(report: ChannelReport, *, started: dt.datetime, finished: dt.datetime) -> ChannelRun:
    """What became of a channel, as the store keeps it. Errors by their code and our words."""
    error = report.error
    return ChannelRun(
        channel=report.channel,
        outcome=report.outcome,
        started=started,
        finished=finished,
        counts=dataclasses.asdict(report.counts)
        | {"gaps_opened": report.gaps_opened, "gaps_closed": report.gaps_closed},
        window_from=report.captured_from,
        window_to=report.captured_to,
        error=None if error is None else {"code": error.code, "message": str(error)},
    )
