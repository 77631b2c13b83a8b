"""Signs that a person should look at the account itself: far more traffic than usual, another name than before.

Flags, no judgement: a news story, a campaign or a rename bring them too. They change no outcome and no exit code, and they
hold counts and days alone, never a name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from archiver.model.digest import sha256_hex
from archiver.pipeline.reports.problems import OPERATIONS, Problem
from archiver.store.lately import Lately

KIND = "unusual"
LOOK_BACK_DAYS = 3
"""Days that are looked at: a channel that was not captured over a weekend is told of on Monday."""
USUAL_DAYS = 28
"""Days before them that say what is usual; a channel known for less than half of them has no usual yet."""
DAYS = LOOK_BACK_DAYS + USUAL_DAYS

TIMES_USUAL = 6
TIMES_BUSIEST = 2
CAME_AT_LEAST, WENT_AT_LEAST = 30, 12
"""Below this many a day nothing is sudden, however quiet the channel is otherwise."""

_LOOK = "look at the channel: whether someone needs help or an answer at once, and whether it is captured often enough"
_CHECK = (
    "ask whether the agency did this; if not, treat the account as taken over: end its sessions, change passwords, remove "
    "strange administrators, tell the platform"
)


def of_volume(channel: str, owner: str, found: Lately, first_day: dt.date) -> Iterator[Problem]:
    """A problem for each of the last days on which far more came or went than usual. `first_day` is the local day on which
    `found` begins; it reaches to the end of today, `DAYS` days."""
    for what, counts, at_least, do in (
        ("came in", found.came, CAME_AT_LEAST, _LOOK),
        ("went out in the agency's name", found.went, WENT_AT_LEAST, _CHECK),
    ):
        for day in range(DAYS - LOOK_BACK_DAYS, DAYS):
            before = [counts.get(earlier, 0) for earlier in range(day - USUAL_DAYS, day)]
            known = [place for place in range(day) if found.came.get(place) or found.went.get(place)]
            if not known or day - known[0] < USUAL_DAYS // 2:
                continue
            usual, busiest, count = sum(before) / USUAL_DAYS, max(before), counts.get(day, 0)
            if count < max(at_least, TIMES_USUAL * usual, TIMES_BUSIEST * busiest):
                continue
            date = first_day + dt.timedelta(days=day)
            yield Problem(
                key=f"volume:{channel}:{date}:{what[:4]}",
                kind=KIND,
                what=f"{count} {what} on {date.day} {date:%B}; {_rounded(usual)} a day are usual, {busiest} were the most",
                who=owner or OPERATIONS,
                do=do,
                channel=channel,
                is_event=True,
            )


def of_identity(channel: str, owner: str, marks: Mapping[str, dt.date], today: dt.date) -> Problem | None:
    """The account's own name or handle is one it never had, seen first in the last days. `marks` as `seen_now` gives them;
    what was seen on the first day of all has nothing to be compared with."""
    fresh = [
        mark
        for mark, day in sorted(marks.items())
        if today - day < dt.timedelta(days=LOOK_BACK_DAYS)
        and any(other < day for each, other in marks.items() if _sort(each) == _sort(mark))
    ]
    if not fresh:
        return None
    what = " and ".join(sorted(set(map(_sort, fresh)), reverse=True))
    return Problem(
        key=f"identity:{channel}",
        kind=KIND,
        what=f"the account's own {what} on the platform is not one it had before",
        who=owner or OPERATIONS,
        do=_CHECK,
        channel=channel,
        parts=tuple(fresh),
        is_event=True,
    )


def seen_now(marks: Mapping[str, dt.date], found: Lately, today: dt.date) -> dict[str, dt.date]:
    """What stands for the account's names and handles in the reports' memory, each with the day it was first seen."""
    pairs = {"name": found.names, "handle": found.handles}
    seen = (f"{sort}:{sha256_hex(text.encode())[:16]}" for sort, texts in pairs.items() for text in texts)
    return {**dict.fromkeys(seen, today), **marks}


def _sort(mark: str) -> str:
    return mark.partition(":")[0]


def _rounded(usual: float) -> str:
    return f"{usual:.0f}" if usual >= 10 else f"{usual:.1f}".removesuffix(".0")
