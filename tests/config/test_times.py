"""Cron expressions as cron means them, and lengths of time."""

from __future__ import annotations

import datetime as dt

import pytest

from config.cron import parse_cron
from config.durations import parse_duration


def test_sunday_is_0_and_7_and_a_name() -> None:
    for text in ("0", "7", "sun", "SUN"):
        schedule = parse_cron(f"0 3 * * {text}")
        assert (schedule.weekdays, schedule.weekday_names) == (frozenset({0}), "sun")


@pytest.mark.parametrize(
    ("weekday", "days"),
    [
        ("1-5", {1, 2, 3, 4, 5}),
        ("mon-fri", {1, 2, 3, 4, 5}),
        ("sat,sun", {0, 6}),
        ("fri-sun", {5, 6, 0}),
        ("5-7", {5, 6, 0}),
        ("0-6", {0, 1, 2, 3, 4, 5, 6}),
        ("*/2", {0, 2, 4, 6}),
        ("1-5/2", {1, 3, 5}),
        ("mon,wed,5-7", {1, 3, 5, 6, 0}),
    ],
)
def test_days_of_the_week(weekday: str, days: set[int]) -> None:
    assert parse_cron(f"0 3 * * {weekday}").weekdays == days


def test_steps_count_from_where_they_begin() -> None:
    assert parse_cron("5/20 * * * *").minutes == {5, 25, 45}
    assert parse_cron("*/20 0-6/3 * * *").hours == {0, 3, 6}
    assert parse_cron("0 0 1 jan-dec/3 *").months == {1, 4, 7, 10}


def test_which_of_the_two_days_was_given_is_remembered() -> None:
    both = parse_cron("0 3 13 * 5")
    assert (both.day_restricted, both.weekday_restricted) == (True, True)
    assert parse_cron("0 3 * * *").weekday_names == "*"
    assert parse_cron("0 3 */2 * *").day_restricted is False


def test_the_hour_that_is_skipped_or_comes_twice_is_told() -> None:
    assert parse_cron("30 2 * * *").in_clock_change_hour
    assert not parse_cron("30 1,3 * * *").in_clock_change_hour


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("60 0 * * *", "minute"),
        ("-1 0 * * *", "minute"),
        ("0 24 * * *", "hour"),
        ("0 0 0 * *", "day"),
        ("0 0 32 * *", "day"),
        ("0 0 * 13 *", "month"),
        ("0 0 * 0 *", "month"),
        ("0 0 * * 8", "weekday"),
        ("0 0 * * monday", "weekday"),
        ("0 0 * mon *", "month"),
        ("a 0 * * *", "minute"),
        ("5-1 0 * * *", "minute"),
        ("*/0 0 * * *", "minute"),
        ("*-5 0 * * *", "minute"),
        ("1,,2 0 * * *", "minute"),
        (", 0 * * *", "minute"),
        ("٣ 0 * * *", "minute"),
        ("1/-2 0 * * *", "minute"),
    ],
)
def test_a_field_that_cannot_be_is_named(text: str, field: str) -> None:
    with pytest.raises(ValueError, match=f"the {field} field"):
        parse_cron(text)


@pytest.mark.parametrize("text", ["", "auto", "0 3 * *", "0 3 * * * *", "@daily"])
def test_other_than_five_fields_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="five fields"):
        parse_cron(text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("45m", 2700), ("12h", 43_200), ("30d", 2_592_000), ("2w", 1_209_600), (" 30 D ", 2_592_000)]
)
def test_lengths_of_time(text: str, seconds: int) -> None:
    assert parse_duration(text) == dt.timedelta(seconds=seconds)


def test_never_is_none() -> None:
    assert parse_duration("Never") is None


@pytest.mark.parametrize("text", ["", "30", "d", "0d", "-3d", "1.5d", "30 days", "1d12h", "999999w", "٣d", "1s"])
def test_what_is_no_length_of_time_says_what_is(text: str) -> None:
    with pytest.raises(ValueError, match="30d"):
        parse_duration(text)
