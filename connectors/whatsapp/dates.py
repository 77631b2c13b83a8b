"""Whether a file writes the day or the month first: proved from all of its dates, told by the operator, or refused.

A guess here would put half of a year's messages on wrong days, so there is none. What is said names lines and dates,
never a message's words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from archiver.errors import DateOrderUnproved
from connectors.base import DateOrder

WORDS = {DateOrder.DAY_FIRST: "day first", DateOrder.MONTH_FIRST: "month first", DateOrder.YEAR_FIRST: "year first"}
_EARLIEST = dt.date(2009, 1, 1)
_SLACK = dt.timedelta(days=2)


def read_date(first: str, second: str, third: str, order: DateOrder) -> dt.date | None:
    """The date, None when there is no such day."""
    one, two, three = int(first), int(second), int(third)
    if order is DateOrder.YEAR_FIRST:
        year, month, day = one, two, three
    elif order is DateOrder.DAY_FIRST:
        day, month, year = one, two, three
    else:
        month, day, year = one, two, three
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


@dataclass(slots=True)
class _Track:
    """What the dates are when read in one order."""

    impossible: int = 0
    impossible_at: tuple[int, str] = (0, "")
    late: int = 0
    late_at: tuple[int, str] = (0, "")
    backwards: int = 0
    backwards_at: tuple[int, str] = (0, "")
    last: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The order to read with, and how it was come by, in words for the report."""

    order: DateOrder
    how: str


@dataclass(slots=True)
class DateEvidence:
    """Gathers the dates of one form of header. `captured` is the day of the import: no message is later."""

    captured: dt.date
    year_first: bool
    long_year: bool
    lines: int = 0
    neither: int = 0
    neither_at: tuple[int, str] = (0, "")
    differ: bool = False
    examples: list[tuple[int, str]] = field(default_factory=list)
    _tracks: dict[DateOrder, _Track] = field(default_factory=dict)

    def __post_init__(self) -> None:
        orders = [DateOrder.YEAR_FIRST] if self.year_first else [DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST]
        if not self.year_first and not self.long_year:
            orders.append(DateOrder.YEAR_FIRST)
        self._tracks = {order: _Track() for order in orders}

    def see(self, first: str, second: str, third: str, line: int, count: int) -> None:
        """`count` messages in a row carry this date, from `line` on."""
        self.lines += count
        shown = f"{first}/{second}/{third}"
        dates = {order: read_date(first, second, third, order) for order in self._tracks}
        possible = {order: date for order, date in dates.items() if date is not None and date >= _EARLIEST}
        either = [possible.get(order) for order in self._tracks if order is not DateOrder.YEAR_FIRST]
        if either and not any(either):
            # Such a day says nothing of day and month: a quoted line, a phone whose clock was not set, or a year first.
            self.neither_at = self.neither_at if self.neither else (line, shown)
            self.neither += count
        for order, track in self._tracks.items():
            date = possible.get(order)
            if date is None:
                if order is DateOrder.YEAR_FIRST or any(either):
                    track.impossible_at = track.impossible_at if track.impossible else (line, shown)
                    track.impossible += count
                continue
            if date > self.captured + _SLACK:
                track.late_at = track.late_at if track.late else (line, shown)
                track.late += count
            if track.last is not None and date < track.last:
                track.backwards_at = track.backwards_at if track.backwards else (line, shown)
                track.backwards += 1
            track.last = date
        if len(set(either)) > 1 and all(either):
            self.differ = True
            if len(self.examples) < 3:
                self.examples.append((line, shown))

    def decide(self, told: DateOrder | None, *, path: str) -> Decision:
        """The order of the file. Raises DateOrderUnproved when it is open, or when `told` cannot be right."""
        decision = self._decide(told, path)
        late = self._tracks[decision.order].late
        if not late:
            return decision
        line, shown = self._tracks[decision.order].late_at
        return Decision(
            order=decision.order,
            how=f"{decision.how}; {late} messages bear a date after this import, the first in line {line} ({shown})",
        )

    def _decide(self, told: DateOrder | None, path: str) -> Decision:
        proved = self._proved(path)
        if proved is not None:
            if told is not None and told is not proved.order:
                raise DateOrderUnproved(
                    f"{path}: the date order given ({WORDS[told]}) cannot be right: the file is {proved.how}", path=path
                )
            return proved
        if told is not None:
            self._check(told, path)
        if not self.differ:
            order = told or DateOrder.DAY_FIRST
            return Decision(order=order, how=f"{WORDS[order]}: every date reads the same either way")
        likely = self._likely()
        if told is not None:
            doubt = f"; but the file itself looks {likely.how}" if likely and likely.order is not told else ""
            return Decision(order=told, how=f"{WORDS[told]}, as told; no date of the file proves it{doubt}")
        if likely is not None:
            return likely
        where = ", ".join(f"line {line} ({shown})" for line, shown in self.examples)
        raise DateOrderUnproved(
            f"{path}: day and month cannot be told apart, for example in {where}. Say which it is with --date-order "
            "dmy (day first), mdy or ymd",
            path=path,
            place=where,
        )

    def _check(self, told: DateOrder, path: str) -> None:
        """Refuse an order that the dates cannot have, though it is open which of the others they have."""
        track = self._tracks.get(told)
        if track is not None and track.impossible * 10 <= self.lines:
            return
        line, shown = track.impossible_at if track is not None else (self.examples or [(1, "the year stands last")])[0]
        raise DateOrderUnproved(
            f"{path}: the date order given ({WORDS[told]}) cannot be right: see line {line} ({shown})",
            path=path,
            place=f"line {line}",
        )

    def _proved(self, path: str) -> Decision | None:
        """The order that the dates themselves leave possible."""
        if self.year_first:
            return Decision(order=DateOrder.YEAR_FIRST, how="year first, as four digits show")
        day, month = self._tracks[DateOrder.DAY_FIRST], self._tracks[DateOrder.MONTH_FIRST]
        year = self._tracks.get(DateOrder.YEAR_FIRST)
        if year is not None and not year.impossible and self.neither * 4 >= self.lines:
            line, shown = self.neither_at
            return Decision(order=DateOrder.YEAR_FIRST, how=f"year first, proved by line {line} ({shown})")
        for order, mine, other in (
            (DateOrder.DAY_FIRST, day, month),
            (DateOrder.MONTH_FIRST, month, day),
        ):
            # A few dates of a quoted text do not outweigh a whole chat.
            if other.impossible and mine.impossible * 10 <= other.impossible:
                line, shown = other.impossible_at
                return Decision(order=order, how=f"{WORDS[order]}, proved by line {line} ({shown})")
        if not day.impossible and not month.impossible and self.neither < self.lines:
            return None
        places = sorted({at for at in (day.impossible_at, month.impossible_at, self.neither_at) if at[0]})[:2]
        where = " and ".join(f"line {line} ({shown})" for line, shown in places)
        raise DateOrderUnproved(f"{path}: its dates follow no one order: see {where}", path=path, place=where)

    def _likely(self) -> Decision | None:
        """The order that the run of time shows: messages stand oldest first, and none is later than today."""
        day, month = self._tracks[DateOrder.DAY_FIRST], self._tracks[DateOrder.MONTH_FIRST]
        for order, mine, other in ((DateOrder.DAY_FIRST, day, month), (DateOrder.MONTH_FIRST, month, day)):
            reverse = WORDS[DateOrder.MONTH_FIRST if order is DateOrder.DAY_FIRST else DateOrder.DAY_FIRST]
            if other.late and not mine.late:
                line, shown = other.late_at
                return Decision(
                    order=order, how=f"{WORDS[order]}: {reverse}, line {line} ({shown}) would lie in the future"
                )
            if other.backwards and other.backwards > 4 * mine.backwards and mine.late <= other.late:
                line, shown = other.backwards_at
                return Decision(
                    order=order,
                    how=f"{WORDS[order]}: {reverse}, line {line} ({shown}) would be older than the one above",
                )
        return None
