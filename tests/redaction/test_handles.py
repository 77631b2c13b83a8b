"""Handles by their form: in answers, after an @ and a space, with a tag of four figures."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor
from tests.redaction.talk import texts

ASKED = ("agency", "Which Instagram account did you write from?")


@pytest.mark.parametrize(
    "said",
    [
        "hutt.queen",
        "HUTT.NANA",
        "wak\u200b601life",
        "my internet is slow. waka\u2060life1804",
        "_paualife964_",
        "KIWI_GIRL",
        "yeah its hutt.nana",
        "ｗａｋ１５３６ｂｒｏ",
    ],
)
def test_an_answer_in_the_form_of_a_handle_goes(redactor: Redactor, said: str) -> None:
    answer = texts(redactor, ASKED, said)[1]
    assert "[HANDLE 1]" in answer
    assert said.strip("_").split()[-1] not in answer


@pytest.mark.parametrize(
    "said", ["ok sorry", "the 2nd one", "BMO343 washing machine", "hold on", "at 5.30pm", "www.example.nz"]
)
def test_an_answer_that_is_no_handle_stays(redactor: Redactor, said: str) -> None:
    assert texts(redactor, ASKED, said)[1] == said


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("yep @ Wak1912chick", "yep [HANDLE 1]"),
        ("@ the.lil.chick", "[HANDLE 1]"),
        ("again @ the.koru.boy", "again [HANDLE 1]"),
        ("reddit user @the.nz.chick. is that ok", "reddit user [HANDLE 1]. is that ok"),
        ("my disc tjhoku#4482 join us", "my disc [HANDLE 1] join us"),
        ("skype live:jo.example", "skype [HANDLE 1]"),
        ("xbox tag HokiSniper88", "xbox tag [HANDLE 1]"),
        ("meet @ 5.30", "meet @ 5.30"),
        ("they are @ kmart", "they are @ kmart"),
        ("case#1234", "case#1234"),
    ],
)
def test_a_handle_is_told_by_its_signs(redactor: Redactor, said: str, left: str) -> None:
    assert texts(redactor, said) == [left]
