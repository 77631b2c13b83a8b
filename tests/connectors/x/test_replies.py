"""Replies below the account's posts that do not name it: searched for within X's seven days, once each, never silently left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from archiver.errors import RateLimited
from archiver.model.record import RecordKind
from connectors.base import Connector
from connectors.simulators import Request, Simulation, simulate
from connectors.simulators.world import Comment, Post
from connectors.x.client import connector
from connectors.x.options import XOptions
from connectors.x.replies import LONGEST_QUERY, queries
from tests.connectors.nights import MemoryArchive, channel, night

PATH = "/2/tweets/search/recent"


@pytest.fixture
def sim() -> Iterator[Simulation]:
    with simulate(seed=7, platforms=("x",), size=2) as running:
        yield running


@pytest.fixture
def archive() -> MemoryArchive:
    return MemoryArchive()


def x(sim: Simulation, **options: Any) -> Connector:
    to = channel("x", sim.simulator("x").account_id)
    return connector(to, sim.token("x"), sim.base_url("x"), options=XOptions(**options))


def searches(sim: Simulation) -> list[Request]:
    return [request for request in sim.requests("x") if request.path == PATH]


def own_posts(sim: Simulation) -> list[Post]:
    account = sim.account("x")
    return [post for post in account.posts if post.author is account.agency and post.removed is None]


def say(sim: Simulation, text: str, at: dt.datetime, post: Post | None = None) -> Comment:
    """A reply that does not name the account, so that X's mentions do not hold it."""
    account = sim.account("x")
    post = post or own_posts(sim)[-1]
    made = sim.world.comment(account, post, text)
    while made.number % 4 != 1:
        post.comments.remove(made)
        made = sim.world.comment(account, post, text)
    made.at = at
    return made


def texts(archive: MemoryArchive) -> set[str]:
    return {record.text for record in archive.records.values()}


def test_a_reply_that_does_not_name_the_account_is_found_below_its_post(
    sim: Simulation, archive: MemoryArchive
) -> None:
    night(x(sim), archive, sim)
    post = own_posts(sim)[-1]
    sim.advance()
    say(sim, "to nobody in particular", sim.world.now - dt.timedelta(hours=3), post)
    result = night(x(sim), archive, sim)
    assert result.error is None
    (found,) = [record for record in result.new if record.text == "to nobody in particular"]
    assert found.kind is RecordKind.COMMENT
    assert found.thread.key == found.parent == sim.simulator("x").versions_of(post)[0]
    unnamed = MemoryArchive()
    night(x(sim, replies_days=0), unnamed, sim)
    assert "to nobody in particular" not in texts(unnamed), "mentions alone would not have it"
    assert searches(sim)[-1].query["query"].count("conversation_id:") >= 1


def test_searches_are_few_and_none_is_longer_than_x_takes() -> None:
    roots = [str(1_753_000_000_000_000_000 + number) for number in range(100)]
    found = queries(roots)
    assert len(found) == 8
    assert max(map(len, found)) <= LONGEST_QUERY
    assert [term.removeprefix("conversation_id:") for query in found for term in query.split(" OR ")] == roots
    assert queries([]) == []


def test_only_the_days_since_the_last_search_are_searched_again(sim: Simulation, archive: MemoryArchive) -> None:
    night(x(sim), archive, sim)
    assert all("start_time" not in request.query for request in searches(sim))
    sim.advance()
    sim.forget_requests()
    night(x(sim), archive, sim)
    starts = {request.query["start_time"] for request in searches(sim)}
    assert starts == {(sim.world.now - dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")}


def test_what_lay_out_of_the_searchs_reach_is_a_gap_the_first_time_and_after_a_long_silence(
    sim: Simulation, archive: MemoryArchive
) -> None:
    first = night(x(sim), archive, sim)
    (gap,) = [gap for gap in first.gaps if gap.edge == "replies"]
    assert gap.key == "replies:before-first-capture"
    assert gap.end == sim.world.now - dt.timedelta(days=7)
    done = sim.world.now
    sim.advance(days=10)
    again = night(x(sim), archive, sim)
    (missed,) = [gap for gap in again.gaps if gap.edge == "replies"]
    assert (missed.start, missed.end) == (done, sim.world.now - dt.timedelta(days=7))
    assert [gap for gap in night(x(sim), archive, sim).gaps if gap.edge == "replies"] == []


def test_a_search_that_was_stopped_is_made_again_over_the_same_days(sim: Simulation, archive: MemoryArchive) -> None:
    night(x(sim), archive, sim)
    sim.advance()
    late = say(sim, "below the oldest", sim.world.now - dt.timedelta(hours=2))
    sim.fail("x", "throttled_untold", path=PATH, times=99)
    stopped = night(x(sim), archive, sim, budget_s=30)
    assert isinstance(stopped.error, RateLimited)
    sim.heal("x")
    for _ in range(2):
        sim.advance()
    assert night(x(sim), archive, sim).error is None
    assert late.text in texts(archive)


def test_every_page_is_read_though_all_of_it_is_held_already(sim: Simulation, archive: MemoryArchive) -> None:
    post = own_posts(sim)[-1]
    for number in range(130):
        say(sim, f"reply {number}", sim.world.now - dt.timedelta(minutes=number + 1), post)
    everything = night(x(sim), archive, sim)
    held = {number for number, record in archive.records.items() if record.text.startswith("reply ")}
    assert len(held) == 130
    for kill in range(3, len(everything.batches), 4):
        partial = MemoryArchive()
        night(x(sim), partial, sim, kill_after=kill)
        night(x(sim), partial, sim)
        assert held <= partial.records.keys(), kill


def test_an_application_that_may_not_search_costs_one_gap_and_no_other_list(
    sim: Simulation, archive: MemoryArchive
) -> None:
    sim.fail("x", "forbidden", path=PATH, times=99)
    result = night(x(sim), archive, sim)
    assert result.error is None, "the token and the other lists are well"
    assert [gap.key for gap in result.gaps if gap.edge == "replies"] == ["replies:unknown"]
    assert len(searches(sim)) == 1
    assert archive.texts(RecordKind.MESSAGE)
    sim.heal("x")
    night(x(sim), archive, sim)
    assert "replies:unknown" not in archive.gaps


def test_money_that_runs_out_during_a_search_ends_the_run_there(sim: Simulation, archive: MemoryArchive) -> None:
    sim.fail("x", "usage_capped", path=PATH, times=99)
    result = night(x(sim), archive, sim)
    assert result.error is not None
    assert "credits" in str(result.error)
    assert archive.texts(RecordKind.POST)


def test_a_deleted_reply_is_known_to_be_deleted_on_xs_word(sim: Simulation, archive: MemoryArchive) -> None:
    night(x(sim), archive, sim)
    sim.advance()
    reply = say(sim, "soon gone", sim.world.now - dt.timedelta(hours=1))
    night(x(sim), archive, sim)
    (number,) = [number for number, record in archive.records.items() if record.text == "soon gone"]
    sim.advance()
    reply.removed = sim.world.now
    result = night(x(sim), archive, sim)
    assert [(a.source_id, a.affirmed) for a in result.absences if a.source_id == number] == [(number, True)]


def test_a_clock_that_ran_ahead_does_not_narrow_the_next_search(sim: Simulation, archive: MemoryArchive) -> None:
    wrong = sim.world.now + dt.timedelta(days=300)
    night(x(sim), archive, sim, now=lambda: wrong)
    say(sim, "while the clock was wrong", sim.world.now - dt.timedelta(days=1))
    sim.forget_requests()
    assert night(x(sim), archive, sim).error is None
    assert "while the clock was wrong" in texts(archive)
    assert all("start_time" not in request.query for request in searches(sim))


def test_replies_days_of_nothing_searches_for_nothing(sim: Simulation, archive: MemoryArchive) -> None:
    result = night(x(sim, replies_days=0), archive, sim)
    assert searches(sim) == []
    assert [gap for gap in result.gaps if gap.edge == "replies"] == []


def test_both_vocabularies_are_searched_in(sim: Simulation, archive: MemoryArchive) -> None:
    sim.simulator("x").dialect = "post"
    say(sim, "in the newer words", sim.world.now - dt.timedelta(hours=1))
    assert night(x(sim), archive, sim).error is None
    assert "in the newer words" in texts(archive)
