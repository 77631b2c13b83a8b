"""What goes and what stays in one message. Invented numbers; check digits are right where the rule wants them."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor
from tests.redaction.talk import one

GOES = [
    ("my client number is １２３ ４５６ ７８９", "my client number is [CLIENT NUMBER 1]"),
    ("swn 1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e35\ufe0f\u20e36\ufe0f\u20e37\ufe0f\u20e38\ufe0f\u20e39\ufe0f\u20e3 ok?", "swn [CLIENT NUMBER 1] ok?"),  # noqa: E501
    ("my clientnumber123456789", "my clientnumber[CLIENT NUMBER 1]"),
    ("client number oh two one double five six seven eight nine", "client number [CLIENT NUMBER 1]"),
    ("taku nama kiritaki tahi rua toru whā rima ono whitu waru iwa", "taku nama kiritaki [CLIENT NUMBER 1]"),
    ("O21 555 O199", "[PHONE 1]"),
    ("my ird is 49\u200b091\u200b850 thanks", "my ird is [IRD NUMBER 1] thanks"),
    ("pay 01-0902-0068389-00 please", "pay [BANK ACCOUNT 1] please"),
    ("nhi: zac 53 61", "nhi: [NHI NUMBER 1]"),
    ("email hemi dot walker at xtra dot co dot nz", "email [EMAIL 1]"),
    ("I live at 2/14 Rimu Street, Naenae, Lower Hutt 5011. Ok?", "I live at [ADDRESS 1]. Ok?"),
    ("ko taku rā whānau ko te 12 o Poutūterangi 1987", "ko taku rā whānau ko [BIRTH DATE 1]"),
    ("https://my.msd.govt.nz/reset/AbC123dEf456Gh?token=zz9y8x7w6v5u", "https://my.msd.govt.nz/reset/[LINK TOKEN 1]?token=[LINK TOKEN 2]"),  # noqa: E501
    ("https://wa.me/64215550199", "https://wa.me/[PHONE 1]"),
    ("we're at -41.2865, 174.7762 now", "we're at [COORDINATES 1] now"),
    ("call +64 (0)21 555 0199", "call [PHONE 1]"),
    ("123\n456\n788", "[CLIENT NUMBER 1]"),
    ("client no: six one double nine nought triple nine four", "client no: [CLIENT NUMBER 1]"),
    ("IRD: four, seven, double, eight 4659", "IRD: [IRD NUMBER 1]"),
    ("my number in samoa is 0091 98035 85822", "my number in samoa is [PHONE 1]"),
    ("my winz number is S65 943 750", "my winz number is [CLIENT NUMBER 1]"),
    ("ph 021 426 36B", "ph [PHONE 1]"),
    ("SWNfour one two three four five six seven eight", "SWN[CLIENT NUMBER 1]"),
    ("dob 21 Paengawhaawhaa 1982", "dob [BIRTH DATE 1]"),
    ("my rgeo is abc123", "my rgeo is [NUMBER PLATE 1]"),
    ("van is EZB 912 blue hiace", "van is [NUMBER PLATE 1] blue hiace"),
    ("rego BD 147 1", "rego [NUMBER PLATE 1]"),
    ("dm me gurpreet_65", "dm me [HANDLE 1]"),
    ("medicare 314\n3852801", "medicare [OVERSEAS NUMBER 1]"),
    ("we sleep at S41°17'11\" E174°46'32\"", "we sleep at [COORDINATES 1]"),
    ("my name is Grace Grey", "my name is [NAME 1]"),
    ("my koro Te Ariki Te Kanawa is in hospital", "my koro [NAME 1] is in hospital"),
    ("im Moana Marsters", "im [NAME 1]"),
    ("Mr. Ruby Grey rang me", "Mr. [NAME 1] rang me"),
    ("regards H. Walker", "regards [NAME 1]"),
    ("I spoke to Ms A. Ngata today", "I spoke to Ms [NAME 1] today"),
    ("contact J.R. Bennett", "contact [NAME 1]"),
    ("Kia ora NSN number 118 440 927", "Kia ora NSN number [STUDENT NUMBER 1]"),
]  # fmt: skip

STAYS = [
    "the rent is $1,234,567.89 at 10:30 on 12/05/2025",
    "fill in M18, SA201 and IR330C under section 9(2)(a)",
    "see us at example.govt.nz or call 0800 559 009",
    "vacancy number 12345678, case number 20194455",
    "2018 2019 2020 2021",
    "we won 21-18 21-15",
    "IMG-20240312-WA0012.jpg",
    "Hope you are well. May I ask? Will do. Mark my words.",
    "aroha nui, ka pai te mana o te moana",
    "👩‍👧 🤷🏽‍♀️ done 👍🏽",
    "12 Example Street, Wellington is our office",
    "follow @ExampleNZ and write to online@example.govt.nz",
    "online (at) example (dot) govt (dot) nz",
    "ring us on +64 800 559 009",
    "#Budget2025123456",
    "chrome 124.0.6367 and iOS 17.4.1 do not work",
    "i owe 12 500 dollars all up",
    "MY REGO IS OLD AND SO IS THE CAR",
    "https://news.example.co.nz/politics/301234567/what-the-budget-means",
    "Mr Whippy is outside",
    "A Walker shoe and NZ Walker Street",
    "open on Wednesdays, Ngāi Tahu said",
    "a 3 bedroom 2 bathroom place",
]


@pytest.mark.parametrize(("text", "expected"), GOES)
def test_a_value_goes_and_the_words_round_it_stay(redactor: Redactor, text: str, expected: str) -> None:
    assert one(redactor, text) == expected


@pytest.mark.parametrize("text", STAYS)
def test_what_is_public_or_ordinary_stays_whole(redactor: Redactor, text: str) -> None:
    assert one(redactor, text) == text


def test_a_mark_stands_exactly_on_its_token(redactor: Redactor) -> None:
    from tests.redaction.talk import talk

    result = talk(redactor, "🤷🏽‍♀️ ph 021 555 0199 or jo@example.com")[0].text
    assert [result.text[mark.start : mark.end] for mark in result.marks] == ["[PHONE 1]", "[EMAIL 1]"]
    assert all(
        mark.pack == redactor.pack_version and mark.rule and mark.reason and mark.value_key for mark in result.marks
    )


def test_no_half_of_a_character_stays_behind(redactor: Redactor) -> None:
    text = "swn " + "".join(char + "\u0301" for char in "123456789") + " ok"
    assert one(redactor, text) == "swn [CLIENT NUMBER 1] ok"


def test_a_whole_name_after_an_at_sign_goes_whole(redactor: Redactor) -> None:
    from archiver.redaction import Person
    from tests.redaction.talk import talk

    people = (Person(display_name="Rāwiri Al-Hassan"), Person(display_name="Te Ariki Moeke"))
    for text in ("@Rāwiri Al-Hassan look", "@Te Ariki Moeke look"):
        assert talk(redactor, text, people=people)[0].text.text == "@[NAME 1] look"


def test_a_participant_s_long_vowels_may_be_typed_double(redactor: Redactor) -> None:
    from archiver.redaction import Person
    from tests.redaction.talk import talk

    people = (Person(display_name="Hēmi Tūhoe"),)
    assert talk(redactor, "ask Heemi Tuuhoe", people=people)[0].text.text == "ask [NAME 1]"


def test_a_known_code_is_found_in_odd_groups(redactor: Redactor) -> None:
    from tests.redaction.talk import texts

    assert texts(redactor, "nhi ZAC5361", "as I said Z A C 5 3 6 1")[1] == "as I said [NHI NUMBER 1]"
    assert texts(redactor, "nhi ZAC5361", "ZAC 536 1 again")[1] == "[NHI NUMBER 1] again"


def test_a_statement_that_asks_does_not_swallow_an_answer_in_two_messages(redactor: Redactor) -> None:
    from tests.redaction.talk import texts

    found = texts(redactor, ("agency", "We also need your tax number."), "4909", "1850")
    assert found[1:] == ["[IRD NUMBER 1]", "[IRD NUMBER 1]"]
