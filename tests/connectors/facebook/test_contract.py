"""The Page's connector keeps the contract of every live connector."""

from __future__ import annotations

from archiver.model.channel import Channel
from connectors.base import Connector
from connectors.facebook.client import connector
from connectors.http import Bounds
from connectors.side_by_side import AHEAD
from connectors.simulators import Fault, Simulation
from tests.contract.connector import ConnectorContract


class TestFacebook(ConnectorContract):
    platform = "facebook"
    quiet_requests = 11
    under_way = AHEAD
    credential_troubles = (
        ("expired", "expired"),
        ("revoked", "no longer authorised"),
        ("checkpoint", "must pass a check"),
        ("password", "password was changed"),
        ("unconfirmed", "not confirmed"),
        ("ended", "session was ended"),
        ("logged_out", "no longer valid"),
        ("invalid_token", "token is refused"),
        ("session", "token is refused"),
        ("blocked", "blocked"),
    )
    throttles = (
        *("app_limit", "user_limit", "page_limit", "application_limit", "custom_limit", "business_limit"),
        *("messenger_limit", Fault.TOO_MANY),
    )

    def make(self, to: Channel, token: str, base_url: str, bounds: Bounds | None = None) -> Connector:
        return connector(to, token, base_url, bounds=bounds)

    def fill_limit(self, sim: Simulation, percent: int) -> None:
        sim.simulator("facebook").wire.load = percent
