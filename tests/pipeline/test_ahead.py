"""Channels are waited for side by side, taken in one by one, and none runs far ahead or holds the others up."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest

from archiver.errors import PlatformUnavailable
from archiver.model.capture import Batch, CaptureMethod
from archiver.model.ids import ChannelId
from archiver.pipeline import ahead as module
from archiver.pipeline.ahead import Ahead, Ended


def batch(name: str) -> Batch:
    return Batch(
        channel=ChannelId("c"), captured=dt.datetime(2026, 2, 1, tzinfo=dt.UTC), method=CaptureMethod.API, edge=name
    )


def never() -> bool:
    return False


def run(ahead: Ahead) -> list[tuple[int, str]]:
    return [(number, type(item.error).__name__ if isinstance(item, Ended) else item.edge) for number, item in ahead]


def test_two_channels_are_waited_for_at_once() -> None:
    meeting = threading.Barrier(2, timeout=10)

    def walk() -> Iterator[Batch]:
        # Passes only while the other channel waits here too.
        meeting.wait()
        yield batch("a")

    found = run(Ahead([walk, walk], stopping=never, monotonic=lambda: 0.0))
    assert sorted(found) == [(0, "NoneType"), (0, "a"), (1, "NoneType"), (1, "a")]


def test_batches_of_a_channel_stay_in_order_and_one_ahead() -> None:
    made: list[int] = []
    taken = 0

    def walk() -> Iterator[Batch]:
        for number in range(20):
            made.append(number)
            yield batch(str(number))

    for _, item in Ahead([walk], stopping=never, monotonic=lambda: 0.0):
        if isinstance(item, Batch):
            assert item.edge == str(taken)
            # The one in hand, and the one being fetched.
            assert len(made) <= taken + 2
            taken += 1
    assert taken == 20


def test_one_channels_error_ends_that_channel_alone() -> None:
    def broken() -> Iterator[Batch]:
        yield batch("first")
        raise PlatformUnavailable("gone")

    def whole() -> Iterator[Batch]:
        yield batch("one")
        yield batch("two")

    found = run(Ahead([broken, whole], stopping=never, monotonic=lambda: 0.0))
    assert (0, "PlatformUnavailable") in found
    assert [name for number, name in found if number == 1] == ["one", "two", "NoneType"]


def test_a_channel_that_was_given_up_gives_nothing_more() -> None:
    def endless() -> Iterator[Batch]:
        while True:
            yield batch("more")

    ahead = Ahead([endless], stopping=never, monotonic=lambda: 0.0)
    taken = 0
    for number, item in ahead:
        if isinstance(item, Batch):
            taken += 1
            ahead.give_up(number)
    assert taken == 1


def test_a_platform_that_does_not_answer_does_not_hold_up_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TICK_S", 0.01)
    silence = threading.Event()
    ticks = iter(range(10_000))

    def stuck() -> Iterator[Batch]:
        silence.wait()
        yield batch("late")

    try:
        assert run(Ahead([stuck], stopping=lambda: True, monotonic=lambda: float(next(ticks)))) == []
    finally:
        silence.set()
