"""Fails closed, and in bounded time: whatever is sent, the run goes on and nothing unjudged passes."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.redaction import Kind
from archiver.model.rules import Examples, PatternRule
from archiver.redaction import Message, Redactor, ThreadContext
from config.rules import load_packs
from tests.redaction.conftest import TestKeyer
from tests.redaction.corpus.score import covered
from tests.redaction.talk import PEOPLE, messages

HOSTILE = {
    "a megabyte of words": "the quick brown fox jumps over the lazy dog " * 23_000,
    "a hundred thousand digits": "1" * 100_000,
    "a hundred thousand digits apart": "1 2 3 4 5 6 7 8 9 0 " * 10_000,
    "deep combining marks": "a" + "\u0301" * 300_000 + "123456789",
    "deep bidi": "\u202e\u2066" * 100_000 + "123456789",
    "pipes": "|" * 300_000,
    "at signs": "a@" * 50_000,
    "link after link": "http://" * 50_000,
    "dates in a row": "1/1/" * 50_000,
    "number words": "one two three " * 10_000,
    "half a character": "\ud800" * 1000 + " 021 555 0199",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_ends_in_bounded_time(redactor: Redactor, name: str) -> None:
    began = time.process_time()
    [result] = redactor.thread(ThreadContext(participants=PEOPLE)).redact([Message(text=HOSTILE[name], id="1")])
    assert time.process_time() - began < 20
    assert "123456789" not in result.text.text
    assert "021 555 0199" not in result.text.text
    assert name not in {"a hundred thousand digits", "a hundred thousand digits apart"} or result.text.marks


def test_a_message_over_its_time_is_withheld_with_a_finding(keyer: TestKeyer) -> None:
    ticks = iter(range(10_000))
    slow = Redactor(load_packs(), keyer, clock=lambda: next(ticks) * 10.0, budget_s=5)
    [result, clean] = slow.thread(ThreadContext(participants=PEOPLE)).redact(messages("my swn is 123456789", "ok"))
    assert result.text.text == "[WITHHELD]"
    assert result.text.is_withheld
    assert result.text.marks[0].kind is Kind.WITHHELD
    assert [finding.rule for finding in result.findings] == ["withheld"]
    assert clean.text.text == "ok"


def test_a_local_rule_that_backtracks_for_ever_withholds_the_message(keyer: TestKeyer) -> None:
    pack = load_packs()
    evil = PatternRule(
        id="local.evil",
        kind=Kind.LOCAL,
        regex="(?:a|a|aa)+[1][b]",
        reason="a test",
        local=True,
        examples=Examples(keep=("a",)),
    )
    slow = Redactor(replace(pack, patterns=(*pack.patterns, evil)), keyer, budget_s=0.3)
    [result] = slow.thread(ThreadContext(participants=PEOPLE)).redact([Message(text="a" * 60 + "1 b 22", id="1")])
    assert result.text.is_withheld


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(
                ["021 555 0199", "my swn is 123456789", "Wiremu", "12/3/87", "@", "½", "ﬁ", "①", "İ", "👩‍👧"]
            ),
        ),
        max_size=6,
    ).map(" ".join)
)
def test_any_text_comes_out_as_itself_with_tokens_in_it(text: str) -> None:
    [result] = _REDACTOR.thread(ThreadContext(participants=PEOPLE)).redact([Message(text=text)])
    assert not result.text.is_withheld
    assert [result.text.text[mark.start : mark.end] for mark in result.text.marks] == [
        mark.token for mark in result.text.marks
    ]
    covered(text, result.text)


def test_a_thread_of_many_messages_stays_linear(redactor: Redactor) -> None:
    def seconds(count: int) -> float:
        lines = messages(
            *[f"my rego is ABC{n % 900:03}" if n % 50 == 0 else "ok see you at 10.30 then" for n in range(count)]
        )
        began = time.process_time()
        redactor.thread(ThreadContext(participants=PEOPLE)).redact(lines)
        return time.process_time() - began

    seconds(200)
    assert seconds(8000) < 14 * max(seconds(1000), 0.02)


_REDACTOR = Redactor(load_packs(), TestKeyer())
