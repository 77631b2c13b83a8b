"""Sealed responses of live channels, read anew through the whole program, say what they said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.simulators import simulate
from tests.connectors.test_replay import account_of
from tests.e2e.archives import holdings
from tests.review.agency import Agency, new_agency

PLATFORMS = ("facebook", "instagram", "linkedin", "x")


@pytest.fixture(params=PLATFORMS)
def live(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Agency]:
    """An archive after two nights of one live channel."""
    platform = request.param
    with simulate(seed=3, platforms=(platform,)) as sim:
        agency = new_agency(tmp_path / "agency")
        agency.rule()
        monkeypatch.setenv("TEST_TOKEN", sim.token(platform))
        text = agency.config.read_text().split("\n[channels.wa]")[0]
        text += (
            f'\n[channels.live]\nplatform = "{platform}"\naccount = "{account_of(sim, platform)}"\nname = "Example"\n'
            f'business_owner = "Communications"\ntoken = "env:TEST_TOKEN"\nbase_url = "{sim.base_url(platform)}"\n'
        )
        agency.config.write_text(text)
        for _ in range(2):
            code, report = agency.answer("run")
            assert code in (0, 1), report
        yield agency


def test_responses_read_anew_change_nothing(live: Agency) -> None:
    before = holdings(live.config)
    assert len(live.texts()) > 20
    code, report = live.answer("reprocess", "--identity", live.key)
    assert code in (0, 1), report
    (channel,) = report["channels"]
    assert channel["error"] is None
    assert channel["counts"]["new"] == 0
    assert channel["tallies"]["states_read_differently"] == 0, channel
    assert holdings(live.config) == before


def test_a_new_rule_reaches_into_responses(live: Agency) -> None:
    live.rule((r"(?<![a-z])(?:thank you|thanks)(?![a-z])", "local", 0.95), version="1.1")
    held = [ref for ref, text in live.texts().items() if "thank" in text.lower()]
    code, _ = live.answer("reprocess", "--identity", live.key)
    assert code in (0, 1)
    assert [ref for ref, text in live.texts().items() if "thanks" in text.lower().split()] == []
    assert held == [] or "[AGENCY NUMBER" in "".join(live.texts().values())
