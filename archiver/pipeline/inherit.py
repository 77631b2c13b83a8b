"""What a killed run found and could not tell: the next run of the channel tells it.

Gaps and quarantined objects are in the store from the moment they were met, but a report names only what its own run met,
and the cursor has moved past them: without this a killed night would make the next one green.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from archiver.model.digest import Json
from archiver.model.ids import ChannelId, RunId
from archiver.pipeline.report import LISTED, ChannelReport
from archiver.store import Store
from archiver.store.gaps import key_of

_LATE_RUNS = 50
"""Among so many of the newest runs, killed ones are looked for."""


def take_over(store: Store, run: RunId, report: ChannelReport) -> None:
    """Add to the channel's report what killed runs left that no report has told of yet."""
    report.taken_over = _untold(store, report.channel, run)
    killed = set(report.taken_over)
    if not killed:
        return
    told = {key_of(gap) for gap in report.gaps}
    for stored in store.gaps(report.channel):
        if stored.opened_run in killed and stored.gap.key not in told:
            report.gaps.append(stored.gap)
            report.gaps_opened += 1
    listed = set(report.quarantined)
    for each in report.taken_over:
        left = [found.item for found in store.quarantined(report.channel, each) if found.item not in listed]
        report.quarantined += left[: max(0, LISTED - len(report.quarantined))]
        report.counts = dataclasses.replace(report.counts, quarantined=report.counts.quarantined + len(left))


def _untold(store: Store, channel: ChannelId, run: RunId) -> list[RunId]:
    """Runs that never ended, and that no ended run's report says to have taken over. Their times are not asked: two runs may
    have begun at the same moment, or a clock was set back between them."""
    runs = store.runs(_LATE_RUNS)
    killed = sorted(row.id for row in runs if row.finished is None and row.id != run)
    if not killed:
        return []
    told = {each for row in runs for each in _taken_over(row.report, channel)}
    return [each for each in killed if each not in told]


def _taken_over(report: Json, channel: ChannelId) -> Iterator[RunId]:
    parts = report.get("channels") if isinstance(report, dict) else None
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, dict) and part.get("channel") == channel:
            runs = part.get("taken_over")
            yield from (RunId(str(each)) for each in (runs if isinstance(runs, list) else ()))
