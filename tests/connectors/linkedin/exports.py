"""Reading an export in the tests, and asking what came out of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from archiver.model.capture import Batch, Quarantined
from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.model.record import Record
from connectors.base import ImportOptions
from connectors.intake import open_source
from connectors.linkedin.archive import importer

FIXTURES = Path(__file__).parents[2] / "fixtures" / "linkedin"
AGENCY = "https://www.linkedin.com/in/example-agency"
FULL = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER"
)


def read(*paths: Path, account: str = AGENCY, batch_size: int = 2000) -> list[Batch]:
    channel = Channel(id=ChannelId("li"), platform="linkedin", account=account, name="Example Agency on LinkedIn")
    zone, now = ZoneInfo("Pacific/Auckland"), dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    with open_source(paths) as source:
        return list(importer().parse(source, channel, ImportOptions(zone=zone, captured=now, batch_size=batch_size)))


def records(batches: list[Batch]) -> list[Record]:
    return [record for batch in batches for record in batch.records]


def quarantined(batches: list[Batch]) -> list[Quarantined]:
    return [found for batch in batches for found in batch.quarantined]


def tally(batches: list[Batch], name: str) -> int:
    return sum(found.value for batch in batches for found in batch.tallies if found.name == name)


def notes(batches: list[Batch]) -> str:
    return "\n".join(note for batch in batches for note in batch.notes)
