"""A conversation read in two runs leaves what one run leaves: what the second learns goes from what the first stored."""

from __future__ import annotations

import re

import pytest

from archiver.redaction import Message, Redactor, ThreadContext
from tests.redaction.corpus.cases import Case
from tests.redaction.strangers.measured import SETS, conversations

_TAIL = 6
_TOKEN = re.compile(r"\[[A-Z -]+ [0-9]+\]")


def in_two_runs(redactor: Redactor, case: Case, cut: int) -> list[str]:
    """The texts after a run over the messages before `cut`, another over the rest, and its sweep over what the first stored."""
    messages = list(case.messages)
    first = redactor.thread(ThreadContext(participants=tuple(case.people)))
    stored = [result.text for result in first.redact(messages[:cut])]
    tail = tuple(
        Message(text=text.text, role=message.role, sender=message.sender, id=message.id)
        for text, message in zip(stored[-_TAIL:], messages[max(0, cut - _TAIL) : cut], strict=True)
    )
    second = redactor.thread(ThreadContext(participants=tuple(case.people), known=first.learned, tail=tail))
    stored += [result.text for result in second.redact(messages[cut:])]
    names = [message.id for message in messages]
    swept = dict(second.sweep(zip(names, stored, strict=True)))
    return [swept.get(name, text).text for name, text in zip(names, stored, strict=True)]


@pytest.mark.parametrize("name", SETS)
def test_two_runs_leave_what_one_leaves(redactor: Redactor, name: str) -> None:
    differ = []
    for case in conversations(name):
        once = [
            result.text.text
            for result in redactor.thread(ThreadContext(participants=tuple(case.people))).redact(list(case.messages))
        ]
        twice = in_two_runs(redactor, case, len(case.messages) // 2)
        differ += [
            (one, two) for one, two in zip(once, twice, strict=True) if _TOKEN.sub("[]", one) != _TOKEN.sub("[]", two)
        ]
    # A number in three messages, of which the first run saw two and took them for all of it, may keep its last figures; and
    # an ordinary word that is a name too goes where only the second run met the person.
    assert len(differ) <= 2, differ
