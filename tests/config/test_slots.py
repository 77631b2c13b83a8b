"""When a cron expression is due, against an independent reading of cron and on both clock changes of New Zealand."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.cron import parse_cron
from config.slots import NIGHT, Timetable, every, timetable

ZONE = ZoneInfo("Pacific/Auckland")


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def days(table: Timetable, start: str, end: str) -> list[str]:
    return [slot.astimezone(ZONE).isoformat() for slot in table.between(utc(start), utc(end))]


def test_day_numbers_are_crons_own() -> None:
    # 2026-02-02 is a Monday.
    for number, name, date in (("0", "sun", 1), ("1", "mon", 2), ("5", "fri", 6), ("6", "sat", 7), ("7", "sun", 1)):
        found = timetable(f"15 1 * * {number}", ZONE)
        assert found.next(utc("2026-01-31T12:00:00+13:00")) == utc(f"2026-02-{date:02}T01:15:00+13:00")
        assert found.schedule.weekday_names == name


def test_the_night_of_the_spring_change_comes_once() -> None:
    # 2026-09-27: at 02:00 the clocks go to 03:00.
    night = days(timetable(NIGHT, ZONE), "2026-09-26T12:00:00+12:00", "2026-09-28T12:00:00+13:00")
    assert night == ["2026-09-27T01:15:00+12:00", "2026-09-28T01:15:00+13:00"]
    skipped = days(timetable("30 2 * * *", ZONE), "2026-09-26T12:00:00+12:00", "2026-09-28T12:00:00+13:00")
    assert skipped == ["2026-09-27T03:30:00+13:00", "2026-09-28T02:30:00+13:00"]


def test_the_night_of_the_autumn_change_comes_once() -> None:
    # 2026-04-05: at 03:00 the clocks go back to 02:00.
    night = days(timetable(NIGHT, ZONE), "2026-04-04T12:00:00+13:00", "2026-04-06T12:00:00+12:00")
    assert night == ["2026-04-05T01:15:00+13:00", "2026-04-06T01:15:00+12:00"]
    twice = days(timetable("30 2 * * *", ZONE), "2026-04-04T12:00:00+13:00", "2026-04-06T12:00:00+12:00")
    assert twice == ["2026-04-05T02:30:00+13:00", "2026-04-06T02:30:00+12:00"]


def test_hourly_work_goes_on_through_both_changes() -> None:
    for start, end, hours in (
        ("2026-04-05T00:00:00+13:00", "2026-04-06T00:00:00+12:00", 25),
        ("2026-09-27T00:00:00+12:00", "2026-09-28T00:00:00+13:00", 23),
    ):
        slots = list(timetable("15 * * * *", ZONE).between(utc(start), utc(end)))
        assert len(slots) == hours
        assert {later - earlier for earlier, later in itertools.pairwise(slots)} == {dt.timedelta(hours=1)}


def test_a_day_of_the_month_or_of_the_week_is_enough_when_both_are_given() -> None:
    found = days(timetable("0 4 13 * fri", ZONE), "2026-02-01T00:00:00+13:00", "2026-02-28T00:00:00+13:00")
    assert [text[8:10] for text in found] == ["06", "13", "20", "27"]
    both = days(timetable("0 4 10 * fri", ZONE), "2026-02-01T00:00:00+13:00", "2026-02-14T00:00:00+13:00")
    assert [text[8:10] for text in both] == ["06", "10", "13"]


def test_a_leap_day_is_found_and_an_impossible_day_is_never_due() -> None:
    leap = timetable("0 4 29 2 *", ZONE)
    assert leap.next(utc("2026-03-01T00:00:00+13:00")) == utc("2028-02-29T04:00:00+13:00")
    assert leap.last(utc("2026-03-01T00:00:00+13:00")) == utc("2024-02-29T04:00:00+13:00")
    never = timetable("0 4 30 2 *", ZONE)
    assert never.next(utc("2026-03-01T00:00:00+13:00")) is None
    assert never.longest_pause(utc("2026-03-01T00:00:00+13:00")) is None


def test_the_longest_pause_is_what_a_loose_schedule_leaves_open() -> None:
    now = utc("2026-05-01T00:00:00+12:00")
    assert timetable("15 1 * * 1-5", ZONE).longest_pause(now) == dt.timedelta(days=3)
    assert timetable("15 1 1 * *", ZONE).longest_pause(now) == dt.timedelta(days=31)
    assert timetable("15 1 1 1 *", ZONE).longest_pause(now) == dt.timedelta(days=365)


@pytest.mark.parametrize("hours", [1, 2, 3, 4, 6, 8, 12, 24])
def test_a_grid_holds_the_night_and_keeps_its_distance(hours: int) -> None:
    grid = Timetable(schedule=every(dt.timedelta(hours=hours), parse_cron(NIGHT)), zone=ZONE)
    start = utc("2026-06-01T01:15:00+12:00")
    slots = list(grid.between(start, start + dt.timedelta(days=2)))
    assert slots[0] == start
    assert {later - earlier for earlier, later in itertools.pairwise(slots)} == {dt.timedelta(hours=hours)}
    assert hours < 2 or not grid.schedule.in_clock_change_hour


fields = st.tuples(
    st.sampled_from(["0", "15", "*/20", "5,50", "10-12"]),
    st.sampled_from(["1", "*/6", "0-23/5", "3,17", "*", "9-11"]),
    st.sampled_from(["*", "1", "31", "1-7", "1,11,21,31", "13,29"]),
    st.sampled_from(["*", "2", "1-6", "jan,jul", "*/4"]),
    st.sampled_from(["*", "0", "1", "7", "mon-fri", "sat,sun", "2,4"]),
)


@settings(max_examples=150, deadline=None)
@given(fields, st.integers(min_value=0, max_value=366 * 24 * 60))
def test_it_reads_cron_as_another_reader_does(words: tuple[str, ...], minutes: int) -> None:
    croniter = pytest.importorskip("croniter")
    text = " ".join(words)
    # A clock without changes: what differs there is tested above. The other reader refuses 7 beside names; we do not.
    after = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
    ours = timetable(text, ZoneInfo("Etc/UTC"))
    theirs = croniter.croniter(text, after)
    try:
        expected = [theirs.get_next(dt.datetime) for _ in range(3)]
    except croniter.CroniterBadDateError:  # 31 February
        assert ours.next(after) is None
        return
    assert [ours.next(after), ours.next(expected[0]), ours.next(expected[1])] == expected
    assert ours.last(expected[1] - dt.timedelta(seconds=1)) == expected[0]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["15 1 * * 1", "0 4 * * 0", "15 */6 * * *", "15 1 1 * *", "40 23 * 7 sat"]), st.integers(0, 365))
def test_it_agrees_with_the_schedulers_own_trigger_on_ordinary_days(text: str, day: int) -> None:
    from apscheduler.triggers.cron import CronTrigger

    after = dt.datetime(2027, 1, 1, 12, tzinfo=ZONE) + dt.timedelta(days=day)
    ours = timetable(text, ZONE)
    minute, hour, date, month, _ = text.split()
    theirs = CronTrigger(
        minute=minute,
        hour=hour,
        day=date,
        month=month,
        day_of_week=ours.schedule.weekday_names,
        timezone=ZONE,
    )
    assert ours.next(after) == theirs.get_next_fire_time(None, after)
