"""The clock of the Official Information Act and the Privacy Act."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model.working_days import (
    TABLES,
    Act,
    due_date,
    easter_sunday,
    holidays,
    is_working_day,
    working_days_left,
)

OIA = Act.OFFICIAL_INFORMATION


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2022-11-25", "2022-12-23"),  # the last day before that summer's break
        ("2022-11-28", "2023-01-16"),  # and the first that the break puts off
        ("2026-03-02", "2026-03-30"),  # nothing in between
        ("2026-03-20", "2026-04-21"),  # Good Friday and Easter Monday
        ("2026-01-20", "2026-02-18"),  # Waitangi Day, a Friday
        ("2026-07-01", "2026-07-30"),  # Matariki
        ("2026-12-24", "2027-02-15"),  # received on the eve of the break; Waitangi Day moves to a Monday
        ("2026-12-31", "2027-02-15"),  # received within it
    ],
)
def test_a_request_is_due_twenty_working_days_after_its_receipt(received: str, due: str) -> None:
    assert due_date(day(received)) == day(due)


@pytest.mark.parametrize(
    ("year", "easter"), [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2038, "2038-04-25")]
)
def test_easter_is_computed(year: int, easter: str) -> None:
    assert easter_sunday(year) == day(easter)


def test_holidays_of_a_year_are_those_of_the_calendar() -> None:
    assert sorted(map(str, holidays(OIA, 2026))) == [
        "2026-02-06",
        "2026-04-03",
        "2026-04-06",
        "2026-04-27",  # Anzac Day, a Saturday
        "2026-06-01",
        "2026-07-10",
        "2026-10-26",
    ]


def test_waitangi_and_anzac_days_on_a_weekend_move_to_the_monday() -> None:
    assert not is_working_day(day("2027-02-08"))
    assert not is_working_day(day("2027-04-26"))
    assert is_working_day(day("2025-04-28"))  # Anzac Day 2025 was a Friday


def test_every_listed_matariki_is_a_friday_of_june_or_july() -> None:
    listed = TABLES[OIA].listed
    assert sorted(listed) == list(range(2022, 2053))
    assert {dt.date(year, *date).weekday() for year, date in listed.items()} == {4}
    assert {month for month, _ in listed.values()} == {6, 7}


def test_the_summer_closing_ends_on_15_january_for_the_oia_and_earlier_for_the_privacy_act() -> None:
    assert not is_working_day(day("2026-01-15"))
    assert is_working_day(day("2026-01-16"))
    assert is_working_day(day("2026-01-05"), Act.PRIVACY)
    assert not is_working_day(day("2025-12-29"), Act.PRIVACY)


def test_regional_anniversary_days_are_working_days() -> None:
    assert is_working_day(day("2026-01-26"))  # Auckland
    assert is_working_day(day("2026-01-19"))  # Wellington


days = st.dates(min_value=dt.date(2015, 1, 1), max_value=dt.date(2060, 12, 31))


@given(received=days)
def test_a_due_date_is_a_working_day_and_a_later_receipt_is_never_due_earlier(received: dt.date) -> None:
    due = due_date(received)
    assert is_working_day(due)
    assert due >= received + dt.timedelta(days=26)  # twenty weekdays, from a Sunday
    assert due_date(received + dt.timedelta(days=1)) >= due


@given(received=days)
def test_the_privacy_acts_date_is_never_later_than_the_oias(received: dt.date) -> None:
    assert due_date(received, Act.PRIVACY) <= due_date(received)


def test_days_left_count_down_to_the_due_date_and_below() -> None:
    due = day("2026-03-30")
    assert working_days_left(day("2026-03-02"), due) == 20
    assert working_days_left(day("2026-03-27"), due) == 1
    assert working_days_left(due, due) == 0
    assert working_days_left(day("2026-03-31"), due) == -1
    assert working_days_left(day("2026-04-10"), due) < -1
