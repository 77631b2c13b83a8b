"""A run asks once a day what the platform says of the channel's token, and writes it down for `status` and the notices.

Asking never stops a capture: a token that is refused shows there too, with its own error.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from archiver.model.digest import Json
from archiver.model.ids import ChannelId
from archiver.model.time import iso_utc
from archiver.pipeline.parts import Parts
from archiver.store.attempts import newest_token_reports
from connectors.base import Connector, TokenHealth

ASK_AGAIN = dt.timedelta(hours=20)
"""A nightly run asks each night; hourly ones carry on what was told, since some platforms charge for the question."""


def token_report(parts: Parts, channel: ChannelId, connector: Connector) -> Json:
    """What is known of the token now; None when the platform would not say and nothing was known."""
    known = _known(parts, channel)
    now = parts.now()
    if known is not None and known.get("valid") and _age(known, now) < ASK_AGAIN:
        return known
    try:
        return token_json(connector.health(), now)
    except Exception:  # noqa: BLE001 - whatever is wrong with the question, the capture itself must be tried
        return known


def token_json(health: TokenHealth, checked: dt.datetime) -> dict[str, Json]:
    """A token's health as reports keep it."""
    return {
        "checked": iso_utc(checked),
        "valid": health.valid,
        "expires": iso_utc(health.expires) if health.expires else None,
        "data_access_expires": iso_utc(health.data_access_expires) if health.data_access_expires else None,
        "scopes": list(health.scopes),
        "missing_scopes": list(health.missing_scopes),
        "detail": health.detail,
    }


def _known(parts: Parts, channel: ChannelId) -> dict[str, Any] | None:
    with parts.store.database.read() as connection:
        for _, told in newest_token_reports(connection, channel, parts.now()):
            return told if isinstance(told, dict) else None
    return None


def _age(known: dict[str, Any], now: dt.datetime) -> dt.timedelta:
    try:
        # A clock that was set back is no reason to trust an answer for longer.
        return abs(now - dt.datetime.fromisoformat(str(known.get("checked"))))
    except (ValueError, TypeError):
        return ASK_AGAIN
