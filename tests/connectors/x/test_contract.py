"""X's connector keeps the contract of every live connector, in the ways that X's own rules allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from archiver.errors import RateLimited
from archiver.model.channel import Channel
from archiver.model.record import State
from connectors.base import Connector
from connectors.http import Bounds
from connectors.simulators import Fault, Simulation, simulate
from connectors.simulators.world import Account, Comment, Post
from connectors.simulators.x import ENCRYPTED, WINDOW
from connectors.x.client import connector
from tests.connectors.nights import Clock, MemoryArchive, night
from tests.contract.connector import ConnectorContract, fit


class TestX(ConnectorContract):
    platform = "x"
    quiet_requests = 16
    credential_troubles = (("expired", "refuses the token"),)
    throttles = ("throttled", "throttled_untold", Fault.TOO_MANY)
    first_gaps = 2  # private messages of before the thirty days that X gives, replies of before the seven it searches

    def make(self, to: Channel, token: str, base_url: str, bounds: Bounds | None = None) -> Connector:
        return connector(to, token, base_url, bounds=bounds)

    def expected_messages(self, account: Account) -> Counter[str]:
        return Counter(
            fit(m.text.removesuffix(" (edited)") if m.edited else m.text)
            for place, c in enumerate(account.conversations)
            for m in c.shown
            if place != ENCRYPTED and not m.unsupported and m.at > self.now - WINDOW and (m.text or m.media)
        )

    def expected_comments(self, account: Account) -> Counter[str]:
        return Counter(c.text for p in account.posts for c in p.comments if c.removed is None)

    @pytest.fixture
    def sim(self) -> Iterator[Simulation]:
        """Twice the usual world, so that messages fill more than a page."""
        with simulate(seed=7, platforms=("x",), size=2) as running:
            yield running

    @pytest.fixture(autouse=True)
    def _now(self, sim: Simulation) -> None:
        self.now = sim.world.now

    # --- where X is not like others -----------------------------------------------------------------------------------

    def test_absence_is_never_called_deletion(self, sim: Simulation, archive: MemoryArchive) -> None:
        """X does say that a post was deleted: what it does not say so of is not called so."""
        connector = self.connector(sim)
        for _ in range(5):
            night(connector, archive, sim)
            sim.advance()
        night(connector, archive, sim)
        sources: list[Post | Comment] = [*sim.account("x").posts]
        sources += [comment for post in sim.account("x").posts for comment in post.comments]
        removed = {each for source in sources if source.removed for each in sim.simulator("x").versions_of(source)}
        assert archive.absent
        assert {number for number, absence in archive.absent.items() if absence.affirmed} <= removed
        assert all(record.state is not State.DELETED for record in archive.records.values())

    def test_it_stops_before_a_limit_is_full_and_goes_on_when_there_is_room(
        self, sim: Simulation, archive: MemoryArchive
    ) -> None:
        sim.simulator("x").limits["dm_events"] = 1
        result = night(self.connector(sim), archive, sim, budget_s=60)
        assert isinstance(result.error, RateLimited)
        assert result.error.until is not None
        assert result.error.until > sim.world.now
        assert [request.path for request in sim.requests("x")].count("/2/dm_events") == 1

    def test_nothing_more_is_asked_once_the_platform_throttles(self, sim: Simulation) -> None:
        """Nothing within the time that X names; where it names none, ever longer pauses, and an end of them."""
        for trouble in self.throttles:
            archive, clock = MemoryArchive(), Clock()
            sim.heal("x")
            sim.fail("x", trouble, path="dm_events", times=99)
            result = night(self.connector(sim), archive, sim, clock=clock)
            assert isinstance(result.error, RateLimited), trouble
            asked = [request for request in sim.requests("x") if request.path == "/2/dm_events"]
            assert len(asked) <= 5
            assert sum(clock.slept) >= 60
            sim.forget_requests()
