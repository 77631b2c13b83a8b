"""Who may ask the simulated X: a Bearer token that ends and is renewed, or a signature of OAuth 1.0a."""

from __future__ import annotations

import base64
from urllib.parse import unquote

from connectors.simulators.wire import Reply, Request
from connectors.x.oauth1 import OAuth1Secrets, signature


class Access:
    """`token` is the one accepted now; `refresh_token` gives the next pair once, and dies."""

    def __init__(self) -> None:
        self._renewals = 0
        self.token = "simulated-x-access-0"
        self.refresh_token = "simulated-x-refresh-0"
        self.client = ("simulated-x-client", "simulated-x-client-secret")
        self.oauth1 = OAuth1Secrets(
            consumer_key="simulated-consumer",
            consumer_secret="simulated-consumer-secret",
            token="1000000001-simulated",
            token_secret="simulated-token-secret",
        )

    def expire(self) -> None:
        """The access token ends; only a renewal helps."""
        self.token = "simulated-x-ended"

    def allows(self, request: Request) -> bool:
        """Whether the request is authorised."""
        given = request.headers.get("authorization", "")
        if given.startswith("OAuth "):
            return self._is_signed(request, given)
        return given == f"Bearer {self.token}"

    def renewed(self, request: Request) -> Reply:
        """A new pair for the refresh token in force; the old one is worth nothing from then on."""
        basic = base64.b64encode(":".join(self.client).encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return Reply(status=401, value={"error": "unauthorized_client"})
        if request.form.get("refresh_token") != self.refresh_token:
            return Reply(
                status=400, value={"error": "invalid_request", "error_description": "Value passed was invalid."}
            )
        self._renewals += 1
        self.token = f"simulated-x-access-{self._renewals}"
        self.refresh_token = f"simulated-x-refresh-{self._renewals}"
        return Reply(
            value={
                "token_type": "bearer",
                "expires_in": 7200,
                "access_token": self.token,
                "refresh_token": self.refresh_token,
                "scope": "tweet.read users.read dm.read offline.access",
            }
        )

    def _is_signed(self, request: Request, given: str) -> bool:
        pairs = [part.strip().partition("=") for part in given.removeprefix("OAuth ").split(",")]
        told = {name: unquote(value.strip('"')) for name, _, value in pairs}
        claimed = told.pop("oauth_signature", "")
        url = f"http://{request.headers.get('host', '')}{request.path}"
        return claimed == signature("GET", url, [*told.items(), *request.query.items()], self.oauth1)
