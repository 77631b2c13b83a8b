"""Sudden traffic and another name at the account are told once, soberly, and without a name."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from archiver.pipeline.reports.unusual import DAYS, of_identity, of_volume, seen_now
from archiver.store.lately import Lately
from connectors.simulators import Simulation, simulate
from tests.e2e.archives import answer
from tests.scheduler.nightly import live_archive

FIRST = dt.date(2026, 5, 2)
TODAY = FIRST + dt.timedelta(days=DAYS - 1)
LAST = DAYS - 1


def volumes(*, came: dict[int, int] | None = None, went: dict[int, int] | None = None) -> list[str]:
    return [one.what for one in of_volume("fb", "Comms", Lately(came=came or {}, went=went or {}), FIRST)]


def test_many_times_the_usual_on_one_day_is_told() -> None:
    usual = dict.fromkeys(range(DAYS), 4)
    assert volumes(came=usual) == []
    assert volumes(came={**usual, LAST: 100}) == ["100 came in on 1 June; 4 a day are usual, 4 were the most"]
    assert volumes(came={**usual, LAST - 1: 100}, went={LAST: 3}) == [
        "100 came in on 31 May; 4 a day are usual, 4 were the most"
    ]
    assert volumes(came={**usual, LAST - 5: 100}) == [], "longer ago than a long weekend is history"
    assert volumes(came=usual, went={LAST: 20}) == [
        "20 went out in the agency's name on 1 June; 0 a day are usual, 0 were the most"
    ]


@pytest.mark.parametrize(
    ("came", "why"),
    [
        ({**dict.fromkeys(range(DAYS), 1), LAST: 29}, "few in all"),
        ({**dict.fromkeys(range(DAYS), 40), LAST: 200}, "five times the usual"),
        ({**dict.fromkeys(range(0, DAYS, 7), 60), LAST: 100}, "less than twice the busiest day"),
        ({LAST: 500}, "a channel's first day"),
        ({**dict.fromkeys(range(DAYS - 10, DAYS), 1), LAST: 500}, "known for ten days"),
    ],
)
def test_what_has_no_usual_or_is_not_far_from_it_is_not_told(came: dict[int, int], why: str) -> None:
    assert volumes(came=came) == [], why


def test_another_name_is_told_for_some_days_and_the_first_one_never() -> None:
    def marks(before: dict[str, dt.date], name: str, day: dt.date, handle: str = "") -> dict[str, dt.date]:
        return seen_now(before, Lately(names=frozenset({name}), handles=frozenset({handle} - {""})), day)

    day = dt.timedelta(days=1)
    first = marks({}, "Harbour Board", FIRST)
    assert of_identity("fb", "Comms", first, FIRST) is None
    # A handle where none was known says nothing.
    same = marks(first, "Harbour Board", FIRST + day, handle="harbour")
    assert of_identity("fb", "Comms", same, FIRST + day) is None
    other = marks(same, "Free Coins", FIRST + 9 * day, handle="coins")
    told = of_identity("fb", "Comms", other, FIRST + 9 * day)
    assert told is not None
    assert told.what == "the account's own name and handle on the platform is not one it had before"
    assert (told.who, told.is_event, len(told.parts)) == ("Comms", True, 2)
    assert "Coins" not in repr(told)
    assert of_identity("fb", "Comms", other, FIRST + 11 * day) == told
    assert of_identity("fb", "Comms", other, FIRST + 12 * day) is None
    assert of_identity("fb", "Comms", marks(other, "Harbour Board", FIRST + 20 * day), FIRST + 20 * day) is None


def night(config: Path, world: Simulation) -> list[dict[str, Any]]:
    """A run; what its report wants a person to do about unusual things."""
    clock = str(world.world.now.isoformat())
    code, report = answer("run", config=config, clock=clock)
    assert code in (0, 1), report
    told = json.loads((config.parent / "archive" / "reports" / f"{report['run']}.json").read_text())
    return [item for item in told["to_do"] if item["kind"] == "unusual"]


def test_a_storm_and_a_rename_on_the_platform_stand_in_the_nights_report(tmp_path: Path) -> None:
    with simulate(seed=3, platforms=("facebook",)) as world:
        config = live_archive(tmp_path / "a", world)
        assert night(config, world) == [], "the history of a new channel is no storm"
        world.advance()
        assert night(config, world) == [], "an ordinary day"
        world.advance()
        account = world.world.accounts["facebook"]
        conversation = account.conversations[0]
        at = world.world.now - dt.timedelta(hours=2)
        for number in range(300):
            world.world.say(conversation, f"please answer {number}", at=at + dt.timedelta(seconds=number))
        object.__setattr__(account.agency, "name", "Free Coins")
        world.world.publish(account, "claim yours", at=at)
        found = night(config, world)
        assert [(item["channel"], item["who"]) for item in found] == [("fb", "Communications")] * 2
        storm, renamed = sorted(found, key=lambda item: item["what"])
        assert storm["what"].startswith("3"), storm
        assert "came in on 3 February" in storm["what"]
        assert renamed["what"] == "the account's own name on the platform is not one it had before"
        assert "taken over" in renamed["do"]
        assert "Coins" not in json.dumps(found)
