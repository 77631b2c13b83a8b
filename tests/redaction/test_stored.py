"""Stored texts made stricter: what stands stays, whatever a later rule would cover."""

from __future__ import annotations

import pytest

from archiver.errors import RedactionError
from archiver.model.redaction import Kind, Mark, RedactedText
from archiver.redaction import Redactor, ThreadContext
from archiver.redaction.apply import apply
from archiver.redaction.spans import Span
from archiver.redaction.stored import hidden, merge
from archiver.redaction.view import fold
from tests.redaction.talk import one

STORED = RedactedText(
    text="ring [PHONE 1] or Hemi Walker",
    marks=(Mark(start=5, end=14, kind=Kind.PHONE, rule="phone", token="[PHONE 1]"),),
)


def _token(span: Span) -> tuple[str, str]:
    return "[NAME 1]", "key"


def test_a_mark_over_a_blanked_token_leaves_the_token_and_takes_the_rest() -> None:
    view = fold(hidden(STORED))
    whole = Span(0, len(view.low), Kind.NAME, "name", "value", 1.0, "")
    merged = merge(STORED, apply(view, [whole], _token, "pack"))
    assert merged.text == "[NAME 1][PHONE 1][NAME 1]"
    assert [merged.text[mark.start : mark.end] for mark in merged.marks] == ["[NAME 1]", "[PHONE 1]", "[NAME 1]"]


def test_a_text_in_which_tokens_cannot_be_told_apart_is_refused() -> None:
    swallowed = RedactedText(
        text="ring [NAME 1]", marks=(Mark(start=5, end=13, kind=Kind.NAME, rule="name", token="[NAME 1]"),)
    )
    with pytest.raises(RedactionError):
        merge(STORED, swallowed)


def test_a_nul_in_a_text_is_no_token() -> None:
    odd = RedactedText(
        text="a\x00b [PHONE 1]", marks=(Mark(start=4, end=13, kind=Kind.PHONE, rule="r", token="[PHONE 1]"),)
    )
    view = fold(hidden(odd))
    assert merge(odd, apply(view, [], _token, "pack")).text == "a\ufffdb [PHONE 1]"


def test_a_text_judged_again_keeps_its_tokens_at_their_places(redactor: Redactor) -> None:
    thread = redactor.thread(ThreadContext())
    again = dict(
        thread.again([("1", "correspondent", STORED), ("2", "correspondent", RedactedText(text="my swn is 418227905"))])
    )
    assert again["2"].text == "my swn is [CLIENT NUMBER 1]"
    assert "[PHONE 1]" in again.get("1", STORED).text
    assert one(redactor, "a\x00b my swn is 418227905") == "a\x00b my swn is [CLIENT NUMBER 1]"
