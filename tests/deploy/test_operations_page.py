"""The operations page and the program agree: every exit code, check, sign and file that it must speak of is there."""

from __future__ import annotations

import re
from pathlib import Path

from archiver.errors import ExitCode
from archiver.retrieval.activity import LEVELS
from archiver.retrieval.coverage import SYMBOLS
from config.slots import NIGHT
from connectors.windows import HOUR, WINDOWS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_exit_code_has_a_line_that_says_what_to_do() -> None:
    rows = re.findall(r"^\| ([0-9, ]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    told = {int(code) for codes, _, _ in rows for code in codes.split(",")}
    assert told == {int(code) for code in ExitCode}
    assert all(what.strip() and todo.strip() for _, what, todo in rows)


def test_every_file_of_the_deploy_folder_is_spoken_of() -> None:
    named = {path.name for path in (ROOT / "deploy").iterdir()} - {"Dockerfile.dockerignore"}
    assert {name for name in named if f"deploy/{name}" not in PAGE} == set()


def test_every_check_of_the_doctor_is_explained() -> None:
    source = "".join(path.read_text() for path in (ROOT / "archiver" / "wiring" / "doctor").glob("*.py"))
    checks = set(re.findall(r"(?:fine|warn|wrong|of_error)\(\s*\"([a-z ]+)\"", source)) - {"channel"}
    assert len(checks) >= 15
    table = PAGE.partition("**doctor** finds:")[2].partition("## Every exit code")[0]
    assert {check for check in checks if check not in table} == set()


def test_the_signs_of_coverage_and_the_steps_of_activity_are_those_of_the_program() -> None:
    assert all(f"`{sign}`" in PAGE for sign in SYMBOLS.values())
    steps = sorted(LEVELS)
    records = " / ".join(str(records) for records, _ in steps)
    hours = " / ".join(str(int(every / HOUR)) for _, every in steps)
    assert f"| {records} records on the busiest of the last 30 days | {hours} hours |" in PAGE
    assert f"LinkedIn {WINDOWS['linkedin'].tightest // HOUR} " in PAGE
    assert f"X {WINDOWS['x'].tightest // HOUR} " in PAGE
    minute, hour, *_ = NIGHT.split()
    assert f"{int(hour):02}:{minute}" in PAGE
