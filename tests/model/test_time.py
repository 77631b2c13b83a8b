"""Times: aware, in UTC inside, on the agency's clock outside, whatever the clock change or the source does."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from archiver.model.time import (
    UTC,
    Assumption,
    Moment,
    Precision,
    from_epoch_ms,
    from_epoch_s,
    from_iso,
    from_local,
    iso_utc,
)

NZ = ZoneInfo("Pacific/Auckland")


def wall(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_a_naive_time_is_refused_wherever_it_could_enter() -> None:
    naive = dt.datetime(2026, 2, 1)  # noqa: DTZ001 - what is refused here
    with pytest.raises(ValueError, match="aware"):
        Moment(utc=naive)
    with pytest.raises(ValueError, match="naive"):
        iso_utc(naive)
    with pytest.raises(ValueError, match="offset"):
        from_iso("2026-02-01T01:15:00")


def test_a_moment_is_in_utc_and_not_in_another_zone() -> None:
    with pytest.raises(ValueError, match="UTC"):
        Moment(utc=dt.datetime(2026, 2, 1, tzinfo=NZ))


def test_a_wall_clock_time_with_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="carries no zone"):
        from_local(dt.datetime(2026, 2, 1, tzinfo=UTC), NZ, source="")


@pytest.mark.parametrize(
    ("text", "utc", "assumption"),
    [
        ("2026-02-01T14:15:00", "2026-02-01T01:15:00Z", Assumption.ZONE),  # summer, +13
        ("2026-07-01T14:15:00", "2026-07-01T02:15:00Z", Assumption.ZONE),  # winter, +12
        ("2025-09-28T01:59:59", "2025-09-27T13:59:59Z", Assumption.ZONE),
        ("2025-09-28T02:00:00", "2025-09-27T14:00:00Z", Assumption.SKIPPED),
        ("2025-09-28T02:59:59", "2025-09-27T14:59:59Z", Assumption.SKIPPED),
        ("2025-09-28T03:00:00", "2025-09-27T14:00:00Z", Assumption.ZONE),
        ("2026-04-05T01:59:59", "2026-04-04T12:59:59Z", Assumption.ZONE),
        ("2026-04-05T02:00:00", "2026-04-04T13:00:00Z", Assumption.FOLD),
        ("2026-04-05T02:59:59", "2026-04-04T13:59:59Z", Assumption.FOLD),
        ("2026-04-05T03:00:00", "2026-04-04T15:00:00Z", Assumption.ZONE),
    ],
)
def test_both_clock_changes_are_read_and_said(text: str, utc: str, assumption: Assumption) -> None:
    moment = from_local(wall(text), NZ, source=text)
    assert (iso_utc(moment.utc), moment.assumption, moment.source) == (utc, assumption, text)


def test_an_hour_that_did_not_exist_is_shown_an_hour_later() -> None:
    moment = from_local(wall("2025-09-28T02:30:00"), NZ, source="")
    assert moment.local(NZ).replace(tzinfo=None) == wall("2025-09-28T03:30:00")


def test_time_never_runs_backwards_through_the_change_to_summer() -> None:
    minutes = [wall("2025-09-28T01:30:00") + dt.timedelta(minutes=n) for n in range(0, 120, 10)]
    # Only hours that exist: those that do not are read as later ones, and say so.
    shown = [from_local(minute, NZ, source="") for minute in minutes]
    real = [moment.utc for moment in shown if moment.assumption is Assumption.ZONE]
    assert real == sorted(real)


def test_an_epoch_bears_its_own_words_as_source() -> None:
    moment = from_epoch_ms(1_769_908_500_123)
    assert (moment.source, moment.precision, iso_utc(moment.utc)) == (
        "1769908500123",
        Precision.MILLISECOND,
        "2026-02-01T01:15:00.123Z",
    )
    assert from_epoch_s(1_769_908_500).precision is Precision.SECOND
    assert iso_utc(from_epoch_s(-86_400).utc) == "1969-12-31T00:00:00Z"


@pytest.mark.parametrize("value", [10**18, -(10**18), 10**40, 253_402_300_799_000, -62_135_596_800_000])
def test_an_epoch_outside_the_calendar_is_a_value_error(value: int) -> None:
    # The last two are the calendar's own ends, which no zone ahead of or behind UTC can show.
    with pytest.raises(ValueError, match="range"):
        from_epoch_ms(value)
    with pytest.raises(ValueError, match="range"):
        from_epoch_s(value)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z"])
def test_an_iso_time_at_the_calendars_end_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="range"):
        from_iso(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00", "0001-01-02T12:00:00", "9999-12-31T23:59:59"])
def test_a_wall_clock_time_at_the_calendars_end_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="range"):
        from_local(wall(text), NZ, source=text)


def test_every_moment_can_be_shown_in_every_zone() -> None:
    for year in (1, 9999):
        moment = Moment(utc=dt.datetime(year, 6, 15, tzinfo=UTC))
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12", "Pacific/Auckland"):
            assert moment.local(ZoneInfo(zone)).year == year


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "1769908500"])
def test_what_is_no_time_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_iso(text)


def test_graphs_offset_without_a_colon_is_read() -> None:
    assert iso_utc(from_iso("2026-02-01T14:15:00+1300").utc) == "2026-02-01T01:15:00Z"


def test_years_below_1000_are_written_with_four_digits() -> None:
    assert iso_utc(dt.datetime(987, 6, 5, 4, 3, 2, tzinfo=UTC)) == "0987-06-05T04:03:02Z"
    assert iso_utc(dt.datetime(7, 6, 5, 4, 3, 2, 10_000, tzinfo=UTC)) == "0007-06-05T04:03:02.010Z"


def test_a_time_of_another_zone_is_written_in_utc() -> None:
    assert iso_utc(dt.datetime(2026, 2, 1, 14, 15, tzinfo=NZ)) == "2026-02-01T01:15:00Z"
