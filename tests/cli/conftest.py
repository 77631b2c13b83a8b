"""An archive with one conversation in it, and a way to call the commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calling import Caller
from tests.e2e.archives import call, new_archive

CHAT = (
    "13/01/2026, 9:01 am - Mere Example: Kia ora, my client number is 421 873 906\n"
    "13/01/2026, 9:05 am - Harbour Assistance: Kia ora Mere, thank you\n"
    "14/01/2026, 9:05 am - Mere Example: ka kite\n"
)


@pytest.fixture
def archiver(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Calls a command in this process."""
    return Caller(capfd, monkeypatch)


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of an archive that holds one conversation, R000001. Shared: damage a copy."""
    folder = tmp_path_factory.mktemp("cli")
    config = new_archive(folder / "agency")
    chat = folder / "WhatsApp Chat with Mere Example.txt"
    chat.write_text(CHAT, encoding="utf-8")
    done = call("import", chat, "--channel", "wa", config=config)
    assert done.returncode == 0, done.stderr
    return config
