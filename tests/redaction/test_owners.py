"""Names of whom a value belongs to: right before it, after it, behind "he is" and "care of"; places and makes of cars stay."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor
from tests.redaction.talk import texts


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("1. Tiare Marsters NSN 122452472", "Tiare Marsters"),
        ("Xanthe Moffat NSN 195.252.711", "Xanthe Moffat"),
        ("Lolesio Faleu - Samoa pp M0044182", "Lolesio Faleu"),
        ("my gf Imogen Sparrow LD152972", "Imogen Sparrow"),
        ("yes from Bronwyn Askew, 027 555 0843", "Bronwyn Askew"),
        ("she is Shanthi 133466223", "Shanthi"),
        ("NBW12SA is mine, WRT23EH for Idil", "Idil"),
        ("post it c/o Shantelle, PO Box 91", "Shantelle"),
        ("also the wife Maricel LK580841 thank you", "Maricel"),
        ("nhi of Xiomara if u want it ZFQ75DQ", "Xiomara"),
    ],
)
def test_whom_a_value_belongs_to_goes(redactor: Redactor, typed: str, name: str) -> None:
    [shown] = texts(redactor, typed)
    assert not set(name.split()) & set(shown.replace(",", " ").split()), shown
    assert "[NAME" in shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("sister in Kisumu +254 722 441 820", "in Kisumu ["),
        ("my wallet was on the Suzuki AFZ303", "the Suzuki ["),
        ("towed by our Pajero ZYE487", "our Pajero ["),
        ("he is Catholic and she is Hindu", "he is Catholic and she is Hindu"),
        ("Danish passport was 210448837", "Danish passport was ["),
        ("Digger plate 7BK41", "Digger plate ["),
        ("Youthline is 0800 376 633, or text 234", "Youthline is 0800 376 633"),
    ],
)
def test_places_makes_and_peoples_beside_a_value_stay(redactor: Redactor, typed: str, kept: str) -> None:
    [shown] = texts(redactor, typed)
    assert kept in shown
