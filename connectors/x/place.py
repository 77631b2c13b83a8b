"""Where a walk through one of X's lists stands: kept as the cursor of its edge, in the transaction that accepts a page.

X serves newest first. Until a walk has met what the one before it captured, the older mark stays, so that a walk that was
stopped anywhere leaves nothing out.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field

from archiver.model.time import UTC, iso_utc
from connectors.fields import fields_of, list_of, text_of, whole
from connectors.x.dialect import OLD

REMEMBERED = 1000
"""Ids kept to be looked up again."""

_TOKEN_LIFE = dt.timedelta(hours=12)


@dataclass(slots=True, kw_only=True)
class Place:
    """`mark`: the newest id of the last whole walk, completed at `done`. `token`, `top`, `begun`, `count`: the page to go
    on from, the newest id, the beginning and the items so far of a walk under way. `recent`: ids to look up, newest first."""

    dialect: str = OLD.name
    mark: str = ""
    done: str = ""
    token: str = ""
    top: str = ""
    begun: str = ""
    count: int = 0
    recent: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> Place:
        """The place a cursor holds; a fresh one when it holds none that is understood."""
        try:
            value = fields_of(json.loads(text)) if text else {}
        except (ValueError, RecursionError):
            value = {}
        return cls(
            dialect=text_of(value, "dialect") or OLD.name,
            mark=text_of(value, "mark"),
            done=text_of(value, "done"),
            token=text_of(value, "token"),
            top=text_of(value, "top"),
            begun=text_of(value, "begun"),
            count=whole(value.get("count")) or 0,
            recent=[each for each in list_of(value.get("recent")) if isinstance(each, str) and each.isdigit()],
        )

    def write(self) -> str:
        """The cursor's text."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, separators=(",", ":"))

    @property
    def done_at(self) -> dt.datetime | None:
        return _moment(self.done)

    def is_under_way(self, now: dt.datetime) -> bool:
        """Whether a walk was stopped that can still be gone on with: a page mark does not live for ever."""
        begun = _moment(self.begun)
        return bool(self.token) and begun is not None and now - begun < _TOKEN_LIFE

    def begin(self, now: dt.datetime) -> None:
        """Start a walk from the newest."""
        self.token, self.top, self.begun, self.count = "", "", iso_utc(now), 0

    def step(self, ids: list[str], token: str) -> None:
        """A page was taken; `token` is the next one's, "" when there is none."""
        self.top = newest([self.top, *ids])
        self.token = token
        self.count += len(ids)

    def end(self, now: dt.datetime) -> None:
        """The walk met its mark, or the list's end."""
        self.mark = newest([self.mark, self.top])
        self.done = iso_utc(now)
        self.token, self.top, self.begun, self.count = "", "", "", 0

    def remember(self, ids: list[str]) -> None:
        """Keep ids to be looked up again, the newest of all."""
        self.recent = sorted({*self.recent, *ids}, key=int, reverse=True)[:REMEMBERED]

    def forget(self, ids: set[str]) -> None:
        """Look these up no more."""
        self.recent = [each for each in self.recent if each not in ids]


def newest(ids: list[str]) -> str:
    """The greatest id; ids grow with time. "" when there is none."""
    return max((each for each in ids if each.isdigit()), key=int, default="")


def _moment(text: str) -> dt.datetime | None:
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return value.astimezone(UTC) if value.tzinfo else None
