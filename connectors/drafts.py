"""Records on their way into a batch, with the files that belong to them fetched on the way.

A file is fetched once: one that belongs to a record already held is not asked for again, unless it failed then. What
cannot be fetched is recorded with its reason and becomes a gap. Files are held in memory, never on disk, and a batch
that grows large is cut, so that memory stays bounded.
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
from connectors.http import Http, MediaRefused
from connectors.media_types import media_type_in

_CUT_BYTES = 16 * 1024 * 1024
_EXPIRED = frozenset({401, 403, 404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where the file of attachment number `index` lies. `node` is the platform's own id of it, where asking for that may
    give a better or a fresher link. `authorised`: the token goes with the request, on the platform's own host alone."""

    index: int
    url: str
    node: str = ""
    kind: str = ""
    authorised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A record, and the files it still lacks."""

    record: Record
    wanted: tuple[Wanted, ...] = ()


class Links(Protocol):
    """The platform's ways to a better link. Either returns the link ("" when there is none) and what was exchanged."""

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

    def batches(self, drafts: Iterable[Draft], base: Batch) -> Iterator[Batch]:
        """The drafts' records as batches made after `base`; always at least one. What `base` bears besides its exchanges
        comes with the first, its cursor with the last."""
        part = _Part()
        first = replace(base, cursor=None)
        for draft in drafts:
            part.records.append(self._filled(draft, part))
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

    def _filled(self, draft: Draft, part: _Part) -> Record:
        record = draft.record
        if not draft.wanted:
            return record
        attachments = list(record.attachments)
        known = bool(record.source_id) and self._context.knows(record.source_id)
        for wanted in draft.wanted:
            attachment = attachments[wanted.index]
            key = file_gap(record.source_id, wanted.index)
            if known and key not in self._open:
                attachments[wanted.index] = replace(attachment, reason=HELD_BEFORE)
                continue
            attachments[wanted.index] = self._attachment(draft, wanted, attachment, part)
        return replace(record, attachments=tuple(attachments))

    def _attachment(self, draft: Draft, wanted: Wanted, attachment: Attachment, part: _Part) -> Attachment:
        record, key = draft.record, file_gap(draft.record.source_id, wanted.index)
        try:
            body = self._fetch(draft, wanted, part)
        except MediaRefused as error:
            held = Held.TOO_LARGE if error.reason == TOO_LARGE else Held.REFUSED
            if error.status in _EXPIRED:
                held = Held.EXPIRED
            self._tallies["media_not_fetched"] += 1
            moment = record.sent.utc if record.sent else None
            reason = f"a file that belongs to a record could not be fetched: {error.reason}"
            part.gaps.append(Gap(reason=reason, edge="media", key=key, start=moment, end=moment))
            return replace(attachment, held=held, reason=error.reason)
        self._tallies["media_fetched"] += 1
        if key in self._open:
            part.closed.append(key)
        part.size += len(body)
        media_type = attachment.media_type or media_type_in(body)
        part.media.append(Media(key=key, name=attachment.name, media_type=media_type, open=lambda: _opened(body)))
        return replace(attachment, key=key, size=len(body), reason="")

    def _fetch(self, draft: Draft, wanted: Wanted, part: _Part) -> bytes:
        limit = self._context.media_limit
        better, exchanges = self._links.better(draft, wanted)
        part.exchanges += exchanges
        if better and better != wanted.url:
            try:
                return self._http.fetch(better, limit=limit, authorised=wanted.authorised)
            except MediaRefused as error:
                if error.reason == TOO_LARGE or not wanted.url:
                    raise
        if not wanted.url:
            raise MediaRefused("the platform gave no link to it")
        if "://" not in wanted.url:
            raise MediaRefused("the link is not an address")
        try:
            return self._http.fetch(wanted.url, limit=limit, authorised=wanted.authorised)
        except MediaRefused as error:
            if error.status not in _EXPIRED:
                raise
            fresh, exchanges = self._links.fresh(draft, wanted)
            part.exchanges += exchanges
            if not fresh or fresh == wanted.url:
                raise
        return self._http.fetch(fresh, limit=limit, authorised=wanted.authorised)


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
