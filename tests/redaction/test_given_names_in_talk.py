"""A participant's first name that is a word too goes where something is theirs or they are spoken with, and stays as a word."""

from __future__ import annotations

import pytest

from archiver.redaction import Person, Redactor
from tests.redaction.talk import talk


def said(redactor: Redactor, name: str, text: str) -> str:
    return talk(redactor, text, people=(Person(display_name=name),))[0].text.text


@pytest.mark.parametrize("name", ["Aroha", "Mere", "Rose", "Grace", "Hope", "Will", "Bill", "Mark", "Tui"])
def test_what_is_theirs_names_them(redactor: Redactor, name: str) -> None:
    for typed in (name, name.lower(), name.upper()):
        for sign in "'\u2019":
            assert said(redactor, f"{name} Tuhoe", f"{typed}{sign}s bro is here") == f"[NAME 1]{sign}s bro is here"
            assert said(redactor, f"{name} Tuhoe", f"its {typed}{sign}s turn") == f"its [NAME 1]{sign}s turn"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Aroha Tuhoe", "tell aroha to ring", "tell [NAME 1] to ring"),
        ("Rose Tuhoe", "can you ask rose", "can you ask [NAME 1]"),
        ("Mark Tuhoe", "call mark back", "call [NAME 1] back"),
    ],
)
def test_who_is_spoken_with_is_named(redactor: Redactor, name: str, text: str, expected: str) -> None:
    assert said(redactor, name, text) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Aroha Tuhoe", "arohanui"),
        ("Aroha Tuhoe", "with aroha"),
        ("Aroha Tuhoe", "aroha nui ki a koutou"),
        ("Will Tuhoe", "ask will it be paid, the will's terms say so"),
        ("Bill Tuhoe", "the power bill's due and my bill's too high"),
        ("Rose Tuhoe", "a rose's thorn"),
        ("May Tuhoe", "May's payment is late"),
        ("Wiremu King", "King's Birthday is a holiday"),
        ("That Guy", "That's right, that's all"),
    ],
)
def test_the_word_stays_a_word(redactor: Redactor, name: str, text: str) -> None:
    assert said(redactor, name, text) == text
