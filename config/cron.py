"""A cron expression as cron means it: five fields, Sunday is 0 and 7, names allowed.

The scheduler counts Monday as 0, so days of the week are handed on by name; a schedule meant for Monday would
otherwise run on Tuesday.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
_PART = re.compile(r"(\*|[0-9a-z]+)(?:-([0-9a-z]+))?(?:/([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class CronSchedule:
    """The five fields as sets of numbers, days of the week with Sunday = 0. `day_restricted` and `weekday_restricted` tell
    which of the two were given: as in cron, a time matches when either does."""

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    day_restricted: bool
    weekday_restricted: bool

    @property
    def weekday_names(self) -> str:
        """`mon,wed` for the scheduler, or `*` when every day is meant."""
        return ",".join(_DAYS[day] for day in sorted(self.weekdays)) if self.weekday_restricted else "*"

    @property
    def in_clock_change_hour(self) -> bool:
        """Whether it may start between 02:00 and 02:59, the hour that is skipped or comes twice once a year."""
        return 2 in self.hours


def parse_cron(text: str) -> CronSchedule:
    """Read five fields. Raises ValueError that names the field."""
    words = text.lower().split()
    if len(words) != len(_FIELDS):
        raise ValueError('"auto" or a cron expression of five fields (minute hour day month weekday) is expected')
    sets = [_field(word, name, low, high) for word, (name, low, high) in zip(words, _FIELDS, strict=True)]
    return CronSchedule(
        text=text,
        minutes=sets[0],
        hours=sets[1],
        days=sets[2],
        months=sets[3],
        weekdays=frozenset(day % 7 for day in sets[4]),
        day_restricted=not words[2].startswith("*"),
        weekday_restricted=not words[4].startswith("*"),
    )


def _number(word: str, name: str) -> int:
    if word.isdecimal() and word.isascii():
        return int(word)
    names = _DAYS if name == "weekday" else _MONTHS if name == "month" else ()
    if word[:3] in names and len(word) == 3:
        return names.index(word) + (1 if name == "month" else 0)
    raise ValueError(f"the {name} field of the cron expression cannot be read")


def _field(word: str, name: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in word.split(","):
        match = _PART.fullmatch(part)
        if not match:
            raise ValueError(f"the {name} field of the cron expression cannot be read")
        step = int(match[3] or 1)
        if match[1] == "*":
            if match[2]:
                raise ValueError(f"the {name} field of the cron expression cannot be read")
            first, last = low, high if name != "weekday" else 6
        else:
            first = _number(match[1], name)
            last = _number(match[2], name) if match[2] else (high if match[3] else first)
            if name == "weekday" and match[2] and last == 0 < first:
                last = 7  # fri-sun: the week's end is its seventh day here
        if not (low <= first <= last <= high) or step < 1:
            raise ValueError(f"the {name} field of the cron expression is outside {low} to {high}")
        found.update(range(first, last + 1, step))
    return frozenset(found)
