"""What the platform no longer returns, or says is gone. Only its word makes a tombstone; absence alone is noted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from archiver.model.capture import Absence
from archiver.model.record import State
from archiver.store import known, schema, states
from archiver.store.codec import plain
from archiver.store.history import Sighting
from archiver.store.intake import Intake
from archiver.store.known import Known
from archiver.store.upsert import put


class Absences:
    """Applies absences of one batch, and earlier ones to records that come to be known only now."""

    def __init__(self, connection: Connection, channel_id: int, intake: Intake) -> None:
        self._connection = connection
        self._channel_id = channel_id
        self._intake = intake
        self.gone = 0

    def take(self, absences: Sequence[Absence], origin_id: int, seen: int) -> None:
        """Absences of a batch. One of a record not known yet waits for it."""
        if not absences:
            return
        found = known.by_sources(self._connection, self._channel_id, [plain(a.source_id) for a in absences])
        for absence in absences:
            source_id = plain(absence.source_id)
            for target in found.get(source_id, ()):
                self._apply(target, absence.affirmed, absence.reason, origin_id, seen)
            if source_id not in found:
                self._wait(source_id, absence, origin_id, seen)

    def _wait(self, source_id: str, absence: Absence, origin_id: int, seen: int) -> None:
        """Remember the first and the last time, in whatever order they come."""
        table = schema.absence
        known = self._connection.execute(
            select(table).where(
                table.c.channel_id == self._channel_id,
                table.c.source_id == source_id,
                table.c.affirmed == absence.affirmed,
            )
        ).one_or_none()
        first, last, reason, origin = seen, seen, plain(absence.reason), origin_id
        if known is not None:
            last = max(seen, known.last_seen)
            if known.first_seen <= seen:
                first, reason, origin = known.first_seen, known.reason, known.origin_id
        row = {
            "channel_id": self._channel_id,
            "source_id": source_id,
            "affirmed": absence.affirmed,
            "first_seen": first,
            "last_seen": last,
            "reason": reason,
            "origin_id": origin,
        }
        put(self._connection, table, ("channel_id", "source_id", "affirmed"), row)

    def catch_up(self, source_ids: Iterable[str]) -> None:
        """Apply the absences that waited for these records. They go on waiting: an older batch may bring them again."""
        table = schema.absence
        any_waiting = select(table.c.source_id).where(table.c.channel_id == self._channel_id).limit(1)
        if self._connection.execute(any_waiting).first() is None:
            return
        wanted = sorted({plain(source_id) for source_id in source_ids if source_id})
        for start in range(0, len(wanted), 500):
            rows = self._connection.execute(
                select(table).where(
                    table.c.channel_id == self._channel_id, table.c.source_id.in_(wanted[start : start + 500])
                )
            ).all()
            found = known.by_sources(self._connection, self._channel_id, [row.source_id for row in rows])
            for row in rows:
                for target in found.get(row.source_id, ()):
                    for seen in sorted({row.first_seen, row.last_seen}):
                        self._apply(target, row.affirmed, row.reason, row.origin_id, seen)

    def _apply(self, target: Known, affirmed: bool, reason: str, origin_id: int, seen: int) -> None:
        if affirmed:
            self._bury(target, reason, origin_id, seen)
        else:
            self._miss(target, reason, seen)

    def _bury(self, target: Known, reason: str, origin_id: int, seen: int) -> None:
        if target.state == State.DELETED.value and seen >= target.first_seen:
            return
        newest = self._intake.newest(target)
        sighting = Sighting(
            source_id=target.source_id,
            content_key=target.content_key,
            text_key=target.text_key,
            state=State.DELETED.value,
            by_export=False,
            made_at=newest.made_at,
            first_seen=seen,
            last_seen=seen,
        )
        values = states.tombstone(self._connection, target.id, origin_id, seen, self._intake.people)
        if self._intake.revise(target, sighting, values):
            self.gone += 1
            self._set(target, {"gone_since": None, "gone_last": None, "gone_reason": plain(reason)})

    def _miss(self, target: Known, reason: str, seen: int) -> None:
        if target.state == State.DELETED.value:
            return
        last = max(seen, target.gone_last or seen)
        since = target.gone_since
        if seen > target.last_seen:
            since = seen if since is None else min(since, seen)
        if (last, since) != (target.gone_last, target.gone_since):
            changed = since != target.gone_since
            self._set(target, {"gone_since": since, "gone_last": last, "gone_reason": plain(reason)})
            target.gone_since, target.gone_last = since, last
            if changed:
                self._intake.updates.touch_open(target.volume_id)

    def _set(self, target: Known, values: dict[str, Any]) -> None:
        self._connection.execute(update(schema.record).where(schema.record.c.id == target.id).values(values))
