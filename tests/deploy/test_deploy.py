"""What stands in deploy/, tried as far as this machine allows: systemd reads the units, cron the line, a parser the rest."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.cron import parse_cron
from config.tokens import read_secret
from tests.e2e.archives import environment, new_archive

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PROGRAM = "/opt/archiver/bin/archiver"
HERE = Path(sys.executable).parent / "archiver"
UNITS = ("archiver.service", "archiver-schedule.service", "archiver.timer")
WORST_EXPOSURE = 2.5


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with this machine's program in place of the installed one: systemd looks whether it is there."""
    for name in UNITS:
        (tmp_path / name).write_text((DEPLOY / name).read_text().replace(PROGRAM, str(HERE)))
    return tmp_path


def section(name: str, part: str) -> dict[str, str]:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((DEPLOY / name).read_text())
    return dict(parser[part])


# --- systemd --------------------------------------------------------------------------------------------------------


def test_systemd_finds_no_fault_in_the_units(tool: Callable[..., Path], units: Path) -> None:
    told = subprocess.run(
        [tool("systemd-analyze"), "verify", *(units / name for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize("name", ["archiver.service", "archiver-schedule.service"])
def test_the_services_are_little_exposed(tool: Callable[..., Path], units: Path, name: str) -> None:
    told = subprocess.run(
        [tool("systemd-analyze"), "security", "--offline=true", units / name],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"exposure level for \S+ ([0-9.]+)", told.stdout)
    assert found is not None, told.stdout + told.stderr
    assert float(found[1]) <= WORST_EXPOSURE


def test_the_timer_looks_every_quarter_of_an_hour_and_catches_up(tool: Callable[..., Path]) -> None:
    timer = section("archiver.timer", "Timer")
    assert timer["Persistent"] == "true"
    told = subprocess.run(
        [tool("systemd-analyze"), "calendar", "--iterations=3", timer["OnCalendar"]],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": "UTC"},
    )
    minutes = [int(text) for text in re.findall(r"\d\d:(\d\d):00 UTC", told.stdout)]
    assert len(set(minutes)) == 3
    assert all(minute % 15 == 0 for minute in minutes)


def test_each_service_starts_the_command_that_it_says(units: Path) -> None:
    assert section("archiver.service", "Service")["ExecStart"] == f"{PROGRAM} run --due"
    assert section("archiver-schedule.service", "Service")["ExecStart"] == f"{PROGRAM} schedule"
    assert section("archiver.service", "Service")["Type"] == "oneshot"
    assert section("archiver-schedule.service", "Service")["Type"] == "exec"
    # What a stopped or a doubled run ends with is no failure; a configuration that cannot be used is not tried for ever.
    assert {"75", "143"} <= set(section("archiver.service", "Service")["SuccessExitStatus"].split())
    assert "143" in section("archiver-schedule.service", "Service")["SuccessExitStatus"].split()
    assert section("archiver-schedule.service", "Service")["RestartPreventExitStatus"] == "2"


def test_a_credential_of_the_units_folder_is_found_under_its_name(tmp_path: Path) -> None:
    name = section("archiver.service", "Service")["LoadCredential"].partition(":")[0]
    (tmp_path / f"{name}_facebook").write_text("a token\n")  # as systemd names the files of a folder
    given = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert read_secret("credential:tokens_facebook", key="token", home=tmp_path, environ=given) == "a token"


# --- cron -----------------------------------------------------------------------------------------------------------


def cron_lines(text: str) -> list[tuple[str, str, str]]:
    """(schedule, user, command) of each line, also of those that are offered behind a #."""
    found = re.findall(r"^#?((?:[0-9*/,-]+\s+){5})(\S+)\s+(.+)$", text, re.MULTILINE)
    return [(" ".join(schedule.split()), user, command) for schedule, user, command in found]


def test_the_cron_lines_are_read_as_meant_and_their_commands_run_in_silence(tmp_path: Path) -> None:
    lines = cron_lines((DEPLOY / "archiver.cron").read_text())
    assert [(schedule, user) for schedule, user, _ in lines] == [
        ("*/15 * * * *", "archiver"),
        ("15 1 * * *", "archiver"),
    ]
    assert not parse_cron(lines[1][0]).in_clock_change_hour
    home = new_archive(tmp_path / "a").parent
    for _, _, command in lines:
        words = command.replace(PROGRAM, str(HERE)).replace("/var/lib/archiver", shlex.quote(str(home)))
        done = subprocess.run(["/bin/sh", "-c", words], capture_output=True, text=True, env=environment(), check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (home / "archive" / "archive.db").exists()


# --- container ------------------------------------------------------------------------------------------------------

INSTRUCTIONS = {
    *("FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "VOLUME", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
}


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in text.splitlines() if line.strip()]


def test_the_image_is_made_of_what_is_there_and_runs_as_nobody_in_particular() -> None:
    found = instructions()
    assert {name for name, _ in found} <= INSTRUCTIONS
    copied = [word for name, rest in found if name == "COPY" and "--from" not in rest for word in rest.split()[:-1]]
    assert all((ROOT / name).exists() for name in copied)
    assert {"archiver", "connectors", "exports", "config", "pyproject.toml", "constraints.txt"} <= set(copied)
    last = dict(found)
    assert last["USER"] == "10001"
    assert last["STOPSIGNAL"] == "SIGTERM"
    assert (last["ENTRYPOINT"], last["CMD"]) == ('["archiver"]', '["schedule"]')
    allowed = {
        line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")
    }
    assert allowed == set(copied)


def test_the_health_check_of_the_image_tells_well_from_impossible(tmp_path: Path) -> None:
    (check,) = [rest.partition("CMD ")[2] for name, rest in instructions() if name == "HEALTHCHECK"]
    config = new_archive(tmp_path / "a")
    path = f"{HERE.parent}:{os.environ['PATH']}"

    def healthy() -> int:
        return subprocess.run(
            ["/bin/sh", "-c", check], cwd=config.parent, env={**environment(), "PATH": path}, check=False
        ).returncode

    assert healthy() == 0
    config.write_text(config.read_text() + "\n[nonsense]\n")
    assert healthy() == 1


def test_the_compose_file_gives_the_image_what_it_needs_and_no_more() -> None:
    value: Any = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    (service,) = value["services"].values()
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert {volume.partition(":")[0] for volume in service["volumes"]} == set(value["volumes"])
    assert set(service["secrets"]) == set(value["secrets"])
    assert service["environment"] == {"CREDENTIALS_DIRECTORY": "/run/secrets"}
    assert service["command"] == ["schedule"]
