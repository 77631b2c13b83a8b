"""Redaction in a process of its own beside the import gives what it gives within it; and when it dies, nothing is half done."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from archiver.model.ids import ChannelId
from archiver.pipeline import intake
from archiver.pipeline.desk import Desk, Done, Handed
from archiver.pipeline.parts import Parts
from archiver.pipeline.report import RunReport
from archiver.wiring.running import open_parts
from bench.whatsapp_chat import AGENCY, write_chat
from config.sources import load
from tests.e2e.archives import holdings, new_archive

MESSAGES = 6_000
CHANNEL = ChannelId("wa")


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chat") / "WhatsApp Chat with Aroha Example.txt"
    write_chat(path, messages=MESSAGES, seed=5)
    return path


@pytest.fixture(scope="module")
def within(tmp_path_factory: pytest.TempPathFactory, chat: Path) -> Path:
    """An archive that was redacted within the import's own process."""
    config = new_archive(tmp_path_factory.mktemp("within") / "home", formats='["xlsx"]', accounts={"wa": AGENCY})
    shutil.copytree(config.parent, config.parent.with_name("fresh"))
    report = imported(config, chat, lambda parts: dataclasses.replace(parts, desk_beside=None))
    assert (report.exit_code, report.channels[0].counts.messages) == (0, MESSAGES)
    return config


@pytest.fixture
def fresh(within: Path, tmp_path: Path) -> Path:
    """An empty archive with the same keys."""
    return Path(shutil.copytree(within.parent.with_name("fresh"), tmp_path / "home")) / "archiver.toml"


def imported(config: Path, chat: Path, changed: Callable[[Parts], Parts]) -> RunReport:
    with open_parts(load(config)) as parts:
        return intake.import_export(changed(parts), [chat], CHANNEL)


def test_beside_the_import_it_gives_what_it_gives_within_it(
    within: Path, fresh: Path, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BESIDE_FROM_BYTES", 1)
    report = imported(fresh, chat, lambda parts: parts)
    assert report.exit_code == 0
    assert holdings(fresh) == holdings(within)


class _Dying:
    """A desk whose process is gone after some batches."""

    def __init__(self, desk: Desk, batches: int) -> None:
        self._desk = desk
        self._left = batches
        self.sweep, self.close = desk.sweep, desk.close

    def submit(self, work: Sequence[Handed]) -> Callable[[], Sequence[Done]]:
        self._left -= 1
        if self._left < 0:
            return self._gone
        return self._desk.submit(work)

    def _gone(self) -> Sequence[Done]:
        raise RuntimeError("the process is gone")


def test_when_its_process_dies_what_was_accepted_stays_and_the_next_import_brings_the_rest(
    within: Path, fresh: Path, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BESIDE_FROM_BYTES", 1)

    def dying(parts: Parts) -> Parts:
        opens = parts.desk_beside
        assert opens is not None

        @contextlib.contextmanager
        def opened(channel: ChannelId) -> Iterator[Desk]:
            with opens(channel) as desk:
                yield _Dying(desk, 1)

        return dataclasses.replace(parts, desk_beside=opened)

    report = imported(fresh, chat, dying)
    assert report.exit_code != 0
    assert report.channels[0].error is not None
    assert 0 < report.channels[0].counts.messages < MESSAGES
    report = imported(fresh, chat, lambda parts: parts)
    assert (report.exit_code, report.balanced) == (0, True)
    ours, theirs = holdings(fresh), holdings(within)
    # What the broken import left was closed as an edition of its own; what is held is the same.
    assert [(ours[number]["content"], ours[number]["texts"]) for number in theirs if number != "withheld"] == [
        (theirs[number]["content"], theirs[number]["texts"]) for number in theirs if number != "withheld"
    ]
