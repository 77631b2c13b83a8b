"""Newer rules go over what is stored at the next run: only ever stricter, gone on with after a kill, free otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archiver.errors import StorageError
from archiver.store import Store
from tests.review.agency import CHAT, Agency, new_agency, take_in

TICKET = (r"(?<![a-z])qq-?[0-9]{4}", "local", 0.95)


def test_a_new_rule_makes_stored_texts_stricter_at_the_next_run(agency: Agency) -> None:
    assert agency.tickets()
    agency.rule(TICKET, version="1.1")
    code, report = agency.answer("run")
    assert (code, report["records"]["written"]) == (0, 1)
    assert sum("[AGENCY NUMBER 1]" in text for text in agency.texts().values()) == 2
    assert agency.tickets() == []
    (event,) = agency.events("redaction")
    assert event.detail["reason"].startswith("judged again by newer rules: ")
    assert [hit["mentions"] for hit in agency.answer("find-identifier", "QQ 4417")[1]] == [2]
    assert agency.answer("verify", "--full")[0] == 0


def test_a_rule_that_changes_without_its_version_is_noticed_too(agency: Agency) -> None:
    agency.rule(TICKET, version="1.0")
    agency.answer("run")
    assert agency.tickets() == []


def test_a_night_without_new_rules_looks_at_no_text(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(*given: Any, **named: Any) -> Any:
        raise AssertionError("a stored text was looked at")

    for name in ("thread_messages", "thread_texts", "rewrite_texts", "scrub", "set_judged"):
        monkeypatch.setattr(Store, name, looked)
    code, report = agency.answer("run")
    assert (code, report["error"]) == (0, None)


def test_unsure_finds_of_a_new_rule_come_into_the_queue(agency: Agency) -> None:
    before = len(agency.answer("review")[1])
    agency.rule((TICKET[0], "local", 0.6), version="1.1")
    agency.answer("run")
    _, items = agency.answer("review")
    fresh = [item for item in items if item["rule"].startswith("local.")]
    assert len(items) == before + 2
    assert [item["confidence"] for item in fresh] == [0.6, 0.6]
    texts = list(agency.texts().values())
    assert all(any(t[i["start"] : i["end"]] == "[AGENCY NUMBER 1]" for t in texts) for i in fresh)


def test_a_rule_taken_away_brings_nothing_back_by_itself(agency: Agency) -> None:
    agency.rule(TICKET, version="1.1")
    agency.answer("run")
    before = agency.texts()
    agency.rule(version="1.2")
    agency.answer("run")
    assert agency.texts() == before


@pytest.fixture
def several(tmp_path: Path) -> Agency:
    """Four conversations."""
    agency = new_agency(tmp_path / "several")
    agency.rule()
    for name in ("Mere Kahotea", "Ana Tautahi", "Ben Mohi", "Cilla Rewi"):
        take_in(agency, CHAT.replace("Mere Kahotea", name), name)
    return agency


@pytest.mark.parametrize("after", [0, 1, 2, 5])
def test_a_run_killed_half_way_is_gone_on_with(several: Agency, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    several.rule(TICKET, version="1.1")
    real, calls = Store.rewrite_texts, iter(range(100))

    def killed(self: Store, *given: Any, **named: Any) -> int:
        if next(calls) >= after:
            raise StorageError("the machine went away")
        return real(self, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "rewrite_texts", killed)
        code, report = several.answer("run")
        assert (code, report["error"]["code"]) == (1, "storage")
    looked: list[int] = []
    messages = Store.thread_messages

    def counted(self: Store, channel: Any, thread: int) -> Any:
        looked.append(thread)
        return messages(self, channel, thread)

    monkeypatch.setattr(Store, "thread_messages", counted)
    assert several.answer("run")[0] == 0
    threads = set(looked)
    assert several.tickets() == []
    assert sum("[AGENCY NUMBER 1]" in text for text in several.texts().values()) == 8
    done_before = after // 2  # two writes a thread: what it learned, then its texts
    assert len(threads) == 4 - done_before


def test_one_text_that_taught_a_value_does_not_leave_the_others_behind(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between two stretches of one conversation: the value is known by its hash, not by its text."""
    import archiver.pipeline.stored as stored

    monkeypatch.setattr(stored, "STRETCH", 1)
    agency.rule((r"(?<=ticket )qq-[0-9]{4}", "local", 0.95), version="1.1")
    real, calls = Store.rewrite_texts, iter(range(100))

    def killed(self: Store, *given: Any, **named: Any) -> int:
        if next(calls) >= 2:
            raise StorageError("the machine went away")
        return real(self, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "rewrite_texts", killed)
        agency.answer("run")
    agency.answer("run")
    assert agency.tickets() == []


def test_decided_finds_stay_as_people_decided_them(agency: Agency) -> None:
    agency.rule((TICKET[0], "local", 0.6), version="1.1")
    agency.answer("run")
    for item in agency.answer("review")[1]:
        if item["rule"].startswith("local."):
            agency.call("review", "decide", item["item"], "reject", "--by", "Aroha")
    assert agency.answer("reprocess", "--identity", agency.key)[0] == 0
    assert sum("4417" in text for text in agency.texts().values()) == 2
    agency.rule((TICKET[0], "local", 0.7), version="1.2")
    agency.answer("run")
    assert sum("4417" in text for text in agency.texts().values()) == 2
