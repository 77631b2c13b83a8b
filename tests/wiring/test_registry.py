"""A channel's connector gets what its platform takes: its token's keeper, its own options; anything else is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.errors import ConfigError
from archiver.model.ids import ChannelId
from archiver.wiring.registry import connector_for
from archiver.wiring.values import channels
from config.settings import Settings
from config.sources import load

CHANNEL = ChannelId("one")


def settings(folder: Path, platform: str, options: str = "", token: str = "file:one.token") -> Settings:
    (folder / "one.token").write_text("a-token")
    (folder / "one.token").chmod(0o600)
    path = folder / "archiver.toml"
    path.write_text(
        '[agency]\nname = "Example"\n[sealing]\nrecipients = ["age1' + "q" * 58 + '"]\n'
        f'[channels.one]\nplatform = "{platform}"\naccount = "urn:li:organization:1"\nname = "One"\n'
        f'business_owner = "Owner"\ntoken = "{token}"\n{options}'
    )
    return load(path, {})


def make(folder: Path, platform: str, options: str = "") -> object:
    found = settings(folder, platform, options)
    return connector_for(found, channels(found)[CHANNEL])


def test_every_live_platform_can_be_made(tmp_path: Path) -> None:
    for platform in ("facebook", "instagram", "x", "linkedin"):
        assert make(tmp_path, platform) is not None


def test_a_channel_without_a_token_or_connector_is_import_only(tmp_path: Path) -> None:
    assert make(tmp_path, "whatsapp") is None
    found = settings(tmp_path, "facebook", token="")
    assert connector_for(found, channels(found)[CHANNEL]) is None


def test_options_reach_the_platform(tmp_path: Path) -> None:
    made = make(tmp_path, "linkedin", '[channels.one.options]\nversion = "202609"\n')
    assert "202609" in repr(vars(made))


@pytest.mark.parametrize(
    ("platform", "options", "named"),
    [
        ("x", "[channels.one.options]\noverlapp = 3\n", "channels.one.options.overlapp"),
        ("x", '[channels.one.options]\noverlap = "3"\n', "channels.one.options.overlap"),
        ("facebook", "[channels.one.options]\noverlap = 3\n", "channels.one.options"),
    ],
)
def test_an_option_that_a_platform_does_not_know_is_refused_by_name(
    tmp_path: Path, platform: str, options: str, named: str
) -> None:
    with pytest.raises(ConfigError, match=named):
        make(tmp_path, platform, options)
