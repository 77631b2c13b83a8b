"""Nights into a real archive: simulator, connector, vault, redaction and store as a run wires them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from archiver.errors import ExitCode, RateLimited
from archiver.pipeline.report import ChannelReport
from archiver.wiring.running import open_parts
from config.settings import Settings
from connectors.simulators import Simulation

Run = Callable[[Settings], dict[str, ChannelReport]]


def test_three_nights_are_kept_once_and_whole(
    configured: Callable[..., Settings], sim: Simulation, tmp_path: Path, run_night: Run
) -> None:
    settings = configured()
    first = run_night(settings)
    facebook, instagram = first["our-facebook"], first["our-instagram"]
    account = sim.account("facebook")
    assert facebook.error is None
    assert facebook.outcome == "complete"
    assert facebook.counts.new == facebook.handed
    assert facebook.counts.messages == sum(len(c.shown) for c in account.conversations)
    assert facebook.counts.comments == sum(len(p.shown_comments) for p in account.shown_posts)
    assert instagram.exit_code is ExitCode.GAPS, "what lies outside the window is not passed over"

    quiet = run_night(settings)
    for report in quiet.values():
        assert (report.counts.new, report.counts.revised, report.gaps, report.error) == (0, 0, [], None)
        assert report.counts.unchanged == report.handed

    sim.advance()
    third = run_night(settings)
    for report in third.values():
        assert report.error is None
        assert report.counts.new > 0
        assert report.counts.revised > 0
        assert report.counts.gone == 0, "nothing is called deleted"

    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [planted.value for planted in sim.planted if planted.value.encode() in kept] == []
    assert [platform for platform in sim.platforms if sim.token(platform).encode() in kept] == []


def test_a_throttled_night_keeps_what_came_and_the_next_makes_it_whole(
    configured: Callable[..., Settings], sim: Simulation, run_night: Run
) -> None:
    settings = configured()
    sim.fail("facebook", "page_limit", path="/messages", after=4, times=99)
    first = run_night(settings)
    broken = first["our-facebook"]
    assert isinstance(broken.error, RateLimited)
    assert broken.exit_code is ExitCode.UNAVAILABLE
    assert broken.counts.new > 0
    assert first["our-instagram"].error is None, "one channel's trouble is its own"
    sim.heal("facebook")
    second = run_night(settings)["our-facebook"]
    assert second.error is None
    messages = sum(len(c.shown) for c in sim.account("facebook").conversations)
    with open_parts(settings) as parts:
        channel = next(name for name in parts.channels if name == "our-facebook")
        assert parts.store.totals(channel).records["message"] == messages
        assert list(parts.store.gaps(channel)) == []
