"""Readers side by side: taken in order, a few at a time, never far ahead, and let go when nobody takes from them."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator

import pytest

from connectors.side_by_side import LeftOff, SideBySide

WAIT_S = 10


def letters(word: str) -> Iterator[str]:
    yield from word


def test_what_was_read_comes_in_the_order_of_the_items_whoever_is_first() -> None:
    last_is_read = threading.Event()

    def read(word: str) -> Iterator[str]:
        if word == "a":
            assert last_is_read.wait(WAIT_S)
        yield from word
        if word == "c":
            last_is_read.set()

    with SideBySide(["a", "b", "c"], read) as readings:
        assert [(word, "".join(parts)) for word, parts in readings] == [(w, w) for w in ("a", "b", "c")]


@pytest.mark.parametrize("most", [1, 2, 4])
def test_so_many_readers_and_no_more_ask_at_a_time(most: int) -> None:
    together = threading.Barrier(most)
    lock = threading.Lock()
    asking, peak = 0, 0

    def read(number: int) -> Iterator[int]:
        nonlocal asking, peak
        with lock:
            asking += 1
            peak = max(peak, asking)
        together.wait(WAIT_S)
        with lock:
            asking -= 1
        yield number

    with SideBySide(range(4 * most), read, most=most) as readings:
        assert [part for _, parts in readings for part in parts] == list(range(4 * most))
    assert peak == most


def test_a_reader_that_nobody_takes_from_waits_a_few_parts_ahead() -> None:
    given = {0: itertools.count(), 1: itertools.count()}
    is_read = threading.Semaphore(0)

    def endless(item: int) -> Iterator[int]:
        for number in given[item]:
            is_read.release()
            yield number

    with SideBySide([0, 1], endless) as readings:
        _, parts = next(iter(readings))
        assert next(parts) == 0
        for _ in range(6):
            assert is_read.acquire(timeout=WAIT_S)
    assert all(next(numbers) <= 5 for numbers in given.values())


def test_items_are_begun_as_they_are_taken_not_all_at_once() -> None:
    begun: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            begun.append(number)
            yield number

    with SideBySide(items(), lambda number: iter([number]), most=2, begun=3) as readings:
        for number, parts in readings:
            assert list(parts) == [number]
            assert len(begun) <= number + 4
            if number == 20:
                break
    assert len(begun) < 30


def test_an_error_comes_behind_what_was_read_before_it() -> None:
    def read(word: str) -> Iterator[str]:
        yield from word
        raise ValueError(word)

    taken: list[str] = []
    with SideBySide(["ab", "cd"], read) as readings:
        for word, parts in readings:
            with pytest.raises(ValueError, match=word):
                taken.extend(parts)
    assert taken == ["a", "b", "c", "d"]


def test_left_off_it_gives_what_was_read_and_begins_nothing_more() -> None:
    on = threading.Event()
    is_second = threading.Event()

    def read(number: int) -> Iterator[str]:
        yield f"{number} first"
        if number:
            is_second.set()
            assert on.wait(WAIT_S)
        yield f"{number} second"

    with SideBySide(range(100), read, most=2, begun=2) as readings:
        found: list[tuple[int, list[str], bool]] = []
        for number, parts in readings:
            taken: list[str] = []
            was_left = False
            if number == 0:
                assert is_second.wait(WAIT_S)
            try:
                for part in parts:
                    taken.append(part)
                    if part == "0 second":
                        readings.leave_off()
                        on.set()
            except LeftOff:
                was_left = True
            found.append((number, taken, was_left))
    assert [number for number, _, _ in found] == [0, 1]
    # The answer that was under way is not lost, though nothing was asked behind it.
    assert found[1][1] == ["1 first", "1 second"]
    assert found[1][2]


def test_whoever_goes_away_leaves_no_reader_behind() -> None:
    before = threading.active_count()

    def endless(number: int) -> Iterator[int]:
        yield from itertools.count()

    with SideBySide(range(10), endless) as readings:
        for _, parts in readings:
            next(parts)
            break
    assert threading.active_count() == before


def test_an_item_whose_parts_are_not_wanted_is_passed_over() -> None:
    with SideBySide(["ab", "cd"], letters) as readings:
        seen = ["".join(parts) if word == "cd" else next(parts) for word, parts in readings]
    assert seen == ["a", "cd"]
