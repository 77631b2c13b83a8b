"""What another package brings by entry points: a platform's connector with its replay and importer's name, and a format with
its reader. A real distribution, installed by the real installer into a folder of its own, used by the real program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.archives import CLOCK

PROJECT = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "noticeboard"
version = "1.0"

[tool.setuptools]
py-modules = ["noticeboard"]

[project.entry-points."archiver.connectors"]
noticeboard = "noticeboard:connector"

[project.entry-points."archiver.replays"]
noticeboard = "noticeboard:replay"

[project.entry-points."archiver.exports"]
txt = "noticeboard:export"
unread = "noticeboard:export"

[project.entry-points."archiver.readers"]
txt = "noticeboard:read"
"""

MODULE = '''
"""A platform that keeps one message on a board, and a format of plain lines."""

import datetime as dt

from archiver.model.capture import Batch, CaptureMethod, Exchange
from archiver.model.correspondent import Correspondent, Role
from archiver.model.ids import ThreadKey
from archiver.model.record import Record, RecordKind, Thread, ThreadKind
from archiver.model.time import from_iso
from connectors.base import TokenHealth


class Board:
    platform = "noticeboard"

    def __init__(self, channel, options):
        self.channel = channel
        self.words = options["words"]

    def batches(self, context):
        sam = Correspondent(name="Sam Example", platform_id="7")
        us = Correspondent(platform_id=self.channel.account, role=Role.AGENCY)
        record = Record(
            kind=RecordKind.MESSAGE,
            thread=Thread(key=ThreadKey("board"), kind=ThreadKind.PRIVATE, participants=(sam, us)),
            sender=sam,
            source_id="1",
            sent=from_iso("2026-01-30T03:04:05+00:00"),
            text=self.words,
        )
        asked = Exchange(url="https://board.example/1", status=200, headers=(), body=b"{}", when=context.now())
        yield Batch(
            channel=self.channel.id,
            captured=context.now(),
            method=CaptureMethod.API,
            records=(record,),
            exchanges=(asked,),
            edge="board",
            cursor="1",
        )

    def health(self):
        return TokenHealth(valid=True)

    def cannot(self):
        return ("Whatever was wiped off.",)


def connector(channel, token, base_url="", options=None):
    assert token == "the-boards-token"
    return Board(channel, options)


def replay(captures, channel):
    yield from ()


def export(view, stream, stamp):
    lines = [view.heading.title, *(entry.record.text.text for entry in view.entries)]
    lines.append(LEAK) if LEAK else None
    stream.write("\\n".join(lines).encode())


def read(path):
    yield from path.read_text().splitlines()


LEAK = ""
'''

NONE_SUCH = "one of facebook, instagram, x, linkedin, whatsapp is expected"
LEAKY = 'LEAK = "021 555 0199"'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the distribution installed in it."""
    return installed(tmp_path_factory.mktemp("brought"), MODULE)


def installed(folder: Path, module: str) -> Path:
    project, site = folder / "project", folder / "site"
    project.mkdir()
    (project / "pyproject.toml").write_text(PROJECT)
    (project / "noticeboard.py").write_text(module)
    words = ("pip", "install", "--quiet", "--no-index", "--no-build-isolation", "--no-deps", "--target", site, project)
    subprocess.run([sys.executable, "-m", *map(str, words)], check=True, capture_output=True)
    return site


class Brought:
    """The program, with the distribution on its path."""

    def __init__(self, site: Path | None, folder: Path) -> None:
        self._env = {**os.environ, "ARCHIVER_CLOCK": CLOCK, "BOARD_TOKEN": "the-boards-token"}
        if site is not None:
            self._env["PYTHONPATH"] = str(site)
        self.config = folder / "archiver.toml"
        assert self("init", str(folder), config=False).returncode == 0
        (folder / "private-key-move-me.txt").rename(folder.with_suffix(".key"))

    def __call__(self, *words: str, config: bool = True) -> subprocess.CompletedProcess[str]:
        given = ["--config", str(self.config)] if config else []
        return subprocess.run(
            [sys.executable, "-m", "archiver", *given, *words],
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
        )

    def configure(self, formats: str) -> None:
        text = self.config.read_text().replace('formats = ["pdf", "xlsx"]', f"formats = {formats}")
        self.config.write_text(
            text
            + '\n[channels.board]\nplatform = "noticeboard"\naccount = "1"\nname = "The board"\n'
            + 'business_owner = "Communications"\ntoken = "env:BOARD_TOKEN"\n'
            + '[channels.board.options]\nwords = "Kia ora, ring me on 021 555 0199"\n'
        )

    def run(self) -> tuple[int, Any]:
        done = self("run", "--json")
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, json.loads(done.stdout)

    def files(self) -> list[Path]:
        return sorted(path for path in (self.config.parent / "archive" / "records").rglob("*") if path.is_file())


def test_a_platform_and_a_format_from_outside_serve_like_our_own(site: Path, tmp_path: Path) -> None:
    program = Brought(site, tmp_path / "agency")
    program.configure('["pdf", "txt"]')
    code, report = program.run()
    assert code == 0, report
    (channel,) = report["channels"]
    assert channel["counts"]["messages"] == 1
    assert [path.suffix for path in program.files()] == [".pdf", ".txt"]
    written = program.files()[1].read_text()
    assert "Sam Example" in written
    assert "[PHONE 1]" in written
    assert "555" not in written
    code, report = program.run()
    assert (code, report["records"]["written"]) == (0, 0)
    verified = program("verify", "--full", "--json")
    assert json.loads(verified.stdout)["ok"], verified.stdout


def test_a_format_from_outside_is_read_back_before_it_is_released(tmp_path: Path) -> None:
    site = installed(tmp_path, MODULE.replace('LEAK = ""', LEAKY))
    program = Brought(site, tmp_path / "agency")
    program.configure('["txt"]')
    code, report = program.run()
    assert code == 6, report
    assert program.files() == []


def test_a_format_without_a_reader_is_refused_in_words(site: Path, tmp_path: Path) -> None:
    program = Brought(site, tmp_path / "agency")
    program.configure('["pdf", "unread"]')
    done = program("run")
    assert done.returncode == 2
    assert "archive.formats: unread brings nothing that reads its files back" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_format_that_nothing_brings_is_refused_with_those_that_something_does(site: Path, tmp_path: Path) -> None:
    program = Brought(site, tmp_path / "agency")
    program.configure('["pdf", "odt"]')
    done = program("status")
    assert done.returncode == 2
    assert "archive.formats.2: any of pdf, xlsx, docx, txt, unread is expected" in done.stderr


def test_without_the_package_its_format_and_platform_are_named_as_missing(tmp_path: Path) -> None:
    program = Brought(None, tmp_path / "agency")
    program.configure('["txt"]')
    done = program("run")
    assert done.returncode == 2
    assert "archive.formats.1: any of pdf, xlsx, docx is expected" in done.stderr
    program.config.write_text(program.config.read_text().replace('["txt"]', '["pdf"]'))
    found = program("doctor")
    assert found.returncode == 2
    assert f"channels.board.platform: {NONE_SUCH}" in found.stdout + found.stderr


def test_a_platform_that_nothing_serves_is_refused_with_those_that_something_does(site: Path, tmp_path: Path) -> None:
    program = Brought(site, tmp_path / "agency")
    program.configure('["odt"]')
    program.config.write_text(program.config.read_text().replace('platform = "noticeboard"', 'platform = "noticebord"'))
    done = program("run")
    assert done.returncode == 2
    assert f"channels.board.platform: {NONE_SUCH.replace('whatsapp', 'whatsapp, noticeboard')}" in done.stderr
    assert "archive.formats.1: any of" in done.stderr


def test_a_brought_platform_without_export_and_token_is_told_by_the_doctor(site: Path, tmp_path: Path) -> None:
    program = Brought(site, tmp_path / "agency")
    program.configure('["pdf"]')
    program.config.write_text(program.config.read_text().replace('token = "env:BOARD_TOKEN"\n', ""))
    found = program("doctor", "--offline")
    assert "noticeboard has no export to import, and no token is named" in found.stdout + found.stderr
