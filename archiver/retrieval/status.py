"""How each channel stands, from what the store knows: last success, what is next, gaps, activity, and what a person should do."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.model.time import iso_utc
from archiver.retrieval.activity import told
from archiver.retrieval.outlook import AUTO, Planned, Schedules, clock_change_warning, night_due, planned
from archiver.retrieval.tokens import RememberedToken, remembered_token
from archiver.store import Store, StoredGap
from archiver.store.attempts import IMPORT, attempts, last_attempt

IMPORT_REMINDER_DAYS = 31
OVERDUE = dt.timedelta(hours=3)
"""How late a capture may be before somebody should look why."""


def archive_status(
    store: Store,
    channels: Mapping[ChannelId, Channel],
    *,
    now: dt.datetime,
    live: Mapping[ChannelId, bool],
    schedules: Schedules,
    warnings: Sequence[str] = (),
) -> dict[str, Any]:
    """The `status` command's value. `live` tells which channels have a live connection; `warnings` are of the machine."""
    runs = store.runs(1, until=now)
    totals = [store.totals(channel) for channel in channels]
    night = night_due(store, schedules, now)
    next_night = schedules.nights.next(now)
    return {
        "channels": [
            _channel(store, channel, now, schedules, is_live=live.get(channel.id, False))
            for channel in channels.values()
        ],
        "archive": {
            "records": sum(total.published for total in totals),
            "messages": sum(sum(total.records.values()) for total in totals),
            "withheld": len(store.withheld()),
            "last_run": iso_utc(runs[0].started) if runs else None,
            "last_outcome": runs[0].outcome if runs else None,
            "night": schedules.night,
            "next_due": _iso(night or next_night),
            "warnings": [*warnings, *clock_change_warning(schedules.nights, schedules.night)],
        },
    }


def _channel(
    store: Store, channel: Channel, now: dt.datetime, schedules: Schedules, *, is_live: bool
) -> dict[str, Any]:
    gaps = store.gaps(channel.id)
    totals = store.totals(channel.id)
    with store.database.read() as connection:
        imports = [each.started for each in attempts(connection, channel.id, now=now, kind=IMPORT)]
        last = last_attempt(connection, channel.id, now)
    # One that is met again each night is one.
    not_understood = {
        (each.item.source, each.item.place, each.item.reason): each.item for each in store.quarantined(channel.id)
    }
    plan = planned(store, channel, schedules, now)
    token = remembered_token(store, channel.id, now) if is_live else None
    lively = plan.activity
    return {
        "channel": channel.id,
        "name": channel.name,
        "platform": channel.platform,
        "business_owner": channel.business_owner,
        "last_success": _iso(store.last_success(channel.id, now)),
        "last_attempt": None
        if last is None
        else {"at": iso_utc(last.started), "outcome": last.outcome, "error": last.error or None},
        "last_import": _iso(imports[-1] if imports else None),
        "next_due": _iso(plan.next_due) if is_live else None,
        "token_expires": _iso(token.expires) if token else None,
        "token": _token(token, now) if is_live else None,
        "capture": _capture(plan) if is_live else None,
        "gaps": [_gap(gap) for gap in gaps],
        "not_understood": dict(sorted(Counter(item.reason for item in not_understood.values()).items())),
        "activity": {
            "days": lively.days,
            "records": lively.records,
            "per_day": round(lively.records / lively.days, 1),
            "busiest_day": lively.busiest_day,
            "records_held": sum(totals.records.values()),
        },
        "advice": [
            *(_live_advice(channel, plan, token, now) if is_live else _import_advice(imports, now)),
            *_gap_advice(channel, len(gaps)),
            *_platform_advice(channel),
        ],
    }


def _token(token: RememberedToken | None, now: dt.datetime) -> dict[str, Any] | None:
    if token is None:
        return None
    return {
        "checked": iso_utc(token.checked),
        "valid": token.valid,
        "expires": _iso(token.expires),
        "days_left": token.days_left(now),
        "missing_scopes": list(token.missing_scopes),
        "detail": token.detail,
    }


def _capture(plan: Planned) -> dict[str, Any]:
    wanted = plan.cadence
    return {
        "configured": plan.capture,
        "schedule": plan.timetable.schedule.text,
        "every": told(wanted.interval) if plan.capture == AUTO else None,
        "called_for": told(wanted.called_for),
        "why": wanted.why,
        "a_longer_one_loses": wanted.lost,
        "asking": wanted.cost,
    }


def _gap(gap: StoredGap) -> dict[str, Any]:
    return {
        "from": _iso(gap.gap.start),
        "to": _iso(gap.gap.end),
        "reason": gap.gap.reason,
        "edge": gap.gap.edge,
        "key": gap.gap.key,
        "opened": _iso(gap.opened),
    }


def _live_advice(channel: Channel, plan: Planned, token: RememberedToken | None, now: dt.datetime) -> list[str]:
    advice = list(plan.warnings)
    if token is not None:
        advice += token.advice(channel.id, channel.business_owner, now)
    if plan.last is not None and plan.due_since is not None and now - plan.due_since > OVERDUE:
        advice.append(
            f"its capture has been due since {iso_utc(plan.due_since)}: see that the timer, cron or `archiver schedule` runs"
        )
    if plan.last is not None and plan.last.error == "credentials" and (token is None or token.valid):
        advice.append(f"the last capture was refused: renew the token ({channel.business_owner})")
    return advice


def _import_advice(imports: list[dt.datetime], now: dt.datetime) -> list[str]:
    if not imports:
        return ["nothing was imported yet: ask the platform for its export and run `archiver import`"]
    if now - imports[-1] > dt.timedelta(days=IMPORT_REMINDER_DAYS):
        return ["the last import is more than a month old: ask the platform for a new export"]
    return []


def _gap_advice(channel: Channel, gaps: int) -> list[str]:
    if not gaps:
        return []
    count = "1 gap is" if gaps == 1 else f"{gaps} gaps are"
    return [
        f"{count} open: fill by an import of the platform's export, or accept with a reason "
        f"(`archiver gaps --channel {channel.id}`)"
    ]


def _platform_advice(channel: Channel) -> list[str]:
    if channel.platform == "linkedin":
        return ["LinkedIn gives no private messages to programs: import the data export for them"]
    return []


def _iso(value: dt.datetime | None) -> str | None:
    return iso_utc(value) if value else None
