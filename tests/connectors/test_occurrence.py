"""Equal records are told apart in the way the archive compares them, in bounded memory."""

from __future__ import annotations

import datetime as dt

import pytest

from archiver.model.correspondent import Correspondent, Role
from archiver.model.ids import ThreadKey
from archiver.model.record import RecordKind
from connectors.occurrence import Occurrences

KEY = ThreadKey("t")
SAM = Correspondent(name="Sam Example")
WHEN = dt.datetime(2024, 2, 13, 2, 4, tzinfo=dt.UTC)


def test_the_second_of_two_equal_records_is_number_one() -> None:
    numbers = Occurrences()
    assert [numbers.number(KEY, RecordKind.MESSAGE, SAM, WHEN, "ok") for _ in range(3)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("sender", "when", "text"),
    [
        (Correspondent(name="sam  example ".replace("  ", " ")), WHEN, "Māori"),
        (SAM, WHEN.replace(microsecond=5000), "Māori"),
        (SAM, WHEN, " Ma\u0304ori\n"),
    ],
)
def test_spelling_case_and_space_around_make_no_difference(sender: Correspondent, when: dt.datetime, text: str) -> None:
    numbers = Occurrences()
    numbers.number(KEY, RecordKind.MESSAGE, SAM, WHEN, "Māori")
    assert numbers.number(KEY, RecordKind.MESSAGE, sender, when, text) == 1


def test_the_agency_is_one_sender_under_any_name() -> None:
    numbers = Occurrences()
    one, two = (Correspondent(name=name, role=Role.AGENCY) for name in ("Agency", "The Agency"))
    assert [numbers.number(KEY, RecordKind.MESSAGE, who, WHEN, "x") for who in (one, two)] == [0, 1]


def test_thread_kind_time_and_text_tell_records_apart() -> None:
    numbers = Occurrences()
    numbers.number(KEY, RecordKind.MESSAGE, SAM, WHEN, "x")
    later = WHEN + dt.timedelta(seconds=1)
    assert numbers.number(ThreadKey("u"), RecordKind.MESSAGE, SAM, WHEN, "x") == 0
    assert numbers.number(KEY, RecordKind.NOTICE, SAM, WHEN, "x") == 0
    assert numbers.number(KEY, RecordKind.MESSAGE, SAM, later, "x") == 0
    assert numbers.number(KEY, RecordKind.MESSAGE, SAM, None, "x") == 0
    assert numbers.number(KEY, RecordKind.MESSAGE, SAM, WHEN, "x" * 1000) == 0
    assert numbers.number(KEY, RecordKind.MESSAGE, SAM, WHEN, "x" * 1000) == 1


def test_what_lies_within_reach_is_remembered_and_what_lies_far_behind_is_let_go() -> None:
    numbers = Occurrences(reach=100)
    numbers.number(KEY, RecordKind.MESSAGE, SAM, WHEN, "x")
    for number in range(99):
        numbers.number(KEY, RecordKind.MESSAGE, SAM, WHEN, str(number))
    assert numbers.number(KEY, RecordKind.MESSAGE, SAM, WHEN, "x") == 1
    for number in range(199):
        numbers.number(KEY, RecordKind.MESSAGE, SAM, WHEN, f"later {number}")
    assert numbers.number(KEY, RecordKind.MESSAGE, SAM, WHEN, "0") == 0
