"""Invented runs for the reports' tests: one with every kind of trouble, and a past of thirteen months."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

from archiver.errors import CredentialError, StorageError
from archiver.model.capture import Counts, Gap, Quarantined
from archiver.model.channel import Channel
from archiver.model.ids import ChannelId, RunId
from archiver.pipeline.report import Balance, ChannelReport, RunReport
from archiver.pipeline.reports.facts import Disk, Past
from archiver.store import Store
from archiver.store.past import PastChannel, PastRun
from archiver.vault.secrets import Secrets
from archiver.wiring.telling import teller
from config.settings import Settings

ZONE = ZoneInfo("Pacific/Auckland")
NOW = dt.datetime(2026, 6, 1, 13, 15, tzinfo=dt.UTC)
RUN = RunId("20260601T131500Z-0a1b2c")
DISK = Disk(total=500_000_000_000, free=61_000_000_000, days_left=212.0)
HOOK = "https://notify.example.govt.nz/hook"
HOSTILE = '<img src=x onerror=alert(1)>"&'
NAMES = ("harbour-facebook", "harbour-instagram", "harbour-x", "harbour-whatsapp")
CHANNELS = {
    ChannelId(name): Channel(
        id=ChannelId(name),
        platform=name.removeprefix("harbour-"),
        account="1",
        name=f"Harbour Board on {name.removeprefix('harbour-').capitalize()}",
        business_owner="Communications and Engagement",
    )
    for name in NAMES
}


def report(**changes: object) -> RunReport:
    """A run over four channels: one well, one with gaps, one refused, one with quarantined objects."""
    well = ChannelReport(
        channel=ChannelId("harbour-facebook"),
        counts=Counts(posts=3, comments=41, messages=212, new=256, unchanged=1310, revised=4, gone=1),
        handed=1571,
        sealed_files=12,
        captured_from=NOW - dt.timedelta(days=1),
        captured_to=NOW,
        token={
            "checked": "2026-06-01T13:15:00Z",
            "valid": True,
            "expires": "2026-06-13T00:00:00Z",
            "data_access_expires": "2026-08-20T00:00:00Z",
            "missing_scopes": [],
            "detail": "",
        },
    )
    gaps = ChannelReport(
        channel=ChannelId("harbour-instagram"),
        counts=Counts(messages=20, new=20),
        handed=20,
        gaps=[
            Gap(
                reason="the platform gives the twenty newest messages only, and more were sent",
                start=NOW - dt.timedelta(hours=19),
                end=NOW - dt.timedelta(hours=2),
                edge="messages",
                key="ig-1",
            )
        ],
        gaps_opened=1,
        gaps_closed=1,
        captured_from=NOW - dt.timedelta(days=1),
        captured_to=NOW,
    )
    refused = ChannelReport(
        channel=ChannelId("harbour-x"), error=CredentialError("the platform refused the token (HTTP 401)")
    )
    damaged = ChannelReport(
        channel=ChannelId("harbour-whatsapp"),
        counts=Counts(messages=900, new=860, merged=40, quarantined=3),
        handed=900,
        sealed_files=1,
        quarantined=[
            Quarantined(
                source="WhatsApp Chat with Tama Parata.txt", place=f"line {line}", reason="a line without a date"
            )
            for line in (4, 9)
        ]
        + [Quarantined(source="Tama.zip", place="Tama Parata/x", reason="encrypted")],
    )
    made = RunReport(run=RUN, kind="run", started=NOW, finished=NOW + dt.timedelta(minutes=7, seconds=12))
    made.channels += [well, gaps, refused, damaged]
    made.records.written, made.records.unchanged = 61, 4
    made.balances += [
        Balance("harbour-facebook: records handed over, and accepted", 1571, 1571),
        Balance("harbour-whatsapp: records handed over, and accepted", 900, 900),
        Balance("record files published, and lines of the reference index", 4211, 4211),
    ]
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def broken() -> RunReport:
    """A run that the disk stopped, with a path that holds a name in its error."""
    return report(error=StorageError("writing records/messages/Tama Parata 2026-05-01 R000001.pdf: the disk is full"))


def past() -> Past:
    """Thirteen months of nights, seeded."""
    source = random.Random(7)
    runs = []
    for back in range(390, 0, -1):
        start = NOW - dt.timedelta(days=back)
        runs.append(
            PastRun(
                run=f"{start:%Y%m%dT%H%M%SZ}-{back:06x}",
                kind="run",
                outcome="complete" if source.random() > 0.1 else "partial",
                started=start,
                finished=start + dt.timedelta(minutes=source.uniform(2, 9)),
                channels=tuple(
                    PastChannel(
                        run="",
                        channel=ChannelId(name),
                        outcome="complete",
                        started=start,
                        news=source.randrange(0, 60 // (place + 1)),
                        gaps_opened=int(back % 30 == place),
                        gaps_closed=int(back % 30 == place + 3),
                    )
                    for place, name in enumerate(NAMES)
                ),
            )
        )
    return Past(runs=tuple(runs), accepted=(NOW - dt.timedelta(days=40),))


def well() -> RunReport:
    made = report()
    made.channels = [ChannelReport(channel=ChannelId(f"harbour-{name}")) for name in ("facebook", "instagram", "x")]
    return made


def tell(settings: Settings, made: RunReport, now: dt.datetime = NOW) -> RunReport:
    keys = Secrets.load(settings.key_file)
    with Store.open(f"sqlite:///{settings.archive_path / 'archive.db'}") as store:
        teller(settings, store, keys, lambda: now, "nz/1")(made)
    return made
