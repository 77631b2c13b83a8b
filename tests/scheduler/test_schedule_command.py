"""`archiver schedule` and `run --due` as programs, over a simulated platform: caught up at the start, stopped within seconds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from connectors.simulators import Simulation, simulate
from tests.e2e.archives import answer, call, command, environment, holdings
from tests.scheduler.nightly import CHANNEL, live_archive

CLOCK = "2026-03-03T09:00:00+13:00"
NEXT_DAY = "2026-03-04T01:15:00+13:00"
SOON_S = 10.0


@pytest.fixture
def simulation() -> Iterator[Simulation]:
    with simulate(platforms=("facebook",)) as running:
        yield running


@contextmanager
def service(config: Path, *, clock: str = CLOCK) -> Iterator[subprocess.Popen[str]]:
    """A running `archiver schedule --json`."""
    process = subprocess.Popen(
        command("schedule", "--json", config=config),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(clock),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    text = process.stdout.readline()
    assert text, process.stderr.read() if process.stderr else ""
    value: dict[str, Any] = json.loads(text)
    return value


def stop(process: subprocess.Popen[str], number: int) -> tuple[int, float]:
    began = time.monotonic()
    process.send_signal(number)
    process.wait(timeout=60)
    return process.returncode, time.monotonic() - began


def test_it_catches_up_at_the_start_then_waits_and_a_signal_ends_it_at_once(
    tmp_path: Path, simulation: Simulation
) -> None:
    config = live_archive(tmp_path / "a", simulation, capture="15 1 * * *")
    with service(config) as process:
        report = line(process)
        assert (report["kind"], report["outcome"], report["channels"][0]["channel"]) == ("run", "complete", CHANNEL)
        assert line(process)["next_due"] == "2026-03-03T12:15:00Z"
        code, seconds = stop(process, signal.SIGTERM)
    assert code == 143
    assert seconds < SOON_S
    # Nothing was missed meanwhile: a start finds nothing to do.
    with service(config) as process:
        assert line(process) == {
            "outcome": "nothing due",
            "channels": [],
            "closing": False,
            "next_due": "2026-03-03T12:15:00Z",
        }
        code, seconds = stop(process, signal.SIGINT)
    assert code == 130
    assert seconds < SOON_S
    # A night later there is.
    with service(config, clock=NEXT_DAY) as process:
        assert line(process)["channels"][0]["window"] == {"from": "2026-03-02T20:00:00Z", "to": "2026-03-03T12:15:00Z"}


@pytest.mark.parametrize(("number", "ends_with"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_in_the_middle_keeps_the_place_and_the_next_run_ends_as_an_undisturbed_one(
    tmp_path: Path, number: int, ends_with: int
) -> None:
    with simulate(platforms=("facebook",), latency_s=0.02) as simulation:
        config = live_archive(tmp_path / "a", simulation, capture="15 1 * * *")
        with service(config) as process:
            while len(simulation.requests("facebook")) < 12:
                os.sched_yield()
            code, seconds = stop(process, number)
            told = line(process)
        asked = len(simulation.requests("facebook"))
        assert code == ends_with
        assert (told["exit_code"], told["channels"][0]["error"]["code"]) == (ends_with, "stopped")
        assert (told["channels"][0]["gaps_opened"], told["channels"][0]["gaps_closed"]) == (1, 0)
        assert seconds < SOON_S
        status = answer("status", config=config, clock=CLOCK)[1]["channels"][0]
        assert status["last_attempt"]["error"] == "stopped"
        assert [gap["key"] for gap in status["gaps"]] == ["capture"]
        assert status["next_due"] <= "2026-03-02T20:00:00Z", "what was stopped is due at once"

        code, report = answer("run", "--due", config=config, clock=CLOCK)
        assert (code, report["outcome"]) == (0, "complete"), report
        assert (report["channels"][0]["gaps_opened"], report["channels"][0]["gaps_closed"]) == (0, 1)
        assert answer("status", config=config, clock=CLOCK)[1]["channels"][0]["gaps"] == []
        undisturbed = live_archive(tmp_path / "b", simulation)
        (undisturbed.parent / "secrets" / "archiver.key").write_bytes(
            (config.parent / "secrets" / "archiver.key").read_bytes()
        )
        assert answer("run", config=undisturbed, clock=CLOCK)[0] == 0
        assert asked < len(simulation.requests("facebook"))
    texts = [
        sorted(text for record in holdings(each).items() if record[0] != "withheld" for text in record[1]["texts"])
        for each in (config, undisturbed)
    ]
    assert texts[0] == texts[1]
    assert texts[0]


def test_run_due_does_nothing_in_silence_until_the_night_comes(tmp_path: Path, simulation: Simulation) -> None:
    config = live_archive(tmp_path / "a", simulation, capture="15 1 * * *")
    assert call("run", "--due", config=config, clock=CLOCK).returncode == 0
    asked = len(simulation.requests("facebook"))
    quiet = call("run", "--due", config=config, clock=CLOCK)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert len(simulation.requests("facebook")) == asked
    code, report = answer("run", "--due", config=config, clock=NEXT_DAY)
    assert (code, [channel["channel"] for channel in report["channels"]]) == (0, [CHANNEL])
    # The token was asked about once; the second run, sixteen hours later, carries on what was told.
    asked_about = [request for request in simulation.requests("facebook") if request.path.endswith("/debug_token")]
    assert len(asked_about) == 1
    assert report["channels"][0]["token"]["checked"] == "2026-03-02T20:00:00Z"
    assert answer("status", config=config, clock=NEXT_DAY)[1]["channels"][0]["token_expires"] == "2026-09-21T14:13:20Z"

    code, found = answer("coverage", "--from", "2026-03-03", config=config, clock=NEXT_DAY)
    assert (code, [channel["joined"] for channel in found["channels"]]) == (0, [True])
    assert found["channels"][0]["each_hour"] == "h" * 9 + "#" * 17
    shown = call("coverage", "--from", "2026-03-03", config=config, clock=NEXT_DAY).stdout
    assert "   Tue  3  hhhhhhhhh###############" in shown
    assert call("coverage", "--channel", "nobody", config=config, clock=CLOCK).returncode == 2
    assert call("run", "--due", "--channel", CHANNEL, config=config, clock=CLOCK).returncode == 2
