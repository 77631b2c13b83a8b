"""Dates of birth in seldom typings: each line's braces hold what must go, all else stays."""

from __future__ import annotations

import re

import pytest

from archiver.redaction import Redactor
from tests.redaction.talk import texts

_MARKED = re.compile(r"\{([^{}]*)\}")


@pytest.mark.parametrize(
    "lines",
    [
        ["DATE OF BIRTH {18 March\n2002}"],
        ["born {14\nMarch 1980}"],
        ["born {March 14,\n1980}"],
        ["dob {12/03/\n1987}"],
        ["born {27/O9/2OO5}"],
        ["born {l2/03/1987}"],
        ["dob {08_07_1961}"],
        ["dob {08\\07\\1961}"],
        ["birth date - {te 16 o Haratua 1941}, thanks"],
        ["{the sixth of march nineteen fifty} is my date of birth"],
        ["we rented since the flood; {08/07/1961} is my date of birth"],
        ["following up from before! {2005-05-27} is my date of birth"],
        ["my dob is {24/12/1972}", "again {241272}"],
        ["again 241272"],
        ["letter dated 3/4/2025 dob {12/3/1987}"],
        ["dated 3/4/2025, birthday is {12/3/1987}"],
        ["I have 3\nMay I ask"],
        ["18 March\n20 people came"],
        ["see io/ol/2o15 and l/O"],
    ],
)
def test_a_date_of_birth_goes_whole_and_another_date_stays(redactor: Redactor, lines: list[str]) -> None:
    shown = texts(redactor, *(_MARKED.sub(r"\1", line) for line in lines))
    wanted = [re.escape(_MARKED.sub("\0", line)).replace("\0", r"\[BIRTH DATE [0-9]+\]") for line in lines]
    assert all(re.fullmatch(want, text) for want, text in zip(wanted, shown, strict=True)), shown
