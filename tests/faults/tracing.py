"""Runs the program under strace: its calls to the disk in the order they were made, or one of them made to fail or kill.

What a power cut would leave is decided by that order alone, so it is read from the kernel's side and not from our code.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.archives import CLOCK, environment

DURABLE = ("fsync", "fdatasync", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat")
WRITES = ("write", "pwrite64")

_FULL = ("-f", "-y", "--seccomp-bpf", "-e", "signal=none", "-s", "9000")
_SILENT = ("-f", "-q", "-e", "signal=none", "-o", "/dev/null")

_LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<inside>.*)\) += (?P<result>-?\d+|\?)")
_CUT = re.compile(r"^(?P<pid>\d+) +(?P<start>\w+\(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(?P<pid>\d+) +<\.\.\. \w+ resumed>(?P<rest>.*)$")
_HANDLE = re.compile(r"^\d+<(?P<path>[^>]*)>")
_NAME = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call that succeeded: on `path`, from there to `target` where it gives a name; `content` as strace shows it."""

    call: str
    path: str
    target: str = ""
    content: str = ""

    @property
    def gives_a_name(self) -> bool:
        return self.call.startswith(("rename", "link"))


def traced(strace: Path, words: Sequence[str], out: Path, *, clock: str = CLOCK) -> tuple[int, list[Step]]:
    """Run a command; its exit code, and every durable step and write of it and its children, in order."""
    calls = ",".join(DURABLE + WRITES)
    done = subprocess.run(
        [
            str(strace),
            *["-f", "-y", "--seccomp-bpf", "-e", "signal=none", "-s", "9000"],
            "-e",
            f"trace={calls}",
            "-o",
            out,
            *words,
        ],
        env=environment(clock),
        capture_output=True,
        text=True,
        check=False,
    )
    with out.open(encoding="utf-8", errors="replace") as stream:
        return done.returncode, list(_steps(stream))


def struck(
    strace: Path, words: Sequence[str], *, call: str, number: int, how: str, clock: str = CLOCK
) -> subprocess.CompletedProcess[str]:
    """Run a command whose `number`th `call` (in each of its threads) goes wrong: `how` is `error=ENOSPC` or
    `signal=SIGKILL`. strace ends as the command does."""
    # With --seccomp-bpf strace does not see a call's end, which is when it sends its signal.
    faster = ["--seccomp-bpf"] if how.startswith("error") else []
    harm = ["-e", f"trace={call}", "-e", f"inject={call}:{how}:when={number}"]
    return subprocess.run(
        [str(strace), *_SILENT, *faster, *harm, *words],
        env=environment(clock),
        capture_output=True,
        text=True,
        check=False,
    )


def _steps(lines: Iterator[str]) -> Iterator[Step]:
    cut: dict[str, str] = {}
    for line in lines:
        if found := _CUT.match(line.rstrip("\n")):
            cut[found["pid"]] = found["start"]
            continue
        if found := _RESUMED.match(line.rstrip("\n")):
            line = f"{found['pid']} {cut.pop(found['pid'], '')}{found['rest']}"
        found = _LINE.match(line)
        if found is None or found["result"].startswith(("-", "?")):
            continue
        yield _step(found["call"], found["inside"])


def _step(call: str, inside: str) -> Step:
    names = _NAME.findall(inside)
    if call.startswith(("rename", "link")):
        return Step(call=call, path=names[0], target=names[1])
    if call.startswith("unlink"):
        return Step(call=call, path=names[0])
    handle = _HANDLE.match(inside)
    return Step(call=call, path=handle["path"] if handle else "", content=names[0] if names else "")
