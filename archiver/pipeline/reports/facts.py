"""A run in figures and sentences of ours: what its JSON file holds and its page shows. Nothing captured comes in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archiver.model.channel import Channel
from archiver.model.counted import counted
from archiver.model.digest import Json
from archiver.model.ids import ChannelId
from archiver.model.time import iso_utc
from archiver.pipeline.report import ChannelReport, RunReport
from archiver.pipeline.reports.problems import Problem, ordered
from archiver.store.past import PastRun

FORMAT = "archiver-report-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Room on the archive's disk, in bytes; `days_left` at the present rate, None when it does not shrink."""

    total: int
    free: int
    days_left: float | None

    @property
    def free_share(self) -> float:
        """The free part, 0 to 1."""
        return self.free / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the plots show."""

    runs: tuple[PastRun, ...]
    accepted: tuple[dt.datetime, ...] = ()
    """When people accepted gaps."""


def facts(
    report: RunReport,
    problems: tuple[Problem, ...],
    channels: Mapping[ChannelId, Channel],
    disk: Disk,
    *,
    agency: str,
    software: str,
    config_digest: str,
    rules: str,
) -> dict[str, Any]:
    """The report as it is kept. What may quote a name (paths, notes, error texts) is left out; codes and counts stay."""
    finished = report.finished or report.started
    return {
        "format": FORMAT,
        "run": report.run,
        "kind": report.kind,
        "agency": agency,
        "software": software,
        "rules": rules,
        "config_digest": config_digest,
        "started": iso_utc(report.started),
        "finished": iso_utc(finished),
        "seconds": round((finished - report.started).total_seconds(), 1),
        "outcome": report.outcome,
        "exit_code": int(report.exit_code),
        "headline": headline(report),
        "to_do": [problem.as_json() for problem in ordered(problems)],
        "channels": [_channel(part, channels.get(part.channel)) for part in report.channels],
        "records": {
            "written": report.records.written,
            "unchanged": report.records.unchanged,
            "withheld": report.records.withheld,
            "leaks": sorted({number for number, _ in report.records.leaks}),
            "errors": sorted({number for number, _ in report.records.errors}),
        },
        "reconciliation": {
            "balanced": report.balanced,
            "figures": [
                {"name": b.name, "left": b.left, "right": b.right, "balanced": b.holds} for b in report.balances
            ],
            "channels": [part.reconciled() for part in report.channels],
        },
        "disk": {
            "total": disk.total,
            "free": disk.free,
            "days_until_full": None if disk.days_left is None else round(disk.days_left),
        },
        "error": report.error.code if report.error else None,
    }


def _channel(part: ChannelReport, channel: Channel | None) -> dict[str, Json]:
    counts = part.counts
    return {
        "channel": part.channel,
        "name": channel.name if channel else part.channel,
        "platform": channel.platform if channel else "",
        "business_owner": channel.business_owner if channel else "",
        "outcome": part.outcome,
        "counts": {
            "posts": counts.posts,
            "comments": counts.comments,
            "messages": counts.messages,
            "notices": counts.notices,
            "new": counts.new,
            "revised": counts.revised,
            "unchanged": counts.unchanged,
            "merged": counts.merged,
            "gone": counts.gone,
            "quarantined": counts.quarantined,
        },
        "gaps": [
            {
                "from": iso_utc(gap.start) if gap.start else None,
                "to": iso_utc(gap.end) if gap.end else None,
                "reason": gap.reason,
            }
            for gap in part.gaps
        ],
        "gaps_opened": part.gaps_opened,
        "gaps_closed": part.gaps_closed,
        "quarantined": dict(sorted(Counter(item.reason for item in part.quarantined).items())),
        "tallies": dict(sorted(part.tallies.items())),
        "sealed_files": part.sealed_files,
        "withheld_texts": part.withheld_texts,
        "window": {
            "from": iso_utc(part.captured_from) if part.captured_from else None,
            "to": iso_utc(part.captured_to) if part.captured_to else None,
        },
        "token": _token(part.token),
        "error": part.error.code if part.error else None,
    }


def _token(told: Json) -> dict[str, Json] | None:
    """What is known of a token; the platform's own sentence may say anything and is left out."""
    if not isinstance(told, dict):
        return None
    return {name: told.get(name) for name in ("checked", "valid", "expires", "data_access_expires", "missing_scopes")}


def headline(report: RunReport) -> str:
    """The whole run in one line, without names."""
    counts = [part.counts for part in report.channels]
    new, revised = sum(c.new for c in counts), sum(c.revised for c in counts)
    gone, quarantined = sum(c.gone for c in counts), sum(c.quarantined for c in counts)
    met = sum(len(part.gaps) for part in report.channels)
    opened = sum(part.gaps_opened for part in report.channels)
    closed = sum(part.gaps_closed for part in report.channels)
    said = [
        f"{report.kind.capitalize()} {report.outcome}",
        counted(len(report.channels), "channel"),
        f"{new} new",
        f"{revised} revised",
        f"{gone} gone",
        f"{counted(report.records.written, 'record')} written",
    ]
    said += [f"{quarantined} quarantined"] if quarantined else []
    said += [f"{counted(opened, 'gap')} opened"] if opened else []
    said += [f"{counted(met - opened, 'gap')} still open"] if met > opened else []
    said += [f"{counted(closed, 'gap')} closed"] if closed else []
    said += [f"{report.records.withheld} withheld"] if report.records.withheld else []
    # A run that broke off before they were counted has none, and says nothing good of them.
    verdict = "figures add up" if report.balanced else "figures DO NOT add up"
    said.append(verdict if report.balances else "figures not counted")
    failed = [f"{part.channel}: {part.error.code}" for part in report.channels if part.error is not None]
    failed += [f"run: {report.error.code}"] if report.error else []
    return "; ".join(said + failed)
