"""What the last runs were told about each channel's token: until when it works, and what it lacks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from archiver.model.ids import ChannelId
from archiver.store import Store
from archiver.store.attempts import newest_token_reports

WARN_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedToken:
    """A token's health as a run wrote it down, at `checked`. `expires` is the earlier of the token's end and the end of
    its access to data; None when the platform did not say."""

    checked: dt.datetime
    valid: bool
    expires: dt.datetime | None = None
    missing_scopes: tuple[str, ...] = ()
    detail: str = ""

    def days_left(self, now: dt.datetime) -> int | None:
        """Whole days until it expires; negative once it has."""
        return None if self.expires is None else (self.expires - now).days

    def advice(self, channel: str, owner: str, now: dt.datetime) -> tuple[str, ...]:
        """What a person has to do about it, and by when."""
        who = f" ({owner})" if owner else ""
        found = []
        days = self.days_left(now)
        if not self.valid:
            told = f": {self.detail}" if self.detail else ""
            found.append(f"the token is refused{told}; renew it now{who}, then `archiver run --channel {channel}`")
        elif days is not None and self.expires is not None and days < 0:
            found.append(f"the token expired on {self.expires:%Y-%m-%d}; renew it now{who}")
        elif days is not None and self.expires is not None and days <= WARN_DAYS:
            found.append(f"the token expires in {days} days: renew it before {self.expires:%Y-%m-%d}{who}")
        if self.missing_scopes:
            found.append(f"the token lacks rights: {', '.join(self.missing_scopes)}; give them and renew it{who}")
        if self.valid and self.detail:
            found.append(self.detail)
        return tuple(found)


def remembered_token(store: Store, channel: ChannelId, now: dt.datetime) -> RememberedToken | None:
    """The newest of what runs until `now` wrote down; None before the first."""
    with store.database.read() as connection:
        for _, told in newest_token_reports(connection, channel, now):
            found = _read(told)
            if found is not None:
                return found
    return None


def _read(told: Any) -> RememberedToken | None:
    if not isinstance(told, dict) or not isinstance(told.get("checked"), str):
        return None
    ends = [_moment(told.get("expires")), _moment(told.get("data_access_expires"))]
    return RememberedToken(
        checked=dt.datetime.fromisoformat(told["checked"]),
        valid=bool(told.get("valid")),
        expires=min((end for end in ends if end is not None), default=None),
        missing_scopes=tuple(map(str, told.get("missing_scopes") or ())),
        detail=str(told.get("detail") or ""),
    )


def _moment(text: object) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if isinstance(text, str) else None
