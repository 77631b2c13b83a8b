"""How each channel stands, from what the store knows: last success, gaps, activity, and what a person should do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.model.time import iso_utc
from archiver.store import Store

ACTIVITY_DAYS = 30
IMPORT_REMINDER_DAYS = 31


def archive_status(
    store: Store, channels: Mapping[ChannelId, Channel], *, now: dt.datetime, live: Mapping[ChannelId, bool]
) -> dict[str, Any]:
    """The `status` command's value. `live` tells which channels have a live connection."""
    runs = store.runs(1)
    totals = [store.totals(channel) for channel in channels]
    return {
        "channels": [
            _channel(store, channel, now, is_live=live.get(channel.id, False)) for channel in channels.values()
        ],
        "archive": {
            "records": sum(total.published for total in totals),
            "messages": sum(sum(total.records.values()) for total in totals),
            "withheld": len(store.withheld()),
            "last_run": iso_utc(runs[0].started) if runs else None,
            "last_outcome": runs[0].outcome if runs else None,
        },
    }


def _channel(store: Store, channel: Channel, now: dt.datetime, *, is_live: bool) -> dict[str, Any]:
    gaps = store.gaps(channel.id)
    totals = store.totals(channel.id)
    last_success = store.last_success(channel.id)
    last_import = next((run.started for run in store.runs(50, channel.id) if run.kind == "import"), None)
    recent = store.recent_records(channel.id, since=now - dt.timedelta(days=ACTIVITY_DAYS))
    return {
        "channel": channel.id,
        "name": channel.name,
        "platform": channel.platform,
        "business_owner": channel.business_owner,
        "last_success": iso_utc(last_success) if last_success else None,
        "last_import": iso_utc(last_import) if last_import else None,
        "next_due": None,
        "token_expires": None,
        "gaps": [
            {
                "from": iso_utc(gap.gap.start) if gap.gap.start else None,
                "to": iso_utc(gap.gap.end) if gap.gap.end else None,
                "reason": gap.gap.reason,
                "edge": gap.gap.edge,
            }
            for gap in gaps
        ],
        "activity": {
            "days": ACTIVITY_DAYS,
            "records": recent,
            "per_day": round(recent / ACTIVITY_DAYS, 1),
            "records_held": sum(totals.records.values()),
        },
        "advice": _advice(channel, gaps=len(gaps), is_live=is_live, last_import=last_import, now=now),
    }


def _advice(
    channel: Channel, *, gaps: int, is_live: bool, last_import: dt.datetime | None, now: dt.datetime
) -> list[str]:
    advice = []
    if gaps:
        advice.append(
            f"{gaps} gaps are open: fill them by an import of the platform's export, or accept them with a reason"
        )
    if not is_live:
        if last_import is None:
            advice.append("nothing was imported yet: ask the platform for its export and run `archiver import`")
        elif now - last_import > dt.timedelta(days=IMPORT_REMINDER_DAYS):
            advice.append("the last import is more than a month old: ask the platform for a new export")
    if channel.platform == "linkedin":
        advice.append("LinkedIn gives no private messages to programs: import the data export for them")
    return advice
