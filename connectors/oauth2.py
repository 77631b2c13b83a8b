"""An OAuth 2 user token that can be renewed: kept durably before it is used, renewed by one process at a time.

Renewal is the only thing this program ever posts to a platform. Nothing of it is sealed, logged or put into an error.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import json
import threading
from urllib.parse import quote

from archiver.errors import ConfigError, CredentialError, PlatformUnavailable
from archiver.model.time import UTC, iso_utc
from connectors.fields import fields_of, text_of, whole
from connectors.http import Http
from connectors.tokens import TokenKeeper, read_fields, require

_EARLY = dt.timedelta(minutes=2)


class RenewableToken:
    """One channel's OAuth 2 token. `rotates`: renewing kills the old refresh token, so a keeper is needed for it."""

    def __init__(
        self,
        fields: dict[str, str],
        *,
        channel: str,
        keeper: TokenKeeper | None,
        path: str,
        rotates: bool,
        client_in_header: bool,
        advice: str,
    ) -> None:
        require(fields, ("client_id",), channel=channel)
        if not (fields.get("access_token") or fields.get("refresh_token")):
            require(fields, ("access_token", "refresh_token"), channel=channel)
        self._fields = dict(fields)
        self._channel = channel
        self._keeper = keeper
        self._path = path
        self._rotates = rotates
        self._client_in_header = client_in_header
        self._advice = advice
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._remember()

    @property
    def access(self) -> str:
        """The token to send; "" when there is none yet."""
        return self._fields.get("access_token", "")

    @property
    def expires(self) -> dt.datetime | None:
        """When the access token ends, where it is known."""
        return end_of(self._fields.get("expires_at", ""))

    @property
    def refresh_expires(self) -> dt.datetime | None:
        """When a person must consent anew, where it is known."""
        return end_of(self._fields.get("refresh_expires_at", ""))

    @property
    def can_renew(self) -> bool:
        return bool(self._fields.get("refresh_token"))

    def secrets(self) -> tuple[str, ...]:
        """Every secret that was in use, the renewed ones too."""
        return tuple(self._seen)

    def is_stale(self, now: dt.datetime) -> bool:
        """Whether the access token is missing or about to end."""
        return not self.access or (self.expires is not None and self.expires - _EARLY <= now)

    def renew(self, http: Http, now: dt.datetime, *, refused: str) -> None:
        """Get a new access token in place of `refused` (the one that did not work). Nothing happens when another thread
        or process has done so. Raises CredentialError when a person must act, PlatformUnavailable to try again later."""
        with self._lock:
            if self.access and self.access != refused:
                return
            if not self.can_renew:
                raise CredentialError(f"the access token has expired and there is no refresh token; {self._advice}")
            if self._keeper is None and self._rotates:
                raise CredentialError(
                    "the access token has expired; renewing it gives a new refresh token that must be kept, so the "
                    f"channel's token must be configured as file:PATH, a file that this program may write; {self._advice}"
                )
            with self._keeper.exclusive() if self._keeper else contextlib.nullcontext():
                if self._adopt_newer(refused, now):
                    return
                self._exchange(http, now)

    def _adopt_newer(self, refused: str, now: dt.datetime) -> bool:
        """Take what another process kept. Returns whether that will do."""
        if self._keeper is None:
            return False
        try:
            kept = read_fields(self._keeper.load(), channel=self._channel)
        except ConfigError:
            raise CredentialError(f"the kept token cannot be read; {self._advice}") from None
        if kept.get("kind") == "oauth2" and kept.get("refresh_token"):
            self._fields = kept
            self._remember()
        return self.access != refused and not self.is_stale(now)

    def _exchange(self, http: Http, now: dt.datetime) -> None:
        client, secret = self._fields["client_id"], self._fields.get("client_secret", "")
        form = {"grant_type": "refresh_token", "refresh_token": self._fields["refresh_token"], "client_id": client}
        headers = {}
        if secret and self._client_in_header:
            pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"
            headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        elif secret:
            form["client_secret"] = secret
        answer = http.post_form(self._path, form, headers)
        value = fields_of(answer.value)
        access = text_of(value, "access_token")
        if answer.status == 429 or answer.status >= 500 or (answer.status == 200 and not access):
            raise PlatformUnavailable(f"the token could not be renewed now (HTTP {answer.status}); it is tried again")
        if answer.status != 200:
            raise CredentialError(f"the refresh token is refused (HTTP {answer.status}); {self._advice}")
        renewed = self._fields | {"kind": "oauth2", "access_token": access}
        renewed["refresh_token"] = text_of(value, "refresh_token") or self._fields["refresh_token"]
        for name, field in (("expires_in", "expires_at"), ("refresh_token_expires_in", "refresh_expires_at")):
            seconds = whole(value.get(name))
            if seconds is not None and 0 <= seconds < 1 << 31:
                renewed[field] = iso_utc(now + dt.timedelta(seconds=seconds))
            elif field == "expires_at":
                renewed.pop(field, None)
        if self._keeper is not None:
            self._keeper.save(json.dumps(renewed, indent=2))
        self._fields = renewed
        self._remember()

    def _remember(self) -> None:
        names = ("access_token", "refresh_token", "client_secret")
        self._seen |= {self._fields[name] for name in names if self._fields.get(name)}


def end_of(text: str) -> dt.datetime | None:
    """Seconds since 1970, or RFC 3339; None for anything else."""
    try:
        if text.isdigit():
            return dt.datetime.fromtimestamp(int(text), UTC)
        value = dt.datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return value.astimezone(UTC) if value.tzinfo else None
