"""The small memory of the reports' folder: what was told to whom, how much room the disk had, what accounts were called,
which run is dated after now.

Losing it costs nothing but a notice told twice, a disk forecast that starts anew, and a change of name that nobody notices.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archiver.vault.durable import write_whole

STATE_NAME = "state.json"
START = "start"
"""In place of a target: what reports of runs that could not begin have told."""
_SAMPLES = 400


@dataclass(slots=True)
class Told:
    """What one target knows of one problem."""

    parts: set[str]
    when: dt.datetime
    what: str
    scope: str
    is_event: bool
    is_left: bool = False


@dataclass(slots=True)
class Owed:
    """A notice that a target did not take, and what it knows once it did. Sentences of ours alone."""

    title: str
    body: str
    told: dict[str, Told]


@dataclass(slots=True)
class State:
    """`told` by target, then by problem; `owed` by target; `disk` is (day, free bytes), one a day, oldest first; `names` holds,
    by channel, the marks of the own account's names and handles, and the day each was first seen; `ahead` the run that is
    dated after now, and the day that was first noticed."""

    told: dict[str, dict[str, Told]] = field(default_factory=dict)
    owed: dict[str, Owed] = field(default_factory=dict)
    disk: list[tuple[dt.date, int]] = field(default_factory=list)
    names: dict[str, dict[str, dt.date]] = field(default_factory=dict)
    ahead: dict[str, dt.date] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> State:
        """As it lies there; empty when it does not, or is damaged."""
        try:
            value = json.loads((folder / STATE_NAME).read_bytes())
            return cls(
                told={target: _all_told(known) for target, known in value["told"].items()},
                owed={
                    target: Owed(title=str(item["title"]), body=str(item["body"]), told=_all_told(item["told"]))
                    for target, item in value.get("owed", {}).items()
                },
                disk=[(dt.date.fromisoformat(day), int(free)) for day, free in value["disk"]],
                names={
                    str(channel): {str(mark): dt.date.fromisoformat(day) for mark, day in marks.items()}
                    for channel, marks in value.get("names", {}).items()
                },
                ahead={str(run): dt.date.fromisoformat(day) for run, day in value.get("ahead", {}).items()},
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def save(self, folder: Path) -> None:
        """Write it, whole. Raises StorageError."""
        value = {
            "told": {target: _as_json(known) for target, known in sorted(self.told.items())},
            "owed": {
                target: {"title": item.title, "body": item.body, "told": _as_json(item.told)}
                for target, item in sorted(self.owed.items())
            },
            "disk": [[day.isoformat(), free] for day, free in self.disk],
            "names": {
                channel: {mark: day.isoformat() for mark, day in sorted(marks.items())}
                for channel, marks in sorted(self.names.items())
            },
            "ahead": {run: day.isoformat() for run, day in sorted(self.ahead.items())},
        }
        write_whole(folder / STATE_NAME, json.dumps(value, indent=1).encode() + b"\n")

    def measure(self, day: dt.date, free: int) -> None:
        """Remember the day's free bytes; a later figure of the same day replaces it."""
        self.disk = [*((known, size) for known, size in self.disk if known < day), (day, free)][-_SAMPLES:]


def _as_json(known: dict[str, Told]) -> dict[str, Any]:
    return {
        key: {
            "parts": sorted(told.parts),
            "when": told.when.isoformat(),
            "what": told.what,
            "scope": told.scope,
            "is_event": told.is_event,
            "is_left": told.is_left,
        }
        for key, told in sorted(known.items())
    }


def _all_told(known: dict[str, Any]) -> dict[str, Told]:
    return {key: _told(item) for key, item in known.items()}


def _told(item: dict[str, Any]) -> Told:
    return Told(
        parts=set(item["parts"]),
        when=dt.datetime.fromisoformat(item["when"]),
        what=str(item["what"]),
        scope=str(item["scope"]),
        is_event=bool(item["is_event"]),
        is_left=bool(item.get("is_left")),
    )


def days_until_full(samples: list[tuple[dt.date, int]], today: dt.date, *, over: int = 30) -> float | None:
    """When the free bytes reach nothing if they shrink as in the last `over` days (a least-squares line); None when they
    do not shrink, or fewer than five days are known."""
    recent = [((day - today).days, free) for day, free in samples if 0 <= (today - day).days <= over]
    if len(recent) < 5:
        return None
    mean_x = sum(x for x, _ in recent) / len(recent)
    mean_y = sum(y for _, y in recent) / len(recent)
    spread = sum((x - mean_x) ** 2 for x, _ in recent)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in recent) / spread if spread else 0.0
    return max(0.0, recent[-1][1] / -slope) if slope < 0 else None
