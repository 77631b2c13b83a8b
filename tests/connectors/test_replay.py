"""What was sealed says the same when it is read anew: every record of a live capture, from its responses alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from archiver.model.capture import Exchange
from archiver.model.channel import Channel
from archiver.model.record import Record, State
from connectors import REPLAYS
from connectors.base import Connector, Replay
from connectors.facebook import client as facebook_client
from connectors.facebook import replay as facebook_replay
from connectors.instagram import client as instagram_client
from connectors.instagram import replay as instagram_replay
from connectors.linkedin import client as linkedin_client
from connectors.linkedin import replay as linkedin_replay
from connectors.simulators import Reply, Request, Simulation, simulate
from connectors.x import client as x_client
from connectors.x import replay as x_replay
from tests.connectors.nights import MemoryArchive, channel, night

PLATFORMS: dict[str, tuple[Callable[..., Connector], Replay]] = {
    "facebook": (facebook_client.connector, facebook_replay.replay),
    "instagram": (instagram_client.connector, instagram_replay.replay),
    "linkedin": (linkedin_client.connector, linkedin_replay.replay),
    "x": (x_client.connector, x_replay.replay),
}


def account_of(sim: Simulation, platform: str) -> str:
    return str(sim.simulator(platform).account_id)


def bare(record: Record) -> Record:
    """Without where it stood in its answer and what became of its files."""
    return dataclasses.replace(
        record,
        place="",
        attachments=tuple(
            dataclasses.replace(a, held=a.held.MISSING, key="", size=None, reason="") for a in record.attachments
        ),
    )


@pytest.fixture(params=sorted(PLATFORMS))
def captured(
    request: pytest.FixtureRequest,
) -> tuple[str, Channel, list[tuple[Exchange, ...]], MemoryArchive]:
    platform = request.param
    with simulate(seed=3, platforms=(platform,)) as sim:
        to = channel(platform, account_of(sim, platform))
        live = PLATFORMS[platform][0](to, sim.token(platform), sim.base_url(platform))
        archive = MemoryArchive()
        batches = []
        for _ in range(3):
            batches += night(live, archive, sim).batches
            if platform != "x":  # where a replay knows names of an earlier night that the night itself did not
                sim.advance()
    captures = [batch.exchanges for batch in batches if batch.exchanges]
    return platform, to, captures, archive


Captured = tuple[str, Channel, list[tuple[Exchange, ...]], MemoryArchive]


def test_every_record_comes_back_as_it_was(captured: Captured) -> None:
    platform, to, captures, archive = captured
    found: dict[str, Record] = {}
    for batch in PLATFORMS[platform][1](iter(captures), to):
        found.update((record.source_id, record) for record in batch.records)
    expected = {
        number: record for number, record in archive.records.items() if record.state is not State.OUTSIDE_WINDOW
    }
    assert len(expected) > 20
    assert {n: bare(r) for n, r in found.items() if n in expected} == {n: bare(r) for n, r in expected.items()}
    assert found.keys() <= archive.records.keys()


def test_a_capture_gives_one_batch_before_the_next_is_asked_for(captured: Captured) -> None:
    platform, to, captures, _ = captured
    asked: list[int] = []

    def one_by_one() -> Iterator[tuple[Exchange, ...]]:
        for number, exchanges in enumerate(captures):
            asked.append(number)
            yield exchanges

    for number, batch in enumerate(PLATFORMS[platform][1](one_by_one(), to)):
        assert asked[-1] == number
        assert batch.exchanges == captures[number]
    assert len(asked) == len(captures)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff",
        b"[]",
        b'"x"',
        b'{"data": 7}',
        b'{"data": [7, null, {}]}',
        b"[" * 100_000,
        b'{"data": {"id": []}}',
    ],
)
@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_an_odd_answer_costs_no_other(platform: str, body: bytes) -> None:
    when = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    odd = tuple(
        Exchange(url=f"https://example.test/{path}", status=status, headers=(), body=body, when=when)
        for status in (200, 500)
        for path in (
            "v25.0/1/messages",
            "v25.0/1/published_posts",
            "v25.0/1/media",
            "2/dm_events",
            "2/users/1/tweets",
            "rest/posts",
            "rest/socialMetadata",
            "rest/socialActions/urn%3Ali%3Ashare%3A1/comments",
            "rest/organizationalEntityNotifications",
            "",
        )
    )
    (batch,) = PLATFORMS[platform][1]([odd], channel(platform, "100"))
    assert batch.records == ()


def test_every_named_replay_is_there() -> None:
    assert set(REPLAYS) == set(PLATFORMS)


def test_an_edit_that_only_linkedin_notified_comes_back_with_the_answer_that_told_of_it() -> None:
    with simulate(seed=3, platforms=("linkedin",)) as sim:
        to = channel("linkedin", account_of(sim, "linkedin"))
        live = linkedin_client.connector(to, sim.token("linkedin"), sim.base_url("linkedin"))
        archive = MemoryArchive()
        batches = night(live, archive, sim).batches
        sim.advance()
        simulator, account = sim.simulator("linkedin"), sim.account("linkedin")
        post = next(post for post in account.posts if post.author is account.agency and post.shown_comments)
        comment = post.shown_comments[0]
        comment.text, comment.edited = "told and never listed", sim.world.now - dt.timedelta(hours=1)
        number = simulator.comment_urn(post, comment)
        # Hidden from the list, but still notified of: nobody else has these words.
        page = simulator.answer

        def hiding(request: Request) -> Reply:
            answer = page(request)
            if request.path.endswith("/comments") and isinstance(answer.value, dict):
                shown = [each for each in answer.value["elements"] if each["commentUrn"] != number]
                return Reply(value={**answer.value, "elements": shown})
            return answer  # type: ignore[no-any-return]

        simulator.answer = hiding
        batches += night(live, archive, sim).batches
        assert archive.records[number].text == "told and never listed"
    captures = [batch.exchanges for batch in batches if batch.exchanges]
    found = [r.text for b in linkedin_replay.replay(captures, to) for r in b.records if r.source_id == number]
    assert found[-1] == "told and never listed"
    assert len(found) == len([r for b in batches for r in b.records if r.source_id == number])
