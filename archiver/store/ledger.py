"""The store's methods about what was done and what is missing: originals, gaps, runs, review, figures, events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from archiver.model.capture import Gap, Sealed
from archiver.model.digest import Json
from archiver.model.event import Event, EventKind
from archiver.model.ids import ChannelId, RecordNumber, RunId
from archiver.model.time import UTC
from archiver.store import (
    events,
    gaps,
    originals,
    publishable,
    review,
    runs,
    views,
)
from archiver.store import totals as figures
from archiver.store.attempts import CLOCK_SLACK
from archiver.store.channels import channel_id, ensure_channel
from archiver.store.codec import micros, plain
from archiver.store.database import Database
from archiver.store.totals import IdentifierHit, StoredQuarantine, Totals


def _now() -> dt.datetime:
    return dt.datetime.now(UTC)


class Ledger:
    """The books beside the records."""

    _database: Database

    def original_by_content(self, content_key: str) -> Sealed | None:
        """The sealed original whose content has this keyed hash."""
        with self._database.read() as connection:
            return originals.by_content(connection, content_key)

    def originals(self, channel: ChannelId | None = None) -> Iterator[Sealed]:
        """Every sealed original, in the order of sealing."""
        after = 0
        while True:
            with self._database.read() as connection:
                number = None if channel is None else channel_id(connection, channel)
                if channel is not None and number is None:
                    return
                page = originals.every(connection, number, after)
            yield from (item for _, item in page)
            if not page:
                return
            after = page[-1][0]

    def move_originals(self, places: Mapping[str, Sealed], run: RunId, *, at: dt.datetime | None = None) -> int:
        """Write down where originals lie after packing (old ref -> new); returns how many moved."""
        with self._database.write() as connection:
            moved = originals.move(connection, places)
            if moved:
                detail: Json = {
                    "moved": moved,
                    "into": sorted({item.ref.partition("#")[0] for item in places.values()}),
                }
                events.append(connection, EventKind.PACKED, "originals", run, at or _now(), detail)
            return moved

    def originals_of(self, number: RecordNumber) -> tuple[tuple[str, str], ...]:
        """(ref, sha256) of every original behind a record."""
        with self._database.read() as connection:
            row = views.volume_row(connection, number)
            return tuple(originals.of_volume(connection, row.id))

    def gaps(self, channel: ChannelId | None = None, open_only: bool = True) -> tuple[gaps.StoredGap, ...]:
        """Gaps, open ones or all."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return ()
            return gaps.stored(connection, number, open_only=open_only)

    def open_gap(self, channel: ChannelId, gap: Gap, run: RunId, *, at: dt.datetime | None = None) -> None:
        """Note a gap outside a batch."""
        with self._database.write() as connection:
            number = ensure_channel(connection, plain(channel)).id
            gaps.open_gaps(connection, number, [gap], run, micros(at or _now()))

    def accept_gap(self, channel: ChannelId, key: str, who: str, reason: str, *, at: dt.datetime | None = None) -> None:
        """A person takes a gap as it is. Raises UsageError when there is no such open gap, or no reason."""
        with self._database.write() as connection:
            number = ensure_channel(connection, plain(channel)).id
            gaps.accept_gap(connection, number, channel, key, who, reason, at or _now())

    def begin_run(self, run: RunId, kind: str, at: dt.datetime, software: str = "", config_digest: str = "") -> None:
        """Note that a run ("run") or import ("import") starts."""
        with self._database.write() as connection:
            runs.begin(connection, run, kind, at, software, config_digest)

    def record_channel_run(self, run: RunId, row: runs.ChannelRun) -> None:
        """Note how one channel fared in a run."""
        with self._database.write() as connection:
            runs.record_channel(connection, run, row)

    def finish_run(self, run: RunId, outcome: str, report: Json, at: dt.datetime) -> None:
        """Note how a run ended."""
        with self._database.write() as connection:
            runs.finish(connection, run, outcome, report, at)

    def runs(
        self, limit: int = 20, channel: ChannelId | None = None, *, until: dt.datetime | None = None
    ) -> tuple[runs.RunRow, ...]:
        """The last runs, newest first; with `until`, none that is dated after it."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return ()
            return runs.newest(connection, limit, number, None if until is None else until + CLOCK_SLACK)

    def last_success(self, channel: ChannelId, now: dt.datetime) -> dt.datetime | None:
        """When the channel last ended complete; what is dated after `now` was written under a wrong clock."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return None if number is None else runs.last_success(connection, number, now + CLOCK_SLACK)

    def quarantined(self, channel: ChannelId | None = None, run: RunId | None = None) -> tuple[StoredQuarantine, ...]:
        """What could not be understood, in the order met."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return ()
            return figures.quarantined(connection, number, run)

    def tallies(self, run: RunId, channel: ChannelId | None = None) -> dict[str, int]:
        """The figures that sources told in a run, equal names added up."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return {}
            return figures.tallies(connection, run, number)

    def totals(self, channel: ChannelId) -> Totals:
        """A channel's figures, for reconciliation."""
        with self._database.read() as connection:
            number = channel_id(connection, channel)
            return Totals() if number is None else figures.totals(connection, number)

    def platform_ids(self, number: RecordNumber) -> frozenset[str]:
        """The platform's ids that a record shows: of its records, what they answer, its threads and people."""
        with self._database.read() as connection:
            return publishable.platform_ids(connection, number)

    def volumes_with_identifier(self, value_keys: Sequence[str]) -> list[IdentifierHit]:
        """Records that mention any of these keyed values, or in which a name bears one."""
        with self._database.read() as connection:
            return figures.with_identifier(connection, list(value_keys))

    def review_items(
        self,
        channel: ChannelId | None = None,
        *,
        open_only: bool = True,
        record_keys: Sequence[str] | None = None,
    ) -> tuple[review.StoredReview, ...]:
        """What redaction was unsure of, least sure first; with decisions unless `open_only`."""
        with self._database.read() as connection:
            number = None if channel is None else channel_id(connection, channel)
            if channel is not None and number is None:
                return ()
            return review.items(connection, number, open_only=open_only, record_keys=record_keys)

    def decide_review(self, item: int, decision: str, who: str, *, at: dt.datetime | None = None) -> None:
        """Remember a person's decision on one item."""
        with self._database.write() as connection:
            review.decide(connection, item, decision, who, at or _now())

    def append_event(self, kind: EventKind, subject: str, agent: str, detail: Json, at: dt.datetime) -> Event:
        """Write the next link of the event chain."""
        with self._database.write() as connection:
            return events.append(connection, kind, subject, agent, at, detail)

    def events_about(self, subject: str) -> tuple[Event, ...]:
        """What was done about one record, oldest first."""
        with self._database.read() as connection:
            return tuple(events.about(connection, subject))

    def events(self, after_seq: int = 0) -> Iterator[Event]:
        """The event chain behind `after_seq`, in order."""
        while True:
            with self._database.read() as connection:
                page = events.after(connection, after_seq)
            yield from page
            if not page:
                return
            after_seq = page[-1].seq
