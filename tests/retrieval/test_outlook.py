"""How often a channel is captured and why, from real records in a store; what `status` says of schedules and tokens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archiver.model.capture import Gap
from archiver.model.channel import Channel
from archiver.model.ids import ChannelId, RunId
from archiver.model.record import ThreadKind
from archiver.retrieval.activity import GRID, LEVELS, cadence, told
from archiver.retrieval.outlook import Planned, Schedules, clock_change_warning, night_due, planned
from archiver.retrieval.status import archive_status
from archiver.retrieval.tokens import remembered_token
from archiver.store import Store
from archiver.store.attempts import Activity, activity, covered_until
from config.slots import NIGHT, timetable
from connectors.windows import WINDOWS, window_of
from tests.scheduler.nightly import utc, write_run
from tests.store.world import AGENCY, GAP, RUN, batch, message, person, thread

ZONE = ZoneInfo("Pacific/Auckland")
NOW = utc("2026-06-10T12:00:00+12:00")
HOUR = dt.timedelta(hours=1)
CHANNEL = ChannelId("harbour-facebook")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield opened


def talk(store: Store, minutes: int, count: int, *, key: str = "t1", end: dt.datetime = NOW - HOUR) -> None:
    """A conversation of `count` messages, one each `minutes`, the last at `end`."""
    where = thread(key, ThreadKind.PRIVATE, person("Aroha Ngata", f"5{key}"), AGENCY)
    sent = [end - dt.timedelta(minutes=minutes * place) for place in range(count)]
    store.accept(
        batch(
            *(
                message(f"Kia ora {place}", f"{moment:%Y-%m-%d %H:%M}", source=f"{key}-{place}", where=where)
                for place, moment in enumerate(sent)
            ),
            captured=f"{NOW:%Y-%m-%d %H:%M}",
        ),
        RUN,
    )
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)


def plan(store: Store, platform: str, capture: str = "auto", now: dt.datetime = NOW) -> Planned:
    channel = Channel(id=CHANNEL, platform=platform, account="900", name="Harbour", business_owner="Communications")
    return planned(store, channel, Schedules(zone=ZONE, night=NIGHT, capture={CHANNEL: capture}), now)


# --- activity -------------------------------------------------------------------------------------------------------


def test_activity_is_counted_from_what_is_held(store: Store) -> None:
    talk(store, 3, 25)
    talk(store, 600, 10, key="t2")
    talk(store, 60, 5, key="old", end=NOW - dt.timedelta(days=90))
    with store.database.read() as connection:
        found = activity(connection, CHANNEL, now=NOW, days=30, burst=20)
        assert activity(connection, ChannelId("other"), now=NOW, days=30, burst=20) == Activity(days=30, burst=20)
    assert (found.records, found.shortest_burst) == (35, dt.timedelta(minutes=57))
    assert 25 <= found.busiest_day <= 30


def test_a_busier_channel_is_captured_more_often() -> None:
    intervals = [
        cadence(Activity(days=30, records=n, busiest_day=n), window_of("facebook")).interval
        for n in (0, *sorted(records for records, _ in LEVELS))
    ]
    assert intervals == sorted(intervals, reverse=True)
    assert intervals[0] == 24 * HOUR
    assert intervals[-1] == HOUR
    assert set(intervals) <= set(GRID)


def test_a_burst_on_instagram_calls_for_captures_before_messages_leave_the_window(store: Store) -> None:
    quiet = plan(store, "instagram").cadence
    assert quiet.interval == 12 * HOUR, "a story lives for a day"
    assert "story" in quiet.why
    talk(store, 15, 20)  # 20 messages within 4 hours and 45 minutes
    busy = plan(store, "instagram").cadence
    assert busy.interval == 2 * HOUR
    assert "20 messages within 4.8 hours" in busy.why
    assert busy.lost == "messages older than the 20 newest of a conversation"
    assert plan(store, "facebook").cadence.interval == 24 * HOUR, "Messenger shows whole threads"


def test_messages_that_were_missed_tighten_the_interval_to_the_least(store: Store) -> None:
    write_run(store, "2026-06-01T01:15:00+12:00", channel=CHANNEL)
    early, late = utc("2026-05-20T00:00:00+12:00"), utc("2026-06-05T00:00:00+12:00")
    store.open_gap(
        CHANNEL, Gap(reason="before", start=early, end=early, edge="messages", key="window:a:1"), RUN, at=NOW
    )
    assert plan(store, "instagram").cadence.interval == 12 * HOUR, (
        "what was gone before the first capture teaches nothing"
    )
    store.open_gap(CHANNEL, Gap(reason="lost", start=late, end=late, edge="messages", key="window:a:2"), RUN, at=NOW)
    found = plan(store, "instagram").cadence
    assert found.interval == HOUR
    assert "moved past its 20 newest messages" in found.why


def test_no_platform_is_asked_more_often_than_it_may_be() -> None:
    storm = Activity(days=30, records=90_000, busiest_day=9_000)
    for platform, window in WINDOWS.items():
        found = cadence(storm, window)
        assert found.called_for == max(HOUR, window.tightest), platform
        assert found.interval <= found.called_for
    assert "charges" in cadence(storm, window_of("x")).cost
    assert "at the most" in cadence(storm, window_of("x")).why


def test_lengths_are_told_in_words() -> None:
    told_of = [told(dt.timedelta(minutes=minutes)) for minutes in (1, 45, 60, 90, 120, 1440, 4320, 0)]
    assert told_of == ["1 minute", "45 minutes", "1 hour", "90 minutes", "2 hours", "1 day", "3 days", "1 minute"]


# --- plans ----------------------------------------------------------------------------------------------------------


def test_auto_hangs_on_the_night_and_never_falls_into_the_hour_of_the_clock_change(store: Store) -> None:
    talk(store, 1, 40)
    found = plan(store, "facebook")
    assert found.timetable.schedule.text == "15 1,13 * * *"
    assert found.due_since == NOW, "never captured: at once"
    write_run(store, "2026-06-10T02:00:00+12:00", channel=CHANNEL)
    assert plan(store, "facebook").next_due == utc("2026-06-10T13:15:00+12:00")


def test_a_fixed_schedule_that_is_looser_than_called_for_is_warned_about_and_kept(store: Store) -> None:
    talk(store, 1, 40)
    loose = plan(store, "facebook", "15 1 * * mon")
    assert loose.timetable.schedule.text == "15 1 * * mon"
    (warning,) = loose.warnings
    assert "7 days between captures" in warning
    assert "calls for 12 hours" in warning
    assert plan(store, "facebook", "15 1,13 * * *").warnings == ()
    assert plan(store, "facebook", "0 4 30 2 *").warnings == ("the schedule '0 4 30 2 *' is never due",)


def test_only_a_fixed_schedule_in_the_hour_of_the_clock_change_is_warned_about() -> None:
    for text, warned in (("30 2 * * *", True), ("0 * * * *", False), ("15 1 * * *", False), ("0 0,2 * * *", True)):
        assert bool(clock_change_warning(timetable(text, ZONE), text)) is warned


def test_the_closing_work_is_due_each_night_even_without_a_live_channel(store: Store) -> None:
    schedules = Schedules(zone=ZONE, night=NIGHT, capture={})
    assert night_due(store, schedules, NOW) == NOW
    write_run(store, "2026-06-10T01:15:00+12:00")
    assert night_due(store, schedules, NOW) is None
    assert night_due(store, schedules, NOW + 24 * HOUR) == utc("2026-06-11T01:15:00+12:00")


def test_a_window_begins_where_the_last_that_came_to_its_end_ended(store: Store) -> None:
    write_run(store, "2026-06-08T01:15:00+12:00", channel=CHANNEL)
    write_run(store, "2026-06-09T01:15:00+12:00", channel=CHANNEL, error="unavailable")
    write_run(store, "2026-06-09T09:00:00+12:00", channel=CHANNEL, kind="import")
    with store.database.read() as connection:
        assert covered_until(connection, CHANNEL, NOW) == utc("2026-06-08T01:15:00+12:00")


# --- status and tokens ----------------------------------------------------------------------------------------------


def token(expires: str | None, *, valid: bool = True, missing: tuple[str, ...] = ()) -> dict[str, object]:
    told_by = {"checked": "2026-06-10T00:00:00Z", "valid": valid, "expires": expires, "data_access_expires": None}
    part = {"channel": CHANNEL, "token": {**told_by, "scopes": [], "missing_scopes": list(missing), "detail": ""}}
    return {"channels": [part]}


def standing(store: Store) -> dict[str, object]:
    channel = Channel(id=CHANNEL, platform="facebook", account="900", name="Harbour", business_owner="Communications")
    schedules = Schedules(zone=ZONE, night=NIGHT, capture={CHANNEL: "auto"})
    value = archive_status(store, {CHANNEL: channel}, now=NOW, live={CHANNEL: True}, schedules=schedules)
    (found,) = value["channels"]
    assert isinstance(found, dict)
    return found


def test_status_tells_what_is_next_when_the_token_ends_and_what_to_do(store: Store) -> None:
    write_run(store, "2026-06-09T01:15:00+12:00", channel=CHANNEL, report=token("2026-09-01T00:00:00Z"))
    write_run(store, "2026-06-10T01:15:00+12:00", channel=CHANNEL, report={"channels": []})
    found = standing(store)
    assert {"channel", "last_success", "next_due", "token_expires", "gaps", "activity", "advice"} <= set(found)
    assert found["next_due"] == "2026-06-10T13:15:00Z"
    assert found["token_expires"] == "2026-09-01T00:00:00Z"
    assert found["advice"] == []


def test_a_token_near_its_end_refused_or_short_of_rights_asks_for_its_owner(store: Store) -> None:
    for day, report, words in (
        (6, token("2026-06-20T00:00:00Z"), "expires in 10 days: renew it before 2026-06-20 (Communications)"),
        (7, token("2026-06-09T00:00:00Z"), "expired on 2026-06-09; renew it now (Communications)"),
        (8, token(None, valid=False), "the token is refused; renew it now (Communications)"),
        (9, token(None, missing=("pages_messaging",)), "lacks rights: pages_messaging"),
    ):
        write_run(store, f"2026-06-{day:02}T01:15:00+12:00", channel=CHANNEL, report=report)
        advice = standing(store)["advice"]
        assert isinstance(advice, list)
        assert any(words in line for line in advice), advice
    remembered = remembered_token(store, CHANNEL, NOW)
    assert remembered is not None
    assert remembered.missing_scopes == ("pages_messaging",)


def test_an_overdue_capture_and_an_open_gap_are_advice(store: Store) -> None:
    write_run(store, "2026-06-08T01:15:00+12:00", channel=CHANNEL)
    store.open_gap(CHANNEL, Gap(reason="lost", edge="messages", key="k"), RunId("r"), at=NOW)
    found = standing(store)
    assert found["next_due"] == "2026-06-08T13:15:00Z", "a time in the past: overdue"
    advice = found["advice"]
    assert isinstance(advice, list)
    assert any("has been due since" in line for line in advice)
    assert any("archiver gaps --channel harbour-facebook" in line for line in advice)
