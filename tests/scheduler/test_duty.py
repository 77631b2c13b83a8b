"""What is due, from a timetable and the last attempt: nights once, missed ones caught up, failures tried again."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from archiver.model.ids import ChannelId, RunId
from archiver.retrieval.duty import RETRY, due_since, next_due
from archiver.scheduler.plan import Due, Job, due, wake_up
from archiver.store.attempts import Attempt
from config.slots import NIGHT, timetable
from tests.scheduler.nightly import utc

ZONE = ZoneInfo("Pacific/Auckland")
NIGHTLY = timetable(NIGHT, ZONE)


def attempt(started: str, *, error: str = "", minutes: int = 10) -> Attempt:
    begun = utc(started)
    return Attempt(
        run=RunId("r"),
        kind="run",
        outcome="failed" if error else "complete",
        started=begun,
        finished=begun + dt.timedelta(minutes=minutes),
        window_from=None,
        window_to=begun,
        error=error,
    )


def test_what_was_never_captured_is_due_at_once() -> None:
    now = utc("2026-06-01T09:00:00+12:00")
    assert due_since(NIGHTLY, None, now) == now


def test_a_night_that_was_done_is_not_due_again() -> None:
    last = attempt("2026-06-01T01:15:02+12:00")
    assert due_since(NIGHTLY, last, utc("2026-06-01T23:59:00+12:00")) is None
    assert next_due(NIGHTLY, last, utc("2026-06-01T23:59:00+12:00")) == utc("2026-06-02T01:15:00+12:00")
    assert due_since(NIGHTLY, last, utc("2026-06-02T01:15:00+12:00")) == utc("2026-06-02T01:15:00+12:00")


def test_missed_nights_are_due_once_since_the_first_of_them() -> None:
    last = attempt("2026-06-01T01:15:02+12:00")
    now = utc("2026-06-05T08:00:00+12:00")
    assert due_since(NIGHTLY, last, now) == utc("2026-06-02T01:15:00+12:00")
    assert next_due(NIGHTLY, last, now) == utc("2026-06-02T01:15:00+12:00"), "overdue shows as a time in the past"
    assert due_since(NIGHTLY, attempt("2026-06-05T08:00:01+12:00"), utc("2026-06-05T09:00:00+12:00")) is None


def test_an_hourly_channel_that_has_been_dead_for_a_week_is_late_by_a_week() -> None:
    hourly = timetable("15 * * * *", ZONE)
    last = attempt("2026-06-01T08:15:01+12:00")
    assert due_since(hourly, last, utc("2026-06-08T08:16:00+12:00")) == utc("2026-06-01T09:15:00+12:00")


def test_a_run_by_hand_in_the_evening_does_not_stand_for_the_night() -> None:
    last = attempt("2026-06-01T22:00:00+12:00")
    assert due_since(NIGHTLY, last, utc("2026-06-02T01:15:00+12:00")) is not None


@pytest.mark.parametrize("error", ["unavailable", "rate_limited", "storage"])
def test_an_absent_platform_is_tried_again_after_an_hour(error: str) -> None:
    last = attempt("2026-06-01T01:15:00+12:00", error=error)
    assert due_since(NIGHTLY, last, last.finished + RETRY - dt.timedelta(seconds=1)) is None
    assert next_due(NIGHTLY, last, last.finished) == last.finished + RETRY
    assert due_since(NIGHTLY, last, last.finished + RETRY) == last.finished + RETRY


def test_a_refused_token_waits_for_the_next_night_and_a_stopped_run_for_nothing() -> None:
    refused = attempt("2026-06-01T01:15:00+12:00", error="credentials")
    assert due_since(NIGHTLY, refused, utc("2026-06-01T20:00:00+12:00")) is None
    stopped = attempt("2026-06-01T01:15:00+12:00", error="stopped")
    assert due_since(NIGHTLY, stopped, stopped.finished) == stopped.finished


def test_a_clock_that_was_set_back_does_not_repeat_a_night() -> None:
    last = attempt("2026-06-05T01:15:00+12:00")
    assert due_since(NIGHTLY, last, utc("2026-06-03T12:00:00+12:00")) is None


@pytest.mark.parametrize("text", [NIGHT, "30 2 * * *"])
@pytest.mark.parametrize("day", ["2026-04-05", "2026-09-27"])
def test_each_night_of_a_clock_change_is_due_once(text: str, day: str) -> None:
    table = timetable(text, ZONE)
    now = utc(f"{day}T00:00:00+12:00") - dt.timedelta(days=1)
    last, done = attempt(now.isoformat()), []
    for _ in range(3 * 24 * 12):
        now += dt.timedelta(minutes=5)
        if due_since(table, last, now):
            done.append(now.astimezone(ZONE).date().isoformat())
            last = attempt(now.isoformat(), minutes=1)
    assert len(done) == len(set(done))
    assert day in done


def test_due_names_channels_in_their_order_and_wake_up_the_nearest_time() -> None:
    one, two, three = (ChannelId(name) for name in ("one", "two", "three"))
    jobs = [
        Job(channel=one, timetable=NIGHTLY),
        Job(channel=two, timetable=timetable("0 12 * * *", ZONE)),
        Job(channel=three, timetable=NIGHTLY),
    ]
    last = {two: attempt("2026-06-01T12:00:00+12:00"), three: attempt("2026-05-31T01:15:00+12:00")}
    now = utc("2026-06-01T15:00:00+12:00")
    assert due(jobs, last, now) == (one, three)
    assert wake_up(jobs[1:2], last, NIGHTLY, now) == utc("2026-06-02T01:15:00+12:00")
    last[two] = attempt("2026-06-01T14:30:00+12:00", error="unavailable")
    assert wake_up(jobs[1:2], last, NIGHTLY, now) == utc("2026-06-01T15:40:00+12:00")
    assert not Due()
    assert Due(closing=True)
    assert Due(channels=(one,))
