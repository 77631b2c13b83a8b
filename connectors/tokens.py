"""What a connector may know of the place its token is kept in, and how a secret's text is read.

Some platforms answer a renewal with a new refresh token and let the old one die: the new one must be durable before it is
used, or access is lost. Where the configured place cannot be written to, such a renewal is refused, with advice.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import Protocol

from archiver.errors import ConfigError


class TokenKeeper(Protocol):
    """The one durable place of a channel's token. Given to a connector only where it can be written to."""

    def load(self) -> str:
        """The secret as it is kept now: another process may have renewed it since."""

    def save(self, secret: str) -> None:
        """Replace the secret. On return it is durable, owner-only, and the old one is gone or whole, never half."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Keeps other processes from renewing the same token meanwhile."""


def read_fields(secret: str, *, channel: str) -> dict[str, str]:
    """A secret that is a JSON object, as text fields; an empty dictionary when it is a plain token.

    Raises ConfigError, naming the channel and never the value, when it looks like JSON and is none of ours."""
    text = secret.strip()
    if not text.startswith("{"):
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ConfigError(f"channels.{channel}.token: the secret begins like JSON and is not JSON") from None
    fields = {name: str(each) for name, each in value.items() if isinstance(each, (str, int)) and each != ""}
    if fields.get("kind") not in ("oauth1", "oauth2", "bearer"):
        raise ConfigError(f'channels.{channel}.token: "kind" is one of oauth1, oauth2, bearer')
    return fields


def require(fields: dict[str, str], names: tuple[str, ...], *, channel: str) -> None:
    """Raise ConfigError, with every missing field, unless all are there."""
    missing = [name for name in names if not fields.get(name)]
    if missing:
        raise ConfigError(f"channels.{channel}.token: the secret lacks {', '.join(missing)}")
