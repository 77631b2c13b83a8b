"""A question needs no question mark: a message that is nothing but a label, or begins with "when", asks for what it names."""

from __future__ import annotations

import pytest

from archiver.redaction import Message, Person, Redactor, ThreadContext
from tests.redaction.talk import texts

ASKED = [
    ("Date of birth please", "03.04.2024", "[BIRTH DATE 1]"),
    ("DOB please", "3/4/1984", "[BIRTH DATE 1]"),
    ("Date of birth pls", "3 April 1984", "[BIRTH DATE 1]"),
    ("When were you born", "1984-04-03", "[BIRTH DATE 1]"),
    ("Date of birth", "03.04.2024", "[BIRTH DATE 1]"),
    ("Client number please", "123456", "[CLIENT NUMBER 1]"),
    ("And your client number, thanks", "123456", "[CLIENT NUMBER 1]"),
    ("Client number", "123456", "[CLIENT NUMBER 1]"),
    ("IRD number please", "49 091 85", "[IRD NUMBER 1]"),
    ("Address please", "88 Molesworth Thorndon", "[ADDRESS 1]"),
    ("Address", "88 Molesworth Thorndon", "[ADDRESS 1]"),
    ("Passport number please", "LM123456", "[PASSPORT 1]"),
    ("Passport number", "my one is LM123456", "my one is [PASSPORT 1]"),
]
NOT_ASKED = [
    ("Your appointment is on 3 April", "03.04.2024"),
    ("When a date of birth is wrong, visit an office", "we opened 3/4/1984"),
    ("When will you be paid", "3/4/2025"),
    ("Contact", "we opened 3/4/1984"),
    ("Number", "123456"),
    ("Email address please", "88 of them came"),
    ("The address was wrong", "88 Molesworth Thorndon"),
]


@pytest.mark.parametrize(("question", "answer", "expected"), ASKED)
def test_a_label_alone_asks(redactor: Redactor, question: str, answer: str, expected: str) -> None:
    assert texts(redactor, ("agency", question), answer) == [question, expected]


@pytest.mark.parametrize(("question", "answer", "expected"), ASKED)
def test_a_label_alone_asks_whoever_sends_it(redactor: Redactor, question: str, answer: str, expected: str) -> None:
    thread = redactor.thread(ThreadContext(participants=(Person(display_name="Example Desk"),)))
    found = thread.redact([Message(text=question, sender="Example Desk"), Message(text=answer, sender="wiremu")])
    assert [result.text.text for result in found] == [question, expected]


@pytest.mark.parametrize(("said", "answer"), NOT_ASKED)
def test_talk_that_only_holds_such_words_asks_nothing(redactor: Redactor, said: str, answer: str) -> None:
    assert texts(redactor, ("agency", said), answer)[1] == answer
