"""Conversations and posts of one channel are read a few at a time: within its limits, in one order, and never with a place
that runs ahead of what was handed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from archiver.errors import CredentialError, RateLimited
from archiver.model.capture import Batch
from connectors.base import Connector
from connectors.facebook.client import connector as facebook
from connectors.instagram.client import connector as instagram
from connectors.side_by_side import AHEAD
from connectors.simulators import Simulation, simulate
from tests.connectors.nights import MemoryArchive, channel, night

PLATFORMS: dict[str, Callable[..., Connector]] = {"facebook": facebook, "instagram": instagram}
LATENCY_S = 0.004


@pytest.fixture(params=sorted(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sim(platform: str) -> Iterator[Simulation]:
    with simulate(seed=7, platforms=(platform,), latency_s=LATENCY_S) as running:
        yield running


def make(sim: Simulation, platform: str) -> Connector:
    to = channel(platform, sim.simulator(platform).account_id)
    return PLATFORMS[platform](to, sim.token(platform), sim.base_url(platform))


def told(batches: list[Batch]) -> list[object]:
    """What a batch does to an archive, without what differs at each asking (signed links in the answers)."""
    return [
        (b.edge, b.cursor, [r.source_id for r in b.records], b.gaps, b.absences, b.notes, b.tallies) for b in batches
    ]


def test_a_few_are_asked_for_at_a_time_and_no_more(sim: Simulation, platform: str) -> None:
    assert night(make(sim, platform), MemoryArchive(), sim).error is None
    assert 1 < sim.most_at_once <= AHEAD


def test_once_a_limit_is_half_full_one_is_asked_for_after_the_other(sim: Simulation, platform: str) -> None:
    sim.simulator(platform).wire.load = 60
    assert night(make(sim, platform), MemoryArchive(), sim).error is None
    assert sim.most_at_once == 1


def test_batches_come_in_one_order_whichever_answer_is_first(sim: Simulation, platform: str) -> None:
    first, again = (night(make(sim, platform), MemoryArchive(), sim) for _ in range(2))
    assert len(first.batches) > 40
    assert told(first.batches) == told(again.batches)


def test_no_place_is_kept_before_all_that_it_stands_for_was_handed_over(sim: Simulation, platform: str) -> None:
    batches = night(make(sim, platform), MemoryArchive(), sim).batches
    kept = {batch.edge.partition(":")[2]: number for number, batch in enumerate(batches) if batch.cursor and batch.edge}
    assert len(kept) > 10
    late = [
        record.source_id
        for number, batch in enumerate(batches)
        for record in batch.records
        if kept.get(str(record.thread.key), number) < number
    ]
    assert late == []


def test_killed_after_any_batch_the_next_night_has_it_all(platform: str) -> None:
    with simulate(seed=7, platforms=(platform,)) as sim:
        whole = MemoryArchive()
        length = len(night(make(sim, platform), whole, sim).batches)
        for batches in range(5, length, length // 6):
            archive = MemoryArchive()
            night(make(sim, platform), archive, sim, kill_after=batches)
            assert night(make(sim, platform), archive, sim).error is None
            assert archive.records.keys() == whole.records.keys(), batches
            assert archive.files.keys() == whole.files.keys(), batches
            assert archive.cursors == whole.cursors, batches


@pytest.mark.parametrize(("trouble", "raised"), [("page_limit", RateLimited), ("revoked", CredentialError)])
@pytest.mark.parametrize("after", [9, 21])
def test_what_ends_the_run_stops_every_reader_and_what_they_had_read_is_kept(
    sim: Simulation, platform: str, trouble: str, raised: type[Exception], after: int
) -> None:
    archive, whole = MemoryArchive(), MemoryArchive()
    night(make(sim, platform), whole, sim)
    sim.forget_requests()
    sim.fail(platform, "user_limit" if trouble == "page_limit" else trouble, after=after, times=999)
    result = night(make(sim, platform), archive, sim)
    assert isinstance(result.error, raised)
    asked = sim.requests(platform)
    # Those that were under way when the first refusal came, and none after.
    assert after < len(asked) <= after + AHEAD
    sealed = {id(exchange): exchange for exchange in result.exchanges}.values()
    own = sim.base_url(platform)
    assert Counter(e.url.partition("?")[0].removeprefix(own) for e in sealed) == Counter(r.path for r in asked)
    sim.heal(platform)
    assert night(make(sim, platform), archive, sim).error is None
    assert archive.records.keys() == whole.records.keys()
    assert archive.files.keys() == whole.files.keys()


def test_a_limit_that_fills_up_on_the_way_is_seen_by_every_reader(sim: Simulation, platform: str) -> None:
    simulator, answer = sim.simulator(platform), sim.simulator(platform).answer
    asked = Counter[str]()

    def filling(request: object) -> object:
        asked["requests"] += 1
        simulator.wire.load = 95 if asked["requests"] > 12 else 10
        return answer(request)

    simulator.answer = filling
    result = night(make(sim, platform), MemoryArchive(), sim)
    assert isinstance(result.error, RateLimited)
    assert "stopped before it is full" in str(result.error)
    assert asked["requests"] <= 12 + AHEAD


def test_a_reader_that_meets_a_fault_does_not_hold_up_the_others(sim: Simulation, platform: str) -> None:
    night(make(sim, platform), MemoryArchive(), sim)
    refused = [request.path for request in sim.requests(platform) if request.path.endswith("/comments")][2]
    archive = MemoryArchive()
    sim.fail(platform, "permission", path=refused, times=99)
    result = night(make(sim, platform), archive, sim)
    assert result.error is None
    assert [gap.key.partition(":")[0] for gap in result.gaps if gap.edge == "comments"] == ["comments"]
    sim.heal(platform)
    assert night(make(sim, platform), archive, sim).error is None
    assert [gap for gap in archive.gaps if gap.startswith("comments")] == []
