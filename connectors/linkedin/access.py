"""LinkedIn's token and the headers that every request bears: the version of the interface, and how lists are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from archiver.errors import ConfigError
from connectors.answers import Answer
from connectors.http import Http
from connectors.oauth2 import RenewableToken, end_of
from connectors.tokens import TokenKeeper, read_fields, require

TOKEN_PATH = "oauth/v2/accessToken"
ADVICE = "see docs/channels/linkedin.md, When the token stops working"


class LinkedInToken:
    """A plain access token, or one with a refresh token. `exchange` opens the way to where tokens are renewed: that is
    another host than the one that is asked for data, and nothing but a renewal goes there."""

    def __init__(
        self,
        *,
        plain: str = "",
        renewable: RenewableToken | None = None,
        expires: dt.datetime | None = None,
        exchange: Callable[[LinkedInToken], Http],
    ) -> None:
        self._plain = plain
        self._renewable = renewable
        self._expires = expires
        self._exchange = exchange

    @property
    def access(self) -> str:
        return self._renewable.access if self._renewable else self._plain

    @property
    def expires(self) -> dt.datetime | None:
        """When a person must consent anew, where that is known: the refresh token's end is not moved by renewing."""
        if self._renewable is None:
            return self._expires
        return self._renewable.refresh_expires if self._renewable.can_renew else self._renewable.expires

    def authorise(self, method: str, url: str, params: dict[str, str], headers: dict[str, str]) -> None:
        headers["authorization"] = f"Bearer {self.access}"

    def secrets(self) -> tuple[str, ...]:
        return self._renewable.secrets() if self._renewable else (self._plain,)

    def renew(self, now: dt.datetime, *, refused: str) -> bool:
        """Renew what was refused, or is about to end. False where that is not possible: the token is what it is."""
        if self._renewable is None or not self._renewable.can_renew:
            return False
        http = self._exchange(self)
        try:
            self._renewable.renew(http, now, refused=refused)
        finally:
            http.close()
        return True

    def is_stale(self, now: dt.datetime) -> bool:
        return self._renewable is not None and self._renewable.can_renew and self._renewable.is_stale(now)


def ask(http: Http, token: LinkedInToken, now: dt.datetime, path: str, *, version: str, finder: bool = False) -> Answer:
    """One request, with a token that is renewed when it is about to end, and once more when LinkedIn refused it."""
    headers = {"linkedin-version": version, "x-restli-protocol-version": "2.0.0"}
    if finder:
        headers["x-restli-method"] = "FINDER"
    if token.is_stale(now):
        token.renew(now, refused=token.access)
    sent = token.access
    answer = http.get(path, headers=headers)
    if answer.status == 401 and token.renew(now, refused=sent):
        answer = http.get(path, headers=headers)
    return answer


def read_token(
    secret: str, *, channel: str, keeper: TokenKeeper | None, exchange: Callable[[LinkedInToken], Http]
) -> LinkedInToken:
    """The token that a secret's text stands for. Raises ConfigError, never showing the value."""
    fields = read_fields(secret, channel=channel)
    if not fields:
        return LinkedInToken(plain=secret.strip(), exchange=exchange)
    if fields["kind"] == "bearer":
        require(fields, ("access_token",), channel=channel)
        expires = end_of(fields.get("expires_at", ""))
        return LinkedInToken(plain=fields["access_token"], expires=expires, exchange=exchange)
    if fields["kind"] != "oauth2":
        raise ConfigError(f'channels.{channel}.token: "kind" is oauth2 or bearer for LinkedIn')
    renewable = RenewableToken(
        fields,
        channel=channel,
        keeper=keeper,
        path=TOKEN_PATH,
        rotates=False,
        client_in_header=False,
        advice=ADVICE,
    )
    return LinkedInToken(renewable=renewable, exchange=exchange)
