"""One run an archive and a database: the second leaves it alone with 75, and a holder that was killed blocks nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archiver.errors import AlreadyRunning
from archiver.model.channel import Channel
from archiver.pipeline.lock import archive_lock
from archiver.retrieval.outlook import Schedules
from archiver.scheduler.look import survey
from archiver.scheduler.plan import Due
from archiver.store import Store
from archiver.store.attempts import covered_until, extent, last_finished
from config.slots import NIGHT
from tests.e2e.archives import call, new_archive
from tests.scheduler.nightly import CHANNEL, utc, write_run

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


def test_a_look_at_a_postgresql_archive_sees_what_one_at_sqlite_sees(tmp_path: Path, fresh_postgres_url: str) -> None:
    now = utc("2026-06-02T12:00:00+12:00")
    plans = Schedules(zone=ZoneInfo("Pacific/Auckland"), night=NIGHT, capture={CHANNEL: "auto"})
    live = [Channel(id=CHANNEL, platform="instagram", account="1", name="Example")]
    seen = []
    for url in (f"sqlite:///{tmp_path / 'archive.db'}", fresh_postgres_url):
        with Store.open(url) as store:
            before = survey(store, live, plans, now)
            write_run(store, "2026-06-02T01:15:00+12:00", report={"channels": [{"channel": CHANNEL, "token": {}}]})
            after = survey(store, live, plans, now)
            with store.database.read() as connection:
                known = (
                    covered_until(connection, CHANNEL, now),
                    last_finished(connection, now),
                    extent(connection, CHANNEL),
                )
            seen.append((before.due, before.wake, after.due, after.wake, after.last, known))
    assert seen[0] == seen[1]
    assert seen[0][0] == Due(channels=(CHANNEL,), closing=True)
    assert seen[0][2] == Due()
