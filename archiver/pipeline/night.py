"""The whole night's work once: every channel captured, everything that changed written, indexed, proved, reconciled.

`archiver run` and the scheduler both call `night`. A channel's failure stops only that channel.
"""

from __future__ import annotations

from collections.abc import Sequence

from archiver.errors import UsageError
from archiver.model.ids import ChannelId
from archiver.pipeline.capture import capture_channels
from archiver.pipeline.finish import finish
from archiver.pipeline.lock import archive_lock
from archiver.pipeline.obey import obey_reviewers
from archiver.pipeline.parts import Parts
from archiver.pipeline.rejudge import rejudge
from archiver.pipeline.report import RunReport


def night(parts: Parts, only: Sequence[ChannelId] = (), *, export_only: bool = False) -> RunReport:
    """Do it. `only` names the channels to capture (all when empty); records of every channel are brought up to date.

    Raises UsageError for an unknown channel and AlreadyRunning; everything else is in the report."""
    unknown = [channel for channel in only if channel not in parts.channels]
    if unknown:
        raise UsageError(f"there is no channel {unknown[0]!r} in the configuration")
    with archive_lock(parts.root, parts.store):
        report = RunReport(run=parts.new_run(), kind="run", started=parts.now())
        report.warnings += parts.warnings
        parts.store.begin_run(report.run, "run", report.started, parts.software, parts.config_digest)
        obey_reviewers(parts, report)
        rejudge(parts, report)
        if not export_only:
            wanted = [channel for name, channel in parts.channels.items() if not only or name in only]
            report.channels += capture_channels(parts, wanted, report.run)
        finish(parts, report)
        return report
