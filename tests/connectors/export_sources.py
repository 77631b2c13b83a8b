"""Exports in memory for the importers' tests: a Source over given files, and Meta's broken letters."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO
from zoneinfo import ZoneInfo

from archiver.errors import SourceError
from archiver.model.capture import Batch, Quarantined
from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.model.record import Record
from connectors.base import Importer, ImportOptions, Member, Source
from connectors.intake import natural_key

CAPTURED = dt.datetime(2026, 11, 23, 1, 2, 3, tzinfo=dt.UTC)


class MemorySource:
    """A Source over {archive: {path: content}}; content that is not bytes is written as JSON. A member named in `cut`
    breaks off where its content ends, as a damaged zip does."""

    def __init__(self, archives: Mapping[str, Mapping[str, object]], *, cut: Sequence[str] = ()) -> None:
        self._files = {
            (archive, path): content if isinstance(content, bytes) else json.dumps(content).encode()
            for archive, files in archives.items()
            for path, content in files.items()
        }
        self._cut = cut
        self.opened: Counter[str] = Counter()

    name = "export.zip"
    refused: Sequence[tuple[str, str]] = ()

    @property
    def members(self) -> Sequence[Member]:
        found = [Member(path=path, archive=archive, size=len(body)) for (archive, path), body in self._files.items()]
        return sorted(found, key=lambda member: natural_key(member.path))

    def open(self, member: Member) -> BinaryIO:
        self.opened[member.path] += 1
        body = self._files[member.archive, member.path]
        return _Cut(body) if member.path in self._cut else io.BytesIO(body)


class _Cut(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size)
        if not chunk:
            raise SourceError("the packed data is damaged")
        return chunk


def one(files: Mapping[str, object], archive: str = "export.zip") -> MemorySource:
    """An export of one archive."""
    return MemorySource({archive: files})


def broken_letters(value: object) -> object:
    """The value as Meta writes it: each UTF-8 byte a character."""
    if isinstance(value, str):
        return value.encode().decode("latin-1")
    if isinstance(value, list):
        return [broken_letters(each) for each in value]
    if isinstance(value, dict):
        return {broken_letters(key): broken_letters(each) for key, each in value.items()}
    return value


def channel(platform: str, name: str = "Example Agency", account: str = "100200300400500") -> Channel:
    return Channel(id=ChannelId(f"test-{platform}"), platform=platform, account=account, name=name)


class Taken:
    """Everything an importer gave."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        self.batches = list(batches)
        self.records: list[Record] = [record for batch in self.batches for record in batch.records]
        self.quarantined: list[Quarantined] = [each for batch in self.batches for each in batch.quarantined]
        self.gaps = [gap for batch in self.batches for gap in batch.gaps]
        self.tallies: Counter[str] = Counter()
        for batch in self.batches:
            for tally in batch.tallies:
                self.tallies[tally.name] += tally.value
        self.notes = [note for batch in self.batches for note in batch.notes]

    @property
    def texts(self) -> list[str]:
        return [record.text for record in self.records]

    def adds_up(self) -> bool:
        """Every object read is a record, a quarantined object, or passed over under a name of its own."""
        passed = ("repeated_in_another_file", "media_listed_again", "passed_over", "long_texts_joined")
        outside = self.tallies["web_pages_not_read"] + self.tallies["quarantined_beside"]
        return self.tallies["objects_read"] + self.tallies["records_beside"] == len(self.records) + len(
            self.quarantined
        ) - outside + sum(self.tallies[name] for name in passed)


def take(importer: Importer, source: Source, to: Channel, *, batch_size: int = 2000) -> Taken:
    """Run an importer over a source."""
    options = ImportOptions(zone=ZoneInfo("Pacific/Auckland"), captured=CAPTURED, batch_size=batch_size)
    return Taken(importer.parse(source, to, options))
