"""Processes beside a run answer no signal but the end of the run itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archiver.wiring import processes


def _nothing() -> None: ...


def _number() -> int:
    return os.getpid()


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_what_tells_a_whole_service_to_stop_leaves_the_answer_to_the_first_process(told: signal.Signals) -> None:
    with processes.pool(1, _nothing) as pool:
        number = pool.submit(_number).result()
        os.kill(number, told)
        assert pool.submit(_number).result() == number
        assert os.getpgid(number) != os.getpgid(0)


_PARENT = """
import os, time
from archiver.wiring import processes
def nothing(): pass
if __name__ == "__main__":
    with processes.pool(1, nothing) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(600)
"""


def test_when_the_first_process_is_killed_the_others_end(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(_PARENT, encoding="utf-8")
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        number = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 30
    while _lives(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _lives(number)


def _lives(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
