"""Platform and format names to what serves them: built in, or brought by an entry point of another package."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, cast

from archiver.errors import ConfigError, UsageError
from archiver.model.channel import Channel
from archiver.pipeline.readback import Group, Reader, Share
from config.formats import EXPORTER_GROUP
from config.platforms import CONNECTOR_GROUP, IMPORTER_GROUP
from config.settings import Settings
from config.token_file import token_file
from config.tokens import read_secret
from connectors import CONNECTORS, IMPORTERS, REPLAYS
from connectors.base import Connector, Importer, Replay
from exports import EXPORTERS
from exports.base import Exporter

READER_GROUP = "archiver.readers"
REPLAY_GROUP = "archiver.replays"


def _load(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


def _plugged(group: str, name: str) -> Any:
    """What another package offers under that name, or None."""
    for entry in entry_points(group=group, name=name):
        return entry.load()
    return None


def importer_platforms() -> tuple[str, ...]:
    """Every platform whose export can be read."""
    return (*IMPORTERS, *sorted({e.name for e in entry_points(group=IMPORTER_GROUP)} - set(IMPORTERS)))


def importer(platform: str) -> Importer:
    """The importer of a platform's own export. Raises UsageError when there is none."""
    place = IMPORTERS.get(platform)
    factory = _load(place) if place else _plugged(IMPORTER_GROUP, platform)
    if factory is None:
        raise UsageError(f"there is no importer for {platform}")
    return cast(Importer, factory())


def exporter(name: str) -> tuple[str, Exporter]:
    """(suffix, function) of an output format. Raises ConfigError when there is none."""
    known = EXPORTERS.get(name)
    if known:
        return known[0], cast(Exporter, _load(known[2]))
    found = _plugged(EXPORTER_GROUP, name)
    if found is None:
        raise ConfigError(f"archive.formats: there is no format {name}")
    return f".{name}", cast(Exporter, found)


def reader(name: str) -> Reader | None:
    """What reads a format of another package back for the leak check: its function of a file's path gives the texts in it.
    None for the program's own formats. Raises ConfigError when it brings none: its files could not be released."""
    if name in EXPORTERS:
        return None
    found = _plugged(READER_GROUP, name)
    if found is None:
        raise ConfigError(
            f"archive.formats: {name} brings nothing that reads its files back (entry point {READER_GROUP}), so they could "
            "not be checked before they are released"
        )
    read = cast(Callable[[Path], Iterable[str]], found)

    def texts(path: Path, share: Share) -> Iterator[Group]:
        if share.number == 0:
            yield from ((text,) for text in read(path))

    return texts


def has_connector(settings: Settings, channel: Channel) -> bool:
    """Whether the channel has a live connection: its platform has a connector, and the configuration names a token."""
    if not settings.channels[channel.id].token:
        return False
    return channel.platform in CONNECTORS or bool(entry_points(group=CONNECTOR_GROUP, name=channel.platform))


def replay(platform: str) -> Replay | None:
    """What reads a platform's sealed responses anew; None where its connector does not offer it."""
    place = REPLAYS.get(platform)
    found = _load(place) if place else _plugged(REPLAY_GROUP, platform)
    return cast(Replay, found) if found is not None else None


def connector_for(settings: Settings, channel: Channel) -> Connector | None:
    """The channel's live connector; None when its platform has none, or it has no token: import only."""
    configured = settings.channels[channel.id]
    place = CONNECTORS.get(channel.platform)
    factory: Callable[..., Connector] | None = None
    if configured.token:
        factory = _load(place) if place else _plugged(CONNECTOR_GROUP, channel.platform)
    if factory is None:
        return None
    key = f"channels.{channel.id}"
    given: dict[str, Any] = {
        "channel": channel,
        "token": read_secret(configured.token, key=f"{key}.token", home=settings.home),
        "base_url": configured.base_url,
    }
    takes = inspect.signature(factory).parameters
    if "keeper" in takes:
        # Tokens that change when they are used need a file of their own to be kept in; without one they are not renewed.
        given["keeper"] = token_file(configured.token, key=f"{key}.token", home=settings.home)
    if "options" in takes:
        given["options"] = _options(place, configured.options, key)
    elif configured.options:
        raise ConfigError(f"{key}.options: {channel.platform} has none")
    return factory(**given)


def _options(place: str | None, given: Mapping[str, bool | int | str], key: str) -> Any:
    """The platform's own options, a dataclass OPTIONS beside its connector. Raises ConfigError for one it does not know."""
    if place is None:
        return dict(given)
    options = importlib.import_module(place.rpartition(".")[0] + ".options").OPTIONS
    known = {field.name: field.default for field in dataclasses.fields(options)}
    for name, value in given.items():
        if name not in known:
            raise ConfigError(f"{key}.options.{name}: unknown key (known: {', '.join(sorted(known))})")
        if type(value) is not type(known[name]):
            raise ConfigError(f"{key}.options.{name}: {type(known[name]).__name__} is expected")
    return options(**given)
