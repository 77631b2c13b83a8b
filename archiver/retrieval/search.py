"""Finds records by words, name, channel and date, from the redacted store alone.

Hits are record files, the most recently captured first; where a search has few hits, by when they were written. How much
is looked at is bounded, and the result says when there may be more.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from archiver.errors import UsageError
from archiver.model.ids import ChannelId, RecordNumber
from archiver.model.record import RedactedRecord
from archiver.model.time import UTC
from archiver.retrieval.query import Query, as_prefixes, parse
from archiver.retrieval.snippet import snippet
from archiver.store import Store, finding
from archiver.store.channels import channel_id
from archiver.store.codec import instant, micros
from archiver.store.entries import Reader
from archiver.store.finding import Filters, Match, Wanted
from archiver.store.folding import fold

MOST_COUNTED = 10_000
"""Matching records are counted up to here."""

_MOST_LOOKED_AT = 50_000
_MOST_NAMED = 20_000
_MOST_NAMES = 100_000
_LIKE_ENOUGH = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One record file. `files` are paths relative to the archive folder; `snippet` is redacted."""

    record: RecordNumber
    title: str
    channel: str
    correspondent: str
    began: dt.datetime
    ended: dt.datetime
    messages: int
    files: tuple[str, ...]
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`records` counts the messages that matched, `is_capped` when there are at least that many (show "10,000+").
    `has_more` tells that files beyond `limit` may match; `note` is for the reader, when the search was widened."""

    hits: tuple[Hit, ...]
    records: int = 0
    is_capped: bool = False
    has_more: bool = False
    note: str = ""


def search(
    store: Store,
    query: str = "",
    *,
    channel: ChannelId | None = None,
    correspondent: str = "",
    date_from: dt.date | None = None,
    date_to: dt.date | None = None,
    limit: int = 50,
    zone: ZoneInfo | None = None,
) -> Found:
    """Search. Dates are whole days of `zone` (UTC unless given), both included. Raises UsageError for a search that
    cannot mean anything."""
    wanted = parse(query)
    if limit < 1:
        raise UsageError("a search shows at least one record")
    if date_from is not None and date_to is not None and date_to < date_from:
        raise UsageError("the last day of the search lies before the first")
    if wanted.is_wordless:
        return Found(hits=(), note="there is no word in that: letters, digits or emoji can be looked for")
    with store.database.read() as connection:
        filters = Filters(since=_start(date_from, zone), before=_start(_next(date_to), zone))
        if channel is not None:
            number = channel_id(connection, channel)
            if number is None:
                return Found(hits=(), note=f"nothing of the channel {channel} is archived yet")
            filters = replace(filters, channel_id=number)
        return _Search(connection, wanted, filters, limit).run(correspondent)


def _start(day: dt.date | None, zone: ZoneInfo | None) -> int | None:
    if day is None:
        return None
    return micros(dt.datetime(day.year, day.month, day.day, tzinfo=zone or UTC))


def _next(day: dt.date | None) -> dt.date | None:
    if day is None or day >= dt.date.max - dt.timedelta(days=1):
        return None
    return day + dt.timedelta(days=1)


class _Search:
    """One search within one read transaction."""

    def __init__(self, connection: Connection, query: Query, filters: Filters, limit: int) -> None:
        self._connection = connection
        self._query = query
        self._filters = filters
        self._limit = limit
        self._note = ""

    def run(self, correspondent: str) -> Found:
        if correspondent.strip():
            words = fold(correspondent).split()
            if not words:
                raise UsageError("a correspondent's name needs letters or digits")
            self._filters = replace(self._filters, volumes=frozenset(self._named(words)))
        if self._query.number:
            return self._by_number()
        if self._query.is_empty:
            return self._by_filters()
        found = self._by_words(self._query.wanted)
        if not found.hits:
            wider = as_prefixes(self._query.wanted)
            if wider != self._query.wanted:
                found = self._by_words(wider)
                if found.hits:
                    self._add_note("no record holds exactly these words; shown are words that begin so")
        return replace(found, note=self._note)

    def _add_note(self, note: str) -> None:
        self._note = f"{self._note}; {note}" if self._note else note

    def _named(self, words: Sequence[str]) -> list[int]:
        """Conversations of a correspondent; when none bears the name, of those with a name spelt nearly so."""
        volumes = finding.volumes_of_names(self._connection, words, self._filters.channel_id, _MOST_NAMED)
        if volumes:
            return volumes
        known = finding.names(self._connection, _MOST_NAMES)
        near = [_nearest(word, known) for word in words]
        if not all(near):
            return []
        self._add_note(f"nobody is named so; shown are the nearest names ({' '.join(near)})")
        return finding.volumes_of_names(self._connection, near, self._filters.channel_id, _MOST_NAMED)

    def _by_number(self) -> Found:
        number = finding.by_number(self._connection, self._query.number)
        volumes = [] if number is None else [number]
        if self._filters.volumes is not None:
            volumes = [volume for volume in volumes if volume in self._filters.volumes]
        return Found(hits=self._hits(volumes, {}, Wanted()), note=self._note)

    def _by_filters(self) -> Found:
        volumes = finding.volumes_in(self._connection, self._filters, self._limit + 1)
        shown = volumes[: self._limit]
        records = finding.newest_records(self._connection, shown)
        hits = self._hits(shown, records, Wanted())
        return Found(hits=hits, has_more=len(volumes) > self._limit, note=self._note)

    def _by_words(self, wanted: Wanted) -> Found:
        best: dict[int, Match] = {}
        counted = looked_at = 0
        is_capped = False
        for page in finding.matches(self._connection, wanted, self._filters):
            counted += len(page)
            looked_at += max(len(page), 1)
            for match in page:
                best.setdefault(match.volume_id, match)
            if counted >= MOST_COUNTED or looked_at >= _MOST_LOOKED_AT:
                is_capped = True
                break
        order = list(best)
        if not is_capped:
            order.sort(key=lambda volume: (-best[volume].at, -volume))
        named = [] if wanted.excluded else self._also_named(order)
        order = named + order
        shown = order[: self._limit]
        records = {volume: best[volume].record_id for volume in shown if volume in best}
        records |= finding.newest_records(self._connection, [v for v in shown if v not in records])
        return Found(
            hits=self._hits(shown, records, wanted),
            records=min(counted, MOST_COUNTED),
            is_capped=is_capped,
            has_more=is_capped or len(order) > self._limit,
        )

    def _also_named(self, found: Sequence[int]) -> list[int]:
        """Conversations of somebody whose name the words are, where no message holds them."""
        if any(len(word) < 2 for word in self._query.words):
            return []
        volumes = finding.volumes_of_names(self._connection, self._query.words, self._filters.channel_id, self._limit)
        fitting = finding.volumes_in(self._connection, replace(self._filters, volumes=frozenset(volumes)), self._limit)
        allowed = self._filters.volumes
        present = set(found)
        return [v for v in fitting if v not in present and (allowed is None or v in allowed)]

    def _hits(self, volumes: Sequence[int], records: dict[int, int], wanted: Wanted) -> tuple[Hit, ...]:
        lines = finding.lines(self._connection, volumes)
        snippets = self._snippets(records, wanted)
        return tuple(
            Hit(
                record=line.number,
                title=line.title,
                channel=line.channel,
                correspondent=line.correspondent,
                began=instant(line.began),
                ended=instant(line.ended),
                messages=line.messages,
                files=line.files,
                snippet=snippets.get(line.id, ""),
            )
            for line in (lines[volume] for volume in volumes)
        )

    def _snippets(self, records: dict[int, int], wanted: Wanted) -> dict[int, str]:
        reader = Reader(self._connection, 0)
        volume_of = {record: volume for volume, record in records.items()}
        found: dict[int, list[RedactedRecord]] = {}
        for record_id, _, state in reader.states(list(volume_of)):
            found.setdefault(volume_of[record_id], []).append(state)
        return {volume: snippet(several, wanted) for volume, several in found.items()}


def _nearest(word: str, names: Sequence[str]) -> str:
    """The known name-word most like this one, or "" when none is like it."""
    known = {part for name in names for part in name.split() if abs(len(part) - len(word)) <= 2}
    near = difflib.get_close_matches(word, known, n=1, cutoff=_LIKE_ENOUGH)
    return near[0] if near else ""
