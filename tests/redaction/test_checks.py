"""Check digits, both ways, on published good values."""

from __future__ import annotations

import random

import pytest
from stdnum import luhn as their_luhn
from stdnum.au import tfn as their_tfn
from stdnum.nz import ird as their_ird

from archiver.redaction import checks
from tests.redaction.corpus import values


@pytest.mark.parametrize("code", ["ZAC5361", "ZBN77VL", "ZSC21TN", "ZVB97XQ", "ZZZ00AC", "ZZZ00AX"])
def test_published_health_numbers_pass_in_both_forms(code: str) -> None:
    assert checks.nhi(code)
    assert checks.nhi(code.lower())


@pytest.mark.parametrize("code", ["ZAC5362", "ZZZ0044", "ACT2018", "MAY2024", "ZBN77VM", "IOU1234", "ABC12"])
def test_others_do_not(code: str) -> None:
    assert not checks.nhi(code)


def test_tax_numbers_agree_with_another_implementation() -> None:
    rng = random.Random(4)
    assert checks.ird("49091850")
    for _ in range(3000):
        number = str(rng.randrange(10_000_000, 150_000_000))
        assert checks.ird(number) == their_ird.is_valid(number)


def test_cards_and_australian_tax_numbers_agree_with_another_implementation() -> None:
    rng = random.Random(5)
    for _ in range(2000):
        number = "4" + values.digits(rng, 15)
        assert checks.luhn(number) == their_luhn.is_valid(number)
        assert checks.tfn(number[:9]) == their_tfn.is_valid(number[:9])


def test_bank_accounts_pass_by_their_own_algorithm_and_one_digit_off_does_not() -> None:
    assert checks.bank("010902006838900")
    assert checks.bank("0109020068389000")
    assert not checks.bank("010902006838800")
    rng = random.Random(6)
    assert all(checks.bank("".join(values.bank_groups(rng))) for _ in range(200))
