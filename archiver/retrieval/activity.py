"""How often a channel is to be captured, from how lively it was and from what its platform keeps showing; and why.

The policy wants busier channels captured more often. `called_for` is what would be lost by waiting longer; `interval` is what
`capture = "auto"` does: the nearest that divides a day, nightly at the longest.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from archiver.store.attempts import Activity
from connectors.windows import Window

HOUR = dt.timedelta(hours=1)
NIGHTLY = 24 * HOUR
GRID = tuple(hours * HOUR for hours in (24, 12, 8, 6, 4, 3, 2, 1))
LOOSEST = dt.timedelta(days=7)
"""A quiet channel of a platform that forgets nothing may wait this long; comments are edited and deleted meanwhile."""

LEVELS = ((1000, HOUR), (300, 3 * HOUR), (100, 6 * HOUR), (30, 12 * HOUR), (1, NIGHTLY))
"""(records on the busiest day, how often): what is edited or deleted between two captures is never seen."""

_SAFETY = 2
"""A burst like the last one may be twice as quick."""
_MESSAGES_SHARE = 3
"""Three tries before private messages leave the platform's window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """How often, and why. `lost` says what a longer interval would lose; `cost` what asking costs, in money or limits."""

    called_for: dt.timedelta
    interval: dt.timedelta
    why: str
    lost: str
    cost: str = ""


@dataclass(frozen=True, slots=True)
class _Reason:
    every: dt.timedelta
    why: str
    lost: str


def cadence(activity: Activity, window: Window, *, missed: int = 0) -> Cadence:
    """What the channel calls for. `missed` counts recent gaps that a tighter interval would have prevented."""
    reasons = [_by_liveliness(activity)]
    if window.fleeting is not None:
        reasons.append(
            _Reason(
                window.fleeting / 2,
                f"{window.fleeting_what} is gone after {told(window.fleeting)}, so it is looked for twice in that time",
                f"{window.fleeting_what} that came and went between two captures",
            )
        )
    if window.messages_for is not None:
        reasons.append(
            _Reason(
                window.messages_for / _MESSAGES_SHARE,
                f"private messages leave the platform's window after {told(window.messages_for)}",
                f"private messages older than {told(window.messages_for)}",
            )
        )
    if window.newest_messages:
        reasons += _by_bursts(activity, window.newest_messages, missed, window.tightest)
    binding = min(reasons, key=lambda reason: reason.every)
    called_for = max(binding.every, window.tightest)
    why = binding.why
    if binding.every < window.tightest:
        why += f"; the platform is asked every {told(window.tightest)} at the most"
    return Cadence(
        called_for=called_for,
        interval=next((step for step in GRID if step <= called_for), GRID[-1]),
        why=why,
        lost=binding.lost,
        cost=window.asking,
    )


def _by_liveliness(activity: Activity) -> _Reason:
    for records, every in LEVELS:
        if activity.busiest_day >= records:
            return _Reason(
                every,
                f"{activity.records} records in the last {activity.days} days, {activity.busiest_day} on the busiest day",
                "what is edited or deleted before the next capture",
            )
    return _Reason(
        LOOSEST,
        f"no records in the last {activity.days} days",
        "what is edited or deleted before the next capture, once something is written again",
    )


def _by_bursts(activity: Activity, newest: int, missed: int, tightest: dt.timedelta) -> list[_Reason]:
    lost = f"messages older than the {newest} newest of a conversation"
    found = []
    if missed:
        found.append(
            _Reason(
                tightest,
                f"{missed} times lately a conversation moved past its {newest} newest messages between two captures",
                lost,
            )
        )
    if activity.shortest_burst is not None:
        found.append(
            _Reason(
                activity.shortest_burst / _SAFETY,
                f"one conversation got {activity.burst} messages within {told(activity.shortest_burst)}, "
                f"and only its {newest} newest are told in full",
                lost,
            )
        )
    return found


def told(length: dt.timedelta) -> str:
    """A length of time in words: `3 days`, `12 hours`, `40 minutes`."""
    minutes = max(1, round(length / dt.timedelta(minutes=1)))
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= 2 * size or minutes == size:
            count = round(minutes / size, 1)
            return f"{count:g} {unit}" if count == 1 else f"{count:g} {unit}s"
    return f"{minutes} minutes" if minutes != 1 else "1 minute"
