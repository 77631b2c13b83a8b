"""Night runs of a live connector against an archive in memory, which takes batches as the store does: in one piece each,
cursor and all, and knows what it holds."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from archiver.errors import ArchiverError
from archiver.model.attachment import HELD_BEFORE
from archiver.model.capture import Absence, Batch, Exchange, Gap, Quarantined
from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.model.record import Record, RecordKind
from connectors.base import CaptureContext, Connector
from connectors.simulators import Simulation


class Clock:
    """A clock that moves when somebody sleeps, and by `step` at each look."""

    def __init__(self, step: float = 0.0) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []
        self._step = step

    def monotonic(self) -> float:
        self.seconds += self._step
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass(slots=True)
class Night:
    """What one run handed over, and how it ended."""

    batches: list[Batch] = field(default_factory=list)
    new: list[Record] = field(default_factory=list)
    changed: list[Record] = field(default_factory=list)
    error: ArchiverError | None = None

    @property
    def records(self) -> list[Record]:
        return [record for batch in self.batches for record in batch.records]

    @property
    def gaps(self) -> list[Gap]:
        return [gap for batch in self.batches for gap in batch.gaps]

    @property
    def absences(self) -> list[Absence]:
        return [absence for batch in self.batches for absence in batch.absences]

    @property
    def quarantined(self) -> list[Quarantined]:
        return [each for batch in self.batches for each in batch.quarantined]

    @property
    def exchanges(self) -> list[Exchange]:
        return [exchange for batch in self.batches for exchange in batch.exchanges]

    @property
    def notes(self) -> list[str]:
        return [note for batch in self.batches for note in batch.notes]

    @property
    def tallies(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for tally in (tally for batch in self.batches for tally in batch.tallies):
            found[tally.name] += tally.value
        return found


@dataclass(slots=True)
class MemoryArchive:
    """What has been accepted: the newest state of each record, files by attachment key, open gaps, cursors."""

    records: dict[str, Record] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    gaps: dict[str, Gap] = field(default_factory=dict)
    accepted_gaps: set[str] = field(default_factory=set)
    cursors: dict[str, str] = field(default_factory=dict)
    absent: dict[str, Absence] = field(default_factory=dict)

    def take(self, batch: Batch, night: Night) -> None:
        """Accept a batch as a whole."""
        for media in batch.media:
            with media.open() as stream:
                self.files[media.key] = stream.read()
        for record in batch.records:
            held = self.records.get(record.source_id)
            if held is None:
                night.new.append(record)
            elif says(held) != says(record):
                night.changed.append(record)
            self.records[record.source_id] = record if held is None else with_files_of(held, record)
            self.absent.pop(record.source_id, None)
        for absence in batch.absences:
            self.absent[absence.source_id] = absence
        for gap in batch.gaps:
            if gap.key not in self.accepted_gaps:
                self.gaps[gap.key] = gap
        for key in batch.closed_gaps:
            self.gaps.pop(key, None)
        if batch.cursor is not None:
            self.cursors[batch.edge] = batch.cursor
        night.batches.append(batch)

    def accept_gap(self, key: str) -> None:
        """A person takes a gap as it is."""
        del self.gaps[key]
        self.accepted_gaps.add(key)

    def texts(self, kind: RecordKind) -> Counter[str]:
        return Counter(record.text for record in self.records.values() if record.kind is kind)


def with_files_of(held: Record, record: Record) -> Record:
    """The record as it came again, with the files that came before."""
    kept = {attachment.name: attachment for attachment in held.attachments}
    return replace(
        record,
        attachments=tuple(
            kept.get(attachment.name, attachment) if attachment.reason == HELD_BEFORE else attachment
            for attachment in record.attachments
        ),
    )


def says(record: Record) -> tuple[object, ...]:
    """What the store's content key is made of: whatever makes another state of a record."""
    return (
        record.text,
        record.subject,
        record.state,
        record.edited,
        tuple(link.url for link in record.links),
        tuple((a.name, a.platform_id, a.media_type, a.alt_text) for a in record.attachments),
        record.quote.text if record.quote else "",
    )


def channel(platform: str, account: str) -> Channel:
    return Channel(id=ChannelId(f"test-{platform}"), platform=platform, account=account, name="Example Agency")


def night(
    connector: Connector,
    archive: MemoryArchive,
    sim: Simulation | None = None,
    *,
    clock: Clock | None = None,
    budget_s: float = 3600.0,
    stop_after: int | None = None,
    kill_after: int | None = None,
    now: Callable[[], dt.datetime] | None = None,
    media_limit: int = 1024 * 1024,
) -> Night:
    """One run. `stop_after` batches a signal comes; after `kill_after` batches the run is simply gone. What the connector
    raises on purpose is in `error`."""
    clock = clock or Clock()
    result = Night()
    fixed = dt.datetime(2026, 2, 1, 11, tzinfo=dt.UTC)
    context = CaptureContext(
        cursors=dict(archive.cursors),
        knows=lambda source_id: source_id in archive.records,
        now=now or ((lambda: sim.world.now) if sim else (lambda: fixed)),
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        deadline=clock.monotonic() + budget_s,
        stopping=lambda: stop_after is not None and len(result.batches) >= stop_after,
        open_gaps=tuple(archive.gaps),
        media_limit=media_limit,
    )
    try:
        batches: Iterator[Batch] = connector.batches(context)
        for batch in itertools.islice(batches, kill_after):
            archive.take(batch, result)
    except ArchiverError as error:
        result.error = error
    return result
