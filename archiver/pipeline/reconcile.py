"""Do the figures add up? Handed over, accepted, stored, in record files, in the index: each pair must be equal."""

from __future__ import annotations

from collections.abc import Iterable

from archiver.model.ids import ChannelId
from archiver.pipeline.report import Balance, RunReport
from archiver.store import Store


def reconcile(store: Store, report: RunReport, channels: Iterable[ChannelId], index_lines: int) -> None:
    """Add the balances to the report. A record that is withheld is counted where it stopped, not forgotten."""
    for channel in report.channels:
        counts = channel.counts
        accepted = counts.new + counts.revised + counts.unchanged + counts.merged
        report.balances.append(
            Balance(f"{channel.channel}: records handed over, and accepted", channel.handed, accepted)
        )
    published = 0
    for name in channels:
        totals = store.totals(name)
        stored, placed = sum(totals.records.values()), sum(totals.placed.values())
        report.balances.append(Balance(f"{name}: records stored, and placed in a record file", stored, placed))
        if not totals.dirty and not totals.unpublished:
            counted = placed - totals.placed.get("notice", 0)
            report.balances.append(
                Balance(f"{name}: messages, posts and comments placed, and printed", counted, totals.published_messages)
            )
        published += totals.published
    report.balances.append(Balance("record files published, and lines of the reference index", published, index_lines))
    waiting = sum(store.totals(name).dirty for name in channels)
    report.balances.append(Balance("records waiting for an edition, and withheld", waiting, report.records.withheld))
