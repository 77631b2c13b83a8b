"""`archiver redact`: the contract line for line, whatever comes in, and nothing of it stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Caller, Done


@pytest.fixture
def redact(archiver: Caller, config: Path) -> Any:
    """Calls it with these lines."""

    def called(*lines: object) -> tuple[int, list[Any]]:
        given = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
        done: Done = archiver("redact", config=config, stdin=given)
        answers = [json.loads(line) for line in done.out.splitlines()]
        assert done.err == ""
        return done.code, answers

    return called


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"id": 1, "messages": [{"text": text, **more}]}


def test_marks_are_counted_in_code_points_of_the_redacted_text(redact: Any) -> None:
    _, (answer,) = redact(said("😀 tēnā koe 👩‍👧, client number 421 873 906. Email jo@example.org"))
    message = answer["messages"][0]
    shown = [message["text"][mark["start"] : mark["end"]] for mark in message["marks"]]
    assert shown == ["[CLIENT NUMBER 1]", "[EMAIL 1]"]
    assert [set(mark) for mark in message["marks"]] == [{"start", "end", "kind", "rule"}] * 2


@pytest.mark.parametrize("name", [0, 7, -1, "", "a", None, True, 1.5, [1, "b"], {"a": [None]}, "ā\ud800"])
def test_an_id_of_any_type_comes_back_as_it_was(redact: Any, name: object) -> None:
    _, (good, bad) = redact({"id": name, "messages": []}, {"id": name})
    assert (good["id"], bad["id"]) == (name, name)
    assert type(good["id"]) is type(name)
    assert "error" in bad


def test_bad_lines_are_answered_in_their_places_and_the_others_are_not_lost(redact: Any) -> None:
    code, answers = redact(
        said("one"),
        b"{not json",
        b"\xff\xfe",
        [],
        b"[" * 50_000,
        {"id": "x", "messages": "no list"},
        {"id": "x", "messages": [{"from": "agency"}]},
        {"id": "x", "messages": [{"text": 5}]},
        {"id": "x", "messages": [{"text": "a", "from": ["b"]}]},
        {"id": "x", "participants": "Mere", "messages": []},
        {"id": "x", "participants": [{"display_name": "Mere", "role": "owner"}], "messages": []},
        b'{"id": NaN, "messages": []}',
        b'{"id": 1e999, "messages": []}',
        said("last"),
    )
    assert code == 1
    assert ["error" in answer for answer in answers] == [False, *[True] * 12, False]
    for number, answer in enumerate(answers[1:-1], start=2):
        assert answer["error"].startswith(f"line {number}: ")


def test_an_error_never_quotes_the_line(redact: Any) -> None:
    secret = "021 555 0199"
    _, answers = redact(
        f'{{"text": "{secret}"'.encode(),
        {"id": 1, "messages": [{"text": [secret]}]},
        {"id": 2, "messages": [{"text": "a", "from": {"x": secret}}]},
        {"id": 3, "participants": [{"display_name": "A", "role": secret}], "messages": []},
    )
    assert len(answers) == 4
    assert secret not in json.dumps(answers)


def test_without_from_it_is_the_correspondents(redact: Any) -> None:
    texts = [redact(said("call 09 555 0199", **more))[1][0] for more in ({}, {"from": None}, {"from": "correspondent"})]
    assert texts[0] == texts[1] == texts[2]
    assert "[PHONE 1]" in texts[0]["messages"][0]["text"]


def test_from_may_be_a_display_name(redact: Any) -> None:
    people = [
        {"display_name": "Mere Example", "role": "correspondent"},
        {"display_name": "Duty Desk", "role": "agency"},
    ]
    conversation = {
        "id": "a",
        "participants": people,
        "messages": [
            {"text": "What is your client number?", "from": "Duty Desk"},
            {"text": "421873906", "from": "Mere Example"},
        ],
    }
    _, (answer,) = redact(conversation)
    assert answer["messages"][1]["text"] == "[CLIENT NUMBER 1]"


def test_a_value_given_away_later_is_taken_out_of_earlier_messages(redact: Any) -> None:
    _, (answer,) = redact({"id": 1, "messages": [{"text": "about Wiremu's form"}, {"text": "my son's name is Wiremu"}]})
    assert [message["text"] for message in answer["messages"]] == ["about [NAME 1]'s form", "my son's name is [NAME 1]"]


def test_conversations_know_nothing_of_each_other(redact: Any) -> None:
    _, (one, other) = redact(said("client number 421 873 906"), said("client number 512 604 377"))
    assert one["messages"][0]["text"] == other["messages"][0]["text"] == "client number [CLIENT NUMBER 1]"


def test_nothing_is_stored(archiver: Caller, tmp_path: Path) -> None:
    archiver("init", tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    (tmp_path / "secrets" / "archiver.key").unlink()
    done = archiver("redact", config=tmp_path / "archiver.toml", stdin=json.dumps(said("a 021 555 0199")).encode())
    assert done.code == 0
    assert set(tmp_path.rglob("*")) == before.keys() - {tmp_path / "secrets" / "archiver.key"}


def test_without_a_configuration_the_shipped_rules_hold(
    archiver: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ARCHIVER_CONFIG", raising=False)
    given = json.dumps(said("ring Mere on 021 555 0199")).encode()
    done = archiver("redact", stdin=given)
    assert (done.code, done.err) == (0, "")
    assert "[PHONE 1]" in done.json["messages"][0]["text"]
    assert list(tmp_path.iterdir()) == []
    # One that is named must be there.
    assert archiver("redact", config=tmp_path / "none.toml", stdin=given).code == 2
    monkeypatch.setenv("ARCHIVER_CONFIG", "none.toml")
    assert archiver("redact", stdin=given).code == 2
