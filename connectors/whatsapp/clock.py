"""Times of a chat file: wall-clock text of the phone, read in the agency's zone, with the clock changes faced.

Lines stand in the order in which they came. That order decides which of the two equal hours of the autumn night is
meant wherever it can; where it cannot, the first is taken and the moment says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from archiver.model.time import UTC, Assumption, Moment, Precision, from_local

_DAY = dt.timedelta(days=1)
# A message that arrived late stands a few minutes out of order; that alone is no sign of the second hour.
_LATE = dt.timedelta(minutes=10)
BY_ORDER = "this hour came twice that night; the order of the messages shows that it is the second"


class Clock:
    """Reads the times of one file, line after line."""

    def __init__(self, zone: ZoneInfo, precision: Precision) -> None:
        self._zone = zone
        self._precision = precision
        self._offsets: dict[int, dt.timedelta | None] = {}
        self._last = dt.datetime.min.replace(tzinfo=UTC)

    def moment(self, wall: dt.datetime, source: str) -> tuple[Moment, str]:
        """The moment, and a note where the order of lines decided."""
        day = wall.toordinal()
        offset = self._offsets.get(day, _UNKNOWN)
        if offset is _UNKNOWN:
            offset = self._offset(day, wall)
        if offset is not None:
            utc = (wall - offset).replace(tzinfo=UTC)
            self._last = utc
            return Moment(utc=utc, source=source, precision=self._precision, assumption=Assumption.ZONE), ""
        moment, note = from_local(wall, self._zone, source=source, precision=self._precision), ""
        if moment.assumption is Assumption.FOLD and moment.utc + _LATE < self._last:
            later = wall.replace(tzinfo=self._zone, fold=1).astimezone(UTC)
            moment, note = replace(moment, utc=later, assumption=Assumption.ZONE), BY_ORDER
        self._last = moment.utc
        return moment, note

    def _offset(self, day: int, wall: dt.datetime) -> dt.timedelta | None:
        """The zone's offset all through that day; None when the clock changes in it."""
        if len(self._offsets) > 10_000:
            self._offsets.clear()
        begin = dt.datetime(wall.year, wall.month, wall.day, tzinfo=self._zone)
        try:
            first, last = begin.utcoffset(), (begin + _DAY).replace(fold=1).utcoffset()
        except OverflowError:
            first, last = None, None
        found = self._offsets[day] = first if first == last else None
        return found


_UNKNOWN: dt.timedelta = dt.timedelta(days=999)
