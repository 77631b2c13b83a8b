"""How a date, a time and an offset are written on a page: agency local time first, UTC beside it, never a bare time.

A page's reader is in the agency's zone; a court wants the offset. The source's precision is kept: a minute is not
written as a second. Month names are our own, so that the machine's locale changes nothing.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from archiver.model.record import NOT_PROVIDED
from archiver.model.time import Assumption, Moment, Precision

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

ASSUMPTIONS = {
    Assumption.FOLD: "Time zone assumed to be the agency's; the clock showed this hour twice and the first is taken.",
    Assumption.SKIPPED: (
        "Time zone assumed to be the agency's; the clock skipped this hour and the time is read as one hour later."
    ),
}


def local(when: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment on the agency's clock; at the very ends of the calendar, where that clock has no date, in UTC."""
    try:
        return when.astimezone(zone)
    except OverflowError:
        return when


def local_date(when: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The agency's date of the moment, as titles and the index have it."""
    return local(when, zone).date()


def date_words(day: dt.date) -> str:
    """`1 February 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_heading(day: dt.date) -> str:
    """`Sunday 1 February 2026`: the heading above a day of a transcript."""
    return f"{DAYS[day.weekday()]} {date_words(day)}"


def month_words(day: dt.date) -> str:
    """`February 2026`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def offset_words(local_time: dt.datetime) -> str:
    """`+13:00` for an aware time."""
    return _offset(local_time.utcoffset() or dt.timedelta())


@lru_cache(maxsize=128)
def _offset(offset: dt.timedelta) -> str:
    minutes = round(abs(offset).total_seconds() / 60)
    return f"{'-' if offset < dt.timedelta() else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def clock(moment: Moment, zone: ZoneInfo) -> str:
    """The time of day as finely as the source told it: `14:15:09`, `14:15`, or nothing for a day alone."""
    if moment.precision is Precision.DAY:
        return ""
    return local(moment.utc, zone).strftime("%H:%M" if moment.precision is Precision.MINUTE else "%H:%M:%S")


def clock_with_offset(moment: Moment, zone: ZoneInfo) -> str:
    """`14:15:09 +13:00`, the form beside each message."""
    time = clock(moment, zone)
    return f"{time} {offset_words(local(moment.utc, zone))}" if time else "time of day not given"


def moment_words(moment: Moment | None, zone: ZoneInfo) -> str:
    """`1 February 2026, 14:15:09 (+13:00)`; NOT_PROVIDED for None."""
    if moment is None:
        return NOT_PROVIDED
    at = local(moment.utc, zone)
    time = clock(moment, zone)
    return f"{date_words(at)}, {time} ({offset_words(at)})" if time else date_words(at)


def when_words(when: dt.datetime, zone: ZoneInfo) -> str:
    """A moment of ours, to the second: `1 February 2026, 14:15:09 (+13:00)`."""
    at = local(when, zone)
    return f"{date_words(at)}, {at.strftime('%H:%M:%S')} ({offset_words(at)})"


def both_words(when: dt.datetime, zone: ZoneInfo) -> str:
    """`Sunday 1 February 2026, 14:15:09 (+13:00), which is 2026-02-01 01:15:09 UTC`: for title blocks."""
    at = local(when, zone)
    return f"{DAYS[at.weekday()]} {when_words(when, zone)}, which is {utc_words(when)}"


def utc_words(when: dt.datetime) -> str:
    """`2026-02-01 01:15:09 UTC`."""
    return f"{when.astimezone(dt.UTC).replace(tzinfo=None).isoformat(sep=' ', timespec='seconds')} UTC"


def assumption_words(moment: Moment | None) -> str:
    """What had to be assumed to read this one time, in a sentence; "" when nothing was.

    That a platform names no zone at all holds for every line of its record: the last page says it once.
    """
    return ASSUMPTIONS.get(moment.assumption, "") if moment else ""
