"""The Instagram connector keeps the contract of every live connector."""

from __future__ import annotations

from collections import Counter

from archiver.model.channel import Channel
from connectors.base import Connector
from connectors.http import Bounds
from connectors.instagram.client import connector
from connectors.side_by_side import AHEAD
from connectors.simulators import Fault, Simulation
from connectors.simulators.world import Account
from tests.contract.connector import ConnectorContract, fit


class TestInstagram(ConnectorContract):
    platform = "instagram"
    quiet_requests = 8
    under_way = AHEAD
    first_gaps = 2
    settle_nights = 15
    credential_troubles = (
        ("expired", "expired"),
        ("revoked", "no longer authorised"),
        ("password", "password was changed"),
        ("invalid_token", "token is refused"),
    )
    throttles = ("app_limit", "user_limit", "custom_limit", "business_limit", Fault.TOO_MANY)

    def make(self, to: Channel, token: str, base_url: str, bounds: Bounds | None = None) -> Connector:
        return connector(to, token, base_url, bounds=bounds)

    def fill_limit(self, sim: Simulation, percent: int) -> None:
        sim.simulator("instagram").wire.load = percent

    def expected_messages(self, account: Account) -> Counter[str]:
        inbox = (c for c in account.conversations if c.folder == "inbox")
        return Counter(fit(m.text) for c in inbox for m in c.shown[-20:] if not m.unsupported)

    def expected_posts(self, account: Account) -> Counter[str]:
        own = (p for p in (*account.shown_posts, *account.stories) if p.author is account.agency)
        return Counter(p.text for p in own)

    def expected_comments(self, account: Account) -> Counter[str]:
        own = [p for p in account.shown_posts if p.author is account.agency]
        given = (c for p in own for c in p.shown_comments if not (c.parent or c).low_quality)
        return Counter(c.text for c in given)
