"""Originals read anew: both ways, idempotent, in memory alone, with the reason written down first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.samples import ACCOUNTS, write_samples
from tests.e2e.archives import holdings
from tests.review.agency import CHAT, Agency, new_agency, take_in

TICKET = (r"(?<![a-z])qq-?[0-9]{4}", "local", 0.6)
CHANNELS = ("whatsapp", "facebook", "instagram", "x", "linkedin")


def reprocess(agency: Agency, *words: str) -> tuple[int, Any]:
    return agency.answer("reprocess", "--identity", agency.key, *words)


def test_a_second_reading_changes_nothing(agency: Agency) -> None:
    before = holdings(agency.config)
    for _ in range(2):
        code, report = reprocess(agency)
        assert (code, report["outcome"], report["records"]["written"]) == (0, "complete", 0)
        assert holdings(agency.config) == before
    assert agency.events("reprocessed") == []


def test_a_rule_taken_away_gives_the_words_back(agency: Agency) -> None:
    clean = agency.texts()
    agency.rule(TICKET, version="1.1")
    agency.answer("run")
    assert agency.texts() != clean
    agency.rule(version="1.2")
    code, report = reprocess(agency)
    assert (code, report["records"]["written"]) == (0, 1)
    assert agency.texts() == clean
    (event,) = agency.events("reprocessed")
    assert event.detail["states changed"] == 2
    assert event.detail["values forgotten"] == 1
    assert agency.answer("find-identifier", "QQ4417")[1] == []
    agency.answer("run")
    assert agency.texts() == clean


def test_a_new_rule_redacts_more_and_nothing_of_it_stays_behind(agency: Agency) -> None:
    agency.rule(TICKET, version="1.1")
    code, _ = reprocess(agency)
    assert code == 0
    assert agency.tickets() == []
    assert {item["rule"] for item in agency.answer("review")[1]} == {"circumstances", "local.test.r0"}


def test_a_rejected_find_comes_back_in_its_message_alone(agency: Agency) -> None:
    agency.rule(TICKET, version="1.1")
    agency.answer("run")
    item, other = [each for each in agency.answer("review")[1] if each["rule"].startswith("local.")]
    code, _, err = agency.call("review", "decide", item["item"], "reject", "--by", "Aroha")
    assert code == 0
    assert "reprocess" in err
    agency.answer("run")
    assert agency.tickets() == []
    assert reprocess(agency)[0] == 0
    assert sum("4417" in text for text in agency.texts().values()) == 1
    open_items = [each["item"] for each in agency.answer("review")[1]]
    assert item["item"] not in open_items
    assert other["item"] in open_items
    before = agency.texts()
    assert reprocess(agency)[1]["records"]["written"] == 0
    agency.answer("run")
    assert agency.texts() == before


def test_what_a_reviewer_added_stays_out(agency: Agency) -> None:
    item = agency.answer("review")[1][0]
    text = next(text for text in agency.texts().values() if "hospital" in text)
    at = text.index("Rare Illness")
    agency.call("review", "decide", item["item"], "add", "--span", f"{at}:{at + 12}", "--kind", "personal", "--by", "A")
    agency.answer("run")
    before = agency.texts()
    code, report = reprocess(agency)
    assert code == 0, report
    assert agency.texts() == before
    assert agency.holds("rare illness") == []


def test_the_reason_is_written_down_before_anything_is_opened(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    import archiver.pipeline.openings as openings

    def refused(*given: Any, **named: Any) -> Any:
        raise AssertionError("opened")

    monkeypatch.setattr(openings, "open_sealed", refused)
    agency.call("reprocess", "--identity", agency.key, "--reason", "a better parser")
    (event,) = agency.events("access")
    assert event.detail["reason"] == "a better parser"
    assert event.agent.startswith("user ")


def test_another_key_opens_nothing_and_changes_nothing(agency: Agency, tmp_path: Path) -> None:
    import pyrage

    before = holdings(agency.config)
    other = tmp_path / "other.key"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    code, _, err = agency.call("reprocess", "--identity", other)
    assert (code, "none of the given private keys" in err) == (2, True)
    assert agency.call("reprocess", "--identity", tmp_path / "none.key")[0] == 2
    assert agency.call("reprocess", "--identity", agency.key, "--channel", "none")[0] == 2
    assert agency.call("reprocess", "--identity", agency.key, "--reason", " ")[0] == 2
    assert holdings(agency.config) == before


def test_a_damaged_original_is_named_and_costs_no_other(tmp_path: Path) -> None:
    agency = new_agency(tmp_path / "several")
    agency.rule()
    for name in ("Mere Kahotea", "Ana Tautahi"):
        take_in(agency, CHAT.replace("Mere Kahotea", name), name)
    victim = min((agency.archive / "originals").rglob("*.txt.age"), key=lambda path: path.stat().st_mtime_ns)
    victim.chmod(0o600)
    victim.write_bytes(victim.read_bytes()[:-20])
    agency.rule(TICKET, version="1.1")
    code, report = reprocess(agency)
    assert code == 5
    assert any(victim.name in note for note in report["channels"][0]["notes"])
    assert sum("[AGENCY NUMBER 1]" in text for text in agency.texts().values()) == 2


def test_one_record_is_read_and_the_others_are_left(tmp_path: Path) -> None:
    agency = new_agency(tmp_path / "several")
    agency.rule()
    for name in ("Mere Kahotea", "Ana Tautahi"):
        take_in(agency, CHAT.replace("Mere Kahotea", name), name)
    agency.rule(TICKET, version="1.1")
    code, report = reprocess(agency, "--record", "R000002")
    assert (code, report["records"]["written"]) == (0, 1)
    assert sum("[AGENCY NUMBER 1]" in text for text in agency.texts().values()) == 2
    code, _, err = agency.call("reprocess", "--identity", agency.key, "--record", "R000009")
    assert (code, "no record" in err) == (1, True)


def test_better_parsing_changes_the_state_in_place(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from connectors.whatsapp.archive import importer

    real = type(importer()).parse

    def better(self: Any, source: Any, channel: Any, options: Any) -> Iterator[Any]:
        for batch in real(self, source, channel, options):
            yield dataclasses.replace(
                batch, records=tuple(dataclasses.replace(r, notes=(*r.notes, "seen better")) for r in batch.records)
            )

    monkeypatch.setattr(type(importer()), "parse", better)
    code, report = reprocess(agency)
    assert (code, report["records"]["written"], report["channels"][0]["counts"]["new"]) == (0, 1, 0)
    assert agency.holds("seen better")
    assert reprocess(agency)[1]["records"]["written"] == 0


def test_nothing_clear_touches_a_disk(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    agency.rule(TICKET, version="1.1")
    opened: list[str] = []
    real = os.open

    def watched(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            opened.append(os.fspath(path) if not isinstance(path, int) else str(path))
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", watched)
    assert reprocess(agency)[0] == 0
    assert [path for path in opened if "unseal" in path or path.startswith("/tmp/tmp")] == []
    assert agency.holds("617 350 942") == []


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Agency:
    """An archive with the sample export of every platform."""
    patch = pytest.MonkeyPatch()
    patch.setenv("ARCHIVER_CLOCK", "2026-02-03T01:15:00+13:00")
    folder = tmp_path_factory.mktemp("all")
    agency = new_agency(folder / "agency")
    agency.rule()
    text = agency.config.read_text().split("\n[channels.wa]")[0]
    for kind in CHANNELS:
        text += (
            f'\n[channels.{kind}]\nplatform = "{kind}"\naccount = "{ACCOUNTS[kind]}"\n'
            f'name = "Example on {kind}"\nbusiness_owner = "Communications"\n'
        )
    agency.config.write_text(text)
    for kind, path in write_samples(folder / "exports").items():
        assert agency.answer("import", path, "--channel", kind)[0] in (0, 1)
    patch.undo()
    return agency


def test_every_platforms_export_says_the_same_when_it_is_read_anew(everything: Agency) -> None:
    before = holdings(everything.config)
    code, report = reprocess(everything)
    assert code in (0, 1), report
    assert report["reconciliation"]["balanced"]
    assert [c["tallies"]["states_read_differently"] for c in report["channels"]] == [0] * 5
    assert holdings(everything.config) == before
