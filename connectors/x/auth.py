"""X's three kinds of token: OAuth 1.0a of a user, OAuth 2 of a user (renewed every two hours), and a plain Bearer token.

The secret's text says which it is: a plain token, or JSON with `kind`. An application's own Bearer token reads posts and
never messages.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Callable

from connectors.answers import Answer
from connectors.http import Http
from connectors.oauth2 import RenewableToken
from connectors.tokens import TokenKeeper, read_fields, require
from connectors.x.oauth1 import OAuth1Secrets, authorization
from connectors.x.troubles import x_time

TOKEN_PATH = "2/oauth2/token"
ADVICE = "see docs/channels/x.md, When the token stops working"


class XToken:
    """The token of one channel, of whichever kind. `clock` gives seconds since 1970."""

    def __init__(
        self,
        *,
        bearer: str = "",
        oauth1: OAuth1Secrets | None = None,
        oauth2: RenewableToken | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._bearer = bearer
        self._oauth1 = oauth1
        self._oauth2 = oauth2
        self._clock = clock
        self._ahead_s = 0

    @property
    def is_oauth1(self) -> bool:
        return self._oauth1 is not None

    @property
    def expires(self) -> dt.datetime | None:
        """When it ends for good: a token that is renewed by itself does not, as far as is known."""
        if self._oauth2 is None:
            return None
        return self._oauth2.refresh_expires if self._oauth2.can_renew else self._oauth2.expires

    def authorise(self, method: str, url: str, params: dict[str, str], headers: dict[str, str]) -> None:
        """Put the token where X wants it."""
        if self._oauth1 is not None:
            headers["authorization"] = authorization(
                method,
                url,
                params,
                self._oauth1,
                nonce=secrets.token_hex(16),
                timestamp=int(self._clock()) + self._ahead_s,
            )
        else:
            headers["authorization"] = f"Bearer {self.access}"

    @property
    def access(self) -> str:
        """The Bearer token in use."""
        return self._oauth2.access if self._oauth2 else self._bearer

    def secrets(self) -> tuple[str, ...]:
        """Everything that must not be kept or shown."""
        if self._oauth1 is not None:
            mine = self._oauth1
            return (mine.consumer_key, mine.consumer_secret, mine.token, mine.token_secret)
        return self._oauth2.secrets() if self._oauth2 else (self._bearer,)

    def renew_if_stale(self, http: Http, now: dt.datetime) -> None:
        """Renew an OAuth 2 token that is about to end. Raises CredentialError, PlatformUnavailable."""
        if self._oauth2 is not None and self._oauth2.is_stale(now):
            self._oauth2.renew(http, now, refused=self._oauth2.access)

    def after_refusal(self, http: Http, now: dt.datetime, *, sent: str, ahead_s: int) -> bool:
        """What can be done once X answered 401 to the token `sent`; true when it is worth asking again.

        `ahead_s`: how much X's clock is ahead of this machine's, in seconds; OAuth 1.0a refuses an old time stamp."""
        if self._oauth1 is not None:
            moved = abs(ahead_s - self._ahead_s) > 60
            self._ahead_s = ahead_s
            return moved
        if self._oauth2 is None or not (self._oauth2.can_renew or self._oauth2.is_stale(now)):
            return False
        self._oauth2.renew(http, now, refused=sent)
        return True


def ask(http: Http, token: XToken, now: dt.datetime, path: str, params: dict[str, str]) -> Answer:
    """One request, with a token that is renewed when it is about to end, and once more when X refused it."""
    token.renew_if_stale(http, now)
    sent = "" if token.is_oauth1 else token.access
    answer = http.get(path, params)
    if answer.status == 401:
        date = x_time(answer.headers)
        ahead = int((date - now).total_seconds()) if date else 0
        if token.after_refusal(http, now, sent=sent, ahead_s=ahead):
            answer = http.get(path, params)
    return answer


def read_token(
    secret: str, *, channel: str, keeper: TokenKeeper | None, clock: Callable[[], float] = time.time
) -> XToken:
    """The token that a secret's text stands for. Raises ConfigError, never showing the value."""
    fields = read_fields(secret, channel=channel)
    if not fields:
        return XToken(bearer=secret.strip())
    if fields["kind"] == "oauth1":
        names = ("consumer_key", "consumer_secret", "token", "token_secret")
        require(fields, names, channel=channel)
        return XToken(oauth1=OAuth1Secrets(**{name: fields[name] for name in names}), clock=clock)
    if fields["kind"] == "bearer":
        require(fields, ("access_token",), channel=channel)
        return XToken(bearer=fields["access_token"])
    renewable = RenewableToken(
        fields,
        channel=channel,
        keeper=keeper,
        path=TOKEN_PATH,
        rotates=True,
        client_in_header=True,
        advice=ADVICE,
    )
    return XToken(oauth2=renewable)
