"""Whole nights killed with SIGKILL, at random moments and at random durable steps: after a clean run nothing tells of it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from connectors.simulators import Simulation, simulate
from tests.e2e.archives import answer
from tests.faults.killing import by_size, half_written, killed, moments
from tests.faults.nights import PLATFORMS, clock_of, differences, kept, simulated_archive

NIGHTS = by_size(1, 10)
KILLS = by_size(4, 20)
"""A night; each is followed by a clean run."""


def looked_again(clean: Path, copy: Path, world: Simulation) -> dict[str, Any]:
    """What the archive would hold after another run on the same night."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(clean.parent, copy, symlinks=True)
    assert answer("run", config=copy / "archiver.toml", clock=clock_of(world))[0] in (0, 1)
    return kept(copy / "archiver.toml")


def test_a_killed_night_and_a_clean_run_leave_what_an_undisturbed_night_leaves(tmp_path: Path) -> None:
    hits = 0
    with simulate(seed=7, platforms=PLATFORMS) as world:
        clean = simulated_archive(tmp_path / "clean", world)
        # The same keys for all, so that what is known by a keyed hash can be compared.
        broken, evening = tmp_path / "broken", tmp_path / "evening"
        carried = Path(shutil.copytree(clean.parent, tmp_path / "carried"))
        for night in range(NIGHTS):
            shutil.rmtree(evening, ignore_errors=True)
            shutil.copytree(clean.parent, evening, symlinks=True)
            clock = clock_of(world)
            started = time.monotonic()
            code, report = answer("run", config=clean, clock=clock)
            whole = time.monotonic() - started
            assert code in (0, 1), report
            assert report["reconciliation"]["balanced"] is True
            undisturbed, second_look = kept(clean), dict[str, Any]()
            for number, after in enumerate(moments(whole, KILLS, seed=night)):
                # One goes on from what was killed the nights before: nothing may add up.
                is_carried = number == night % KILLS
                shutil.rmtree(broken, ignore_errors=True)
                shutil.copytree(carried if is_carried else evening, broken, symlinks=True)
                config = broken / "archiver.toml"
                is_hit = killed(after, "run", config=config, clock=clock_of(world))
                hits += is_hit
                where = f"night {night}, kill {number} after {after:.2f} of {whole:.2f} s"
                again, repeated = answer("run", config=config, clock=clock_of(world))
                # One that came to its end before it could be killed told what there was to tell itself.
                assert again == code or (again == 0 and not is_hit), (where, repeated)
                assert repeated["reconciliation"]["balanced"] is True, where
                found = kept(config)
                if found != undisturbed and not is_carried:
                    second_look = second_look or looked_again(clean, tmp_path / "again", world)
                assert differences(found, undisturbed, None if is_carried else second_look) == [], where
                assert half_written(broken / "archive") == [], where
                assert answer("verify", "--full", config=config, clock=clock)[1]["findings"] == [], where
                if is_carried:
                    shutil.rmtree(carried)
                    shutil.copytree(broken, carried, symlinks=True)
            world.advance()
    assert hits >= NIGHTS * KILLS // 2, "the nights ended before most of the kills: they tell nothing"
