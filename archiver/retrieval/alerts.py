"""Alerts as people work through them: one line a record and kind, with the date by which a request must be answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from archiver.errors import UsageError
from archiver.model.alerts import Alert, AlertKind
from archiver.model.digest import Json
from archiver.model.ids import ChannelId, RecordNumber
from archiver.model.time import iso_utc
from archiver.model.working_days import due_date, working_days_left
from archiver.store import Store
from archiver.store.alerts import alerts


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A record flagged for one kind. `sent` is the first flagged message's time (None = not known), `seen` when the
    archive first saw it; `due` and `days_left` (working days) only for a possible request. `decision` "" while open."""

    record: RecordNumber | None
    channel: ChannelId
    kind: AlertKind
    reasons: tuple[str, ...]
    ids: tuple[int, ...]
    sent: dt.datetime | None
    seen: dt.datetime
    due: dt.date | None
    days_left: int | None
    decision: str
    decided_by: str

    def as_json(self) -> dict[str, Json]:
        """For --json."""
        act = self.kind.act
        return {
            "record": self.record,
            "channel": self.channel,
            "kind": self.kind.value,
            "what": self.kind.words,
            "reasons": list(self.reasons),
            "messages": len(self.ids),
            "sent": iso_utc(self.sent) if self.sent else None,
            "first_seen": iso_utc(self.seen),
            "act": act.value if act else None,
            "due": self.due.isoformat() if self.due else None,
            "working_days_left": self.days_left,
            "decision": self.decision,
            "decided_by": self.decided_by,
        }


def flagged(store: Store, *, zone: ZoneInfo, today: dt.date, with_decided: bool = False) -> tuple[Flagged, ...]:
    """Every flagged record: what is due first, then the newest. The clock runs from the day the first message was sent."""
    groups: dict[tuple[str, str, AlertKind, str], list[Alert]] = {}
    for alert in alerts(store.database, open_only=not with_decided):
        groups.setdefault((alert.channel, alert.record or "", alert.kind, alert.decision), []).append(alert)
    found = [_flagged(mine, zone, today) for mine in groups.values()]
    return tuple(
        sorted(found, key=lambda one: (bool(one.decision), one.due or dt.date.max, -(one.sent or one.seen).timestamp()))
    )


def _flagged(mine: Sequence[Alert], zone: ZoneInfo, today: dt.date) -> Flagged:
    first = min(mine, key=lambda alert: (alert.sent or alert.seen, alert.id))
    act = first.kind.act
    due = due_date((first.sent or first.seen).astimezone(zone).date(), act) if act else None
    return Flagged(
        record=first.record,
        channel=first.channel,
        kind=first.kind,
        reasons=tuple(sorted({alert.reason for alert in mine})),
        ids=tuple(sorted(alert.id for alert in mine)),
        sent=first.sent,
        seen=min(alert.seen for alert in mine),
        due=due,
        days_left=working_days_left(today, due, act) if act and due else None,
        decision=first.decision,
        decided_by=first.decided_by,
    )


def settle(store: Store, record: str, kind: AlertKind | None, decision: str, who: str, *, at: dt.datetime) -> int:
    """Write down what a person decided about a record's open alerts; how many there were. Raises UsageError when none."""
    wanted = [alert for alert in alerts(store.database) if alert.record == record and kind in (None, alert.kind)]
    if not wanted:
        raise UsageError(f"record {record} has no open alert" + (f" of kind {kind}" if kind else ""))
    for alert in wanted:
        store.decide_review(alert.id, decision, who, at=at)
    return len(wanted)
