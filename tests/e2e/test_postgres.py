"""The whole of it on PostgreSQL, through the commands: the same holdings as on SQLite, and no word of its password."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from connectors.samples import ACCOUNTS, write_samples
from tests.cli.calling import Caller
from tests.e2e.archives import CHANNELS, new_archive

CHANNEL = {"whatsapp": "wa", "facebook": "fb", "instagram": "ig", "x": "x", "linkedin": "li"}


@pytest.fixture
def archiver(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Caller:
    return Caller(capfd, monkeypatch)


def seen(archiver: Caller, config: Path) -> list[Any]:
    """What the commands say of everything the archive holds, without what differs between two sealings."""
    found = []
    for channel in CHANNELS:
        hits = archiver("search", "--channel", channel, "--limit", "1000", "--json", config=config).json
        found += sorted(hits, key=lambda hit: str(hit["record"]))
    for hit in list(found):
        shown = archiver("show", hit["record"], "--json", config=config).json
        found.append({name: shown[name] for name in ("title", "messages", "status", "marks", "began", "ended")})
    for words in (["korero"], ["kōrero"], ["--correspondent", "kahotea"], ["housing OR rent"]):
        found.append([hit["record"] for hit in archiver("search", *words, "--json", config=config).json])
    for value in ("617 350 942", "617-350-942", "617 350 943", "021 555 0188"):
        hits = archiver("find-identifier", value, "--json", config=config).json
        found.append([(hit["record"], hit["mentions"], hit["in_name"]) for hit in hits])
    return found


def test_both_databases_hold_the_same(
    archiver: Caller, fresh_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = {CHANNEL[platform]: account for platform, account in ACCOUNTS.items()}
    lite = new_archive(tmp_path / "lite", formats='["xlsx"]', accounts=accounts)
    # The same keys, so that keyed hashes are the same.
    grown = Path(shutil.copytree(lite.parent, tmp_path / "grown")) / "archiver.toml"
    grown.write_text(grown.read_text().replace('database = "sqlite"', 'database = "env:ARCHIVER_TEST_URL"'))
    monkeypatch.setenv("ARCHIVER_TEST_URL", fresh_postgres_url)
    exports = write_samples(tmp_path / "exports")
    unsaved = tmp_path / "WhatsApp Chat with +64 21 555 0188.txt"
    unsaved.write_text("13/01/2026, 09:15 - +64 21 555 0188: kia ora\n", encoding="utf-8")
    for config in (lite, grown):
        assert archiver("import", unsaved, "--channel", "wa", config=config).code == 0
        (hit,) = archiver("find-identifier", "0215550188", "--json", config=config).json
        assert (hit["mentions"], hit["in_name"]) == (0, True)
        for platform, path in exports.items():
            report = archiver("import", path, "--channel", CHANNEL[platform], "--json", config=config).json
            assert report["reconciliation"]["balanced"], report["reconciliation"]
            assert report["records"]["withheld"] == 0
    assert seen(archiver, grown) == seen(archiver, lite)
    names = [
        sorted(path.name for path in (config.parent / "archive" / "records").rglob("*.xlsx"))
        for config in (lite, grown)
    ]
    assert names[0] == names[1]
    assert not list((grown.parent / "archive").glob("archive.db*"))

    again = archiver("import", exports["x"], "--channel", "x", "--json", config=grown).json
    assert (again["channels"][0]["counts"]["new"], again["records"]["written"]) == (0, 0)
    assert archiver("run", "--json", config=grown).json["reconciliation"]["balanced"]
    assert archiver("verify", "--full", "--json", config=grown).json["findings"] == []
    assert archiver("status", "--json", config=grown).code == 0


def test_a_server_that_does_not_answer_is_said_without_its_password(
    archiver: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = new_archive(tmp_path / "agency")
    config.write_text(config.read_text().replace('database = "sqlite"', 'database = "env:ARCHIVER_TEST_URL"'))
    for address in ("127.0.0.1:1", "127.0.0.1:notaport"):
        monkeypatch.setenv("ARCHIVER_TEST_URL", f"postgresql://archiver:hunter2secret@{address}/archive")
        for words in (["run"], ["status"], ["search", "x"], ["verify"]):
            done = archiver(*words, config=config)
            assert done.code in (1, 2), words
            assert "hunter2secret" not in done.out + done.err
            assert "error of the program itself" not in done.err, done.err
            assert done.err


def test_a_variable_that_is_not_set_is_a_configuration_error(
    archiver: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ARCHIVER_TEST_URL", raising=False)
    assert "ARCHIVER_TEST_URL" not in os.environ
    config = new_archive(tmp_path / "agency")
    config.write_text(config.read_text().replace('database = "sqlite"', 'database = "env:ARCHIVER_TEST_URL"'))
    done = archiver("run", config=config)
    assert done.code == 2
    assert "archive.database" in done.err
