"""The token of Instagram's own login: it lives sixty days, and asking for another sixty in time is all that keeps it alive.

Done by the nightly run once a week, where the token is kept in a file that this program may write. The new one is durable
before it is used. Nothing of it is sealed, logged or put into an error.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from archiver.errors import ConfigError, PlatformUnavailable
from archiver.model.time import iso_utc
from connectors.fields import fields_of, text_of, whole
from connectors.http import Http
from connectors.meta.troubles import trouble_in
from connectors.oauth2 import end_of
from connectors.tokens import TokenKeeper, read_fields, require

REFRESH = "refresh_access_token"
_AGAIN = dt.timedelta(days=7)
_DAY = dt.timedelta(days=1)


class InstagramToken:
    """A channel's token, as its secret tells it: a plain text, or JSON of kind bearer with `expires_at` (and `renewed_at`,
    which a refresh writes). Raises ConfigError for any other JSON."""

    def __init__(self, secret: str, *, channel: str, keeper: TokenKeeper | None) -> None:
        self._channel = channel
        self._keeper = keeper
        self._fields = self._read(secret)

    @property
    def access(self) -> str:
        return self._fields["access_token"]

    @property
    def expires(self) -> dt.datetime | None:
        """When it ends, where that is known: since the first refresh, or from the secret."""
        return end_of(self._fields.get("expires_at", ""))

    def is_due(self, now: dt.datetime) -> bool:
        """Whether to ask for another sixty days now. One that has ended cannot be refreshed."""
        if self._keeper is None or (self.expires is not None and self.expires <= now):
            return False
        renewed = end_of(self._fields.get("renewed_at", ""))
        # A time in the future comes from a clock that was wrong.
        return renewed is None or now - renewed >= _AGAIN or renewed > now + _DAY

    def refresh(self, open_http: Callable[[], Http], now: dt.datetime) -> str:
        """Ask for another sixty days. Returns why that did not go well, "" when it did; the token stays as it is then, and
        goes on working until its end. Raises StorageError when the new one cannot be kept."""
        if self._keeper is None:
            return ""
        with self._keeper.exclusive():
            try:
                self._fields = self._read(self._keeper.load())
            except ConfigError:
                return "its file cannot be read"
            if not self.is_due(now):
                return ""
            return self._exchange(open_http(), now)

    def _exchange(self, http: Http, now: dt.datetime) -> str:
        try:
            answer = http.get_secret(REFRESH, {"grant_type": "ig_refresh_token"})
        except PlatformUnavailable:
            return "the platform did not answer"
        finally:
            http.close()
        trouble = trouble_in(answer)
        if trouble is not None:
            return trouble.reason
        value = fields_of(answer.value)
        access, seconds = text_of(value, "access_token"), whole(value.get("expires_in"))
        if not access or seconds is None or not 0 < seconds < 1 << 31:
            return "an answer in an unknown shape"
        ends = iso_utc(now + dt.timedelta(seconds=seconds))
        renewed = {"kind": "bearer", "access_token": access, "expires_at": ends, "renewed_at": iso_utc(now)}
        if self._keeper is not None:
            self._keeper.save(json.dumps(renewed, indent=2))
        self._fields = renewed
        return ""

    def _read(self, secret: str) -> dict[str, str]:
        fields = read_fields(secret, channel=self._channel)
        if not fields:
            return {"access_token": secret.strip()}
        if fields["kind"] != "bearer":
            raise ConfigError(f'channels.{self._channel}.token: "kind" is bearer for Instagram')
        require(fields, ("access_token",), channel=self._channel)
        return fields
