"""Records on their way into a batch, with the files that belong to them fetched on the way.

A file is fetched once: one that belongs to a record already held is not asked for again, unless it failed then. What
cannot be fetched is recorded with its reason and becomes a gap. Files are held in memory, never on disk; a few small ones
are fetched at a time, a large one alone, and a batch that grows large is cut, so that memory stays bounded.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol

from archiver.model.attachment import HELD_BEFORE, Attachment, Held, file_gap
from archiver.model.capture import Batch, Exchange, Gap, Media
from archiver.model.record import Record
from connectors.base import CaptureContext
from connectors.bodies import TOO_LARGE
from connectors.http import Http
from connectors.media_answers import EMPTY_FILE, NOT_THE_FILE, MediaRefused, is_page
from connectors.media_types import media_type_in
from connectors.side_by_side import AHEAD, SideBySide

_CUT_BYTES = 16 * 1024 * 1024
_SMALL_BYTES = 4 * 1024 * 1024
"""What a file may have at most that is fetched beside others."""
_EXPIRED = frozenset({401, 403, 404, 410})
_NO_FILE = frozenset({NOT_THE_FILE, EMPTY_FILE})
"""What a link that has died is answered with where no status says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where the file of attachment number `index` lies. `node` is the platform's own id of it, where asking for that may
    give a better or a fresher link. `authorised`: the token goes with the request, on the platform's own host alone. `gap`
    is the key of the gap that stands while the platform gives no such files: as long, this one is asked for again."""

    index: int
    url: str
    node: str = ""
    kind: str = ""
    authorised: bool = False
    gap: str = ""


class NotGiven(MediaRefused):
    """The platform gives no such file to this application, this one or another; `reason` in our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A record, and the files it still lacks."""

    record: Record
    wanted: tuple[Wanted, ...] = ()


class Links(Protocol):
    """The platform's ways to a better link. Either returns the link ("" when there is none) and what was exchanged, or
    raises MediaRefused; what was exchanged for that is then in its `exchanges`."""

    def better(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        """Before fetching: the full size instead of a preview."""

    def fresh(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        """After a link turned out to be expired: another one for the same file."""


class NoLinks:
    """There is no other link than the one given."""

    def better(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        return "", ()

    def fresh(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        return "", ()


class MediaFetcher:
    """Fetches the files of drafts. `tallies` counts what was fetched and what was not."""

    def __init__(
        self, http: Http, context: CaptureContext, tallies: Counter[str], *, links: Links | None = None
    ) -> None:
        self._http = http
        self._context = context
        self._tallies = tallies
        self._links = links or NoLinks()
        self._open = frozenset(context.open_gaps)
        self._not_given: set[str] = set()

    def batches(self, drafts: Iterable[Draft], base: Batch) -> Iterator[Batch]:
        """The drafts' records as batches made after `base`; always at least one. What `base` bears besides its exchanges
        comes with the first, its cursor with the last."""
        part = _Part()
        first = replace(base, cursor=None)
        given = [(draft, self._missing(draft)) for draft in drafts]
        jobs = [_Job(draft, wanted) for draft, missing in given for wanted in missing]
        most = self._context.media_limit
        limit = most if len(jobs) == 1 else min(_SMALL_BYTES, most)
        with SideBySide(jobs, lambda job: iter((self._fetch(job, limit),)), begun=AHEAD) as readings:
            fetched = (result for _, results in readings for result in results)
            for draft, missing in given:
                part.records.append(self._filled(draft, missing, fetched, part))
                if part.size >= _CUT_BYTES:
                    yield part.batch(first)
                    part = _Part()
                    first = Batch(
                        channel=base.channel,
                        captured=base.captured,
                        method=base.method,
                        exchanges=base.exchanges,
                        edge=base.edge,
                    )
        yield replace(part.batch(first), cursor=base.cursor)

    def _missing(self, draft: Draft) -> list[Wanted]:
        """The files to fetch: all of a new record, of one that is held those that failed then."""
        number = draft.record.source_id
        if not draft.wanted or not number or not self._context.knows(number):
            return list(draft.wanted)
        return [
            wanted
            for wanted in draft.wanted
            if file_gap(number, wanted.index) in self._open or wanted.gap in self._open
        ]

    def _filled(self, draft: Draft, missing: list[Wanted], fetched: Iterator[_Fetched], part: _Part) -> Record:
        record = draft.record
        if not draft.wanted:
            return record
        attachments = list(record.attachments)
        for wanted in draft.wanted:
            attachment = attachments[wanted.index]
            if wanted in missing:
                attachments[wanted.index] = self._attachment(draft, wanted, attachment, next(fetched), part)
            else:
                attachments[wanted.index] = replace(attachment, reason=HELD_BEFORE)
        return replace(record, attachments=tuple(attachments))

    def _attachment(
        self, draft: Draft, wanted: Wanted, attachment: Attachment, result: _Fetched, part: _Part
    ) -> Attachment:
        record, key = draft.record, file_gap(draft.record.source_id, wanted.index)
        part.exchanges += result.exchanges
        error = result.refused
        body = result.body
        if error is not None and error.reason == TOO_LARGE and result.limit < self._context.media_limit:
            # Too large to be held beside others is not too large: it is asked for again, alone.
            try:
                body, error = self._at(result.url, draft, wanted, self._context.media_limit), None
            except MediaRefused as refused:
                error = refused
        if isinstance(error, NotGiven):
            self._tallies["media_not_given"] += 1
            if wanted.gap not in self._not_given:
                self._not_given.add(wanted.gap)
                part.gaps.append(Gap(reason=error.reason, edge="media", key=wanted.gap))
            return replace(attachment, held=Held.NOT_EXPORTED, reason=error.reason)
        if error is not None:
            held = Held.TOO_LARGE if error.reason == TOO_LARGE else Held.REFUSED
            if error.status in _EXPIRED:
                held = Held.EXPIRED
            self._tallies["media_not_fetched"] += 1
            moment = record.sent.utc if record.sent else None
            reason = f"a file that belongs to a record could not be fetched: {error.reason}"
            part.gaps.append(Gap(reason=reason, edge="media", key=key, start=moment, end=moment))
            return replace(attachment, held=held, reason=error.reason)
        self._tallies["media_fetched"] += 1
        part.closed += [each for each in (key, wanted.gap) if each in self._open]
        part.size += len(body)
        media_type = attachment.media_type or media_type_in(body)
        part.media.append(Media(key=key, name=attachment.name, media_type=media_type, open=lambda: _opened(body)))
        return replace(attachment, key=key, size=len(body), reason="")

    # --- one file -----------------------------------------------------------------------------------------------------

    def _fetch(self, job: _Job, limit: int) -> _Fetched:
        found = _Fetched(limit=limit)
        try:
            found.body = self._body(job, found)
        except MediaRefused as error:
            found.refused = error
            found.exchanges += error.exchanges
        return found

    def _body(self, job: _Job, found: _Fetched) -> bytes:
        draft, wanted = job.draft, job.wanted
        better, exchanges = self._links.better(draft, wanted)
        found.exchanges += exchanges
        if "://" in better and better != wanted.url:
            try:
                return self._tried(better, job, found)
            except MediaRefused as error:
                if error.reason == TOO_LARGE or not wanted.url:
                    raise
        if not wanted.url:
            raise MediaRefused("the platform gave no link to it")
        if "://" not in wanted.url:
            raise MediaRefused("the link is not an address")
        try:
            return self._tried(wanted.url, job, found)
        except MediaRefused as error:
            if error.status not in _EXPIRED and error.reason not in _NO_FILE:
                raise
            fresh, exchanges = self._links.fresh(draft, wanted)
            found.exchanges += exchanges
            if not fresh or fresh == wanted.url:
                raise
        return self._tried(fresh, job, found)

    def _tried(self, url: str, job: _Job, found: _Fetched) -> bytes:
        found.url = url
        return self._at(url, job.draft, job.wanted, found.limit)

    def _at(self, url: str, draft: Draft, wanted: Wanted, limit: int) -> bytes:
        attachment = draft.record.attachments[wanted.index]
        page = is_page(attachment.name, attachment.media_type)
        body = self._http.fetch(url, limit=limit, authorised=wanted.authorised, page=page)
        if not body and attachment.size != 0:
            raise MediaRefused(EMPTY_FILE, status=200)
        return body


@dataclass(frozen=True, slots=True)
class _Job:
    """One file to fetch."""

    draft: Draft
    wanted: Wanted


@dataclass(slots=True, kw_only=True)
class _Fetched:
    """What became of it: the body or why there is none, the address asked last, and what was exchanged with the platform
    for a link."""

    limit: int
    url: str = ""
    body: bytes = b""
    exchanges: tuple[Exchange, ...] = ()
    refused: MediaRefused | None = None


class _Part:
    """One batch in the making."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.media: list[Media] = []
        self.gaps: list[Gap] = []
        self.closed: list[str] = []
        self.exchanges: tuple[Exchange, ...] = ()
        self.size = 0

    def batch(self, base: Batch) -> Batch:
        return replace(
            base,
            records=(*base.records, *self.records),
            media=tuple(self.media),
            gaps=(*base.gaps, *self.gaps),
            closed_gaps=(*base.closed_gaps, *self.closed),
            exchanges=(*base.exchanges, *self.exchanges),
        )


def _opened(body: bytes) -> AbstractContextManager[BinaryIO]:
    return io.BytesIO(body)
