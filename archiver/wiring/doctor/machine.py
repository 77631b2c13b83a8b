"""The machine: its clock, its time zones, its disk, the folders' owners and modes, and the fonts that came with the program."""

from __future__ import annotations

import ctypes
import datetime as dt
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from archiver.errors import ExitCode
from archiver.pipeline.reports.folder import FOLDER
from archiver.pipeline.reports.state import State, days_until_full
from archiver.wiring.doctor.findings import Finding, fine, warn, wrong
from config.settings import Settings
from exports.fonts import bundled_path, manifest

_EARLIEST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_LATEST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
_UNSYNCHRONISED = 5
"""What Linux's adjtimex answers while nothing keeps the clock (TIME_ERROR)."""
_LEAST_FREE = 512 * 1024 * 1024
_LOW_SHARE = 0.05
_DAYS_AHEAD = 30
_FAR_DAYS = 3652


def clock(now: dt.datetime, ahead: dt.datetime | None, *, old_news: bool = False) -> Iterator[Finding]:
    """Whether the time can be true. `ahead` is the date of a run that is still to come; `old_news` when nights have gone on
    for a week since."""
    if not _EARLIEST <= now < _LATEST:
        yield wrong(
            "clock", "clock", f"the clock shows {now:%Y-%m-%d}", "set the clock, and let a time service keep it"
        )
        return
    if ahead is not None:
        told = f"the clock shows {now:%Y-%m-%d %H:%M} UTC, and a run is dated {ahead:%Y-%m-%d %H:%M} UTC"
        if old_news:
            yield warn("clock", "clock", told, "nights go on; what that run captured bears a wrong time")
        else:
            advice = (
                "see which of the two is wrong, and that a time service keeps the clock: records would bear wrong times"
            )
            yield wrong("clock", "clock", told, advice)
        return
    yield fine("clock", "clock", f"{now:%Y-%m-%d %H:%M} UTC{_told(_kept_by_a_service())}")


def _told(kept: bool | None) -> str:
    if kept is None:
        return ""
    return "; a time service keeps it" if kept else "; the system knows of no time service that keeps it"


def _kept_by_a_service() -> bool | None:
    """Whether the kernel says that the clock is being kept; None where it cannot be asked."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(1024))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _UNSYNCHRONISED


def zones(zone: ZoneInfo, now: dt.datetime) -> Iterator[Finding]:
    """Whether the zone's rules are there and reach into next year."""
    offsets = {(now + dt.timedelta(days=days)).astimezone(zone).utcoffset() for days in range(0, 366, 7)}
    told = ", ".join(sorted(_offset(offset) for offset in offsets if offset is not None))
    if zone.key == "Pacific/Auckland" and offsets != {dt.timedelta(hours=12), dt.timedelta(hours=13)}:
        yield wrong(
            "time zone", zone.key, f"its rules give {told}", "renew the time zone data: pip install --upgrade tzdata"
        )
        return
    yield fine("time zone", zone.key, f"UTC {told} over the next year")


def _offset(offset: dt.timedelta) -> str:
    minutes = int(offset / dt.timedelta(minutes=1))
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def disk(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Free space, and when it ends if it shrinks on as it did lately."""
    place = _nearest(settings.archive_path)
    usage = shutil.disk_usage(place)
    share = usage.free / usage.total if usage.total else 0.0
    free = f"{usage.free / 1e9:.1f} GB free ({share:.0%})"
    if usage.free < _LEAST_FREE:
        yield wrong("disk", str(place), f"{free}: too little for a night", "make room now", ExitCode.GAPS)
        return
    days = days_until_full(State.load(settings.archive_path / FOLDER).disk, now.date())
    if days is not None and days < _DAYS_AHEAD:
        yield warn("disk", str(place), f"{free}; full in about {days:.0f} days at the recent pace", "make room")
    elif share < _LOW_SHARE:
        yield warn("disk", str(place), free, "make room")
    else:
        pace = "" if days is None or days > _FAR_DAYS else f"; full in about {days:.0f} days at the recent pace"
        yield fine("disk", str(place), free + pace)


def folders(settings: Settings) -> Iterator[Finding]:
    """Who may write and read where: the archive is ours and no stranger's, its keys ours alone."""
    root = settings.archive_path
    if not root.exists():
        above = _nearest(root)
        if os.access(above, os.W_OK | os.X_OK):
            yield fine("folders", str(root), "not there yet; the first run makes it")
        else:
            yield wrong("folders", str(root), f"it is not there, and {above} cannot be written", "make it, or chown")
    else:
        yield from _folder(root, strangers=0o007)
    for folder in (settings.key_file.parent,):
        if folder.exists():
            yield from _folder(folder, strangers=0o077)
    config = settings.home / "archiver.toml"
    if config.exists() and config.stat().st_mode & stat.S_IWOTH:
        yield warn("folders", str(config), "anybody may change the configuration", f"chmod o-w {config}")


def _folder(folder: Path, *, strangers: int) -> Iterator[Finding]:
    state = folder.stat()
    mode = stat.S_IMODE(state.st_mode)
    if not os.access(folder, os.W_OK | os.X_OK):
        yield wrong(
            "folders",
            str(folder),
            f"it cannot be written by this user (mode {mode:04o})",
            "chown it to the user who runs",
        )
    elif mode & strangers:
        who = "everybody" if mode & 0o007 else "its group"
        yield warn(
            "folders",
            str(folder),
            f"{who} may look into it (mode {mode:04o})",
            f"chmod {mode & ~strangers:04o} {folder}",
        )
    elif state.st_uid not in (os.geteuid(), 0):
        yield warn("folders", str(folder), "it belongs to another user", "chown it to the user who runs")
    else:
        yield fine("folders", str(folder), f"mode {mode:04o}")


def fonts() -> Iterator[Finding]:
    """Whether every bundled font and the colour profile are there and whole: a record's bytes hang on them."""
    broken = []
    for font in manifest():
        try:
            content = bundled_path(font.file).read_bytes()
        except OSError:
            broken.append(f"{font.file} is missing")
            continue
        if hashlib.sha256(content).hexdigest() != font.sha256:
            broken.append(f"{font.file} is not as it was shipped")
    if broken:
        yield wrong("fonts", "exports/fonts", "; ".join(broken), "install the program again")
    else:
        yield fine("fonts", "exports/fonts", f"{len(manifest())} files, as shipped")


def _nearest(path: Path) -> Path:
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
