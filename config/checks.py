"""Checks that look at more than one value, so that they are made whether or not the rest of the file is in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

CHANNEL_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
RESERVED_IDS = frozenset({"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))})
LOOPBACK = re.compile(r"http://(127(\.[0-9]{1,3}){3}|localhost|\[::1\])(:[0-9]{1,5})?/?")
"""An address that never leaves this machine. A name that only begins like one (localhost.example.org) is not one."""


def channel_id_problems(names: Iterable[str]) -> list[str]:
    """One line for each name that cannot be a channel's; it is the name of its folder too."""
    return [
        f"channels.{name[:70]}: a channel is named in small letters, digits and dashes, at most 60, and not like a device"
        for name in names
        if not CHANNEL_ID.fullmatch(name) or name in RESERVED_IDS
    ]


def key_file_problem(home: Path, archive: str, key_file: str) -> str:
    """What is wrong with where the keys lie; empty when nothing is."""
    if (home / key_file).resolve().is_relative_to((home / archive).resolve()):
        return "secrets.key_file: lies inside archive.path; the keys must be outside the archive"
    return ""


def problems_between(values: Mapping[str, object]) -> list[str]:
    """The same checks on a file's values as they were read, `home` among them; what is not text is another problem."""
    channels = values.get("channels")
    found = channel_id_problems(channels) if isinstance(channels, dict) else []
    home, archive, key_file = values.get("home"), _text(values, "archive", "path"), _text(values, "secrets", "key_file")
    if isinstance(home, Path) and (problem := key_file_problem(home, archive or "archive", key_file or _KEY_FILE)):
        found.append(problem)
    return found


_KEY_FILE = "secrets/archiver.key"


def _text(values: Mapping[str, object], table: str, key: str) -> str:
    inner = values.get(table)
    value = inner.get(key) if isinstance(inner, dict) else None
    return value if isinstance(value, str) else ""
