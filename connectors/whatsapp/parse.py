"""The second reading of a chat: lines become messages, messages become records, one by one.

A message begins where a line starts in the form that the file was proved to have; every other line belongs to the
message above it. Every line is accounted for: in a record, before the first message, or not understood.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.base import DateOrder
from connectors.whatsapp.dates import read_date
from connectors.whatsapp.header import Form, header, hour_of
from connectors.whatsapp.lines import Lines
from connectors.whatsapp.markers import SYSTEM, plain
from connectors.whatsapp.survey import STARTS, Survey

MESSAGE_LIMIT = 1024 * 1024
"""Characters of one message; what is beyond is not read, and said so. WhatsApp's own limit is 65 536."""

_NEAR = dt.timedelta(minutes=10)
_KEPT = 20


@dataclass(slots=True)
class Message:
    """One message as it stands in the file. `rest` is what follows the time: a name, a colon and the body, or a line of
    the platform's own. `source` is the time as written; `wall` the same, understood."""

    line: int
    wall: dt.datetime
    source: str
    form: Form
    rest: str
    more: list[str] = field(default_factory=list)
    size: int = 0
    backwards: bool = False
    raw: str = ""

    def text_after(self, start: int) -> str:
        """The body, from `start` of the first line on."""
        first = self.rest[start:]
        return "\n".join([first, *self.more]) if self.more else first


@dataclass(slots=True)
class LineCount:
    """Where the lines of a file went. `bad` are messages whose date or time does not exist."""

    total: int = 0
    before: int = 0
    before_at: tuple[int, int] = (0, 0)
    not_understood: int = 0
    quoted: int = 0
    quoted_at: list[int] = field(default_factory=list)
    bad: list[int] = field(default_factory=list)
    overflowed: list[int] = field(default_factory=list)

    @property
    def in_records(self) -> int:
        return self.total - self.before - self.not_understood


class Reader:
    """Reads the messages of one chat. Iterate once; `count` is complete afterwards."""

    def __init__(self, lines: Lines, facts: Survey) -> None:
        self._lines = lines
        self._facts = facts
        self.count = LineCount()

    def __iter__(self) -> Iterator[Message]:
        count = self.count
        matchers = [
            (header(form).match, form, _Days(decision.order))
            for form, decision in zip(self._facts.forms, self._facts.decisions, strict=True)
        ]
        _, first_form, first_days = matchers[0]
        current: Message | None = None
        doubts: list[Message] = []
        lost = False
        number = 0
        for number, line in enumerate(self._lines, 1):
            start = line[:1]
            found, form, days = None, first_form, first_days
            if start in STARTS or start.isdigit():
                for match, form, days in matchers:  # noqa: B007  # the pair of the match is used below
                    found = match(line)
                    if found is not None:
                        break
            if found is None:
                if lost:
                    count.not_understood += 1
                elif doubts:
                    self._continue(doubts[-1], line)
                elif current is not None:
                    self._continue(current, line)
                else:
                    count.before += 1
                    if line.strip():
                        count.before_at = (count.before_at[0] or number, number)
                continue
            source, first, second, third, hour, minute, seconds, half, rest = found.groups()
            wall = days.wall((first, second, third), hour, minute, seconds, half)
            if wall is None:
                # Its words belong to no message above it: gluing them there would put them into another's mouth.
                yield from self._settle(current, doubts, None)
                current, doubts, lost = None, [], True
                count.not_understood += 1
                if len(count.bad) < _KEPT:
                    count.bad.append(number)
                continue
            made = Message(line=number, wall=wall, source=source, form=form, rest=rest, size=len(rest))
            nobodys = not form.brackets and ": " not in rest and rest[-1:] != ":"
            if nobodys and current is not None and not SYSTEM.search(plain(rest[:300])):
                # Words we do not know: a notice in another language, or a date inside a message.
                made.raw = line
                doubts.append(made)
                continue
            if current is not None:
                made.backwards = wall + _NEAR < current.wall
                if doubts:
                    yield from self._settle(current, doubts, wall)
                else:
                    yield current
            current, doubts, lost = made, [], False
        yield from self._settle(current, doubts, None)
        count.total = number

    def _settle(self, current: Message | None, doubts: list[Message], until: dt.datetime | None) -> Iterator[Message]:
        """Hand over `current` and the doubtful lines after it. One whose time does not fit between its neighbours is
        part of the message above it."""
        if current is None:
            return
        for doubt in doubts:
            if doubt.wall + _NEAR >= current.wall and (until is None or doubt.wall <= until + _NEAR):
                yield current
                current = doubt
                continue
            self.count.quoted += 1
            if len(self.count.quoted_at) < _KEPT:
                self.count.quoted_at.append(doubt.line)
            for line in (doubt.raw, *doubt.more):
                self._continue(current, line)
        yield current

    def _continue(self, message: Message, line: str) -> None:
        message.size += len(line) + 1
        if message.size <= MESSAGE_LIMIT:
            message.more.append(line)
            return
        self.count.not_understood += 1
        if self.count.overflowed[-1:] != [message.line] and len(self.count.overflowed) < _KEPT:
            self.count.overflowed.append(message.line)


_YEARS = (1900, 9000)


class _Days:
    """Reads the times of one form; most lines share their day with the one above."""

    def __init__(self, order: DateOrder) -> None:
        self._order = order
        self._known: dict[tuple[str, str, str], dt.date | None] = {}

    def wall(
        self, date: tuple[str, str, str], hour: str, minute: str, second: str | None, half: str | None
    ) -> dt.datetime | None:
        """The wall-clock time, None when there is no such day or time."""
        try:
            day = self._known[date]
        except KeyError:
            if len(self._known) > 10_000:
                self._known.clear()
            day = self._known[date] = read_date(*date, self._order)
        hours = hour_of(hour, half)
        # A time at the calendar's end cannot be told in another zone: such a line is as little a time as 31 February.
        if day is None or hours is None or not _YEARS[0] <= day.year <= _YEARS[1]:
            return None
        minutes, seconds = int(minute), int(second or 0)
        if minutes > 59 or seconds > 59:
            return None
        return dt.datetime(day.year, day.month, day.day, hours, minutes, seconds)  # noqa: DTZ001  # a phone's wall clock
