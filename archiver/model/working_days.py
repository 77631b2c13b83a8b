"""New Zealand working days, as the Official Information Act and the Privacy Act count them; holidays are data, per Act.

Counting starts on the day after receipt. Where a day's standing is not known for certain it counts as a working day, so
that a due date may be early but never late. Regional anniversary days are working days under both Acts.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

REPLY_WITHIN = 20
"""Working days for a decision, under both Acts."""

_DAY = dt.timedelta(days=1)


class Act(enum.StrEnum):
    """Which law a request falls under: general information, or a person's own."""

    OFFICIAL_INFORMATION = "Official Information Act 1982"
    PRIVACY = "Privacy Act 2020"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayTable:
    """One Act's days off besides weekends. `mondayised` (month, day) move to the Monday from a weekend; `nth_mondays`
    (month, n); `easter` in days from Easter Sunday; `listed` single dates by year; `closed_from` to `closed_to` (month,
    day), both inclusive, over the turn of the year."""

    mondayised: tuple[tuple[int, int], ...]
    nth_mondays: tuple[tuple[int, int], ...]
    easter: tuple[int, ...]
    listed: Mapping[int, tuple[int, int]]
    closed_from: tuple[int, int]
    closed_to: tuple[int, int]

    def is_closed(self, day: dt.date) -> bool:
        """Whether the day lies in the summer closing."""
        return (day.month, day.day) >= self.closed_from or (day.month, day.day) <= self.closed_to


_MATARIKI: Mapping[int, tuple[int, int]] = {
    2022: (6, 24), 2023: (7, 14), 2024: (6, 28), 2025: (6, 20), 2026: (7, 10), 2027: (6, 25), 2028: (7, 14),
    2029: (7, 6), 2030: (6, 21), 2031: (7, 11), 2032: (7, 2), 2033: (6, 24), 2034: (7, 7), 2035: (6, 29),
    2036: (7, 18), 2037: (7, 10), 2038: (6, 25), 2039: (7, 15), 2040: (7, 6), 2041: (7, 19), 2042: (7, 11),
    2043: (7, 3), 2044: (6, 24), 2045: (7, 7), 2046: (6, 29), 2047: (7, 19), 2048: (7, 3), 2049: (6, 25),
    2050: (7, 15), 2051: (6, 30), 2052: (6, 21),
}  # fmt: skip
# Matariki Observance Day is fixed by a schedule of dates to 2052; later years are working days until they are listed.

TABLES: Mapping[Act, HolidayTable] = {
    Act.OFFICIAL_INFORMATION: HolidayTable(
        mondayised=((2, 6), (4, 25)),  # Waitangi Day, Anzac Day
        nth_mondays=((6, 1), (10, 4)),  # the Sovereign's Birthday, Labour Day
        easter=(-2, 1),  # Good Friday, Easter Monday
        listed=_MATARIKI,
        closed_from=(12, 25),
        closed_to=(1, 15),
    ),
    # The Privacy Act's own definition has not been checked against the statute here: its summer closing is taken at its
    # shortest, so that the date told is never later than the law's.
    Act.PRIVACY: HolidayTable(
        mondayised=((2, 6), (4, 25)),
        nth_mondays=((6, 1), (10, 4)),
        easter=(-2, 1),
        listed=_MATARIKI,
        closed_from=(12, 25),
        closed_to=(1, 2),
    ),
}


def easter_sunday(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar."""
    # Butcher's form of the computation; the letters are those it is usually written with.
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


@lru_cache(maxsize=256)
def holidays(act: Act, year: int) -> frozenset[dt.date]:
    """The single days off of a year, weekends and the summer closing apart."""
    table = TABLES[act]
    found = {easter_sunday(year) + dt.timedelta(days=offset) for offset in table.easter}
    for month, day in table.mondayised:
        date = dt.date(year, month, day)
        found.add(date + dt.timedelta(days=max(0, 7 - date.weekday()) if date.weekday() >= 5 else 0))
    for month, nth in table.nth_mondays:
        first = dt.date(year, month, 1)
        found.add(first + dt.timedelta(days=-first.weekday() % 7 + 7 * (nth - 1)))
    if year in table.listed:
        found.add(dt.date(year, *table.listed[year]))
    return frozenset(found)


def is_working_day(day: dt.date, act: Act = Act.OFFICIAL_INFORMATION) -> bool:
    """Whether the Act counts the day."""
    return day.weekday() < 5 and not TABLES[act].is_closed(day) and day not in holidays(act, day.year)


def due_date(received: dt.date, act: Act = Act.OFFICIAL_INFORMATION, days: int = REPLY_WITHIN) -> dt.date:
    """The last day for a decision on a request received (local date) on `received`."""
    day = received
    while days > 0:
        day += _DAY
        days -= is_working_day(day, act)
    return day


def working_days_left(today: dt.date, due: dt.date, act: Act = Act.OFFICIAL_INFORMATION) -> int:
    """Working days after today up to and including the due date; negative once it has passed."""
    first, last, sign = (today, due, 1) if due >= today else (due, today, -1)
    count, day = 0, first
    while day < last:
        day += _DAY
        count += is_working_day(day, act)
    return sign * count if count else (0 if due >= today else -1)
