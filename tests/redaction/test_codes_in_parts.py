"""Codes and numbers that come in two or three messages, in the ways people announce them, and what only looks like one."""

from __future__ import annotations

import pytest

from archiver.redaction import Message, Redactor, ThreadContext
from tests.redaction.talk import PEOPLE, texts


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (("heres my licence number, first bit MU", "second bit 522211"), ("first bit [LICENCE 1]", "second bit [LICENCE 1]")),
        (("my nhi starts RJV", "and then 16fg"), ("starts [NHI NUMBER 1]", "and then [NHI NUMBER 1]")),
        (("taku NHI: FAK", "ā 8 4 T J"), ("NHI: [NHI NUMBER 1]", "ā [NHI NUMBER 1]")),
        (("XQL", "86WY", "thats my NHI number"), ("[NHI NUMBER 1]", "[NHI NUMBER 1]", "thats my NHI number")),
        (("LD", "072 136", "thats my passport"), ("[PASSPORT 1]", "[PASSPORT 1]", "thats my passport")),
        (("my passport number starts LA", "then 7 1 6 3 7 4. i was told"), ("starts [PASSPORT 1]", "then [PASSPORT 1]. i was")),
        (("360", "131 58", "thats my KiwiSaver number"), ("[KIWISAVER NUMBER 1]", "[KIWISAVER NUMBER 1]", "thats")),
        (("WINZ number: 728", "264 490 / nhi ZAC5361"), ("number: [CLIENT NUMBER 1]", "[CLIENT NUMBER 1] / nhi [NHI")),
        (("my tax number is 49091", "and 850, my wife has hers"), ("is [IRD NUMBER 1]", "and [IRD NUMBER 1], my wife")),
    ],
)  # fmt: skip
def test_a_code_in_parts_goes_in_each(redactor: Redactor, said: tuple[str, ...], left: tuple[str, ...]) -> None:
    for text, part in zip(texts(redactor, *said), left, strict=True):
        assert part in text


@pytest.mark.parametrize(
    "said",
    [
        ("my rego is due", "12 of them"),
        ("the WOF", "12 months", "thats my plate"),
        ("my passport is in", "2027, and my wife has hers"),
        ("OK", "45 minutes", "is that my appointment"),
        ("IRD", "90 days to pay"),
    ],
)
def test_talk_in_parts_makes_no_code(redactor: Redactor, said: tuple[str, ...]) -> None:
    assert texts(redactor, *said) == list(said)


def test_the_suffix_of_an_account_goes_in_the_next_message(redactor: Redactor) -> None:
    left = texts(redactor, "my account number is 12 3045 0123456", "and then 50")
    assert left == ["my account number is [BANK ACCOUNT 2]", "and then [BANK ACCOUNT 2]"]


def test_what_goes_on_with_a_number_that_an_earlier_run_took_for_whole_goes_too(redactor: Redactor) -> None:
    def after(text: str) -> str:
        tail = (Message(text="my nsn is [STUDENT NUMBER 1]", sender="wiremu"),)
        thread = redactor.thread(ThreadContext(participants=PEOPLE, tail=tail))
        return thread.redact([Message(text=text, sender="wiremu")])[0].text.text

    assert after("then 0 5 2 8 and thanks") == "then [STUDENT NUMBER 1] and thanks"
    assert after("then 3 days later") == "then 3 days later"
    assert after("and $50") == "and $50"
