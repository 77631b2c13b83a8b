"""Values whose parts come in messages of their own: letters and figures, an address and its provider, a number named later."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor
from tests.redaction.talk import texts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("NHI?", ("ZAC", "5361")),
        ("What is your rego?", ("kwe", "418")),
        ("What is your rego?", ("KWE", "418")),
        ("What is your licence number?", ("DB", "481226")),
        ("What is your licence number?", ("DB481", "226")),
        ("Passport number?", ("LA", "123456")),
        ("What is your email?", ("jo.example", "gmail.com")),
        ("Which email?", ("jo44", "at gmail")),
    ],
)
def test_both_parts_of_a_value_go(redactor: Redactor, question: str, parts: tuple[str, str]) -> None:
    _, *shown = texts(redactor, ("agency", question), *parts)
    assert [text[0] + text[-1] for text in shown] == ["[]", "[]"], shown
    assert shown[0] == shown[1]


def test_a_number_that_the_next_message_names_goes(redactor: Redactor) -> None:
    assert texts(redactor, "123456", "is my client number") == ["[CLIENT NUMBER 1]", "is my client number"]
    assert texts(redactor, "120000", "is my ird refund coming") == ["120000", "is my ird refund coming"]


@pytest.mark.parametrize(
    "talk",
    [
        (("agency", "Is it the rego or the wof?"), "yes wof", "12"),
        (("agency", "What is your rego?"), "idk", "12"),
        ("yes", "at outlook"),
        ("hello", "me"),
        (("agency", "NHI?"), "um", "2024"),
    ],
)
def test_words_that_stand_before_a_number_or_a_provider_by_chance_stay(
    redactor: Redactor, talk: tuple[str | tuple[str, str], ...]
) -> None:
    typed = [line if isinstance(line, str) else line[1] for line in talk]
    assert texts(redactor, *talk) == typed
