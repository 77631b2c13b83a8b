"""Kills the program with SIGKILL after a given time, and says how large a fault test is to be.

In the suite the tests of this folder are small; with ARCHIVER_SOAK=1 (`make soak`) they have their whole size.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.archives import CLOCK, command, environment

SOAK = os.environ.get("ARCHIVER_SOAK", "").strip() == "1"


def by_size(quick: int, whole: int) -> int:
    """`quick` in the suite, `whole` under soak."""
    return whole if SOAK else quick


def moments(length: float, count: int, *, seed: int) -> Iterator[float]:
    """`count` moments of a work of `length` seconds, one in each equal stretch of it, so that early and late are hit."""
    chance = random.Random(seed)
    for number in range(count):
        yield length * (number + chance.random()) / count


def killed(after: float, *words: str | Path, config: Path, clock: str = CLOCK) -> bool:
    """Start a command and kill it `after` seconds; whether it was still at work then. Its own children are not killed."""
    process = subprocess.Popen(
        command(*words, config=config),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(clock),
        start_new_session=True,
    )
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def half_written(archive: Path) -> list[str]:
    """What a killed process left behind and nobody has swept away."""
    return sorted(
        str(path.relative_to(archive)) for path in archive.rglob("*") if path.name.endswith((".part", ".tmp"))
    )
