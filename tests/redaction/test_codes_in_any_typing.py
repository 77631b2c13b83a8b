"""Codes with letters in every typing of people: with signs, spaces and line ends between, with look-alikes, given once and
repeated in another way; and the letters that stand before a number with a space between."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor
from tests.redaction.talk import texts


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("nhi ZAC - 5361", "nhi [NHI NUMBER 1]"),
        ("nhi no ZAC\n5361 , doc has sent the form", "nhi no [NHI NUMBER 1] , doc has sent the form"),
        ("taku nama hauora: Z_B_N_7_7_V_L", "taku nama hauora: [NHI NUMBER 1]"),
        ("baby's NHI is УBN77VL", "baby's NHI is [NHI NUMBER 1]"),
        ("the band had Z A C 5 3 6 1 on it, is that the NHI?", "the band had [NHI NUMBER 1] on it, is that the NHI?"),
        ("full licence MK - 723377", "full licence [LICENCE 1]"),
        ("drivers licence num MK\n723377", "drivers licence num [LICENCE 1]"),
        ("passport: N - 408083", "passport: [PASSPORT 1]"),
        ("tongan passport 2 9 7 6 6 1 0", "tongan passport [PASSPORT 1]"),
        ("my plate is C H U R 8 8", "my plate is [NUMBER PLATE 1]"),
        ("rego KLM\n564", "rego [NUMBER PLATE 1]"),
        ("rego KLM - 564", "rego [NUMBER PLATE 1]"),
        ("NINO KZ - 88 - 81 - 84 - B", "NINO [OVERSEAS NUMBER 1]"),
        ("UK pension, NI LK/65/47/68/B", "UK pension, NI [OVERSEAS NUMBER 1]"),
        ("my PPSN is 5 7 5 3 2 5 0 S", "my PPSN is [OVERSEAS NUMBER 1]"),
        ("my medicare card number is 2724/19074/1", "my medicare card number is [OVERSEAS NUMBER 1]"),
        ("(998) 519 955 is my tax file number in aus", "[OVERSEAS NUMBER 1] is my tax file number in aus"),
        ("taku KiwiSaver: sk 9780240", "taku KiwiSaver: [KIWISAVER NUMBER 1]"),
        ("kiwisaver K S M 4 2 7 6 4 4 6 7", "kiwisaver [KIWISAVER NUMBER 1]"),
        ("kiwisaver member M.397143", "kiwisaver member [KIWISAVER NUMBER 1]"),
    ],
)  # fmt: skip
def test_signs_between_do_not_hide_a_code(redactor: Redactor, said: str, left: str) -> None:
    assert texts(redactor, said) == [left]


@pytest.mark.parametrize(
    "said",
    [
        "I AM 2024 kms away and the clinic would like to hear from somebody else what my own NHI is",
        "the rego of 3 boats ran out",
        "passport photos are $ 20 each, 4 of them",
        "my passport runs out in 2027, is 6 months enough",
        "my licence is from 2012 and my rego is 2 months late",
        "at 10 30 on 5 may",
    ],
)
def test_signs_between_make_no_code_of_talk(redactor: Redactor, said: str) -> None:
    assert texts(redactor, said) == [said]


@pytest.mark.parametrize(
    "again", ["LK/609730", "l k 6 0 9 7 3 0", "LK6O973O", "LK\n609730", "lk - 609730", "Lk.609730"]
)
def test_a_code_given_once_is_found_in_every_typing(redactor: Redactor, again: str) -> None:
    given = "passport LK609730"
    assert texts(redactor, given, f"yes {again} it is") == ["passport [PASSPORT 1]", "yes [PASSPORT 1] it is"]
    assert texts(redactor, f"yes {again} it is", given) == ["yes [PASSPORT 1] it is", "passport [PASSPORT 1]"]


def test_a_code_with_look_alikes_is_the_code_without(redactor: Redactor) -> None:
    assert texts(redactor, "nhi DJE83O6", "D J E 8 3 0 6 i said", "DJE8306") == [
        "nhi [NHI NUMBER 1]",
        "[NHI NUMBER 1] i said",
        "[NHI NUMBER 1]",
    ]


def test_a_label_that_heads_the_next_value_names_no_number_before_it(redactor: Redactor) -> None:
    assert texts(redactor, "sms only, I am deaf: 021 555 0199 / drivers licence: ZU014686") == [
        "sms only, I am deaf: [PHONE 1] / drivers licence: [LICENCE 1]"
    ]


def test_every_word_for_number_makes_a_label(redactor: Redactor) -> None:
    assert texts(redactor, "uruwhenua num 123456", "health index no ZAC5361") == [
        "uruwhenua num [PASSPORT 1]",
        "health index no [NHI NUMBER 1]",
    ]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("T 09 555 0199 M 021 555 0199 F 09 555 0198", "T [PHONE 1] M [PHONE 2] F [PHONE 3]"),
        ("M 021 555 0199 | P 03 555 0188", "M [PHONE 1] | P [PHONE 2]"),
        ("M18 021 555 0199", "M18 [PHONE 1]"),
        ("his IRD in case: 49 091 850", "his IRD in case: [IRD NUMBER 1]"),
        ("tfn 123 456 782, visa 4111 1111 1111 1111", "tfn [OVERSEAS NUMBER 1], visa [CARD NUMBER 1]"),
        ("learner number FA 00 17 73", "learner number [LICENCE 1]"),
        ("nope, 11.2.26 n FB 20 71 66 version 118", "nope, 11.2.26 n [LICENCE 1] version 118"),
        ("trailer plate also gone btw 8H62K", "trailer plate also gone btw [NUMBER PLATE 1]"),
        ("the caravan, M 44 K 2", "the caravan, [NUMBER PLATE 1]"),
        ("KiwiSaver with Westpac, WKS 882 0193.", "KiwiSaver with Westpac, [KIWISAVER NUMBER 1]."),
        ("his KiwiSaver is 7714-AMP-02", "his KiwiSaver is [KIWISAVER NUMBER 1]"),
        ("Versicherungsnummer 65 140358 B 002", "Versicherungsnummer [OVERSEAS NUMBER 1]"),
        ("German pension from 2008 on", "German pension from 2008 on"),
        ("see https://insurer.example/cert/7730-QP-41x9-Za20", "see https://insurer.example/cert/[LINK TOKEN 1]"),
        ("see https://agency.example/covid-19-level-3-rules", "see https://agency.example/covid-19-level-3-rules"),
    ],
)
def test_what_stands_beside_a_value_does_not_hide_it(redactor: Redactor, said: str, left: str) -> None:
    assert texts(redactor, said) == [left]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("licence CN 209 441, her ph 027 302 1187", "licence [LICENCE 1], her ph [PHONE 1]"),
        ("the plate of his bakkie is NBE19 but", "the plate of his bakkie is [NUMBER PLATE 1] but"),
        ("mail to R.D. 1 Box 18, Kaikohe", "mail to [ADDRESS 1]"),
        ("put PO Box 91-118, Victoria Street West", "put [ADDRESS 1]"),
        ("born 16 Mati 2009", "born [BIRTH DATE 1]"),
    ],
)  # fmt: skip
def test_letters_boxes_and_months_of_other_tongues(redactor: Redactor, said: str, left: str) -> None:
    assert texts(redactor, said)[0].startswith(left)
