"""Whole nights killed with SIGKILL, at random moments and at random durable steps: after a clean run nothing tells of it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from connectors.simulators import simulate
from tests.e2e.archives import answer
from tests.faults.killing import by_size, half_written, killed, moments
from tests.faults.nights import PLATFORMS, clock_of, kept, simulated_archive

NIGHTS = by_size(1, 10)
KILLS = by_size(4, 20)
"""A night; each is followed by a clean run."""


def test_a_killed_night_and_a_clean_run_leave_what_an_undisturbed_night_leaves(tmp_path: Path) -> None:
    hits = 0
    with simulate(seed=7, platforms=PLATFORMS) as world:
        clean = simulated_archive(tmp_path / "clean", world)
        # The same keys for both, so that what is known by a keyed hash can be compared.
        broken = Path(shutil.copytree(clean.parent, tmp_path / "broken"))
        for night in range(NIGHTS):
            clock = clock_of(world)
            started = time.monotonic()
            code, report = answer("run", config=clean, clock=clock)
            whole = time.monotonic() - started
            assert code in (0, 1), report
            assert report["reconciliation"]["balanced"] is True
            undisturbed = kept(clean)
            evening = broken.rename(tmp_path / "evening")
            for number, after in enumerate(moments(whole, KILLS, seed=night)):
                shutil.rmtree(broken, ignore_errors=True)
                shutil.copytree(evening, broken, symlinks=True)
                config = broken / "archiver.toml"
                hits += killed(after, "run", config=config, clock=clock_of(world))
                where = f"night {night}, kill {number} after {after:.2f} of {whole:.2f} s"
                again, repeated = answer("run", config=config, clock=clock_of(world))
                assert again == code, (where, repeated)
                assert repeated["reconciliation"]["balanced"] is True, where
                assert kept(config) == undisturbed, where
                assert half_written(broken / "archive") == [], where
                assert answer("verify", "--full", config=config, clock=clock)[1]["findings"] == [], where
            # What the last kill left goes on into the next night: nothing may add up over many nights either.
            shutil.rmtree(evening)
            world.advance()
    assert hits >= NIGHTS * KILLS // 2, "the nights ended before most of the kills: they tell nothing"
