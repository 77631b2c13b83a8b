"""A wired archive in a fresh folder, clear records to put into it, and a platform that is a list of batches."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from archiver.model.capture import Batch, CaptureMethod, Exchange
from archiver.model.channel import Channel
from archiver.model.correspondent import Correspondent, Role
from archiver.model.ids import ChannelId, RunId, ThreadKey
from archiver.model.record import Record, RecordKind, Thread, ThreadKind
from archiver.model.time import UTC, Moment
from archiver.pipeline.night import night
from archiver.pipeline.parts import Parts
from archiver.pipeline.report import RunReport
from archiver.vault.keypair import make_identity
from archiver.vault.secrets import Secrets
from archiver.wiring.running import open_parts
from config.rules import load_packs
from config.settings import Settings
from config.sources import load
from connectors.base import CaptureContext, TokenHealth

PAGE, OTHER = ChannelId("our-page"), ChannelId("other-page")
AGENCY = Correspondent(name="Harbour Board", platform_id="900", role=Role.AGENCY)
MERE = Correspondent(name="Mere Example", platform_id="501")
NOW = dt.datetime(2026, 2, 1, 0, 15, tzinfo=UTC)


@cache
def _shipped() -> Any:
    return load_packs()


def _packs(*, local: Sequence[Path] = ()) -> Any:
    """The shipped packs, read once for all tests: most of what opening an archive costs."""
    return load_packs(local=local) if local else _shipped()


def at(text: str) -> dt.datetime:
    """A UTC time, written `2026-01-13 09:01`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=UTC)


def record(
    text: str = "kia ora",
    sent: str = "2026-01-13 09:01",
    *,
    source_id: str = "",
    thread: str = "t1",
    kind: RecordKind = RecordKind.MESSAGE,
    sender: Correspondent = MERE,
    **more: Any,
) -> Record:
    """A clear message of Mere's, or a post in a thread of its own."""
    key = source_id if kind is RecordKind.POST else thread
    thread_kind = ThreadKind.PRIVATE if kind is RecordKind.MESSAGE else ThreadKind.POST
    return Record(
        kind=kind,
        thread=Thread(
            key=ThreadKey(key), kind=thread_kind, participants=(sender, AGENCY) if sender is not AGENCY else ()
        ),
        sender=sender,
        source_id=source_id,
        sent=Moment(utc=at(sent), source=sent),
        text=text,
        **more,
    )


def batch(*records: Record, channel: ChannelId = PAGE, body: bytes = b'{"data": []}', **more: Any) -> Batch:
    """One answer of a platform, with these records in it."""
    exchange = Exchange(
        url="https://graph.example.org/v1/messages",
        status=200,
        headers=(("Content-Type", "application/json"),),
        body=body,
        when=NOW,
    )
    return Batch(
        channel=channel, captured=NOW, method=CaptureMethod.API, records=records, exchanges=(exchange,), **more
    )


@dataclasses.dataclass(slots=True)
class Scripted:
    """A connector that gives these batches, then raises what it was told to."""

    given: tuple[Batch, ...]
    error: BaseException | None = None
    platform: str = "facebook"

    def batches(self, context: CaptureContext) -> Iterator[Batch]:
        yield from self.given
        if self.error is not None:
            raise self.error

    def health(self) -> TokenHealth:
        return TokenHealth(valid=True)

    def cannot(self) -> tuple[str, ...]:
        return ()


class Bench:
    """An archive with two channels. Each night is given what the platforms answer."""

    def __init__(self, folder: Path, *, formats: str = '["xlsx"]', more: str = "") -> None:
        self.folder = folder
        self.archive = folder / "archive"
        self._numbers = itertools.count(1)
        recipient, self.identity = make_identity()
        Secrets.create(folder / "secrets" / "archiver.key")
        channels = "".join(
            f'\n[channels.{name}]\nplatform = "facebook"\naccount = "900"\nname = "Harbour Board"\n'
            f'business_owner = "Communications"\ntoken = "env:UNUSED"\n'
            for name in (PAGE, OTHER)
        )
        self.config = folder / "archiver.toml"
        self.config.write_text(
            f'[agency]\nname = "Harbour Board"\n[archive]\nformats = {formats}\n{more}\n'
            f'[sealing]\nrecipients = ["{recipient}"]\n{channels}',
            encoding="utf-8",
        )

    @property
    def settings(self) -> Settings:
        return load(self.config, {})

    @contextlib.contextmanager
    def parts(self, **changed: Any) -> Iterator[Parts]:
        """The wired rooms, with some of them changed. The clock stands still; runs are told apart by a number."""
        with (
            mock.patch.dict(os.environ, {"ARCHIVER_CLOCK": NOW.isoformat()}),
            mock.patch("archiver.wiring.redacting.load_packs", _packs),
            open_parts(self.settings) as parts,
        ):
            number = next(self._numbers)
            yield dataclasses.replace(parts, new_run=lambda: RunId(f"20260201T001500Z-{number:06x}"), **changed)

    def night(self, **answers: Scripted) -> RunReport:
        """One night; `our_page=Scripted(...)`. A channel without answers is import only."""
        with self.parts(connector=connector(answers)) as parts:
            return night(parts)

    def take(self, *records: Record, **more: Any) -> RunReport:
        """A night in which the page gives these records in one answer."""
        return self.night(our_page=Scripted((batch(*records, **more),)))

    def files(self, folder: str = "records") -> list[str]:
        """Files under a folder of the archive, relative to it."""
        root = self.archive / folder
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def connector(answers: dict[str, Scripted]) -> Callable[[Channel], Scripted | None]:
    """What `Parts.connector` is: the scripted platform of a channel, if any."""
    return lambda channel: answers.get(channel.id.replace("-", "_"))
