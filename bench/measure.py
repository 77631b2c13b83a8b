"""Runs one program and tells what it cost, from the kernel's own account of the child.

CPU counts the program and every process it waited for; peak memory is that of the largest single one of them.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took."""

    cpu_s: float
    wall_s: float
    peak_mib: float

    def row(self, name: str) -> str:
        return f"{name:<28} {self.cpu_s:>9.1f} {self.wall_s:>9.1f} {self.peak_mib:>9.0f}"


HEADINGS = f"{'':<28} {'CPU s':>9} {'wall s':>9} {'peak MiB':>9}"


class RunFailed(RuntimeError):
    """The program ended with a code that was not among the allowed ones."""


def cost_of(command: Sequence[str | Path], *, folder: Path, log: Path, allowed: Sequence[int] = (0,)) -> Cost:
    """Run `command` in `folder` without a terminal; its output goes into `log`, its notices into `log` + ".err".

    Raises RunFailed, with the last of the notices, on an exit code that is not among `allowed`.
    """
    notices = log.with_name(f"{log.name}.err")
    began = time.perf_counter()
    with log.open("wb") as out, notices.open("wb") as err:
        child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
    wall_s = time.perf_counter() - began
    code = child.returncode = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        last_words = notices.read_text(encoding="utf-8", errors="replace").strip()[-500:]
        raise RunFailed(f"{Path(command[0]).name} ended with {code}: {last_words}")
    return Cost(cpu_s=usage.ru_utime + usage.ru_stime, wall_s=wall_s, peak_mib=usage.ru_maxrss / 1024)
