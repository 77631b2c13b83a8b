"""Do the figures add up? Handed over, accepted, stored, in record files, in the index: each pair must be equal."""

from __future__ import annotations

from collections.abc import Collection

from archiver.model.ids import ChannelId
from archiver.pipeline.report import Balance, RunReport
from archiver.store import Store


def reconcile(store: Store, report: RunReport, channels: Collection[ChannelId], index_lines: int | None) -> None:
    """Add the balances to the report. A record that is withheld is counted where it stopped, not forgotten.

    `index_lines` None: the index was not written, since nothing was published; it stands as the last run proved it."""
    for channel in report.channels:
        counts = channel.counts
        accepted = counts.new + counts.revised + counts.unchanged + counts.merged
        report.balances.append(
            Balance(f"{channel.channel}: records handed over, and accepted", channel.handed, accepted)
        )
    published = waiting = 0
    for name in channels:
        # Counted once: on a large archive this is the dearest part of a night that brought nothing.
        totals = store.totals(name)
        stored, placed = sum(totals.records.values()), sum(totals.placed.values())
        report.balances.append(Balance(f"{name}: records stored, and placed in a record file", stored, placed))
        if not totals.dirty and not totals.unpublished:
            counted = placed - totals.placed.get("notice", 0)
            report.balances.append(
                Balance(f"{name}: messages, posts and comments placed, and printed", counted, totals.published_messages)
            )
        published += totals.published
        waiting += totals.dirty
    # The index lists every record ever published, also those of a channel that left the configuration.
    left = set(store.stored_channels()) - set(channels)
    published += sum(store.totals(name).published for name in left)
    lines = published if index_lines is None else index_lines
    report.balances.append(Balance("record files published, and lines of the reference index", published, lines))
    report.balances.append(Balance("records waiting for an edition, and withheld", waiting, report.records.withheld))
