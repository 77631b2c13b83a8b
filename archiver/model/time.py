"""Aware times only: UTC inside, the source's own words kept, the agency's local time on pages.

A naive datetime is refused wherever it could enter. Local text without a zone (WhatsApp) is read in an assumed zone,
and the assumption travels with the moment, also where a daylight-saving change makes it ambiguous or impossible.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from zoneinfo import ZoneInfo

UTC = dt.UTC
_EARLIEST = dt.datetime(1, 1, 3, tzinfo=UTC)
_LATEST = dt.datetime(9999, 12, 30, tzinfo=UTC)


class Precision(enum.StrEnum):
    """How finely the source told the time."""

    MILLISECOND = "millisecond"
    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"


class Assumption(enum.StrEnum):
    """What had to be assumed to read a time; NONE when the source gave zone and all."""

    NONE = ""
    ZONE = "zone assumed"
    FOLD = "zone assumed; this hour came twice, the first is taken"
    SKIPPED = "zone assumed; this hour did not exist, read as an hour later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time: `utc` aware and in UTC, `source` the text or number as the platform gave it."""

    utc: dt.datetime
    source: str = ""
    precision: Precision = Precision.SECOND
    assumption: Assumption = Assumption.NONE

    def __post_init__(self) -> None:
        if self.utc.utcoffset() != dt.timedelta(0):
            raise ValueError("a moment needs an aware time in UTC")
        # A day from either end of the calendar no zone can show it, and a hostile source can name it.
        if not _EARLIEST < self.utc < _LATEST:
            raise ValueError("time out of range")

    def local(self, zone: ZoneInfo) -> dt.datetime:
        """The same moment on the agency's clock."""
        return self.utc.astimezone(zone)


def from_epoch_ms(value: int, *, source: str = "") -> Moment:
    """Milliseconds since 1970 UTC. Raises ValueError outside the years 1 to 9999, or within two days of their ends."""
    try:
        utc = dt.datetime(1970, 1, 1, tzinfo=UTC) + dt.timedelta(milliseconds=value)
    except OverflowError as error:
        raise ValueError("time out of range") from error
    return Moment(utc=utc, source=source or str(value), precision=Precision.MILLISECOND)


def from_epoch_s(value: int, *, source: str = "") -> Moment:
    """Seconds since 1970 UTC. Raises ValueError outside the years 1 to 9999, or within two days of their ends."""
    return Moment(utc=from_epoch_ms(value * 1000).utc, source=source or str(value))


def from_iso(text: str) -> Moment:
    """RFC 3339 or Graph's `+0000` form; an offset is required. Raises ValueError on anything else."""
    value = dt.datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError("a time without an offset")
    precision = Precision.MILLISECOND if "." in text else Precision.SECOND
    try:
        utc = value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("time out of range") from error
    return Moment(utc=utc, source=text, precision=precision)


def from_local(wall: dt.datetime, zone: ZoneInfo, *, source: str, precision: Precision = Precision.SECOND) -> Moment:
    """Wall-clock time without a zone, read in `zone`; says where the clock change makes that a guess. Raises ValueError
    for one that no zone's clock can show."""
    if wall.tzinfo is not None:
        raise ValueError("a wall-clock time carries no zone")
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    try:
        utc = first.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("time out of range") from error
    assumption = Assumption.ZONE
    if first.utcoffset() != second.utcoffset():
        # PEP 495: in a gap fold=0 uses the offset before the change, so the round trip lands an hour later.
        exists = utc.astimezone(zone).replace(tzinfo=None) == wall
        assumption = Assumption.FOLD if exists else Assumption.SKIPPED
    return Moment(utc=utc, source=source, precision=precision, assumption=assumption)


def iso_utc(value: dt.datetime) -> str:
    """`2026-02-01T01:15:00Z`, with milliseconds only where there are some. Raises ValueError on a naive time."""
    if value.tzinfo is None:
        raise ValueError("a naive time reached storage")
    plain = value.astimezone(UTC).replace(tzinfo=None)
    return plain.isoformat(timespec="milliseconds" if plain.microsecond else "seconds") + "Z"
