"""What was planted in the samples is nowhere to be read: not in records, index, database, log, or what lies beside them."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.wiring.rehearsal import LIVE, NIGHTS, SEED
from connectors.samples import PUBLIC_CONTACTS, probes
from connectors.simulators.world import World
from tests.e2e.searching import everything_readable, finds

Tool = Callable[..., Path]


def everything_planted() -> tuple[str, ...]:
    """Every private detail of the samples, and of the simulated platforms over the demo's nights."""
    world = World(SEED, LIVE)
    world.advance(NIGHTS)
    simulated = {planted.value for planted in world.planted}
    assert len(simulated) > 20
    return (*probes(), *sorted(simulated))


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demo's folder, with its sample exports (which are clear) taken away, and all it printed."""
    folder = tmp_path_factory.mktemp("rehearsal") / "demo"
    done = subprocess.run(
        [sys.executable, "-m", "archiver", "--verbose", "demo", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for path in (folder / "exports").iterdir():
        path.unlink()
    for path in (folder / "secrets").glob("*.token"):
        path.unlink()
    return folder, done.stdout + done.stderr


def test_no_planted_detail_can_be_read_anywhere(rehearsed: tuple[Path, str], tool: Tool) -> None:
    folder, printed = rehearsed
    texts = everything_readable(folder, tool("pdftotext"))
    assert finds(texts, everything_planted()) == []
    assert finds(iter([("output", printed)]), everything_planted()) == []


def test_the_search_would_find_a_detail_if_it_were_there(
    rehearsed: tuple[Path, str], tool: Tool, tmp_path: Path
) -> None:
    folder, _ = rehearsed
    texts = everything_readable(folder, tool("pdftotext"))
    # The agency's own contacts stand in the samples too and must stay: the same search sees them.
    assert {probe for probe, _ in finds(texts, PUBLIC_CONTACTS[:2])} == set(PUBLIC_CONTACTS[:2])


def test_the_write_ahead_log_is_searched_too(rehearsed: tuple[Path, str], tool: Tool, tmp_path: Path) -> None:
    folder, _ = rehearsed
    database = folder / "archive" / "archive.db"
    with sqlite3.connect(database) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        rows = "\n".join(str(row) for name in names for row in connection.execute(f'select * from "{name}"'))
    assert finds(iter([("rows", rows)]), everything_planted()) == []


def test_every_record_was_released(rehearsed: tuple[Path, str]) -> None:
    folder, printed = rehearsed
    assert "withheld" not in printed
    records = [path for path in (folder / "archive" / "records").rglob("*") if path.is_file()]
    assert {path.suffix for path in records} == {".pdf", ".xlsx", ".docx"}
    assert len({path.stem for path in records}) * 3 == len(records)
