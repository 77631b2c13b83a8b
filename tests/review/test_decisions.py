"""What a reviewer decides: listed without words, checked, remembered, obeyed by the next run, logged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archiver.errors import StorageError
from archiver.store import Store
from tests.review.agency import Agency, new_agency, take_in


def circumstances(agency: Agency) -> dict[str, Any]:
    _, items = agency.answer("review")
    return next(item for item in items if item["rule"] == "circumstances")


def span(text: str, words: str) -> str:
    at = text.index(words)
    return f"{at}:{at + len(words)}"


def first_text(agency: Agency) -> str:
    return next(text for text in agency.texts().values() if "hospital" in text)


def test_the_queue_names_record_and_message_and_never_their_words(agency: Agency) -> None:
    code, out, err = agency.call("review")
    assert (code, err) == (0, "")
    assert "R000001 message 2" in out
    _, items = agency.answer("review")
    assert {"item", "record", "channel", "message", "rule", "reason", "confidence"} <= items[0].keys()
    assert "hospital" not in out + str(items)


def test_texts_are_shown_on_a_terminal_alone(agency: Agency) -> None:
    code, out, err = agency.call("review", "--show")
    assert (code, out) == (2, "")
    assert "terminal" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "--by", "Aroha"], "span"),
        (["add", "--span", "0:5", "--by", "Aroha"], "kind"),
        (["add", "--span", "0:5000", "--kind", "name", "--by", "Aroha"], "outside"),
        (["add", "--span", "5:5", "--kind", "name", "--by", "Aroha"], "outside"),
        (["add", "--span", "five", "--kind", "name", "--by", "Aroha"], "12:25"),
        (["add", "--span", "0:5", "--kind", "withheld", "--by", "Aroha"], "one of"),
        (["add", "--span", "0:5", "--kind", "secret", "--by", "Aroha"], "one of"),
        (["confirm", "--span", "0:5", "--by", "Aroha"], "add alone"),
        (["confirm", "--by", "  "], "named"),
        (["confirm", "--by", "A" * 101], "name"),
        (["confirm", "--by", "A\x1b[31m"], "name"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_nothing_is_kept(agency: Agency, words: list[str], said: str) -> None:
    code, _, err = agency.call("review", "decide", circumstances(agency)["item"], *words)
    assert code == 2
    assert said in err
    assert agency.events("review") == []


def test_an_item_that_is_not_there_is_refused(agency: Agency) -> None:
    code, _, err = agency.call("review", "decide", 999, "confirm", "--by", "Aroha")
    assert (code, "999" in err) == (2, True)


def test_a_decision_is_an_event_with_who_and_when_and_without_words(agency: Agency) -> None:
    item = circumstances(agency)["item"]
    where = span(first_text(agency), "Rare Illness")
    assert (
        agency.call("review", "decide", item, "add", "--span", where, "--kind", "personal", "--by", "Aroha N")[0] == 0
    )
    events = agency.events("review")
    assert {event.agent for event in events} == {"Aroha N"}
    assert "illness" not in str([event.detail for event in events]).lower()
    assert agency.answer("review")[1] == [i for i in agency.answer("review", "--all")[1] if not i["decision"]]


def test_what_was_added_is_gone_from_the_whole_conversation_and_from_every_byte(agency: Agency) -> None:
    item = circumstances(agency)["item"]
    where = span(first_text(agency), "Rare Illness")
    agency.call("review", "decide", item, "add", "--span", where, "--kind", "personal", "--by", "Aroha")
    assert agency.holds("rare illness")
    code, report = agency.answer("run")
    assert code == 0, report
    texts = [text for text in agency.texts().values() if "[PERSONAL DETAIL 1]" in text]
    assert len(texts) == 2  # "the rare  illness" of a later message too, in its own typing
    assert agency.holds("rare illness") == []
    assert agency.holds("rare  illness") == []
    assert any(event.detail["reason"].startswith("a reviewer") for event in agency.events("redaction"))
    _, found = agency.answer("find-identifier", "RARE ILLNESS")
    assert [hit["record"] for hit in found] == ["R000001"]
    assert agency.answer("verify", "--full")[0] == 0


def test_the_next_run_after_that_has_nothing_to_do(agency: Agency) -> None:
    item = circumstances(agency)["item"]
    where = span(first_text(agency), "Rare Illness")
    agency.call("review", "decide", item, "add", "--span", where, "--kind", "personal", "--by", "Aroha")
    agency.answer("run")
    before = (agency.texts(), len(agency.events("redaction")))
    _, report = agency.answer("run")
    assert report["records"]["written"] == 0
    assert (agency.texts(), len(agency.events("redaction"))) == before


@pytest.mark.parametrize("at", ["rewrite_texts", "scrub", "additions_applied"])
def test_a_run_killed_while_obeying_is_gone_on_with(agency: Agency, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    item = circumstances(agency)["item"]
    where = span(first_text(agency), "Rare Illness")
    agency.call("review", "decide", item, "add", "--span", where, "--kind", "personal", "--by", "Aroha")
    real = getattr(Store, at)
    calls = iter(range(100))

    def killed(self: Store, *given: Any, **named: Any) -> Any:
        if next(calls) >= (1 if at == "rewrite_texts" else 0):
            raise StorageError("the machine went away")
        return real(self, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Store, at, killed)
        code, report = agency.answer("run")
        assert (code, report["error"]["code"]) == (1, "storage")
    assert agency.answer("run")[0] == 0
    assert agency.holds("rare illness") == []
    assert sum("[PERSONAL DETAIL 1]" in text for text in agency.texts().values()) == 2


def test_files_say_reviewed_when_everything_of_the_record_is_decided(agency: Agency) -> None:
    from exports.sections import NOT_REVIEWED, REVIEWED

    (book,) = (agency.archive / "records").rglob("*.xlsx")
    assert agency.holds(NOT_REVIEWED) == [book.name]
    for item in agency.answer("review")[1]:
        agency.call("review", "decide", item["item"], "confirm", "--by", "Aroha")
    _, report = agency.answer("run")
    assert report["records"]["written"] == 1
    assert agency.holds(REVIEWED) == [book.name]
    assert agency.answer("run")[1]["records"]["written"] == 0


def test_a_closed_file_gives_way_when_a_reviewer_adds_something(tmp_path: Path) -> None:
    agency = new_agency(tmp_path / "closed", gap="2d")
    agency.rule()
    take_in(agency)
    assert agency.answer("show", "R000001")[1]["status"] == "closed"
    item = circumstances(agency)["item"]
    where = span(first_text(agency), "Rare Illness")
    agency.call("review", "decide", item, "add", "--span", where, "--kind", "personal", "--by", "Aroha")
    assert agency.answer("run")[0] == 0
    assert agency.holds("rare illness") == []
    assert [edition["edition"] for edition in agency.answer("show", "R000001")[1]["editions"]] == [1, 2]
    withdrawn = [e.detail["withdrawn"] for e in agency.events("publication") if "withdrawn" in e.detail]
    assert len(withdrawn) == 1
    assert agency.answer("verify", "--full")[0] == 0
