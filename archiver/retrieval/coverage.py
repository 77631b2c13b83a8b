"""Which hours of a channel were verifiably captured, and which were not and why: pure, from its runs, gaps and windows.

A capture that came to its end covers the time from the end of the one before it to its own beginning; what it found missing is
a gap. An hour that nothing covers is blind, whatever the reason; nothing is counted as captured for want of a complaint.
"""

from __future__ import annotations

import datetime as dt
import enum
import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from archiver.model.ids import ChannelId, RunId
from archiver.model.time import iso_utc
from archiver.retrieval.activity import told
from archiver.store import StoredGap
from archiver.store.attempts import Attempt
from connectors.windows import Window

HOUR = dt.timedelta(hours=1)
_EVER = dt.datetime(1, 1, 2, tzinfo=dt.UTC)


class State(enum.StrEnum):
    """How an hour stands. Later ones in this order hide earlier ones."""

    CAPTURED = "captured"
    AS_SHOWN = "as shown at the first capture"
    IMPORTED = "imported"
    AT_RISK = "at risk"
    ACCEPTED = "missing, accepted"
    PART = "part missing"
    WAITING = "not yet captured"
    BLIND = "blind"


SYMBOLS = {
    State.CAPTURED: "#",
    State.AS_SHOWN: "h",
    State.IMPORTED: "i",
    State.AT_RISK: "?",
    State.ACCEPTED: "a",
    State.PART: "-",
    State.WAITING: ".",
    State.BLIND: "X",
}
"""One sign an hour, plain letters so that a mail shows them too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A stretch that is not, or not wholly, captured. `start` None: as far back as the channel goes; `end` None: still open.
    `edge` names the part that is missing ("channel": all of it), `key` the gap to accept."""

    state: State
    reason: str
    start: dt.datetime | None
    end: dt.datetime | None
    edge: str = "channel"
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A channel from `start` to `end`; `hours` one state for each hour from `start`."""

    channel: ChannelId
    start: dt.datetime
    end: dt.datetime
    hours: tuple[State, ...]
    holes: tuple[Hole, ...]

    @property
    def joined(self) -> bool:
        """Whether the captured windows join without a hole that is open."""
        return not any(hole.state in (State.BLIND, State.PART) for hole in self.holes)

    def as_json(self) -> dict[str, Any]:
        """For --json."""
        counted = Counter(self.hours)
        return {
            "channel": self.channel,
            "from": iso_utc(self.start),
            "to": iso_utc(self.end),
            "joined": self.joined,
            "hours": {state.value: counted[state] for state in State if counted[state]},
            "each_hour": "".join(SYMBOLS[state] for state in self.hours),
            "holes": [
                {
                    "from": iso_utc(hole.start) if hole.start else None,
                    "to": iso_utc(hole.end) if hole.end else None,
                    "state": hole.state.value,
                    "reason": hole.reason,
                    "edge": hole.edge,
                    "key": hole.key,
                }
                for hole in self.holes
            ],
        }


def coverage(
    channel: ChannelId,
    attempts: Sequence[Attempt],
    gaps: Iterable[StoredGap],
    window: Window,
    *,
    start: dt.datetime,
    end: dt.datetime,
    now: dt.datetime,
    imported: tuple[dt.datetime, dt.datetime] | None = None,
) -> Coverage:
    """The channel from `start` to `end` (not past `now`). `imported`: first and last record of a channel that has no live
    connection; its exports are taken at their word."""
    end = max(start, min(end, now))
    hours = [State.BLIND] * -(-(end - start) // HOUR)
    captures = [each for each in attempts if not each.error and each.window_to is not None]
    if imported is not None:
        _mark(hours, start, *imported, State.IMPORTED)
    for first, last in _joined(captures):
        # The last hour of the range may be one that is not over: it is whole when it was captured as far as it goes.
        _mark(hours, start, first, last if last < end else last + HOUR, State.CAPTURED, whole=True)
    for each in captures:
        if each.window_from is None and each.window_to is not None:
            # What stood there at the first capture; what had been deleted before it was never seen.
            _mark(hours, start, _EVER, each.window_to, State.AS_SHOWN, whole=True)
    until = max((each.window_to for each in captures if each.window_to), default=None)
    holes = [*_holes(gaps, attempts), *_fleeting(captures, window)]
    holes += _uncovered(captures, imported, until, attempts, now)
    for hole in sorted(holes, key=lambda each: list(State).index(each.state)):
        if hole.start is None and hole.end is None:
            continue  # known to be missing, but not since when: listed, not drawn
        _mark(hours, start, hole.start or _EVER, hole.end or now, hole.state)
    within = [hole for hole in holes if (hole.end or now) >= start and (hole.start or _EVER) < end]
    return Coverage(
        channel=channel,
        start=start,
        end=end,
        hours=tuple(hours),
        holes=tuple(sorted(within, key=lambda each: (each.start or _EVER, each.key))),
    )


def _mark(
    hours: list[State], start: dt.datetime, first: dt.datetime, last: dt.datetime, state: State, *, whole: bool = False
) -> None:
    """Give the state to the hours that the stretch touches, or, when `whole`, that lie in it from beginning to end."""
    begin = -(-(first - start) // HOUR) if whole else (first - start) // HOUR
    stop = (last - start) // HOUR if whole else -(-(last - start) // HOUR)
    if not whole and stop == begin:
        stop += 1  # a single moment lies in its hour
    for place in range(max(0, begin), min(len(hours), stop)):
        hours[place] = state


def _joined(captures: Sequence[Attempt]) -> list[tuple[dt.datetime, dt.datetime]]:
    """Windows in order, those that meet made one."""
    found: list[tuple[dt.datetime, dt.datetime]] = []
    for each in sorted(captures, key=lambda one: (one.window_from or _EVER, one.finished)):
        first, last = each.window_from or _EVER, each.window_to
        if last is None:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _holes(gaps: Iterable[StoredGap], attempts: Sequence[Attempt]) -> Iterable[Hole]:
    windows = {each.run: each for each in attempts}
    for each in gaps:
        if each.state == "closed":
            continue
        start, end, edge = each.gap.start, each.gap.end, each.gap.edge or "channel"
        opening = windows.get(RunId(each.opened_run))
        if start is None and end is None and edge == "channel" and opening is not None:
            # What a capture left undone of the whole channel lies in that capture's window.
            start, end = opening.window_from, opening.window_to
        accepted = each.state == "accepted"
        state = State.ACCEPTED if accepted else State.BLIND if edge == "channel" else State.PART
        reason = (
            f"{each.gap.reason}; accepted by {each.settled_by}: {each.settled_reason}" if accepted else each.gap.reason
        )
        yield Hole(state=state, reason=reason, start=start, end=end, edge=edge, key=each.gap.key)


def _fleeting(captures: Sequence[Attempt], window: Window) -> Iterable[Hole]:
    """Windows longer than the platform shows its shortest-lived things: some may have come and gone unseen."""
    if window.fleeting is None:
        return
    for each in captures:
        if each.window_from is None or each.window_to is None:
            continue
        seen_from = each.window_to - window.fleeting
        # A night that started some minutes later than the one before is no finding.
        if seen_from - each.window_from >= HOUR:
            yield Hole(
                state=State.AT_RISK,
                reason=f"{window.fleeting_what} is shown for {told(window.fleeting)} only: one may have come and gone unseen",
                start=each.window_from,
                end=seen_from,
                edge=window.fleeting_what,
            )


def _uncovered(
    captures: Sequence[Attempt],
    imported: tuple[dt.datetime, dt.datetime] | None,
    until: dt.datetime | None,
    attempts: Sequence[Attempt],
    now: dt.datetime,
) -> Iterable[Hole]:
    if until is None and imported is None:
        reason = "no capture has come to its end yet" if attempts else "nothing was captured yet"
        yield Hole(state=State.BLIND, reason=reason, start=None, end=now)
        return
    if until is None and imported is not None:
        yield Hole(state=State.BLIND, reason="no export of this time was imported", start=imported[1], end=now)
        return
    # What a failed capture left open is that capture's own gap.
    tried = max((each.started for each in attempts), default=now)
    if until is not None and max(until, tried) < now:
        yield Hole(state=State.WAITING, reason="the next capture will cover it", start=max(until, tried), end=now)
    for (_, before), (after, _) in itertools.pairwise(_joined(captures)):
        yield Hole(state=State.BLIND, reason="no capture covers it", start=before, end=after)
