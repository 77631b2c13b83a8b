"""Where sealed originals lie, and how a ref names one: the only place that turns a ref into a path.

A ref is relative to the originals folder: `<channel>/<year>/<file>.age`, or `<channel>/<year>/<run>.tar#<member>` for
what a run sealed. The second form holds from the first moment on: until the run is packed its members lie loose in
`<channel>/open/<run>/`, and a ref never changes. No path leaves the originals folder; symbolic links are refused.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import IntegrityError

OPEN = "open"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_YEAR = re.compile(r"[0-9]{4}")
_RUN = re.compile(r"[0-9]{4}[A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A ref taken apart. `member` is empty for a file of its own; otherwise `file` is `<run>.tar`."""

    channel: str
    year: str
    file: str
    member: str = ""

    @property
    def run(self) -> str:
        """The run whose container holds the member."""
        return self.file.removesuffix(".tar")

    def __str__(self) -> str:
        place = f"{self.channel}/{self.year}/{self.file}"
        return f"{place}#{self.member}" if self.member else place


def parse_ref(text: str) -> Ref:
    """Raises IntegrityError on anything that is not a ref we could have written."""
    place, _, member = text.partition("#")
    parts = place.split("/")
    if (
        len(parts) == 3
        and _NAME.fullmatch(parts[0])
        and _YEAR.fullmatch(parts[1])
        and _NAME.fullmatch(parts[2])
        and (not member or (parts[2].endswith(".tar") and _NAME.fullmatch(member)))
        and text.count("#") <= 1
        and not text.endswith("#")
    ):
        return Ref(channel=parts[0], year=parts[1], file=parts[2], member=member)
    raise IntegrityError(f"{text[:200]!r} does not name a sealed original")


def check_channel(channel: str) -> str:
    """The channel's id, fit to be a folder's name. Raises ValueError."""
    if not _NAME.fullmatch(channel):
        raise ValueError(f"{channel!r} cannot name a channel's folder")
    return channel


def check_run(run: str) -> str:
    """The run's id, which starts with its year. Raises ValueError."""
    if not _RUN.fullmatch(run):
        raise ValueError(f"{run!r} is not a run's id; it starts with the year")
    return run


def inside(root: Path, *parts: str) -> Path:
    """The path of `parts` under `root`. Raises IntegrityError when one of them is a symbolic link, there or not.

    `root` itself may be reached through a link: where the archive lies is the operator's choice.
    """
    path = root
    for part in parts:
        path = path / part
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            continue
        if stat.S_ISLNK(mode):
            raise IntegrityError(f"{path}: a symbolic link stands where a sealed original belongs")
    return path


def open_folder(root: Path, channel: str, run: str) -> Path:
    """Where the members of a run lie until it is packed."""
    return inside(root, check_channel(channel), OPEN, check_run(run))


def container_ref(channel: str, run: str) -> Ref:
    """The container a run's members end in."""
    return Ref(channel=check_channel(channel), year=check_run(run)[:4], file=f"{run}.tar")
