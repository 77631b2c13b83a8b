"""Alerts from an import to the list and the report: record numbers and kinds, and no word of the messages anywhere."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.archives import answer, call, new_archive

CHAT = """01/02/2026, 9:00 am - Messages and calls are end-to-end encrypted.
02/02/2026, 9:01 am - Mere Kahotea: Kia ora, I don't want to live anymore
02/02/2026, 9:05 am - Harbour Assistance: Kia ora Mere, please call 1737. Under the OIA we cannot say more
02/02/2026, 9:06 am - Mere Kahotea: and under the Official Information Act send me the wait times please
02/02/2026, 9:07 am - Mere Kahotea: thanks, see you Tuesday
"""
SECRET_WORDS = ("want to live", "wait times", "anymore")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alerts")
    config = new_archive(folder / "agency", formats='["xlsx"]')
    chat = folder / "WhatsApp Chat with Mere Kahotea.txt"
    chat.write_text(CHAT, encoding="utf-8")
    for _ in range(2):  # the second time adds nothing
        code, told = answer("import", chat, "--channel", "wa", "--date-order", "dmy", config=config)
        assert code in (0, 1), told
    return config


def listed(config: Path, *more: str) -> list[dict[str, Any]]:
    code, rows = answer("alerts", *more, config=config)
    assert code == 0
    return list(rows)


def test_what_the_correspondent_wrote_is_flagged_once_and_what_the_agency_wrote_is_not(config: Path) -> None:
    rows = listed(config)
    assert [(row["kind"], row["messages"]) for row in rows] == [("information-request", 1), ("wellbeing", 1)]
    assert len({row["record"] for row in rows}) == 1
    assert rows[0]["record"]


def test_a_request_has_the_day_it_is_due(config: Path) -> None:
    request = listed(config)[0]
    # Received on Monday 2 February; Waitangi Day lies in between.
    assert request["due"] == "2026-03-03"
    assert request["act"] == "Official Information Act 1982"
    assert listed(config)[1]["due"] is None


def test_the_kept_report_tells_the_reader_to_act_and_quotes_nothing(config: Path) -> None:
    reports = config.parent / "archive" / "reports"
    told = json.loads(sorted(reports.glob("2*.json"))[-1].read_text(encoding="utf-8"))
    alerts = [item for item in told["to_do"] if item["kind"] == "alert"]
    assert len(alerts) == 2
    assert alerts[0]["who"] == "Information Services"
    assert {item["by"] for item in alerts} == {None, "2026-03-03"}
    for path in reports.iterdir():
        content = path.read_text(encoding="utf-8")
        assert not [words for words in (*SECRET_WORDS, "Mere", "Kahotea") if words in content], path.name


def test_the_rows_hold_no_words_of_the_message(config: Path) -> None:
    text = json.dumps(listed(config))
    assert not [words for words in SECRET_WORDS if words in text]


def test_alerts_are_not_put_before_those_who_review_redaction(config: Path) -> None:
    from archiver.store import Store

    with Store.open(f"sqlite:///{config.parent / 'archive' / 'archive.db'}", read_only=True) as store:
        assert not [item for item in store.review_items() if item.rule.startswith("alert:")]


def test_what_was_dealt_with_leaves_the_list_and_stays_in_the_log(tmp_path: Path) -> None:
    config = new_archive(tmp_path / "agency", formats='["xlsx"]')
    chat = tmp_path / "WhatsApp Chat with Mere Kahotea.txt"
    chat.write_text(CHAT, encoding="utf-8")
    answer("import", chat, "--channel", "wa", "--date-order", "dmy", config=config)
    record = listed(config)[0]["record"]
    code, told = answer(
        "alerts",
        "--done",
        record,
        "--kind",
        "wellbeing",
        "--decision",
        "passed to the duty team, 021 555 0142",
        config=config,
    )
    assert (code, told["settled"]) == (0, 1)
    assert [row["kind"] for row in listed(config)] == ["information-request"]
    (done,) = [row for row in listed(config, "--all") if row["kind"] == "wellbeing"]
    assert done["decision"] == "passed to the duty team, [PHONE 1]"
    assert call("alerts", "--done", record, "--kind", "wellbeing", "--decision", "again", config=config).returncode == 2
    assert answer("verify", "--full", config=config)[0] == 0


@pytest.mark.parametrize(
    "words", [("--done", "R1"), ("--kind", "threat"), ("--done", "R1", "--kind", "gossip", "--decision", "x")]
)
def test_a_call_that_makes_no_sense_is_refused(config: Path, words: tuple[str, ...]) -> None:
    done = call("alerts", *words, config=config)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_clock_counts_the_agencys_days() -> None:
    from archiver.model.working_days import due_date

    assert due_date(dt.date(2026, 2, 2)) == dt.date(2026, 3, 3)
