"""A disk that is full or read-only, a database that another holds, a clock set back, two runs at once: each ends in clear
words and its exit code, nothing is lost, and the next run ends as if nothing had happened."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.whatsapp_chat import AGENCY, write_chat
from connectors.simulators import simulate
from tests.e2e.archives import answer, call, command, environment, holdings, new_archive
from tests.faults.killing import SOAK, by_size, half_written
from tests.faults.nights import clock_of, simulated_archive
from tests.faults.tracing import struck, traced
from tests.tools import lacking

MIB = 1024 * 1024
MESSAGES = 400
EARLIER = "2026-01-31T01:15:00+13:00"
AHEAD, AHEAD_UTC = "2030-01-01T01:15:00+13:00", "2029-12-31T12:15:00Z"
"""Before the simulated world's first night."""


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    """A chat to take in."""
    path = tmp_path / "WhatsApp Chat with Aroha Example.txt"
    write_chat(path, messages=MESSAGES, seed=20)
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A new archive with a WhatsApp channel."""
    return new_archive(tmp_path / "a", formats='["xlsx"]', accounts={"wa": AGENCY})


@contextlib.contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A file system of its own at `folder`; without the right to mount, the test ends."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lacking(f"the right to mount a file system ({done.stderr.strip()})")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    """The mounted file system with other options, from now on."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def told_clearly(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """It failed, in words for an operator."""
    assert done.returncode not in (0, -6, -9, -11), done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert "error of the program" not in done.stderr, done.stderr
    assert any(word in done.stderr + done.stdout for word in words), done.stderr + done.stdout


def ends_as(config: Path, chat: Path, clean: Path) -> None:
    """Taken up again, the archive is as the one that met no trouble."""
    code, report = answer("import", chat, "--channel", "wa", config=config)
    assert (code, report["reconciliation"]["balanced"]) == (0, True), report
    assert holdings(config) == holdings(clean)
    assert half_written(config.parent / "archive") == []
    assert answer("verify", "--full", config=config)[1]["findings"] == []


def undisturbed(config: Path, chat: Path, to: Path) -> Path:
    """A copy of the archive, with the same keys, that takes the chat in without trouble."""
    clean = Path(shutil.copytree(config.parent, to, symlinks=True)) / "archiver.toml"
    assert call("import", chat, "--channel", "wa", config=clean).returncode == 0
    return clean


def test_a_disk_that_fills_up_is_told_and_with_room_the_import_goes_on(
    config: Path, chat: Path, tmp_path: Path
) -> None:
    clean = undisturbed(config, chat, tmp_path / "clean")
    archive = config.parent / "archive"
    needed = sum(path.stat().st_size for path in (clean.parent / "archive").rglob("*") if path.is_file())
    chance = random.Random(5)
    shutil.rmtree(archive, ignore_errors=True)
    for number in range(by_size(3, 30)):
        room = int(needed * (0.1 + 0.8 * (number + chance.random()) / by_size(3, 30)))
        with mounted(archive, "-t", "tmpfs", "-o", f"size={room // 4096 * 4096},mode=750", "tmpfs"):
            told_clearly(call("import", chat, "--channel", "wa", config=config), "disk is full", "No space left")
            remount(archive, f"size={64 * MIB}")
            ends_as(config, chat, clean)


def test_any_single_write_may_be_refused(config: Path, chat: Path, tmp_path: Path, tool: Callable[..., Path]) -> None:
    strace = tool("strace")
    fresh = Path(shutil.copytree(config.parent, tmp_path / "fresh"))
    clean = Path(shutil.copytree(fresh, tmp_path / "clean")) / "archiver.toml"
    code, steps = traced(strace, command("import", chat, "--channel", "wa", config=clean), tmp_path / "trace")
    assert code == 0
    places = []
    for made in ("write", "pwrite64", "fsync", "fdatasync", "rename"):
        files = [s for s in steps if s.call == made]
        # Of `write` only what goes into the archive's files: the rest is pipes and the terminal.
        inside = [n for n, s in enumerate(files, start=1) if str(clean.parent) in s.path]
        places += [(made, number) for number in inside]
    chance = random.Random(9)
    for made, number in places[:: len(places) // 200 or 1] if SOAK else chance.sample(places, 5):
        shutil.rmtree(config.parent)
        shutil.copytree(fresh, config.parent)
        words = command("import", chat, "--channel", "wa", config=config)
        done = struck(strace, words, call=made, number=number, how="error=ENOSPC")
        where = f"{made} number {number}: {done.stderr}"
        assert done.returncode in (0, 1), where
        assert "Traceback" not in done.stderr, where
        ends_as(config, chat, clean)


def test_a_read_only_archive_is_told_and_written_again_once_it_can_be(config: Path, chat: Path, tmp_path: Path) -> None:
    clean = undisturbed(config, chat, tmp_path / "clean")
    archive = config.parent / "archive"
    shutil.rmtree(archive, ignore_errors=True)
    with mounted(archive, "-t", "tmpfs", "-o", f"size={64 * MIB},mode=750", "tmpfs"):
        assert call("run", config=config).returncode == 0
        remount(archive, "ro")
        told_clearly(call("run", config=config), "read-only", "Read-only")
        told_clearly(call("import", chat, "--channel", "wa", config=config), "read-only", "Read-only")
        # What is there can still be looked at.
        assert call("status", config=config).returncode == 0
        remount(archive, "rw")
        ends_as(config, chat, clean)


def test_a_database_that_another_process_holds_is_told_and_nothing_is_lost(
    config: Path, chat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = undisturbed(config, chat, tmp_path / "clean")
    assert call("run", config=config).returncode == 0
    holder = sqlite3.connect(config.parent / "archive" / "archive.db", isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        # Waiting half a minute for the other is right for a night and too long for a test.
        patient = (
            "import archiver.store.database as d; d._BUSY_MS = 50; from archiver.cli import entry; "
            "import sys; sys.argv[0] = 'archiver'; entry()"
        )
        words = command("import", chat, "--channel", "wa", config=config)
        done = subprocess.run(
            [words[0], "-c", patient, *words[3:]], capture_output=True, text=True, env=environment(), check=False
        )
        told_clearly(done, "locked by another process")
        assert done.returncode == 1
    finally:
        holder.close()
    ends_as(config, chat, clean)


def test_a_clock_set_back_between_two_nights_loses_nothing_and_is_said(tmp_path: Path) -> None:
    with simulate(seed=7, platforms=("linkedin",)) as world:
        config = simulated_archive(tmp_path / "a", world)
        right = clock_of(world)
        assert answer("run", config=config, clock=right)[0] in (0, 1)
        before = holdings(config)
        code, report = answer("run", config=config, clock=EARLIER)
        assert code == 1, report
        assert any("clock" in warning for warning in report["warnings"]), report["warnings"]
        assert report["reconciliation"]["balanced"] is True
        for channel in report["channels"]:
            window = channel["window"]
            assert not window["from"] or window["from"] <= window["to"], window
        assert holdings(config) == before
        # Put right again, there is nothing to warn of, and all of it verifies.
        code, report = answer("run", config=config, clock=right)
        assert report["warnings"] == []
        assert holdings(config) == before
        assert answer("verify", "--full", config=config, clock=right)[1]["findings"] == []


def test_a_night_under_a_clock_that_ran_ahead_is_not_the_last_one(tmp_path: Path) -> None:
    with simulate(seed=7, platforms=("linkedin",)) as world:
        config = simulated_archive(tmp_path / "a", world)
        assert answer("run", "--due", config=config, clock=clock_of(world))[0] in (0, 1)
        before = clock_of(world)
        world.advance()
        assert answer("run", config=config, clock=AHEAD)[0] in (0, 1)
        world.advance()
        right = clock_of(world)
        status = answer("status", config=config, clock=right)[1]
        (channel,) = status["channels"]
        assert channel["last_success"] == before.replace("+00:00", "Z")
        assert any(AHEAD_UTC in line for line in status["archive"]["warnings"])
        (shown,) = answer("coverage", "--from", "2026-02-02", config=config, clock=right)[1]["channels"]
        assert "#" not in shown["each_hour"][24:], "nobody has seen what came in since"

        code, report = answer("run", "--due", config=config, clock=right)
        assert code == 1, report
        (warning,) = report["warnings"]
        assert AHEAD_UTC in warning
        (channel,) = report["channels"]
        assert channel["window"] == {"from": before.replace("+00:00", "Z"), "to": right.replace("+00:00", "Z")}
        assert report["reconciliation"]["balanced"] is True
        # It is due once, not at each look, and the words stay the same while they are told: a week.
        assert answer("run", "--due", config=config, clock=right)[1]["outcome"] == "nothing due"
        world.advance()
        assert answer("run", "--due", config=config, clock=clock_of(world))[1]["warnings"] == [warning]
        assert answer("doctor", "--offline", config=config, clock=clock_of(world))[0] == 2
        world.advance(8)
        assert answer("run", "--due", config=config, clock=clock_of(world))[1]["warnings"] == []
        assert answer("doctor", "--offline", config=config, clock=clock_of(world))[0] == 1
        assert answer("verify", "--full", config=config, clock=clock_of(world))[1]["findings"] == []


HELD = """
import os, sys
from archiver.cli import entry

told, go, at = map(int, sys.argv[1:4])
flush, made = os.fsync, []

def held(handle):
    made.append(handle)
    if len(made) == at:
        os.write(told, b"held")
        os.read(go, 1)
    flush(handle)

os.fsync = held
sys.argv = ["archiver", *sys.argv[4:]]
entry()
"""
"""The program, waiting in the middle of a file's flush until it is told to go on."""


def test_of_two_runs_at_once_the_second_ends_with_75_and_the_first_is_not_disturbed(
    config: Path, chat: Path, tmp_path: Path
) -> None:
    clean = undisturbed(config, chat, tmp_path / "clean")
    (held, told), (going, go) = os.pipe(), os.pipe()
    python, _, _, *words = command("import", chat, "--channel", "wa", config=config)
    first = subprocess.Popen(
        [python, "-c", HELD, str(told), str(going), "4", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=(told, going),
        env=environment(),
        text=True,
    )
    os.close(told)
    try:
        assert os.read(held, 4) == b"held", "the first never came to write a file"
        second = call("run", config=config)
        looked = call("run", "--due", config=config)
        assert (looked.returncode, looked.stdout, looked.stderr) == (75, "", ""), "no mail from cron for a long import"
    finally:
        os.write(go, b".")
        first.communicate()
        for handle in (held, going, go):
            os.close(handle)
    assert (second.returncode, second.stdout) == (75, "")
    assert "another run" in second.stderr
    assert first.returncode == 0
    ends_as(config, chat, clean)
