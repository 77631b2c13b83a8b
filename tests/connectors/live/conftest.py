"""A real archive in front of the simulated platforms, wired as a run wires it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archiver.pipeline.night import night
from archiver.pipeline.report import ChannelReport
from archiver.vault.keypair import make_identity
from archiver.vault.secrets import Secrets
from archiver.wiring.running import open_parts
from config.settings import Settings
from config.sources import load
from connectors.simulators import Simulation, simulate

PLATFORMS = ("facebook", "instagram")


@pytest.fixture
def sim() -> Iterator[Simulation]:
    """The simulated world."""
    with simulate(seed=4, platforms=PLATFORMS) as running:
        yield running


@pytest.fixture
def configured(sim: Simulation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Settings]:
    """Settings of an archive whose channels (`our-facebook`, `our-instagram`) point to the simulators. `more` lines go into
    every channel's section."""

    def make(*more: str, formats: str = '["xlsx"]') -> Settings:
        recipient, _ = make_identity()
        Secrets.create(tmp_path / "secrets" / "archiver.key")
        lines = [
            '[agency]\nname = "Ministry of Examples"',
            f"[archive]\nformats = {formats}",
            f'[sealing]\nrecipients = ["{recipient}"]',
        ]
        for platform in sim.platforms:
            monkeypatch.setenv(f"TOKEN_{platform.upper()}", sim.token(platform))
            section = (
                f"[channels.our-{platform}]",
                f'platform = "{platform}"',
                f'account = "{sim.simulator(platform).account_id}"',
                'name = "Example Agency"',
                'business_owner = "Communications"',
                f'token = "env:TOKEN_{platform.upper()}"',
                f'base_url = "{sim.base_url(platform)}"',
                *more,
            )
            lines.append("\n".join(section))
        config = tmp_path / "archiver.toml"
        config.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
        return load(config, environ={name: value for name, value in os.environ.items() if name.startswith("TOKEN_")})

    return make


@pytest.fixture
def run_night(sim: Simulation, monkeypatch: pytest.MonkeyPatch) -> Callable[[Settings], dict[str, ChannelReport]]:
    """One whole night's work at the simulated world's time; the reports by channel."""

    def run(settings: Settings) -> dict[str, ChannelReport]:
        monkeypatch.setenv("ARCHIVER_CLOCK", sim.world.now.isoformat())
        with open_parts(settings) as parts:
            return {str(report.channel): report for report in night(parts).channels}

    return run
