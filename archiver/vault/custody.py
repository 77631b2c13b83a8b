"""Private keys where they must not be: in the archive, beside the configuration, in the secrets folder.

Sealing protects nothing while the key that opens it lies on the same machine. The search is bounded, near places first,
and reads the beginning of small files only; it finds mistakes, not somebody who hides a key.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from archiver.errors import ConfigError

_MARKS = (b"AGE-SECRET-KEY-", b"AGE-PLUGIN-", b"PRIVATE KEY-----")
_MOST_BYTES = 32 * 1024


def misplaced_private_keys(folders: Iterable[Path], *, depth: int = 4, most_files: int = 5_000) -> tuple[Path, ...]:
    """Files under `folders` that hold a private key, sorted. Looks `depth` folders down and at `most_files` files per
    folder given; follows no links and passes over what it may not read."""
    found: set[Path] = set()
    for folder in folders:
        left = most_files
        waiting = deque([(folder, 0)])
        while waiting and left > 0:
            current, level = waiting.popleft()
            files, below = _entries(current)
            for path in files[:left]:
                if _holds_key(path):
                    found.add(path)
            left -= len(files)
            if level < depth:
                waiting.extend((path, level + 1) for path in below)
    return tuple(sorted(found))


def refuse_private_keys(folders: Iterable[Path], *, depth: int = 4) -> None:
    """Raise ConfigError, naming each file and what to do, when a private key lies under `folders`."""
    found = misplaced_private_keys(folders, depth=depth)
    if found:
        problems = tuple(
            f"{path}: a private key lies on the machine that captures; move it to a safe place, then delete it here"
            for path in found
        )
        raise ConfigError("; ".join(problems), problems=problems)


def _entries(folder: Path) -> tuple[list[Path], list[Path]]:
    """Small plain files and folders directly in `folder`, each sorted."""
    files, below = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                state = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(state.st_mode):
                    below.append(Path(entry.path))
                elif stat.S_ISREG(state.st_mode) and state.st_size <= _MOST_BYTES and not entry.name.endswith(".age"):
                    files.append(Path(entry.path))
    except OSError:
        # Not there, not a folder, or not ours to read: no key that this machine's run could use lies in it.
        pass
    return sorted(files), sorted(below)


def _holds_key(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as stream:
            content = stream.read(_MOST_BYTES)
    except OSError:
        return False
    return any(mark in content for mark in _MARKS)
