"""Plain values out of the settings: the clock, the database's address, the channels, who is asking."""

from __future__ import annotations

import datetime as dt
import getpass
import os
from collections.abc import Callable, Mapping

from archiver.errors import ConfigError
from archiver.model.channel import Channel
from archiver.model.digest import sha256_hex
from archiver.model.ids import ChannelId
from archiver.retrieval.outlook import Schedules
from archiver.store import ViewContext
from config.part import SECRET_REF
from config.settings import Settings
from config.tokens import read_secret
from connectors.cannot import CANNOT

CLOCK_VARIABLE = "ARCHIVER_CLOCK"
"""For rehearsals: a fixed time (2026-02-01T01:15:00+13:00) that stands for now."""


def software() -> str:
    """Name and version, as printed on records."""
    from importlib.metadata import version

    return f"archiver {version('archiver')}"


def clock(environ: Mapping[str, str] = os.environ) -> Callable[[], dt.datetime]:
    """The clock in UTC; fixed when ARCHIVER_CLOCK says so. Raises ConfigError when that cannot be read."""
    fixed = environ.get(CLOCK_VARIABLE)
    if not fixed:
        return lambda: dt.datetime.now(dt.UTC)
    try:
        given = dt.datetime.fromisoformat(fixed)
        if given.tzinfo is None:
            raise ValueError("which midnight that is, nobody knows")
        value = given.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise ConfigError(f"{CLOCK_VARIABLE}: a time such as 2026-02-01T01:15:00+13:00 is expected") from error
    return lambda: value


def database_url(settings: Settings) -> str:
    """Where the store lives, as SQLAlchemy wants it."""
    value = settings.archive.database
    if value == "sqlite":
        return f"sqlite:///{settings.archive_path / 'archive.db'}"
    if SECRET_REF.fullmatch(value):
        value = read_secret(value, key="archive.database", home=settings.home)
    return value.replace("postgresql://", "postgresql+psycopg://", 1)


def channels(settings: Settings) -> dict[ChannelId, Channel]:
    """The configured channels, in the file's order."""
    return {
        ChannelId(name): Channel(
            id=ChannelId(name),
            platform=channel.platform,
            account=channel.account,
            name=channel.name,
            business_owner=channel.business_owner,
            business_activity=channel.business_activity,
            post_images=channel.post_images,
        )
        for name, channel in settings.channels.items()
    }


def schedules(settings: Settings) -> Schedules:
    """When the night is, and each channel's own times."""
    return Schedules(
        zone=settings.agency.zone,
        night=settings.schedule.night,
        capture={ChannelId(name): channel.capture for name, channel in settings.channels.items()},
    )


def agent() -> str:
    """Who runs this command: the login name, as the machine knows it."""
    try:
        return f"user {getpass.getuser()}"
    except (KeyError, OSError):
        return f"user id {os.getuid()}"


def view_contexts(settings: Settings, now: Callable[[], dt.datetime]) -> Callable[[ChannelId], ViewContext]:
    """What a record's page says besides its content, by channel; a channel that left the configuration keeps its id."""
    known = channels(settings)

    def context(channel: ChannelId) -> ViewContext:
        found = known.get(channel) or Channel(id=channel, platform="", account="", name=channel)
        return ViewContext(
            channel=found,
            zone=settings.agency.zone,
            agency=settings.agency.name,
            business_activity=found.business_activity,
            cannot=CANNOT.get(found.platform, ()),
            access_status=settings.archive.access_status,
            now=now(),
            gap=settings.archive.gap,
        )

    return context


def config_digest(settings: Settings) -> str:
    """Names the configuration a run worked with; there are no secrets in it."""
    return sha256_hex(settings.model_dump_json(exclude={"home"}).encode())[:16]
