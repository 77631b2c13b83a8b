"""What a walk remembers: small, forgiving, and fair to what rests."""

from __future__ import annotations

import datetime as dt

import pytest

from connectors.level import Level
from connectors.meta.state import Place, newest, places, rolling

DAY = dt.date(2026, 2, 1)


def test_a_place_is_read_as_it_was_written() -> None:
    place = Place(updated="2026-01-01T00:00:00+0000", count=3, full="2026-02-01", ids=("m_1", "ā"), short=2, gone=True)
    assert places({"post:1_2": place.text(), "conversation:1": "x", "posts": "y"}, "post") == {"1_2": place}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "5", '{"updated": 5, "count": "x", "ids": [1, null], "full": []}', "[" * 100_000]
)
def test_a_place_that_cannot_be_read_counts_as_none(text: str) -> None:
    (place,) = places({"post:1": text}, "post").values()
    assert place == Place()
    assert place.is_due(DAY, 1)


def test_an_id_with_a_colon_keeps_it() -> None:
    assert set(places({"conversation:urn:li:1": "{}"}, "conversation")) == {"urn:li:1"}


@pytest.mark.parametrize("count", [1, 5, 14, 15, 100])
def test_in_so_many_days_each_has_its_turn_once(count: int) -> None:
    found = {str(n): Place(full=DAY.isoformat()) for n in range(count)}
    seen: dict[str, int] = dict.fromkeys(found, 0)
    for days in range(1, 15):
        today = DAY + dt.timedelta(days=days)
        for number in rolling(found, today, 14):
            seen[number] += 1
            found[number] = Place(full=today.isoformat())
    assert min(seen.values()) >= 1


def test_none_has_two_turns_in_a_day_and_what_is_gone_has_none() -> None:
    found = {"today": Place(full=DAY.isoformat()), "gone": Place(gone=True), "old": Place(full="2020-01-01")}
    assert rolling(found, DAY, 1) == ["old"]


def test_a_fall_is_an_incident_until_it_is_explained() -> None:
    level, incident = Level(listed=40).after(12, is_open=False)
    assert incident
    again, still = Level.read(level.text()).after(12, is_open=True)
    assert still
    assert again.listed == 40
    accepted, incident = again.after(12, is_open=False)
    assert (accepted, incident) == (Level(listed=12), False)


@pytest.mark.parametrize(
    ("before", "now", "incident"),
    [(0, 0, False), (1, 0, True), (8, 4, False), (10, 4, True), (9, 8, False), (4, 1, False)],
)
def test_none_or_far_fewer_is_a_fall_and_a_few_less_is_not(before: int, now: int, incident: bool) -> None:
    assert Level(listed=before).after(now, is_open=False)[1] is incident


def test_the_newest_are_kept_each_once_in_order() -> None:
    assert newest(["a", "b", "a", "c", "d"], 3) == ("a", "c", "d")
