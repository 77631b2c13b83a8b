"""What a run did, in numbers that an operator can compare with last time; the JSON of `import` and `run`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from archiver.errors import ArchiverError, ExitCode, LeakFound, worst
from archiver.model.capture import COUNTED, GIVEN, Counts, Gap, Quarantined
from archiver.model.counted import counted
from archiver.model.digest import Json
from archiver.model.ids import ChannelId, RunId
from archiver.model.time import iso_utc

LISTED = 200
"""How many quarantined places and notes a report lists; the counts are always whole."""


@dataclass(slots=True)
class ChannelReport:
    """What became of one channel in this run."""

    channel: ChannelId
    counts: Counts = field(default_factory=Counts)
    gaps: list[Gap] = field(default_factory=list)
    gaps_opened: int = 0
    """How many of `gaps` were not open before."""
    gaps_closed: int = 0
    quarantined: list[Quarantined] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tallies: Counter[str] = field(default_factory=Counter)
    handed: int = 0
    """Records the connector or importer handed over; the counts must account for each."""
    sealed_files: int = 0
    withheld_texts: int = 0
    taken_over: list[RunId] = field(default_factory=list)
    """Runs that were killed, and of which this report tells what they found."""
    error: ArchiverError | None = None
    captured_from: dt.datetime | None = None
    captured_to: dt.datetime | None = None
    token: Json = None
    """What the platform said of the channel's token, and when; None when it was not asked or did not say."""

    @property
    def outcome(self) -> str:
        """`complete`, `partial` or `failed`."""
        if self.error is not None:
            return "failed" if not self.handed else "partial"
        return "partial" if self.gaps or self.counts.quarantined or self.withheld_texts else "complete"

    @property
    def exit_code(self) -> ExitCode:
        """What this channel alone would end with."""
        if self.error is not None:
            return self.error.exit_code
        return ExitCode.OK if self.outcome == "complete" else ExitCode.GAPS

    def reconciled(self) -> dict[str, Json]:
        """From the source to the store: what the platform or the export counts of each thing and what it gave of it (where it
        counts at all; `missing` in sum), what was handed over, accepted, sealed and set aside."""
        source, missing = dict[str, Json](), 0
        for name, total in sorted(self.tallies.items()):
            what = name.removesuffix(COUNTED)
            if what == name:
                continue
            given = self.tallies[f"{what}{GIVEN}"]
            source[what] = {"counted": total, "given": given}
            missing += max(0, total - given)
        counts = self.counts
        return {
            "channel": self.channel,
            "source": source,
            "missing": missing,
            "handed": self.handed,
            "accepted": counts.new + counts.revised + counts.unchanged + counts.merged,
            "sealed": self.sealed_files,
            "quarantined": counts.quarantined,
        }

    def as_json(self) -> dict[str, Json]:
        """The channel's part of the contract's report."""
        counts = self.counts
        return {
            "channel": self.channel,
            "outcome": self.outcome,
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
            "gaps": [gap_json(gap) for gap in self.gaps],
            "gaps_opened": self.gaps_opened,
            "gaps_closed": self.gaps_closed,
            "quarantined": [
                {"source": item.source, "place": item.place, "reason": item.reason}
                for item in self.quarantined[:LISTED]
            ],
            "notes": list(self.notes[:LISTED]),
            "tallies": dict(sorted(self.tallies.items())),
            "sealed_files": self.sealed_files,
            "withheld_texts": self.withheld_texts,
            "taken_over": list(self.taken_over),
            "window": {
                "from": iso_utc(self.captured_from) if self.captured_from else None,
                "to": iso_utc(self.captured_to) if self.captured_to else None,
            },
            "token": self.token,
            "error": None if self.error is None else {"code": self.error.code, "message": str(self.error)},
        }


def gap_json(gap: Gap) -> dict[str, Json]:
    """A gap as the contract shows it."""
    return {
        "from": iso_utc(gap.start) if gap.start else None,
        "to": iso_utc(gap.end) if gap.end else None,
        "reason": gap.reason,
        "edge": gap.edge,
    }


@dataclass(slots=True)
class RecordsReport:
    """What became of the record files."""

    written: int = 0
    unchanged: int = 0
    withheld: int = 0
    leaks: list[tuple[str, str]] = field(default_factory=list)
    """(record number, what was found where: words of ours)."""
    errors: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Balance:
    """One line of the reconciliation: two figures that must be equal."""

    name: str
    left: int
    right: int

    @property
    def holds(self) -> bool:
        """Whether they are."""
        return self.left == self.right


@dataclass(slots=True)
class RunReport:
    """The whole run. `exit_code` is the worst of everything in it."""

    run: RunId
    kind: str
    started: dt.datetime
    finished: dt.datetime | None = None
    channels: list[ChannelReport] = field(default_factory=list)
    records: RecordsReport = field(default_factory=RecordsReport)
    balances: list[Balance] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    error: ArchiverError | None = None

    @property
    def balanced(self) -> bool:
        """Whether all figures from source to index add up."""
        return all(balance.holds for balance in self.balances)

    @property
    def _work_code(self) -> ExitCode:
        codes = [channel.exit_code for channel in self.channels]
        if self.error is not None:
            codes.append(self.error.exit_code)
        if self.records.leaks:
            codes.append(LeakFound.exit_code)
        if not self.balanced or self.records.withheld or self.records.errors:
            codes.append(ExitCode.GAPS)
        return worst(*codes)

    @property
    def exit_code(self) -> ExitCode:
        """The worst ending of all; a warning alone makes a complete run end with 1, since a person has something to do."""
        return worst(self._work_code, ExitCode.GAPS if self.warnings else ExitCode.OK)

    @property
    def outcome(self) -> str:
        """`complete`, `partial` or `failed` for the run as a whole."""
        if self._work_code is ExitCode.OK:
            return "complete"
        outcomes = {channel.outcome for channel in self.channels}
        return "failed" if self.error is not None or outcomes == {"failed"} else "partial"

    def as_json(self) -> dict[str, Json]:
        """The contract's report."""
        error = self.error
        return {
            "run": self.run,
            "kind": self.kind,
            "started": iso_utc(self.started),
            "finished": iso_utc(self.finished) if self.finished else None,
            "outcome": self.outcome,
            "exit_code": int(self.exit_code),
            "channels": [channel.as_json() for channel in self.channels],
            "records": {
                "written": self.records.written,
                "unchanged": self.records.unchanged,
                "withheld": self.records.withheld,
                "leaks": [{"record": number, "found": what} for number, what in self.records.leaks],
                "errors": [{"record": number, "error": what} for number, what in self.records.errors],
            },
            "reconciliation": {
                "balanced": self.balanced,
                "figures": [
                    {"name": b.name, "left": b.left, "right": b.right, "balanced": b.holds} for b in self.balances
                ],
                "channels": [channel.reconciled() for channel in self.channels],
            },
            "warnings": list(self.warnings),
            "error": None if error is None else {"code": error.code, "message": str(error)},
        }

    def line(self) -> str:
        """The whole run in one line, for a terminal, a log or cron's mail."""
        total = sum((channel.counts for channel in self.channels), Counts())
        parts = [
            f"{self.kind} {self.outcome}",
            f"{total.new} new, {total.revised} revised, {total.unchanged + total.merged} known",
            f"{counted(self.records.written, 'record')} written",
        ]
        if total.quarantined:
            parts.append(f"{total.quarantined} quarantined")
        gaps = sum(len(channel.gaps) for channel in self.channels)
        if gaps:
            parts.append(counted(gaps, "gap"))
        if self.records.withheld:
            parts.append(f"{counted(self.records.withheld, 'record')} withheld")
        if not self.balanced:
            parts.append("figures do not add up: " + ", ".join(b.name for b in self.balances if not b.holds))
        problems = [f"{c.channel}: {c.error}" for c in self.channels if c.error is not None]
        if self.error is not None:
            problems.append(str(self.error))
        return "; ".join(parts + problems + self.warnings)
