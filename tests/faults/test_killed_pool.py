"""Processes that render for a run end when it is killed: a straggler could write into the next run's files."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from tests.e2e.archives import new_archive

HOLDER = """
import os, sys
from pathlib import Path
from archiver.wiring.rendering import make_pool
from config.sources import load

if __name__ == "__main__":
    with make_pool(load(Path(sys.argv[1]))).make() as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        sys.stdin.read()
"""
LONG_S = 60
"""How long a straggler may live before the test says that it does."""


def test_no_renderer_outlives_a_killed_run(tmp_path: Path) -> None:
    config = new_archive(tmp_path / "a")
    (config.parent / "archive").mkdir(exist_ok=True)
    holder = tmp_path / "holder.py"
    holder.write_text(HOLDER)
    # Its store must be there to be read.
    subprocess.run([sys.executable, "-m", "archiver", "--config", str(config), "run"], capture_output=True, check=True)
    process = subprocess.Popen(
        [sys.executable, str(holder), str(config)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    try:
        renderer = os.pidfd_open(int(process.stdout.readline()))
        process.send_signal(signal.SIGKILL)
        process.wait()
        ended, _, _ = select.select([renderer], [], [], LONG_S)
        if not ended:
            signal.pidfd_send_signal(renderer, signal.SIGKILL)
        os.close(renderer)
        assert ended, "a renderer outlived its run"
    finally:
        process.kill()
        process.communicate()
