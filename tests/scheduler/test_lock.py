"""One run an archive and a database: the second leaves it alone with 75, and a holder that was killed blocks nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archiver.errors import AlreadyRunning
from archiver.pipeline.lock import archive_lock
from archiver.store import Store
from tests.e2e.archives import call, new_archive

HOLDER = """
import sys
from pathlib import Path
from archiver.pipeline.lock import archive_lock
from archiver.store import Store
with Store.open(sys.argv[2]) as store, archive_lock(Path(sys.argv[1]), store):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(root: Path, url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the archive until its end."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root), url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_second_run_ends_with_75_and_a_killed_holder_frees_the_archive(tmp_path: Path) -> None:
    config = new_archive(tmp_path / "a")
    root = config.parent / "archive"
    with holder(root, f"sqlite:///{root / 'archive.db'}") as process:
        refused = call("run", config=config)
        assert (refused.returncode, refused.stdout) == (75, "")
        assert "another run" in refused.stderr
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert call("run", config=config).returncode == 0


def test_postgresql_is_held_too_and_freed_by_a_kill(tmp_path: Path, fresh_postgres_url: str) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    # The same database behind two folders: only its own lock can tell.
    with Store.open(fresh_postgres_url) as store:
        with holder(theirs, fresh_postgres_url) as process:
            with pytest.raises(AlreadyRunning, match="database"), archive_lock(ours, store):
                pass
            process.send_signal(signal.SIGKILL)
            process.wait()
        for _ in range(2000):  # the server notices at its next look at the connection
            try:
                with archive_lock(ours, store):
                    break
            except AlreadyRunning:
                continue
        else:
            pytest.fail("a killed holder still holds the database")
        with archive_lock(ours, store):
            with pytest.raises(AlreadyRunning), archive_lock(theirs, store):
                pass
        with archive_lock(theirs, store):
            pass
