"""The sieve before a sweep: it may let too much through, never hold back what the sweep would take."""

from __future__ import annotations

import random

import pytest

from archiver.model.redaction import RedactedText
from archiver.redaction import Message, Redactor, ThreadContext
from archiver.redaction.judge import WORD, judge_known
from archiver.redaction.sieve import Sieve
from archiver.redaction.values import account, date, number

KNOWN = {
    number("021 555 0123"),
    number("0064 21 555 0199"),
    "123456782",
    account("02-0500-0123456-00"),
    account("02-0500-0123456-000"),
    "zac5361",
    "hemi",
    "teriwi585",
    "ab12cd",
    date(1987, 3, 12),
}
SAID = (
    "+64 21 555 0123", "021-555-0123", "0o21 555 Ol23", "(021) 5550123", "00642155 50123",
    "0064 021 555 0123", "64215550199",
    "123 456 782", "123-456-782", "12 34 56 78 2", "1 2 3 4 5 6 7 8 2", "l23456782", "123\n456\n782", "123.456.782",
    "x123456782y",
    "02-0500-0123456-00", "020500012345600", "02 0500 0123456 000", "02 0500 00123456 00", "02-0500-0123456-0000",
    "ZAC5361", "zac 5361", "zac-5361", "za-c5361", "(zac5361)", "zac_5361", "z.ac5361.",
    "hemi", "Hemi 5", "teriwi585", "teriwi_585",
    "@teriwi585", "ab12cd", "ab12 cd", "AB-12CD", "12/3/87", "12.03.1987", "12 March 1987", "March 12th, 1987",
    "12031987", "1987-03-12",
    "12|3|87", "3/12/87", "o", "s", "b", "il", "5", "55", "and", "is", "call", "me", "on", "at 10:30", "$20.50", "2023-01-02",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_a_sweep_would_take_is_held_back(redactor: Redactor, seed: int) -> None:
    chance = random.Random(seed)
    rules = redactor.rules
    sieve = Sieve(KNOWN, rules.months)
    taken = held = 0
    for _ in range(1500):
        text = chance.choice((" ", ", ", " - ", ". ")).join(chance.choices(SAID, k=chance.randint(1, 4)))
        low = text.lower()
        passes = sieve.passes(low, set(WORD.findall(low)))
        judged = judge_known(rules, text, {}, KNOWN.__contains__, redactor.clock)
        assert passes or not judged.spans, text
        taken += bool(judged.spans)
        held += not passes
    assert taken > 200
    assert held > 50


def test_a_sweep_finds_an_earlier_value_in_another_typing(redactor: Redactor) -> None:
    thread = redactor.thread(ThreadContext())
    thread.redact([Message(text="my client number is 123456782", sender="a", id="2")])
    stored = [
        ("0", RedactedText(text="it was 123 456 78 2 I think")),
        ("1", RedactedText(text="the form has 30 pages, 12 of them blank")),
    ]
    assert [(name, text.text) for name, text in thread.sweep(stored)] == [("0", "it was [CLIENT NUMBER 1] I think")]
