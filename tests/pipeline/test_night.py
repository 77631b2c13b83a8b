"""A night: one channel's failure is that channel's alone, what was not captured is a gap, and the report says it all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from archiver.errors import (
    CredentialError,
    ExitCode,
    PlatformChanged,
    PlatformUnavailable,
    RateLimited,
    Stopped,
    UsageError,
)
from archiver.model.capture import Batch, Counts, Gap, Quarantined, Tally
from archiver.model.ids import ChannelId, RunId
from archiver.pipeline.night import night
from archiver.pipeline.report import Balance, ChannelReport, RunReport
from connectors.base import CaptureContext
from tests.pipeline.bench import NOW, OTHER, PAGE, Bench, Scripted, batch, connector, record


@pytest.mark.parametrize(
    ("error", "code", "exit_code"),
    [
        (CredentialError("refused"), "credentials", 3),
        (PlatformUnavailable("down"), "unavailable", 4),
        (RateLimited("slow down"), "rate_limited", 4),
        (PlatformChanged("what is this"), "platform_changed", 1),
        (KeyError("Mere wrote something private"), "platform_changed", 1),
        (OSError(5, "something private"), "platform_changed", 1),
    ],
)
def test_one_channels_failure_stops_only_that_channel(
    bench: Bench, error: BaseException, code: str, exit_code: int
) -> None:
    report = bench.night(
        our_page=Scripted((batch(record("kept", source_id="1"), cursor="c1", edge="messages"),), error),
        other_page=Scripted((batch(record("whole", source_id="1"), channel=OTHER),)),
    )
    failed, whole = report.channels
    told: Any = failed.as_json()["error"]
    assert (failed.outcome, told["code"], whole.outcome) == ("partial", code, "complete")
    assert int(report.exit_code) == exit_code
    assert report.records.written == 2, "what was accepted before the failure is published"
    assert "private" not in json.dumps(report.as_json()) + report.line()
    with bench.parts() as parts:
        assert parts.store.cursors(PAGE) == {"messages": "c1"}
        assert [gap.gap.reason for gap in parts.store.gaps(PAGE)] == [f"capture did not finish: {code}"]
        assert parts.store.gaps(OTHER) == ()


def test_the_gap_of_a_failed_night_closes_with_the_next_that_comes_to_its_end(bench: Bench) -> None:
    bench.night(our_page=Scripted((), PlatformUnavailable("down")))
    bench.night(our_page=Scripted((), PlatformUnavailable("down")))
    with bench.parts() as parts:
        assert len(parts.store.gaps(PAGE)) == 1
    assert bench.night(our_page=Scripted((batch(record(source_id="1")),))).exit_code is ExitCode.OK
    with bench.parts() as parts:
        assert parts.store.gaps(PAGE) == ()


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_signal_ends_the_night_after_the_batch_with_its_place_kept(bench: Bench, interrupted: bool) -> None:
    asked: list[bool] = []

    class Walk(Scripted):
        def batches(self, context: CaptureContext) -> Iterator[Batch]:
            for place, given in enumerate(self.given):
                if place == 3:
                    asked.append(True)
                if context.stopping():
                    return
                yield given

    answers = connector({"our_page": Walk(tuple(batch(record(str(n), source_id=str(n))) for n in range(9)))})
    with bench.parts(connector=answers, stopping=lambda: bool(asked), interrupted=lambda: interrupted) as parts:
        report = night(parts)
        (last,) = parts.store.runs(1)
    assert report.exit_code is (ExitCode.INTERRUPTED if interrupted else ExitCode.TERMINATED)
    assert isinstance(report.channels[0].error, Stopped)
    assert last.outcome == "stopped"
    assert 0 < report.channels[0].handed < 9
    again = bench.night(our_page=Scripted(tuple(batch(record(str(n), source_id=str(n))) for n in range(9))))
    assert again.exit_code is ExitCode.OK
    assert again.channels[0].counts.new == 9 - report.channels[0].handed


def test_an_unknown_channel_is_refused_before_anything_is_done(bench: Bench) -> None:
    with bench.parts() as parts:
        with pytest.raises(UsageError, match="no-such"):
            night(parts, [ChannelId("no-such")])
        assert not parts.store.runs(1)


def test_only_the_channels_asked_for_are_captured(bench: Bench) -> None:
    answers = connector({"our_page": Scripted(()), "other_page": Scripted(())})
    with bench.parts(connector=answers) as parts:
        report = night(parts, [OTHER])
        assert [channel.channel for channel in report.channels] == [OTHER]
        assert night(parts, export_only=True).channels == []


def test_a_gap_the_platform_tells_of_makes_the_run_ask_for_a_person(bench: Bench) -> None:
    report = bench.take(
        record(source_id="1"), gaps=(Gap(reason="only the last 20 are given", edge="messages", key="w"),)
    )
    assert (report.exit_code, report.channels[0].outcome) == (ExitCode.GAPS, "partial")
    value: Any = report.as_json()
    (gap,) = value["channels"][0]["gaps"]
    assert {"from", "to", "reason"} <= gap.keys()


# --- the report -----------------------------------------------------------------------------------------------------


def made(**more: Any) -> RunReport:
    return RunReport(run=RunId("r"), kind="run", started=NOW, **more)


def test_the_json_has_the_contracts_shape(bench: Bench) -> None:
    value: Any = json.loads(json.dumps(bench.take(record(source_id="1")).as_json()))
    assert value["outcome"] == "complete"
    for channel in value["channels"]:
        assert {"channel", "outcome", "counts", "gaps", "error"} <= channel.keys()
        assert {"posts", "comments", "messages", "new", "revised", "gone", "quarantined"} <= channel["counts"].keys()
        assert all(isinstance(count, int) for count in channel["counts"].values())
    assert {"written", "unchanged", "withheld"} <= value["records"].keys()
    assert value["reconciliation"]["balanced"] is True
    for figure in value["reconciliation"]["figures"]:
        assert figure["balanced"] is (figure["left"] == figure["right"])


def test_the_worst_ending_of_all_wins() -> None:
    page, other = ChannelReport(channel=PAGE), ChannelReport(channel=OTHER)
    report = made(channels=[page, other])
    assert (report.exit_code, report.outcome) == (ExitCode.OK, "complete")
    report.warnings.append("a key lies where it should not")
    assert (report.exit_code, report.outcome) == (ExitCode.GAPS, "complete")
    page.error = PlatformUnavailable("down")
    assert (report.exit_code, report.outcome) == (ExitCode.UNAVAILABLE, "partial")
    other.error = CredentialError("refused")
    assert (report.exit_code, report.outcome) == (ExitCode.CREDENTIALS, "failed")
    report.records.leaks.append(("R000001", "xlsx: looks like a phone"))
    assert report.exit_code is ExitCode.LEAK


def test_figures_that_do_not_add_up_are_named_and_end_with_1() -> None:
    report = made(balances=[Balance("a", 1, 1), Balance("handed over, and accepted", 5, 4)])
    assert (report.exit_code, report.balanced, report.outcome) == (ExitCode.GAPS, False, "partial")
    assert "handed over, and accepted" in report.line()


def test_a_record_lost_between_platform_and_store_is_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from archiver.store import Store

    monkeypatch.setattr(Store, "accept", lambda self, batch, run: Counts())
    report = bench.take(record(source_id="1"))
    assert (report.exit_code, report.balanced) == (ExitCode.GAPS, False)
    (broken,) = [balance for balance in report.balances if not balance.holds]
    assert (broken.left, broken.right) == (1, 0)


def test_an_edition_that_prints_less_than_it_holds_is_seen(bench: Bench) -> None:
    bench.take(record(source_id="1"), record("b", "2026-01-14 09:01", source_id="2"))
    from sqlalchemy import text

    with bench.parts() as parts, parts.store.database.write() as connection:
        connection.execute(text("update edition set messages = 1"))
    report = bench.take()
    assert (report.exit_code, report.balanced) == (ExitCode.GAPS, False)


def test_one_line_says_the_whole_run() -> None:
    page = ChannelReport(channel=PAGE, counts=Counts(new=2, quarantined=1), gaps=[Gap(reason="x")])
    page.error = RateLimited("asked too often")
    line = made(channels=[page], warnings=["mind the key"]).line()
    assert "\n" not in line
    for word in ("2 new", "1 quarantined", "1 gap", "asked too often", "mind the key"):
        assert word in line


def test_each_channel_is_reconciled_from_the_platforms_own_counts_on(bench: Bench) -> None:
    tallies = tuple(
        Tally(name=name, value=value)
        for name, value in (
            ("messages_counted", 5),
            ("messages_given", 3),
            ("comments_counted", 4),
            ("posts_listed", 9),
        )
    )
    given = batch(
        record("one", source_id="1"),
        record("two", source_id="2"),
        tallies=tallies,
        quarantined=(Quarantined(source="s", place="p", reason="r"),),
    )
    value: Any = bench.night(our_page=Scripted((given,))).as_json()
    (channel,) = [each for each in value["reconciliation"]["channels"] if each["channel"] == PAGE]
    assert channel == {
        "channel": PAGE,
        "source": {"comments": {"counted": 4, "given": 0}, "messages": {"counted": 5, "given": 3}},
        "missing": 6,
        "handed": 2,
        "accepted": 2,
        "sealed": 1,
        "quarantined": 1,
    }
