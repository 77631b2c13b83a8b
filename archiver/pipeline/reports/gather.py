"""The problems of a run and its archive, gathered from the report and from what the store says now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from archiver.model.alerts import Alert
from archiver.model.channel import Channel
from archiver.model.digest import Json, sha256_hex
from archiver.model.ids import ChannelId
from archiver.model.working_days import due_date, working_days_left
from archiver.pipeline.report import ChannelReport, RunReport
from archiver.pipeline.reports.problems import (
    OPERATIONS,
    RECORDS,
    Problem,
    is_silent,
    of_credential,
    of_error,
    of_silence,
    silence_scope,
    token_scope,
)
from archiver.store import Store

LEAK_WORDS = "the leak check stopped it"
DUE_WARNINGS = (10, 5, 1)
"""Working days before a request's due date at which it is told again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What needs a person, and the scopes that were looked at: what is missing of them is resolved."""

    problems: tuple[Problem, ...]
    scopes: frozenset[str]


def of_run(
    report: RunReport,
    store: Store,
    channels: Mapping[ChannelId, Channel],
    active: Mapping[str, Iterable[dt.date]],
    alerts: Iterable[Alert],
    *,
    now: dt.datetime,
    zone: ZoneInfo,
) -> Gathered:
    """Everything but the disk. `active` holds the days with news of each channel; `alerts` those to be told of."""
    owners = {channel.id: channel.business_owner for channel in channels.values()}
    found: list[Problem] = []
    scopes = {"archive", f"{report.kind}:"}
    for part in report.channels:
        scope = f"{report.kind}:{part.channel}"
        scopes.add(scope)
        found += _of_channel(part, owners.get(part.channel, ""), scope, now)
        if report.kind == "run":
            days = sorted(set(active.get(part.channel, ())))
            today = now.astimezone(zone).date()
            if part.captured_to is not None and part.error is None:
                scopes.add(silence_scope(part.channel))
                if is_silent(days, today):
                    found.append(of_silence(part.channel, owners.get(part.channel, ""), days[-1], today))
            if isinstance(part.token, dict) and part.token.get("valid"):
                scopes.add(token_scope(part.channel))
    if report.error is not None:
        code = report.error.code
        problem = of_error(code, channel="", owner="", outcome=report.outcome, scope=f"{report.kind}:")
        found += [problem] if problem else []
    found += _of_archive(report, store, owners)
    found += _of_alerts(alerts, zone, now.astimezone(zone).date())
    return Gathered(problems=tuple(found), scopes=frozenset(scopes))


def _of_channel(part: ChannelReport, owner: str, scope: str, now: dt.datetime) -> Iterator[Problem]:
    if part.error is not None:
        problem = of_error(part.error.code, channel=part.channel, owner=owner, outcome=part.outcome, scope=scope)
        if problem:
            yield problem
    told = part.token if isinstance(part.token, dict) else {}
    ends = [when for name in ("expires", "data_access_expires") if (when := _moment(told.get(name))) is not None]
    ending = of_credential(part.channel, owner, min(ends), now) if ends else None
    if ending:
        yield ending
    lacking = told.get("missing_scopes")
    missing = tuple(str(scope) for scope in lacking) if isinstance(lacking, list) else ()
    if missing:
        yield Problem(
            key=f"scopes:{part.channel}",
            kind="credential",
            what=f"the token lacks {len(missing)} rights: {', '.join(missing)}",
            who=owner or OPERATIONS,
            do="renew it with these rights",
            channel=part.channel,
            parts=missing,
            scope=token_scope(part.channel),
        )
    if part.counts.quarantined:
        yield Problem(
            key=f"quarantine:{scope}",
            kind="partial",
            what=f"{part.counts.quarantined} objects were not understood; they are kept in the sealed original",
            who=OPERATIONS,
            do="send the reasons (`archiver status`) to the maintainers; after an update, `archiver reprocess`",
            channel=part.channel,
            scope=scope,
            is_left=True,
        )
    if part.withheld_texts:
        yield Problem(
            key=f"withheld-texts:{scope}",
            kind="partial",
            what=f"{part.withheld_texts} texts could not be judged by redaction and are withheld",
            who=RECORDS,
            do="open the originals if they are needed; report the rule named in the review",
            channel=part.channel,
            scope=scope,
            is_left=True,
        )


def _moment(value: Json) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _of_archive(report: RunReport, store: Store, owners: Mapping[ChannelId, str]) -> Iterator[Problem]:
    gaps: dict[ChannelId, list[str]] = {}
    for gap in store.gaps():
        gaps.setdefault(gap.channel, []).append(
            sha256_hex(f"{gap.gap.key}|{gap.gap.edge}|{gap.gap.start}".encode())[:16]
        )
    for channel, keys in sorted(gaps.items()):
        yield Problem(
            key=f"gaps:{channel}",
            kind="partial",
            what=f"{len(keys)} gap{'s are' if len(keys) > 1 else ' is'} open",
            who=owners.get(channel) or OPERATIONS,
            do="fill it by an import of the platform's export, or accept it with a reason",
            channel=channel,
            parts=tuple(sorted(keys)),
        )
    withheld = store.withheld()
    leaks = sorted(number for number, reason in withheld.items() if reason.startswith(LEAK_WORDS))
    others = sorted(set(withheld) - set(leaks))
    if leaks:
        yield Problem(
            key="leaks",
            kind="leak",
            what=f"the leak check stopped {_numbers(leaks)}",
            who=RECORDS,
            do="look at the record's review and report the rule that missed it",
            parts=tuple(leaks),
        )
    if others:
        yield Problem(
            key="withheld",
            kind="partial",
            what=f"{_numbers(others)} could not be written",
            who=OPERATIONS,
            do="see the log; the next run tries again",
            parts=tuple(others),
        )
    broken = tuple(balance.name for balance in report.balances if not balance.holds)
    if broken:
        yield Problem(
            key="unbalanced",
            kind="integrity",
            what=f"{len(broken)} figures of the reconciliation do not add up",
            who=RECORDS,
            do="open the run's report, then run `archiver verify --full`",
            parts=broken,
        )
    for warning in report.warnings:
        digest = sha256_hex(warning.encode())[:16]
        yield Problem(key=f"warning:{digest}", kind="partial", what=warning, who=OPERATIONS, do="put it right")


def _of_alerts(alerts: Iterable[Alert], zone: ZoneInfo, today: dt.date) -> Iterator[Problem]:
    """One problem a record and kind; its parts are its messages and how near a due date is."""
    groups: dict[tuple[str, str], list[Alert]] = {}
    for alert in alerts:
        if alert.record is not None:
            groups.setdefault((alert.record, alert.kind), []).append(alert)
    for (record, kind), mine in sorted(groups.items()):
        first = min(mine, key=lambda alert: (alert.sent or alert.seen, alert.id))
        parts = [str(alert.id) for alert in sorted(mine, key=lambda alert: alert.id)]
        due, do = None, "open the record and decide what to do"
        act = first.kind.act
        if act is not None:
            due = due_date((first.sent or first.seen).astimezone(zone).date(), act)
            left = working_days_left(today, due, act)
            parts += [f"due-{days}" for days in DUE_WARNINGS if left <= days]
            do = (
                f"decide whether it is a request under the {act.value}; if so, answer within 20 working days of receipt"
            )
        yield Problem(
            key=f"alert:{kind}:{record}",
            kind="alert",
            what=f"record {record}: {first.kind.words}",
            who=RECORDS,
            do=do,
            by=due,
            channel=first.channel,
            parts=tuple(parts),
            is_event=True,
        )


def _numbers(numbers: Iterable[str]) -> str:
    listed = list(numbers)
    more = f" and {len(listed) - 10} more" if len(listed) > 10 else ""
    return f"record{'s' if len(listed) > 1 else ''} {', '.join(listed[:10])}{more}"
