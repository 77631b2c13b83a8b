"""Values in typings that are seldom and harmless text that looks like them."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor, lookup_keys
from tests.redaction.conftest import TestKeyer
from tests.redaction.talk import one, talk, texts

GOES = [
    ("born on the third of April 1984", "born on the [BIRTH DATE 1]"),
    ("I was born on the twenty-first of June 1984", "I was born on the [BIRTH DATE 1]"),
    ("21/06/1984 is when i was born", "[BIRTH DATE 1] is when i was born"),
    ("mail aroha@@gmail.com", "mail [EMAIL 1]"),
    ("a r o h a @ g m a i l . c o m", "[EMAIL 1]"),
    ("see https://example.org/aroha.t@gmail.com/x", "see https://example.org/[EMAIL 1]/x"),
    ("021&nbsp;555&nbsp;0143", "[PHONE 1]"),
    ("I live at twelve Rimu Road", "I live at [ADDRESS 1]"),
    ("we have been at 14 Te Ara o Rehua Rd", "we have been at [ADDRESS 1]"),
]
STAYS = [
    "paid on the third of April 2025",
    "3/4/2025 is when my payment stopped",
    "the second may be late",
    "see @@ 5 and a @ b . c",
    "one way street and two lane roads",
    "we drove down One Tree Hill Road",
    "12345678 people saw it",
    "the router is 192.168.1.10",
    "stats: 1,234 5,678 9,012",
]
NUMBERS = ["client number 12345678 people ask", "123456782 people", "client number 192.168.101.10", "02155501 views"]


@pytest.mark.parametrize(("text", "expected"), GOES)
def test_a_value_in_a_seldom_typing_goes(redactor: Redactor, text: str, expected: str) -> None:
    assert one(redactor, text) == expected


@pytest.mark.parametrize("text", STAYS)
def test_what_only_looks_like_one_stays(redactor: Redactor, text: str) -> None:
    assert one(redactor, text) == text


@pytest.mark.parametrize("text", NUMBERS)
def test_what_looks_like_a_count_or_a_network_is_a_number_all_the_same(redactor: Redactor, text: str) -> None:
    assert one(redactor, text) != text


@pytest.mark.parametrize(("first", "then"), [("aroha.tuhoe@", "gmail.com"), ("aroha.tuhoe", "@gmail.com")])
def test_an_address_in_two_messages_goes_in_both(redactor: Redactor, keyer: TestKeyer, first: str, then: str) -> None:
    found = talk(redactor, f"my email is {first}" if first.endswith("@") else first, f"{then} thanks")
    assert [result.text.text.removeprefix("my email is ") for result in found] == ["[EMAIL 1]", "[EMAIL 1] thanks"]
    assert found[0].text.marks[0].value_key in lookup_keys("aroha.tuhoe@gmail.com", keyer)


def test_an_at_sign_at_the_end_begins_no_address_by_itself(redactor: Redactor) -> None:
    assert texts(redactor, "meet me @", "cafe.co.nz") == ["meet me @", "cafe.co.nz"]
    assert texts(redactor, "thanks", "example.govt.nz is the site") == ["thanks", "example.govt.nz is the site"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eamil jo.example\n@windowslive.com", "eamil [EMAIL 1]"),
        ("koru1578\n@stuff.school.nz is my email", "[EMAIL 1] is my email"),
        ("email me najib dot example@xtra.co.nz and", "email me [EMAIL 1] and"),
        ("find me on koruexample@proton dot me anytime", "find me on [EMAIL 1] anytime"),
        ("eamil koruexample at outlook dot com", "eamil [EMAIL 1]"),
        ("cheers\n@hutt.photos", "cheers\n[HANDLE 1]"),
        ("my internet got cut us off\n133 961 534", "my internet got cut us off\n[IRD NUMBER 1]"),
        (
            "insta hutt.chick_nz\n11\n5000 1055423 01 is my bank account",
            "insta [HANDLE 1]\n[BANK ACCOUNT 1] is my bank account",
        ),
        ("not sure who to ask\n817-393-652", "not sure who to ask\n[CLIENT NUMBER 1]"),
    ],
)
def test_a_value_over_a_line_s_end_takes_no_word_of_another(redactor: Redactor, text: str, expected: str) -> None:
    assert one(redactor, text) == expected
