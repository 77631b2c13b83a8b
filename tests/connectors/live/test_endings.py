"""How a night ends when one platform says no: the exit code a scheduler sees, the words a person reads, and the other channel
captured whole all the same. Through the real program, on the wire."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.simulators import Simulation, simulate
from tests.cli.calling import Caller
from tests.e2e.archives import new_archive

# (platform, trouble as its simulator knows it, where, exit code, the report's word for it, words that a person reads)
ENDINGS = [
    ("facebook", "expired", "", 3, "credentials", "expired"),
    ("facebook", "password", "/messages", 3, "credentials", "password was changed"),
    ("facebook", "page_limit", "/messages", 4, "rate_limited", "throttles"),
    ("facebook", "permission", "/tagged", 1, None, "permission"),
    ("instagram", "business_limit", "/media", 4, "rate_limited", "throttles"),
    ("instagram", "revoked", "", 3, "credentials", "no longer authorised"),
    ("x", "expired", "", 3, "credentials", "refuses the token"),
    ("x", "usage_capped", "/mentions", 4, "unavailable", "credits"),
    ("x", "forbidden", "/dm_events", 3, "credentials", "does not let this application read"),
    ("x", "forbidden", "/search/recent", 1, None, "does not let this application search"),
    ("linkedin", "revoked", "/comments", 3, "credentials", "revoked"),
    ("linkedin", "quota", "/comments", 4, "rate_limited", "daily number of requests"),
    ("linkedin", "version", "", 2, "configuration", "no longer takes this version"),
    ("linkedin", "forbidden", "/images/", 1, None, "tells this application no address"),
]


@pytest.fixture
def agency(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Agency:
    return Agency(tmp_path, Caller(capsys, monkeypatch), monkeypatch)


class Agency:
    """An archive with two live channels, on simulated platforms."""

    def __init__(self, folder: Path, call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        self._call = call
        self._environment = monkeypatch
        self._config = new_archive(folder / "agency", formats='["xlsx"]')

    def run(self, sim: Simulation) -> tuple[int, dict[str, Any], str]:
        """(exit code, channels by platform, all that was said)."""
        text = self._config.read_text().split("\n[channels.")[0]
        for platform in sim.platforms:
            self._environment.setenv(f"TOKEN_{platform.upper()}", sim.token(platform))
            text += (
                f'\n[channels.{platform}]\nplatform = "{platform}"\naccount = "{sim.simulator(platform).account_id}"\n'
                f'name = "Example"\nbusiness_owner = "Communications"\ntoken = "env:TOKEN_{platform.upper()}"\n'
                f'base_url = "{sim.base_url(platform)}"\n'
            )
        self._config.write_text(text)
        done = self._call("run", "--json", config=self._config, clock=sim.world.now.isoformat())
        report = done.json
        return done.code, {each["channel"]: each for each in report["channels"]}, done.out + done.err


@pytest.mark.parametrize(("platform", "trouble", "path", "code", "word", "said"), ENDINGS)
def test_each_trouble_has_its_exit_code_and_stops_its_own_channel_alone(
    agency: Agency, platform: str, trouble: str, path: str, code: int, word: str | None, said: str
) -> None:
    other = "linkedin" if platform != "linkedin" else "facebook"
    with simulate(seed=3, platforms=(platform, other)) as sim:
        sim.fail(platform, trouble, path=path, times=9999)
        ended, channels, told = agency.run(sim)
        token = sim.token(platform)
    broken, well = channels[platform], channels[other]
    assert ended == code, told
    assert (broken["error"] or {}).get("code") == word, broken
    assert said in str(broken), broken
    assert (well["outcome"], well["error"], well["gaps"]) == ("complete", None, [])
    assert well["counts"]["new"] > 0
    assert broken["gaps"], "what was not captured stays open"
    assert token not in told
