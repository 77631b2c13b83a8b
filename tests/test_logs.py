"""The log: facts alone, whatever a careless line hands it; and no library's own words."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from archiver.logs import FACTS, log_crash, only_facts, set_up

SECRET = "my number is 021 555 0199"


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    before = (logging.root.level, logging.root.handlers[:])
    yield
    structlog.reset_defaults()
    logging.root.setLevel(before[0])
    logging.root.handlers[:] = before[1]


def lines(capture: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    out, err = capture.readouterr()
    assert out == ""
    return [json.loads(line) for line in err.splitlines()]


def test_a_careless_field_is_dropped_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(verbose=True)
    structlog.get_logger().info("message read", channel="a", text=SECRET, sender="Mere Example", token="EAAB")
    (line,) = lines(capsys)
    assert (line["event"], line["channel"], line["count"]) == ("message read", "a", 3)
    assert line.keys() <= FACTS


def test_an_exceptions_text_is_dropped_too(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(verbose=True)
    try:
        raise ValueError(SECRET)
    except ValueError:
        structlog.get_logger().exception("parse failed", channel="a")
    out = capsys.readouterr().err
    assert SECRET not in out
    assert "parse failed" in out


def test_without_verbose_only_warnings_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(verbose=False)
    log = structlog.get_logger()
    log.info("quiet")
    log.warning("loud")
    assert [line["event"] for line in lines(capsys)] == ["loud"]


def test_what_libraries_say_is_told_by_name_alone(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(verbose=True)
    # httpx itself is silenced by the room that speaks HTTP, once that is imported: another library's logger shows the rule.
    for library in ("httpx", "somelibrary"):
        logging.getLogger(library).info("GET https://graph.example.org/?access_token=%s", SECRET)
        logging.getLogger(library).error("GET https://graph.example.org/?access_token=%s", SECRET)
    err = capsys.readouterr().err
    assert SECRET not in err
    assert set(err.splitlines()) <= {"ERROR httpx", "ERROR somelibrary"}
    assert "ERROR somelibrary" in err


def test_facts_stay_as_they_are() -> None:
    fields = {"event": "x", "channel": "a", "seconds": 1.5}
    assert only_facts(None, "info", dict(fields)) == fields


def test_a_crash_is_told_by_its_place_in_our_code() -> None:
    from config.durations import parse_duration

    with pytest.raises(ValueError, match="length of time") as caught:
        parse_duration("soon")
    told = log_crash(caught.value)
    assert told.startswith("ValueError at durations.py:")
    assert log_crash(RuntimeError(SECRET)) == "RuntimeError"
