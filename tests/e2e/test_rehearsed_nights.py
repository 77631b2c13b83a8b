"""Three nights over simulated platforms, and the exports after them: each adds up from its source to the index, every channel
of it, and what the archive then holds is what was written down."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archiver.wiring.rehearsal import LIVE, NIGHTS
from connectors.samples import KINDS


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A demo's folder, and what it reported."""
    folder = tmp_path_factory.mktemp("nights") / "demo"
    done = subprocess.run(
        [sys.executable, "-m", "archiver", "demo", str(folder), "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return folder, told


def test_every_night_adds_up_on_every_channel(demo: tuple[Path, dict[str, Any]]) -> None:
    _, told = demo
    nights = [run for run in told["runs"] if run["kind"] == "run"]
    assert len(nights) == NIGHTS
    for run in nights:
        assert run["reconciliation"]["balanced"], [b for b in run["reconciliation"]["balances"] if not b["balanced"]]
        assert {channel["channel"] for channel in run["channels"]} == {f"live-{platform}" for platform in LIVE}
        assert all(channel["error"] is None and channel["counts"]["new"] > 0 for channel in run["channels"])
    # Only the first night meets what the platforms no longer show, or show to nobody: later ones add to it.
    assert [any(channel["gaps"] for channel in run["channels"]) for run in nights] == [True, False, False]


def test_every_export_adds_up(demo: tuple[Path, dict[str, Any]]) -> None:
    _, told = demo
    imports = [run for run in told["runs"] if run["kind"] == "import"]
    assert len(imports) == len(KINDS)
    assert all(run["reconciliation"]["balanced"] and not run["channels"][0]["gaps"] for run in imports)


def test_what_it_holds_is_what_was_written_down(demo: tuple[Path, dict[str, Any]]) -> None:
    folder, told = demo
    assert all((folder / "archive" / record).is_file() for record in told["records"])
    done = subprocess.run(
        [sys.executable, "-m", "archiver", "--config", str(folder / "archiver.toml"), "verify", "--full", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)["findings"]) == (0, [])
