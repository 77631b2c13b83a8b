"""An import that was killed or stopped stays open, for everyone to see, until the same export was read to its end."""

from __future__ import annotations

import dataclasses
import shutil
import zipfile
from pathlib import Path

import pytest

from archiver.model.ids import ChannelId
from archiver.pipeline import intake
from archiver.pipeline.night import night
from archiver.pipeline.parts import Parts
from archiver.pipeline.report import RunReport
from archiver.wiring.running import open_parts
from bench.whatsapp_chat import AGENCY, write_chat
from config.sources import load
from tests.e2e.archives import new_archive

CHANNEL = ChannelId("wa")


class Killed(BaseException):
    """What no code of ours answers, as a process that is gone."""


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chat") / "WhatsApp Chat with Aroha Example.txt"
    write_chat(path, messages=5_000, seed=8)
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return new_archive(tmp_path / "home", formats='["xlsx"]', accounts={"wa": AGENCY})


def broken_off(config: Path, chat: Path, *, killed: bool) -> RunReport | None:
    """Import until the first batch was accepted."""
    with open_parts(load(config)) as parts:
        stops = False

        def progress(what: str, done: int, total: int | None) -> None:
            nonlocal stops
            if what == "records read" and done:
                stops = True
                if killed:
                    raise Killed

        changed = dataclasses.replace(parts, progress=progress, stopping=lambda: stops)
        try:
            return intake.import_export(changed, [chat], CHANNEL)
        except Killed:
            return None


def tonight(config: Path) -> RunReport:
    with open_parts(load(config)) as parts:
        return night(_import_only(parts))


def _import_only(parts: Parts) -> Parts:
    return dataclasses.replace(parts, channels={CHANNEL: parts.channels[CHANNEL]})


def test_a_killed_import_makes_the_next_night_ask_for_the_export_again(config: Path, chat: Path) -> None:
    broken_off(config, chat, killed=True)
    report = tonight(config)
    (channel,) = report.channels
    assert [gap.reason for gap in channel.gaps] == [intake.UNFINISHED]
    assert (report.exit_code, len(channel.taken_over)) == (1, 1)
    (path,) = (config.parent / "archive" / "records").glob("*/messages/*.xlsx")
    with zipfile.ZipFile(path) as book:
        assert any(intake.UNFINISHED.encode() in book.read(name) for name in book.namelist())
    assert [gap.reason for gap in tonight(config).channels[0].gaps] == []  # told once


def test_the_same_export_again_closes_it(config: Path, chat: Path) -> None:
    broken_off(config, chat, killed=True)
    with open_parts(load(config)) as parts:
        report = intake.import_export(parts, [chat], CHANNEL)
        assert (report.exit_code, report.channels[0].gaps) == (0, [])
        assert parts.store.gaps(CHANNEL) == ()


def test_a_stopped_import_tells_it_and_another_export_does_not_close_it(
    config: Path, chat: Path, tmp_path: Path
) -> None:
    report = broken_off(config, chat, killed=False)
    assert report is not None
    assert [gap.reason for gap in report.channels[0].gaps] == [intake.UNFINISHED]
    other = tmp_path / "WhatsApp Chat with Hemi Example.txt"
    shutil.copy(chat, other)
    other.write_text(other.read_text(encoding="utf-8").replace("Aroha Example", "Hemi Example"), encoding="utf-8")
    with open_parts(load(config)) as parts:
        intake.import_export(parts, [other], CHANNEL)
        assert [gap.gap.reason for gap in parts.store.gaps(CHANNEL)] == [intake.UNFINISHED]


def test_an_import_that_came_to_its_end_leaves_no_gap_to_be_seen(config: Path, chat: Path) -> None:
    with open_parts(load(config)) as parts:
        report = intake.import_export(parts, [chat], CHANNEL)
        assert report.exit_code == 0
        assert parts.store.gaps(CHANNEL, open_only=False) == ()
