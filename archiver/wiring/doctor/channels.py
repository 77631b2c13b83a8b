"""Each channel: whether its platform is known, its token can be read and works, with which rights, until when; its schedule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from archiver.errors import ArchiverError, ExitCode
from archiver.model.channel import Channel, platform_name
from archiver.retrieval.outlook import AUTO, Schedules, clock_change_warning, planned
from archiver.retrieval.tokens import WARN_DAYS
from archiver.store import Store
from archiver.wiring.doctor.findings import Finding, fine, of_error, warn, wrong
from archiver.wiring.registry import connector_for, has_connector, importer_platforms
from config.settings import Settings
from connectors.base import Connector, TokenHealth

_LATE = dt.timedelta(hours=3)


Connect = Callable[[Settings, Channel], Connector | None]


def channel(
    settings: Settings, each: Channel, now: dt.datetime, *, offline: bool, connect: Connect = connector_for
) -> Iterator[Finding]:
    """The channel's connection; nothing leaves the machine when `offline`."""
    configured = settings.channels[each.id]
    if not has_connector(settings, each):
        yield from _import_only(each, has_token=bool(configured.token))
        return
    try:
        connector = connect(settings, each)
    except ArchiverError as error:
        yield from of_error(
            "token", each.id, error, f"put the token where the configuration says ({each.business_owner})"
        )
        return
    if connector is None or offline:
        yield fine("token", each.id, "it can be read; not asked about at the platform")
        return
    try:
        health = connector.health()
    except ArchiverError as error:
        advice = "see the network, the proxy and the platform's status page; runs go on by themselves"
        if error.exit_code is ExitCode.CREDENTIALS:
            advice = f"renew the token ({each.business_owner})"
        yield wrong("token", each.id, str(error), advice, error.exit_code)
        return
    yield from of_health(each, health, now)


def of_health(each: Channel, health: TokenHealth, now: dt.datetime) -> Iterator[Finding]:
    """What the platform said of the token."""
    owner = each.business_owner
    if not health.valid:
        detail = health.detail or "the platform refuses it"
        yield wrong("token", each.id, detail, f"renew the token now ({owner})", ExitCode.CREDENTIALS)
        return
    ends = min((end for end in (health.expires, health.data_access_expires) if end is not None), default=None)
    told = f"{platform_name(each.platform)} accepts it"
    if health.scopes:
        told += f", with {', '.join(health.scopes)}"
    if ends is None:
        yield fine("token", each.id, f"{told}; its end is not told{f'; {health.detail}' if health.detail else ''}")
    elif ends <= now:
        yield wrong(
            "token", each.id, f"it ended on {ends:%Y-%m-%d}", f"renew the token now ({owner})", ExitCode.CREDENTIALS
        )
    elif (ends - now).days <= WARN_DAYS:
        yield warn(
            "token", each.id, f"it ends in {(ends - now).days} days", f"renew it before {ends:%Y-%m-%d} ({owner})"
        )
    else:
        yield fine("token", each.id, f"{told}; until {ends:%Y-%m-%d}")
    if health.missing_scopes:
        yield warn(
            "token",
            each.id,
            f"it lacks rights: {', '.join(health.missing_scopes)}; what they open is not captured",
            f"give the rights and renew the token ({owner})",
        )


def _import_only(each: Channel, *, has_token: bool) -> Iterator[Finding]:
    if each.platform not in importer_platforms():
        yield wrong(
            "channel",
            each.id,
            f"nothing comes in: {platform_name(each.platform)} has no export to import, and no token is named",
            f"say with channels.{each.id}.token where its token is found",
        )
    elif has_token:
        yield warn(
            "channel", each.id, f"{platform_name(each.platform)} is import only: its token does nothing", "remove it"
        )
    else:
        yield fine("channel", each.id, f"{platform_name(each.platform)} by import only")


def schedule(each: Channel, store: Store, schedules: Schedules, now: dt.datetime) -> Iterator[Finding]:
    """Whether the channel is captured as often as it calls for, and whether that happens."""
    plan = planned(store, each, schedules, now)
    for line in plan.warnings:
        yield warn("schedule", each.id, line, f'set channels.{each.id}.capture to "auto", or to a closer schedule')
    if plan.last is not None and plan.due_since is not None and now - plan.due_since > _LATE:
        yield warn(
            "schedule",
            each.id,
            f"its capture has been due since {plan.due_since:%Y-%m-%d %H:%M} UTC",
            "see that the timer, cron or `archiver schedule` runs",
        )
    elif not plan.warnings:
        how = plan.timetable.schedule.text
        told = f"by activity ({how})" if plan.capture == AUTO else how
        due = f"; next at {plan.next_due.astimezone(schedules.zone):%Y-%m-%d %H:%M}" if plan.next_due else ""
        yield fine("schedule", each.id, f"{told}{due}; {plan.cadence.why}")


def night(schedules: Schedules, now: dt.datetime) -> Iterator[Finding]:
    """The night's own schedule."""
    table = schedules.nights
    following = table.next(now)
    if following is None:
        yield wrong("schedule", "schedule.night", f"{schedules.night!r} is never due", "name a time that comes")
        return
    for line in clock_change_warning(table, schedules.night):
        yield warn("schedule", "schedule.night", line, 'set schedule.night to "15 1 * * *"')
    yield fine(
        "schedule",
        "schedule.night",
        f"{schedules.night}; next at {following.astimezone(schedules.zone):%Y-%m-%d %H:%M}",
    )
