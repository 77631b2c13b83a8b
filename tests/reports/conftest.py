"""An archive's settings with one target of notices, and the far end of that target."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import responses

from archiver.vault.secrets import Secrets
from config.settings import Settings
from config.sources import load
from tests.reports.making import HOOK

KEY = "age1" + "q" * 58


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HOOK_URL", "jsons://notify.example.govt.nz/hook")
    (tmp_path / "archive").mkdir()
    Secrets.create(tmp_path / "secrets" / "archiver.key")
    (tmp_path / "archiver.toml").write_text(
        f'[agency]\nname = "Harbour Board"\n[sealing]\nrecipients = ["{KEY}"]\n[notices]\nurls = ["env:HOOK_URL"]\n'
        + "".join(
            f'[channels.harbour-{name}]\nplatform = "{name}"\naccount = "1"\nname = "Harbour Board on {name}"\n'
            'business_owner = "Communications and Engagement"\n'
            for name in ("facebook", "instagram", "x", "whatsapp")
        )
    )
    return load(tmp_path / "archiver.toml", environ={})


@pytest.fixture
def far_end() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add(responses.POST, HOOK, status=200)
        yield mock
