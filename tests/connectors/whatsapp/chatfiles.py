"""Chats for the tests: written by hand from the documented facts, with invented people."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from archiver.model.capture import Batch, Quarantined
from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.model.record import Record
from connectors.base import DateOrder, ImportOptions
from connectors.intake import open_source
from connectors.whatsapp.archive import importer

FIXTURES = Path(__file__).parents[2] / "fixtures" / "whatsapp"
ZONE = ZoneInfo("Pacific/Auckland")
LRM, NNBSP = "\u200e", "\u202f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Everything that one import handed over."""

    batches: tuple[Batch, ...]

    @property
    def records(self) -> list[Record]:
        return [record for batch in self.batches for record in batch.records]

    @property
    def quarantined(self) -> list[Quarantined]:
        return [found for batch in self.batches for found in batch.quarantined]

    @property
    def notes(self) -> str:
        return "\n".join(note for batch in self.batches for note in batch.notes)

    def tally(self, name: str) -> int:
        return sum(tally.value for batch in self.batches for tally in batch.tallies if tally.name == name)


def channel(account: str = "Example Agency") -> Channel:
    return Channel(id=ChannelId("wa"), platform="whatsapp", account=account, name="Example Agency on WhatsApp")


def options(order: DateOrder | None = None, *, batch_size: int = 2000) -> ImportOptions:
    captured = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    return ImportOptions(zone=ZONE, captured=captured, date_order=order, batch_size=batch_size)


def read_paths(
    *paths: Path, order: DateOrder | None = None, account: str = "Example Agency", batch_size: int = 2000
) -> Read:
    with open_source(paths) as source:
        return Read(
            batches=tuple(importer().parse(source, channel(account), options(order, batch_size=batch_size))),
        )


def write_chat(folder: Path, *lines: str, name: str = "WhatsApp Chat with Sam Example.txt", end: str = "\n") -> Path:
    path = folder / name
    path.write_bytes((end.join(lines) + end).encode())
    return path


def write_zip(path: Path, members: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path
