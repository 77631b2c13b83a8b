"""The rooms that look-ups need: the store, the archive folder, the keys."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from archiver.errors import ConfigError
from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.retrieval.outlook import Schedules
from archiver.store import Store, ViewContext, migrate
from archiver.store.database import Database
from archiver.vault.secrets import Secrets
from archiver.wiring.registry import has_connector
from archiver.wiring.values import agent, channels, clock, database_url, schedules, view_contexts
from config.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What look-ups need. `agent` is who asks, for the event log."""

    store: Store
    root: Path
    secrets: Secrets
    zone: ZoneInfo
    channels: Mapping[ChannelId, Channel]
    contexts: Callable[[ChannelId], ViewContext]
    live: Mapping[ChannelId, bool]
    schedules: Schedules
    now: Callable[[], dt.datetime]
    agent: str


@contextlib.contextmanager
def open_reading(settings: Settings, *, writable: bool = False, young: bool = False) -> Iterator[Reading]:
    """The store for looking up; `writable` only to append events. `young`: where nothing was ever taken in, an empty store
    stands in. Raises ConfigError when there is no archive yet."""
    root = settings.archive_path
    if not root.is_dir():
        raise ConfigError(f"there is no archive at {root} yet: import or run first")
    keys = Secrets.load(settings.key_file)
    now = clock()
    with _store(settings, writable=writable, young=young) as store:
        yield Reading(
            store=store,
            root=root,
            secrets=keys,
            zone=settings.agency.zone,
            channels=channels(settings),
            contexts=view_contexts(settings, now),
            live={name: has_connector(settings, channel) for name, channel in channels(settings).items()},
            schedules=schedules(settings),
            now=now,
            agent=agent(),
        )


@contextlib.contextmanager
def _store(settings: Settings, *, writable: bool, young: bool) -> Iterator[Store]:
    url = database_url(settings)
    if not (young and _is_new(settings.archive_path, url)):
        with Store.open(url, read_only=not writable) as store:
            yield store
        return
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/empty.db") as store:
        yield store


def _is_new(root: Path, url: str) -> bool:
    """Whether nothing was ever taken in. A database that is gone from an archive with files in it is another matter."""
    if any((root / name).exists() for name in ("originals", "records", "index")):
        return False
    if url.startswith("sqlite"):
        return not (root / "archive.db").exists()
    database = Database(url, read_only=True)
    try:
        with database.read() as connection:
            return migrate.version(connection) is None
    finally:
        database.close()
