"""What was not captured, each a row until a later capture fills it or a person accepts it with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from archiver.errors import UsageError
from archiver.model.capture import Gap
from archiver.model.event import EventKind
from archiver.model.ids import ChannelId, RunId
from archiver.store import events, schema
from archiver.store.channels import channel_names
from archiver.store.codec import micros, optional_instant, optional_micros, plain
from archiver.store.upsert import put

_table = schema.gap
OPEN, CLOSED, ACCEPTED = "open", "closed", "accepted"
WHILE_IT_LASTS = "import:"
"""How keys of gaps begin that an import holds open while it lasts: one that closes its own was never a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredGap:
    """A gap and what became of it. `state` is open, closed (filled) or accepted (by `settled_by`, with its reason)."""

    channel: ChannelId
    gap: Gap
    state: str
    opened: dt.datetime | None
    opened_run: str
    settled: dt.datetime | None = None
    settled_by: str = ""
    settled_reason: str = ""


def key_of(gap: Gap) -> str:
    """What makes it the same gap when found again."""
    if gap.key:
        return plain(gap.key)
    start = "" if gap.start is None else str(micros(gap.start))
    return plain(f"{gap.edge}|{start}|{gap.reason}")


def open_gaps(connection: Connection, channel_id: int, gaps: Iterable[Gap], run: str, seen: int) -> int:
    """Note gaps found at `seen`. One settled later than that stays settled. Returns how many are newly open."""
    opened = 0
    for gap in gaps:
        key = key_of(gap)
        known = _one(connection, channel_id, key)
        if known is not None and known.state != OPEN and (known.state == ACCEPTED or seen <= known.settled):
            continue
        if known is not None and known.state == OPEN and known.opened is not None and seen < known.opened:
            continue
        was_open = known is not None and known.state == OPEN
        put(
            connection,
            _table,
            ("channel_id", "key"),
            {
                "channel_id": channel_id,
                "key": key,
                "edge": plain(gap.edge),
                "reason": plain(gap.reason),
                "start": optional_micros(gap.start),
                "end": optional_micros(gap.end),
                "state": OPEN,
                "opened": known.opened if was_open and known is not None else seen,
                "opened_run": known.opened_run if was_open and known is not None else run,
                "settled": None,
                "settled_by": "",
                "settled_reason": "",
            },
        )
        opened += not was_open
    return opened


def close_gaps(connection: Connection, channel_id: int, keys: Iterable[str], run: str, seen: int) -> int:
    """Note that a capture at `seen` filled these, known yet or not. Returns how many open ones it closed."""
    closed = 0
    for key in map(plain, keys):
        known = _one(connection, channel_id, key)
        if known is None:
            row = {"channel_id": channel_id, "key": key, "edge": "", "reason": "", "start": None, "end": None}
            row |= {"state": CLOSED, "opened": None, "opened_run": "", "settled": seen}
            put(connection, _table, ("channel_id", "key"), row | {"settled_by": run, "settled_reason": ""})
        elif known.state == OPEN and (known.opened is None or seen >= known.opened):
            _settle(connection, channel_id, key, CLOSED, seen, run, "")
            if known.opened_run == run and key.startswith(WHILE_IT_LASTS):
                connection.execute(
                    _at(channel_id, key).values(opened=None)
                )  # it never was one: the run came to its end
            closed += 1
        elif known.state == CLOSED and seen > known.settled:
            connection.execute(_at(channel_id, key).values(settled=seen))
    return closed


def accept_gap(
    connection: Connection, channel_id: int, channel: str, key: str, who: str, reason: str, at: dt.datetime
) -> None:
    """A person takes a gap as it is. Raises UsageError when there is no such open gap, or no reason."""
    known = _one(connection, channel_id, plain(key))
    if known is None or known.state != OPEN:
        raise UsageError(f"there is no open gap {key!r} in {channel}")
    if not reason.strip():
        raise UsageError("accepting a gap needs a reason")
    _settle(connection, channel_id, plain(key), ACCEPTED, micros(at), plain(who), plain(reason))
    detail = {"gap": plain(key), "reason": plain(reason)}
    events.append(connection, EventKind.GAP_ACCEPTED, channel, who, at, detail)


def stored(connection: Connection, channel_id: int | None, *, open_only: bool) -> tuple[StoredGap, ...]:
    """Gaps by channel and key; those that were only ever filled are left out."""
    query = select(_table).where(_table.c.opened.is_not(None)).order_by(_table.c.channel_id, _table.c.key)
    if channel_id is not None:
        query = query.where(_table.c.channel_id == channel_id)
    if open_only:
        query = query.where(_table.c.state == OPEN)
    names = channel_names(connection)
    return tuple(_stored(row, names[row.channel_id]) for row in connection.execute(query))


def _stored(row: Any, channel: str) -> StoredGap:
    return StoredGap(
        channel=ChannelId(channel),
        gap=Gap(
            reason=row.reason,
            start=optional_instant(row.start),
            end=optional_instant(row.end),
            edge=row.edge,
            key=row.key,
        ),
        state=row.state,
        opened=optional_instant(row.opened),
        opened_run=RunId(row.opened_run),
        settled=optional_instant(row.settled),
        settled_by=row.settled_by,
        settled_reason=row.settled_reason,
    )


def _one(connection: Connection, channel_id: int, key: str) -> Any | None:
    query = select(_table).where(_table.c.channel_id == channel_id, _table.c.key == key)
    return connection.execute(query).one_or_none()


def _at(channel_id: int, key: str) -> Any:
    return update(_table).where(_table.c.channel_id == channel_id, _table.c.key == key)


def _settle(connection: Connection, channel_id: int, key: str, state: str, seen: int, who: str, reason: str) -> None:
    connection.execute(_at(channel_id, key).values(state=state, settled=seen, settled_by=who, settled_reason=reason))
