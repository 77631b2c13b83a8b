"""What a person types for the event log is kept without identifiers: nothing can be taken out of that log later."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from archiver.model.capture import Gap
from archiver.model.ids import ChannelId, RunId
from archiver.store import Store
from config.sources import load
from tests.cli.calling import Caller

RECORD = "R000001"
REASON = "client 123456789 called 021 555 0142, mail jo@example.org, for Mere Example, request 26/0117"
CLEAN = "client [CLIENT NUMBER 1] called [PHONE 1], mail [EMAIL 1], for Mere Example, request 26/0117"


@pytest.fixture
def copied(config: Path, tmp_path: Path) -> Path:
    """A copy of the archive to write events into."""
    return Path(shutil.copytree(config.parent, tmp_path / "copy")) / "archiver.toml"


def held(config: Path) -> list[str]:
    """Which of the identifiers stand in any file of the archive or beside it."""
    content = b"".join(path.read_bytes() for path in config.parent.rglob("*") if path.is_file())
    return [value for value in ("123456789", "555 0142", "jo@example.org") if value.encode() in content]


@pytest.mark.parametrize("command", ["retrieve", "unseal", "reprocess"])
def test_a_reason_is_logged_without_identifiers_and_it_is_said(
    archiver: Caller, config: Path, copied: Path, tmp_path: Path, command: str
) -> None:
    key = config.parent.with_suffix(".key")
    to: list[str | Path] = ["--to", tmp_path / "out"]
    words: dict[str, list[str | Path]] = {
        "retrieve": ["retrieve", RECORD, *to],
        "unseal": ["unseal", RECORD, *to, "--identity", key],
        "reprocess": ["reprocess", "--record", RECORD, "--identity", key],
    }
    done = archiver(*words[command], "--reason", REASON, config=copied)
    assert done.code == 0, done.err
    assert f"--reason: identifiers were taken out; kept is: {CLEAN}\n" in done.err
    assert held(copied) == []
    if command != "reprocess":
        assert archiver("show", RECORD, "--json", config=copied).json["events"][-1]["detail"]["reason"] == CLEAN
    else:
        with Store.open(f"sqlite:///{copied.parent / 'archive' / 'archive.db'}") as store:
            assert CLEAN in [event.detail["reason"] for event in store.events() if event.kind == "access"]  # type: ignore[index,call-overload]
    assert archiver("verify", "--full", config=copied).code == 0


def test_a_reason_without_identifiers_is_kept_as_it_is_and_nothing_is_said(
    archiver: Caller, copied: Path, tmp_path: Path
) -> None:
    done = archiver("retrieve", RECORD, "--to", tmp_path / "out", "--reason", "request 26/0117", config=copied)
    assert (done.code, done.err) == (0, "")


def test_why_a_gap_is_accepted_is_kept_without_identifiers(archiver: Caller, copied: Path) -> None:
    with Store.open(f"sqlite:///{load(copied, {}).archive_path / 'archive.db'}") as store:
        when = dt.datetime(2026, 1, 20, tzinfo=dt.UTC)
        gap = Gap(reason="the platform was off", start=when, end=when, key="off")
        store.open_gap(ChannelId("wa"), gap, RunId("r"), at=when)
    done = archiver("gaps", "accept", "off", "--channel", "wa", "--reason", REASON, config=copied)
    assert done.code == 0, done.err
    assert CLEAN in done.err
    (row,) = archiver("gaps", "--all", "--json", config=copied).json
    assert row["settled_reason"] == CLEAN
    assert held(copied) == []
