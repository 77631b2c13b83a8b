"""One writer an archive: the second ends with 75 and touches nothing; a killed holder blocks nobody."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archiver.errors import AlreadyRunning
from archiver.pipeline.lock import archive_lock
from tests.e2e.archives import call, environment
from tests.pipeline.bench import Bench

HOLDER = """
import sys
from pathlib import Path
from config.sources import load
from archiver.wiring.running import open_parts
from archiver.pipeline.lock import archive_lock
with open_parts(load(Path(sys.argv[1]), {})) as parts, archive_lock(parts.root, parts.store):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_ends_with_75_and_a_killed_holder_frees_it(bench: Bench) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(bench.config)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    )
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"held\n"
        before = sorted(bench.archive.rglob("*"))
        refused = call("run", "--export-only", config=bench.config)
        assert (refused.returncode, refused.stdout) == (75, "")
        assert "another run" in refused.stderr
        assert sorted(bench.archive.rglob("*")) == before
        # Looking up needs no lock.
        assert call("status", config=bench.config).returncode == 0
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    assert call("run", "--export-only", config=bench.config).returncode == 0


def test_within_a_process_it_is_held_once_and_given_back(bench: Bench) -> None:
    with bench.parts() as parts, bench.parts() as others:
        with archive_lock(parts.root, parts.store):
            with pytest.raises(AlreadyRunning), archive_lock(others.root, others.store):
                pass
        with archive_lock(others.root, others.store):
            pass


def test_an_error_inside_gives_it_back(bench: Bench) -> None:
    with bench.parts() as parts:
        with pytest.raises(ZeroDivisionError), archive_lock(parts.root, parts.store):
            raise ZeroDivisionError
        with archive_lock(parts.root, parts.store):
            pass


def test_a_link_in_the_locks_place_is_not_followed_out_of_the_archive(bench: Bench, tmp_path: Path) -> None:
    with bench.parts() as parts, archive_lock(parts.root, parts.store):
        pass
    assert not [path for path in bench.archive.glob(".lock*") if path.is_symlink()]
