"""What counts as needing a person: endings, credentials, silence, disk, gaps, alerts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from archiver.model.alerts import Alert, AlertKind
from archiver.model.capture import Gap
from archiver.model.ids import ChannelId, RecordNumber, RunId
from archiver.pipeline.reports.gather import Gathered, of_run
from archiver.pipeline.reports.problems import is_silent, of_credential, of_disk, of_error, ordered
from archiver.pipeline.reports.state import State, days_until_full
from archiver.store import ChannelRun, Store
from archiver.store.past import news_days
from tests.reports.making import CHANNELS, NOW, RUN, ZONE, report

FACEBOOK = ChannelId("harbour-facebook")


def gathered(tmp_path: Path, *alerts: Alert, gaps: int = 0, active: tuple[dt.date, ...] = ()) -> Gathered:
    with Store.open(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        for number in range(gaps):
            store.open_gap(FACEBOOK, Gap(reason="words of ours", key=f"g{number}"), RUN)
        return of_run(report(), store, CHANNELS, {FACEBOOK: active}, alerts, now=NOW, zone=ZONE)


def alert(number: int, kind: AlertKind, sent: dt.datetime, record: str = "R000001") -> Alert:
    return Alert(
        id=number,
        channel=FACEBOOK,
        record=RecordNumber(record),
        kind=kind,
        rule="r",
        reason="words of ours",
        sent=sent,
        seen=sent,
        run=RUN,
        decision="",
        decided_by="",
        decided_at=None,
    )


def test_each_ending_has_who_and_what(tmp_path: Path) -> None:
    found = {problem.key: problem for problem in gathered(tmp_path).problems}
    refused = found["error:run:harbour-x:credentials"]
    assert (refused.kind, refused.who) == ("credential", "Communications and Engagement")
    assert found["quarantine:run:harbour-whatsapp"].kind == "partial"
    assert found["credential:harbour-facebook"].by == dt.date(2026, 6, 13)


@pytest.mark.parametrize(
    ("days", "parts"),
    [(31, None), (30, ("30",)), (14, ("30", "14")), (6.5, ("30", "14", "7")), (0.5, ("30", "14", "7", "3", "1"))],
)
def test_a_credential_is_told_at_thirty_fourteen_seven_three_and_one_days(
    days: float, parts: tuple[str, ...] | None
) -> None:
    problem = of_credential("c", "Owner", NOW + dt.timedelta(days=days), NOW)
    assert (problem.parts if problem else None) == parts


def test_a_credential_that_has_ended_is_told_too() -> None:
    problem = of_credential("c", "", NOW - dt.timedelta(days=2), NOW)
    assert problem is not None
    assert problem.what == "the token has ended"
    assert problem.who == "Operations"


def days_back(*back: int) -> list[dt.date]:
    return [NOW.date() - dt.timedelta(days=days) for days in back]


def test_a_lively_channel_that_falls_silent_is_noticed_and_a_slow_one_is_left_alone() -> None:
    today = NOW.date()
    assert is_silent(days_back(*range(5, 90)), today)
    assert not is_silent(days_back(*range(2, 90)), today)
    assert not is_silent(days_back(20, 45, 70), today)  # three days in ninety: it rests
    assert not is_silent(days_back(*range(20, 110, 15)), today)
    assert is_silent(days_back(*range(70, 160, 15)), today)
    assert not is_silent([], today)


def test_silence_of_a_captured_channel_is_a_problem(tmp_path: Path) -> None:
    found = gathered(tmp_path, active=tuple(days_back(*range(9, 80))))
    (silence,) = [problem for problem in found.problems if problem.kind == "silence"]
    assert "10 days" in silence.what  # the agency's today is a day ahead of UTC's


def test_what_was_not_looked_at_is_not_resolved(tmp_path: Path) -> None:
    scopes = gathered(tmp_path).scopes
    assert {"silence:harbour-facebook", "token:harbour-facebook", "run:harbour-x"} <= scopes
    # A capture that was refused has heard neither silence nor the end of the token.
    assert not {"silence:harbour-x", "token:harbour-x"} & scopes


def test_a_channel_does_not_stop_being_silent_by_being_so_for_years(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        for day in range(1, 12):
            _write_news(store, f"2024-03-{day:02}T01:15:00+13:00", new=4)
        for month in range(1, 6):
            _write_news(store, f"2026-{month:02}-01T01:15:00+12:00", new=0)
        _write_news(store, "2026-05-03T09:00:00+12:00", new=40, kind="import")
        days = news_days(store.database, FACEBOOK, ZONE, until=NOW, look_back=90)
    assert days[-1] == dt.date(2024, 3, 11)
    assert is_silent(days, NOW.date())


def _write_news(store: Store, started: str, *, new: int, kind: str = "run") -> None:
    begun = dt.datetime.fromisoformat(started)
    run = RunId(f"{started}-{kind}")
    store.begin_run(run, kind, begun)
    row = ChannelRun(channel=FACEBOOK, outcome="complete", started=begun, finished=begun, counts={"new": new})
    store.record_channel_run(run, row)


def test_gaps_stand_until_they_are_gone_and_more_of_them_are_more(tmp_path: Path) -> None:
    (one,) = [problem for problem in gathered(tmp_path, gaps=1).problems if problem.key == "gaps:harbour-facebook"]
    (two,) = [problem for problem in gathered(tmp_path, gaps=2).problems if problem.key == "gaps:harbour-facebook"]
    assert set(one.parts) < set(two.parts)
    assert two.what == "2 gaps are open"


def test_an_alert_names_record_and_kind_and_the_day_it_is_due(tmp_path: Path) -> None:
    sent = dt.datetime(2026, 5, 6, 23, 0, tzinfo=dt.UTC)  # the 7th in New Zealand
    found = gathered(
        tmp_path,
        alert(1, AlertKind.INFORMATION_REQUEST, sent),
        alert(2, AlertKind.INFORMATION_REQUEST, sent + dt.timedelta(hours=1)),
        alert(3, AlertKind.WELLBEING, sent, "R000002"),
    )
    request, concern = sorted((p for p in found.problems if p.kind == "alert"), key=lambda p: p.key)
    assert request.what == "record R000001: possible request for official information"
    assert request.by == dt.date(2026, 6, 5)
    assert request.parts == ("1", "2", "due-10", "due-5")
    assert (concern.what, concern.by) == ("record R000002: possible concern for someone's wellbeing", None)


def test_a_stop_on_purpose_is_no_problem() -> None:
    assert of_error("stopped", channel="c", owner="", outcome="partial", scope="run:c") is None


def test_a_platform_that_did_not_answer_is_partial_until_nothing_came() -> None:
    partial = of_error("unavailable", channel="c", owner="", outcome="partial", scope="run:c")
    failed = of_error("unavailable", channel="c", owner="", outcome="failed", scope="run:c")
    assert (partial and partial.kind, failed and failed.kind) == ("partial", "failure")


def test_the_disk_is_forecast_from_how_it_shrank() -> None:
    today = NOW.date()
    state = State()
    for back in range(20, -1, -1):
        state.measure(today - dt.timedelta(days=back), 100_000 + back * 5_000)
    assert days_until_full(state.disk, today) == pytest.approx(20.0)
    assert days_until_full(state.disk[:4], today) is None
    growing = [(day, -free) for day, free in state.disk]
    assert days_until_full(growing, today) is None


def test_a_full_disk_is_told_once_a_month_and_once_a_week_ahead() -> None:
    assert of_disk(None, 0.5) is None
    assert of_disk(45, 0.2) is None
    month, week = of_disk(29, 0.2), of_disk(6, 0.2)
    assert month is not None
    assert week is not None
    assert set(month.parts) < set(week.parts)
    assert of_disk(None, 0.01) is not None


def test_the_most_pressing_comes_first(tmp_path: Path) -> None:
    found = gathered(tmp_path, alert(3, AlertKind.THREAT, NOW), gaps=1)
    assert next(problem.kind for problem in ordered(found.problems)) == "alert"


def test_a_damaged_memory_is_an_empty_one(tmp_path: Path) -> None:
    for content in ("", "[]", '{"told": 3, "disk": []}', '{"told": {"a": {"b": {}}}, "disk": []}'):
        (tmp_path / "state.json").write_text(content)
        assert State.load(tmp_path) == State()
