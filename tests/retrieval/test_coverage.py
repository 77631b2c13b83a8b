"""The coverage calendar: windows that join, and every hole named with its reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

from archiver.model.capture import Gap
from archiver.model.ids import ChannelId, RunId
from archiver.retrieval.coverage import SYMBOLS, Coverage, State, coverage
from archiver.store import StoredGap
from archiver.store.attempts import Attempt
from connectors.windows import Window, window_of

CHANNEL = ChannelId("fb")
DAY0 = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def at(hours: float) -> dt.datetime:
    return DAY0 + dt.timedelta(hours=hours)


def capture(window: tuple[float | None, float], *, error: str = "", run: str = "") -> Attempt:
    first, last = window
    return Attempt(
        run=RunId(run or f"run {last}"),
        kind="run",
        outcome="failed" if error else "complete",
        started=at(last),
        finished=at(last) + dt.timedelta(minutes=9),
        window_from=None if first is None else at(first),
        window_to=at(last),
        error=error,
    )


def gap(reason: str, *, state: str = "open", run: str = "", **fields: Any) -> StoredGap:
    accepted = state == "accepted"
    return StoredGap(
        channel=CHANNEL,
        gap=Gap(reason=reason, **fields),
        state=state,
        opened=at(0),
        opened_run=run,
        settled_by="user mere" if accepted else "",
        settled_reason="read by hand" if accepted else "",
    )


def shown(*attempts: Attempt, gaps: tuple[StoredGap, ...] = (), until: float = 48, **more: Any) -> Coverage:
    window = more.pop("window", Window())
    return coverage(CHANNEL, attempts, gaps, window, start=DAY0, end=at(48), now=at(until), **more)


def signs(view: Coverage) -> str:
    return "".join(SYMBOLS[state] for state in view.hours)


def test_nightly_windows_join_without_a_hole() -> None:
    view = shown(capture((None, -11)), capture((-11, 13.5)), capture((13.5, 37)), until=40)
    assert signs(view) == "#" * 37 + "..."
    assert view.joined
    assert [(hole.state, hole.start, hole.end) for hole in view.holes] == [(State.WAITING, at(37), at(40))]


def test_the_hour_that_is_not_over_is_whole_when_it_was_captured_so_far() -> None:
    assert signs(shown(capture((None, -4)), capture((-4, 6.25)), until=6.25)) == "#" * 7
    assert signs(shown(capture((None, -4)), capture((-4, 6.25)), until=6.5)) == "#" * 6 + "."


def test_what_the_first_capture_found_is_told_apart_from_what_was_followed() -> None:
    view = shown(capture((None, 10.5)), capture((10.5, 40)), until=40)
    assert signs(view) == "h" * 10 + "#" * 30


def test_a_failed_capture_is_blind_until_a_later_one_covers_its_window() -> None:
    nights = [capture((None, -11)), capture((-11, 13), error="credentials")]
    broken = gap("capture did not finish: credentials", start=at(-11), end=at(13), edge="channel", key="capture")
    view = shown(*nights, gaps=(broken,), until=20)
    assert signs(view) == "X" * 13 + "." * 7
    assert not view.joined
    (hole, _) = view.holes
    assert (hole.reason, hole.key) == ("capture did not finish: credentials", "capture")
    closed = gap("capture did not finish: credentials", state="closed", start=at(-11), end=at(13), edge="channel")
    assert signs(shown(*nights, capture((-11, 20)), gaps=(closed,), until=20)) == "#" * 20


def test_windows_that_do_not_meet_leave_a_hole_that_is_named() -> None:
    view = shown(capture((None, -2)), capture((-2, 5)), capture((9, 30)), until=30)
    assert signs(view) == "#" * 5 + "X" * 4 + "#" * 21
    assert [(hole.start, hole.end, hole.reason) for hole in view.holes] == [(at(5), at(9), "no capture covers it")]
    assert not view.joined


def test_a_missing_part_and_an_accepted_one_are_neither_captured_nor_blind() -> None:
    nights = [capture((None, -11)), capture((-11, 40))]
    part = gap("its messages had left the window", start=at(3), end=at(4.5), edge="messages", key="window:1")
    taken = gap("the Page was closed", state="accepted", start=at(10), end=at(12), edge="channel", key="closed")
    view = shown(*nights, gaps=(part, taken), until=40)
    assert signs(view) == "###--#####aa" + "#" * 28
    assert not view.joined
    assert [hole.reason for hole in view.holes] == [
        "its messages had left the window",
        "the Page was closed; accepted by user mere: read by hand",
    ]
    assert shown(*nights, gaps=(taken,), until=40).joined


def test_a_single_moment_that_is_missing_shows_in_its_hour() -> None:
    media = gap("a picture could not be fetched", start=at(7.25), end=at(7.25), edge="media", key="media:1")
    assert signs(shown(capture((None, -1)), capture((-1, 9)), gaps=(media,), until=9)) == "#######-#"


def test_what_a_budget_left_undone_lies_in_the_window_of_the_run_that_said_so() -> None:
    undone = gap("the time of the run was used up", edge="channel", key="budget", run="slow")
    view = shown(capture((None, -4)), capture((-4, 6), run="slow"), gaps=(undone,), until=6)
    assert signs(view) == "XXXXXX"


def test_a_hole_without_a_time_is_listed_and_makes_no_window_join() -> None:
    barred = gap("messages: the token lacks a right", edge="messages", key="messages:permission")
    view = shown(capture((None, -4)), capture((-4, 6)), gaps=(barred,), until=6)
    assert signs(view) == "######"
    assert not view.joined
    assert [hole.key for hole in view.holes] == ["messages:permission"]


def test_a_window_longer_than_a_story_lives_is_at_risk_and_a_night_is_not() -> None:
    stories = window_of("instagram")
    view = shown(capture((None, -30)), capture((-30, 0)), capture((0, 24.3)), capture((24.3, 48)), window=stories)
    assert signs(view) == "#" * 48
    late = shown(capture((None, -3)), capture((-3, 40)), window=stories, until=40)
    assert signs(late) == "?" * 16 + "#" * 24
    assert late.joined, "nothing is known to be missing"


def test_an_import_only_channel_is_covered_by_its_exports_and_blind_since() -> None:
    view = shown(imported=(at(-900), at(30.5)), until=40)
    assert signs(view) == "i" * 30 + "X" * 10
    assert [hole.reason for hole in view.holes] == ["no export of this time was imported"]


def test_a_channel_that_was_never_captured_is_blind_and_says_so() -> None:
    assert [hole.reason for hole in shown(until=5).holes] == ["nothing was captured yet"]
    failed = shown(capture((None, 2), error="credentials"), until=5)
    assert signs(failed) == "XXXXX"
    assert [hole.reason for hole in failed.holes] == ["no capture has come to its end yet"]


def test_hours_add_up_and_none_lies_in_the_future() -> None:
    view = shown(capture((None, -4)), capture((-4, 6)), until=8)
    told = view.as_json()
    assert sum(told["hours"].values()) == 8 == len(told["each_hour"])
    assert told["to"] == "2026-06-01T08:00:00Z"
