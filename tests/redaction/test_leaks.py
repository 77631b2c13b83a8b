"""The leak check finds what should be gone and is not set off by what is ours."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor, scan_for_leaks

CLEAN = [
    "Wiremu Tamihana 2025-03-12 R000123456.pdf",
    "Record R-2025-000123, edition 2, printed 12 March 2025, 10:30 am, sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",  # noqa: E501
    "[CLIENT NUMBER 1] called [PHONE 12] on 2025-03-12T10:30:45.123456+13:00",
    "uuid:123e4567-e89b-12d3-a456-426614174000",
    "Call 0800 559 009 or write to online@example.govt.nz. $1,234,567.89",
    "xmp:CreateDate 2025-03-12T10:30:45Z page 3 of 12",
]


@pytest.mark.parametrize("text", CLEAN)
def test_our_own_words_do_not_set_it_off(redactor: Redactor, text: str) -> None:
    assert scan_for_leaks([text], redactor, allowed=("R000123456", "R-2025-000123")) == []


@pytest.mark.parametrize(
    "text",
    [
        "call 021 555 0199",
        "x jo@hotmail.com x",
        "01-0902-0068389-00",
        "NHI ZAC5361",
        "4111 1111 1111 1111",
        "ird 49-091-850",
    ],
)
def test_a_sure_find_is_a_leak(redactor: Redactor, text: str) -> None:
    [leak] = scan_for_leaks(["fine", text], redactor)
    assert leak.text == 1
    assert text[leak.start : leak.end] in text
    assert len(text[leak.start : leak.end]) > 5


def test_values_of_this_run_are_found_in_any_typing_and_never_named(redactor: Redactor) -> None:
    found = scan_for_leaks(
        ["a 1-2-3 456/78９ b", "Wiremu  TAMIHANA", "nothing"],
        redactor,
        values_in_clear=("123456789", "Wiremu Tamihana"),
    )
    assert [(leak.text, leak.rule) for leak in found] == [(0, "leak.exact"), (1, "leak.exact")]
    assert "123456789" not in repr(found)
    assert "Tamihana" not in repr(found)


def test_values_inside_our_tokens_or_allowed_words_are_no_leak(redactor: Redactor) -> None:
    assert (
        scan_for_leaks(
            ["[PHONE 1] Wiremu Tamihana"], redactor, values_in_clear=("Wiremu Tamihana",), allowed=("Wiremu Tamihana",)
        )
        == []
    )
