"""Nights into a real archive: simulator, connector, vault, redaction and store as a run wires them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.errors import ExitCode, RateLimited
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
    with simulate(seed=4, platforms=PLATFORMS) as running:
        yield running


@pytest.fixture
def settings(sim: Simulation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    recipient, _ = make_identity()
    Secrets.create(tmp_path / "secrets" / "archiver.key")
    lines = [
        '[agency]\nname = "Ministry of Examples"',
        '[archive]\nformats = ["xlsx"]',
        f'[sealing]\nrecipients = ["{recipient}"]',
    ]
    for platform in sim.platforms:
        monkeypatch.setenv(f"TOKEN_{platform.upper()}", sim.token(platform))
        lines.append(
            f'[channels.our-{platform}]\nplatform = "{platform}"\naccount = "{sim.simulator(platform).account_id}"\n'
            f'name = "Example Agency"\nbusiness_owner = "Communications"\ntoken = "env:TOKEN_{platform.upper()}"\n'
            f'base_url = "{sim.base_url(platform)}"'
        )
    config = tmp_path / "archiver.toml"
    config.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return load(config, environ={name: value for name, value in os.environ.items() if name.startswith("TOKEN_")})


def run(settings: Settings, sim: Simulation, monkeypatch: pytest.MonkeyPatch) -> dict[str, ChannelReport]:
    monkeypatch.setenv("ARCHIVER_CLOCK", sim.world.now.isoformat())
    with open_parts(settings) as parts:
        return {str(report.channel): report for report in night(parts).channels}


def test_three_nights_are_kept_once_and_whole(
    settings: Settings, sim: Simulation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(settings, sim, monkeypatch)
    facebook, instagram = first["our-facebook"], first["our-instagram"]
    account = sim.account("facebook")
    assert facebook.error is None
    assert facebook.outcome == "complete"
    assert facebook.counts.new == facebook.handed
    assert facebook.counts.messages == sum(len(c.shown) for c in account.conversations)
    assert facebook.counts.comments == sum(len(p.shown_comments) for p in account.shown_posts)
    assert instagram.exit_code is ExitCode.GAPS, "what lies outside the window is not passed over"

    quiet = run(settings, sim, monkeypatch)
    for report in quiet.values():
        assert (report.counts.new, report.counts.revised, report.gaps, report.error) == (0, 0, [], None)
        assert report.counts.unchanged == report.handed

    sim.advance()
    third = run(settings, sim, monkeypatch)
    for report in third.values():
        assert report.error is None
        assert report.counts.new > 0
        assert report.counts.revised > 0
        assert report.counts.gone == 0, "nothing is called deleted"

    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [planted.value for planted in sim.planted if planted.value.encode() in kept] == []
    assert [platform for platform in PLATFORMS if sim.token(platform).encode() in kept] == []


def test_a_throttled_night_keeps_what_came_and_the_next_makes_it_whole(
    settings: Settings, sim: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim.fail("facebook", "page_limit", path="/messages", after=4, times=99)
    first = run(settings, sim, monkeypatch)
    broken = first["our-facebook"]
    assert isinstance(broken.error, RateLimited)
    assert broken.exit_code is ExitCode.UNAVAILABLE
    assert broken.counts.new > 0
    assert first["our-instagram"].error is None, "one channel's trouble is its own"
    sim.heal("facebook")
    second = run(settings, sim, monkeypatch)["our-facebook"]
    assert second.error is None
    messages = sum(len(c.shown) for c in sim.account("facebook").conversations)
    with open_parts(settings) as parts:
        channel = next(name for name in parts.channels if name == "our-facebook")
        assert parts.store.totals(channel).records["message"] == messages
        assert list(parts.store.gaps(channel)) == []
