"""LinkedIn's connector keeps the contract of every live connector, in the ways that LinkedIn's own rules allow."""

from __future__ import annotations

from collections import Counter

from archiver.errors import RateLimited
from archiver.model.channel import Channel
from archiver.model.record import RecordKind, State
from connectors.base import Connector
from connectors.http import Bounds
from connectors.linkedin.client import connector
from connectors.linkedin.options import LinkedInOptions
from connectors.simulators import Fault, Simulation
from connectors.simulators.world import Account
from tests.connectors.nights import MemoryArchive, night
from tests.contract.connector import ConnectorContract


class TestLinkedIn(ConnectorContract):
    platform = "linkedin"
    quiet_requests = 4
    credential_troubles = (
        ("invalid", "token is invalid"),
        ("revoked", "token was revoked"),
        ("expired", "token has expired"),
    )
    throttles = ("quota", Fault.TOO_MANY)
    most = 0

    def make(self, to: Channel, token: str, base_url: str, bounds: Bounds | None = None) -> Connector:
        return connector(to, token, base_url, bounds=bounds, options=LinkedInOptions(most_requests=self.most))

    def expected_messages(self, account: Account) -> Counter[str]:
        """Private messages come by import alone."""
        return Counter()

    def expected_posts(self, account: Account) -> Counter[str]:
        return Counter(p.text for p in account.shown_posts if p.author is account.agency)

    def expected_comments(self, account: Account) -> Counter[str]:
        return Counter(c.text for p in account.shown_posts if p.author is account.agency for c in p.shown_comments)

    # --- where LinkedIn is not like others ------------------------------------------------------------------------------

    def test_absence_is_never_called_deletion(self, sim: Simulation, archive: MemoryArchive) -> None:
        """LinkedIn does notify of deleted comments: what it does not notify of is not called so."""
        connector = self.connector(sim)
        for _ in range(5):
            night(connector, archive, sim)
            sim.advance()
        night(connector, archive, sim)
        simulator = sim.simulator("linkedin")
        removed = {
            simulator.comment_urn(post, comment)
            for post in sim.account("linkedin").posts
            for comment in post.comments
            if comment.removed
        }
        affirmed = {number for number, absence in archive.absent.items() if absence.affirmed}
        assert affirmed
        assert affirmed <= removed
        assert all(record.state is not State.DELETED for record in archive.records.values())

    def test_it_stops_before_a_limit_is_full_and_goes_on_when_there_is_room(
        self, sim: Simulation, archive: MemoryArchive
    ) -> None:
        """LinkedIn tells its limits in the portal alone, so they are configured."""
        self.most = 3
        result = night(self.connector(sim), archive, sim)
        assert isinstance(result.error, RateLimited)
        assert result.error.until is not None
        assert (result.error.until.hour, result.error.until.minute) == (0, 0)
        assert result.error.until > sim.world.now
        assert len(sim.requests("linkedin")) == 3
        self.most = 0
        assert night(self.connector(sim), archive, sim).error is None
        assert archive.texts(RecordKind.POST) == self.expected_posts(sim.account("linkedin"))

    def test_nothing_more_is_asked_once_the_platform_throttles(self, sim: Simulation) -> None:
        """A few posts' comments may have been asked for at the same time; nothing follows them."""
        for trouble in self.throttles:
            sim.heal("linkedin")
            sim.forget_requests()
            sim.fail("linkedin", trouble, after=5, times=99)
            result = night(self.connector(sim), MemoryArchive(), sim)
            assert isinstance(result.error, RateLimited), trouble
            assert len(sim.requests("linkedin")) <= 10, trouble
