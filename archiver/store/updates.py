"""Small changes to known records and their volumes, gathered within one batch and written together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, update

from archiver.store import dirty, schema

_record = schema.record


class Updates:
    """When records were last seen, their passing figures, and the volumes that this touches."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen: dict[int, dict[str, Any]] = {}
        self._figures: dict[int, bytes] = {}
        self._touches: list[dirty.Touch] = []
        self._open: set[int] = set()

    def see(self, record_id: int, first: int, last: int, gone: int | None) -> None:
        """When the newest state of a record was first and last seen, and since when it is missed."""
        self._seen[record_id] = {"number": record_id, "first": first, "last": last, "gone": gone}

    def figures(self, record_id: int, snapshot: bytes) -> None:
        """The reactions and counts of a record as they are now."""
        self._figures[record_id] = snapshot

    def touch(self, volume_id: int | None, record_id: int, what: str) -> None:
        """A record of this volume says something else now."""
        if volume_id is not None:
            self._touches.append((volume_id, record_id, what))

    def touch_open(self, volume_id: int | None) -> None:
        """A passing figure of a record in this volume changed."""
        if volume_id is not None:
            self._open.add(volume_id)

    def fold(self, kept: int, dropped: int, touches: list[dirty.Touch]) -> None:
        """A record went into another: nothing is to be written to it any more."""
        self._seen.pop(dropped, None)
        self._figures.pop(dropped, None)
        self._touches = [(v, kept if number == dropped else number, what) for v, number, what in self._touches]
        self._touches.extend(touches)

    def write_one(self, record_id: int) -> None:
        """Write what is known of one record's newest state, before that state moves into history."""
        row = self._seen.pop(record_id, None)
        if row is not None:
            self._write_seen([row])

    def write(self, seen: int) -> None:
        """Write everything gathered."""
        self._write_seen(list(self._seen.values()))
        if self._figures:
            self._connection.execute(
                update(_record).where(_record.c.id == bindparam("number")).values(snapshot=bindparam("figures")),
                [{"number": number, "figures": figures} for number, figures in self._figures.items()],
            )
        dirty.touch(self._connection, self._touches, seen)
        dirty.touch_open(self._connection, self._open)
        self._seen, self._figures, self._touches, self._open = {}, {}, [], set()

    def _write_seen(self, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(
                update(_record)
                .where(_record.c.id == bindparam("number"))
                .values(first_seen=bindparam("first"), last_seen=bindparam("last"), gone_since=bindparam("gone")),
                rows,
            )
