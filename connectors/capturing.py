"""What every walk of a live capture shares: batches with the figures counted since the last, files, and when to stop."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from archiver.errors import ArchiverError, Stopped
from archiver.model.capture import (
    COUNTED,
    GIVEN,
    Absence,
    Batch,
    CaptureMethod,
    Exchange,
    Gap,
    Quarantined,
    Tally,
)
from archiver.model.channel import Channel
from connectors.base import CaptureContext
from connectors.drafts import Draft, Links, MediaFetcher
from connectors.http import Http

BUDGET_GAP = "budget"
"""The key of the gap that a run leaves which used its time up."""


class OutOfTime(ArchiverError):
    """The run's time is used up; the place is kept, and a gap tells of what is left."""


class Capturing:
    """One capture while it runs. `links`: the platform's ways to a better address of a file."""

    def __init__(self, channel: Channel, http: Http, context: CaptureContext, *, links: Links | None = None) -> None:
        self.channel = channel
        self.context = context
        self.http = http
        self.tallies: Counter[str] = Counter()
        self._media = MediaFetcher(http, context, self.tallies, links=links)
        self._open = frozenset(context.open_gaps)

    def check(self) -> None:
        """Raise when the run is to stop: Stopped for a signal, OutOfTime when its time is used up."""
        if self.context.stopping():
            raise Stopped
        if self.context.monotonic() > self.context.deadline:
            raise OutOfTime("the run's time is used up; the next run goes on from the kept place")

    def is_open(self, key: str) -> bool:
        """Whether a gap of that key stood open when the run began."""
        return key in self._open

    def open_keys(self, prefix: str) -> tuple[str, ...]:
        """The gaps whose keys begin so and stood open when the run began."""
        return tuple(sorted(key for key in self._open if key.startswith(prefix)))

    def count(self, name: str, value: int = 1) -> None:
        """Add to a figure of the next batch."""
        self.tallies[name] += value

    def reckon(self, what: str, *, counted: int, given: int) -> None:
        """Note how many of something the platform itself counts, in a list that was walked whole, and how many it gave: the
        reconciliation's first line."""
        self.tallies[f"{what}{COUNTED}"] += counted
        self.tallies[f"{what}{GIVEN}"] += given

    def batch(
        self,
        edge: str,
        exchanges: tuple[Exchange, ...] = (),
        *,
        quarantined: tuple[Quarantined, ...] = (),
        absences: tuple[Absence, ...] = (),
        gaps: tuple[Gap, ...] = (),
        closed: Iterable[str] = (),
        notes: tuple[str, ...] = (),
        cursor: str | None = None,
    ) -> Batch:
        """A batch without records and figures. Of `closed` only gaps that stand open are named."""
        return Batch(
            channel=self.channel.id,
            captured=self.context.now(),
            method=CaptureMethod.API,
            exchanges=exchanges,
            quarantined=quarantined,
            absences=absences,
            gaps=gaps,
            closed_gaps=tuple(key for key in dict.fromkeys(closed) if key in self._open),
            notes=notes,
            cursor=cursor,
            edge=edge,
        )

    def took(self, drafts: Iterable[Draft], base: Batch) -> Iterator[Batch]:
        """The drafts' records with their files, as batches after `base`."""
        for batch in self._media.batches(drafts, base):
            yield self.counted(batch)

    def counted(self, batch: Batch) -> Batch:
        """The batch with the figures gathered since the last one."""
        found = tuple(Tally(name=name, value=value) for name, value in sorted(self.tallies.items()) if value)
        self.tallies.clear()
        return dataclasses.replace(batch, tallies=(*batch.tallies, *found))

    def ended(self, *, notes: tuple[str, ...] = (), out_of_time: OutOfTime | None, whole: bool) -> Batch:
        """The last batch of a run: what is left where its time was used up, and that nothing is where it ended `whole`."""
        gaps = (Gap(reason=str(out_of_time), edge="channel", key=BUDGET_GAP),) if out_of_time else ()
        closed = (BUDGET_GAP,) if whole and not gaps else ()
        return self.counted(self.batch("channel", gaps=gaps, closed=closed, notes=notes))


def raise_worst(endings: Sequence[ArchiverError]) -> None:
    """Raise what a person must know first of, the others named with it; nothing when there are none."""
    if not endings:
        return
    first = max(endings, key=lambda error: error.exit_code.severity)
    others = [str(error) for error in endings if error is not first]
    if others:
        first.args = ("; ".join([str(first), *others]),)
    raise first
