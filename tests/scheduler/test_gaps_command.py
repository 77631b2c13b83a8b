"""`archiver gaps`: a person takes a gap as it is, with a reason that stays."""

from __future__ import annotations

from pathlib import Path

from archiver.model.capture import Gap
from archiver.model.event import EventKind
from archiver.model.ids import ChannelId, RunId
from archiver.store import Store
from tests.e2e.archives import answer, call, new_archive
from tests.scheduler.nightly import utc


def test_a_gap_is_open_until_it_is_accepted_with_a_reason(tmp_path: Path) -> None:
    config = new_archive(tmp_path / "a")
    assert call("run", config=config).returncode == 0
    url = f"sqlite:///{config.parent / 'archive' / 'archive.db'}"
    with Store.open(url) as store:
        start, end = utc("2026-01-01T01:15:00+13:00"), utc("2026-01-04T01:15:00+13:00")
        store.open_gap(
            ChannelId("fb"), Gap(reason="the power was off", start=start, end=end, key="off"), RunId("r"), at=end
        )
    code, (listed,) = answer("gaps", config=config)
    assert (code, listed["key"], listed["state"], listed["reason"]) == (0, "off", "open", "the power was off")
    assert "key: off" in call("gaps", "--channel", "fb", config=config).stdout

    assert call("gaps", "accept", "off", "--channel", "fb", "--reason", " ", config=config).returncode == 2
    assert call("gaps", "accept", "other", "--channel", "fb", "--reason", "no", config=config).returncode == 2
    assert call("gaps", "accept", "off", "--channel", "nobody", "--reason", "no", config=config).returncode == 2
    accepted = call("gaps", "accept", "off", "--channel", "fb", "--reason", "nothing was posted", config=config)
    assert accepted.returncode == 0, accepted.stderr

    assert answer("gaps", config=config) == (0, [])
    code, (kept,) = answer("gaps", "--all", config=config)
    assert (kept["state"], kept["settled_reason"]) == ("accepted", "nothing was posted")
    with Store.open(url, read_only=True) as store:
        (event,) = (event for event in store.events() if event.kind is EventKind.GAP_ACCEPTED)
        assert event.detail == {"gap": "off", "reason": "nothing was posted"}
    assert call("gaps", "accept", "off", "--channel", "fb", "--reason", "again", config=config).returncode == 2
