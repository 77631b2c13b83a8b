"""What a killed run found and could not tell: the next run of the channel tells it.

Gaps and quarantined objects are in the store from the moment they were met, but a report names only what its own run met,
and the cursor has moved past them: without this a killed night would make the next one green.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from archiver.model.ids import ChannelId, RunId
from archiver.pipeline.report import LISTED, ChannelReport
from archiver.store import Store
from archiver.store.gaps import key_of

_LATE_RUNS = 50
"""As many killed runs, one after the other, are looked through."""


def take_over(store: Store, run: RunId, report: ChannelReport) -> None:
    """Add to the channel's report what runs left that were killed since the last one that told of it."""
    killed = set(_untold(store, report.channel, run))
    if not killed:
        return
    told = {key_of(gap) for gap in report.gaps}
    for stored in store.gaps(report.channel):
        if stored.opened_run in killed and stored.gap.key not in told:
            report.gaps.append(stored.gap)
    listed = set(report.quarantined)
    for each in sorted(killed):
        left = [found.item for found in store.quarantined(report.channel, each) if found.item not in listed]
        report.quarantined += left[: max(0, LISTED - len(report.quarantined))]
        report.counts = dataclasses.replace(report.counts, quarantined=report.counts.quarantined + len(left))


def _untold(store: Store, channel: ChannelId, run: RunId) -> Iterator[RunId]:
    for row in store.runs(_LATE_RUNS):
        if row.finished is None:
            if row.id != run:
                yield row.id
        elif any(each.channel == channel for each in row.channels):
            return
