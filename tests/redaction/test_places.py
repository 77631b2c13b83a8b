"""Coordinates and street addresses as people type them: each line's braces hold what must go, all else stays."""

from __future__ import annotations

import re

import pytest

from archiver.redaction import Redactor
from tests.redaction.talk import texts

_MARKED = re.compile(r"\{([^{}]*)\}")

COORDINATES = [
    "we are at {42.997 south 175.98265 east}",
    "{34 deg 58 min S 177 deg 17 min E}",
    "{-45.30275 lat 174.68583 long}",
    "{-45.6361\n172.188047} is where the van is",
    "{40 25 48 S, 174 37 27 E}",
    "{46:05:09S 170:02:03E}",
    "{41 degrees 17 minutes 20 seconds south, 174 degrees 46 minutes 38 seconds east}",
    "stuck at {S43.8319 W176.2546} no petrol",
    "gps {S 39°04'12.4\" E 174°02'55.1\"}",
    "{latitude is -41.2865 and longitude is 174.7762}",
    "{-41,28651 174,77623}",
    "{41.2865S174.7762E}",
    "{41.2865° S\n174.7762° E}",
    "{44.04 south 176.46 west}",
    "{33.8688 S 151.2093 E}",
]
NO_COORDINATES = [
    "rent was $41.25 170.50 each",
    "size 34 170 cm 45 175",
    "it took 41 min s and 174 deg",
]
ADDRESSES = [
    "adress {Flat 18, l3, Tripoli St}",
    "we moved to {Flat 7, 9O7 Maple rd}",
    "at {84, Woodward ln, Mangere East 7505} now",
    "Kei {l89  rangatira Avenue} au e noho ana",
    "Kei {9\nSeddon court} au e noho ana",
    "{2386 Rātā way} please",
    "{68 Tūhoe ln} - thats our place",
    "home visit at {195 maple gr Porirua East} please ring first",
    "can you send the forms to {80 woodward gr}",
    "Ko taku wāhitau ko {209, tripoli gr}",
    "at {3682 rāwhiti way Ōtara} now",
    "we have been renting {7/fifty-three\nMarlborough St} since the flood",
    "{Apt 29, twelve roy cres}",
    "we are at {one hundred and five Kauri St}",
    "at {flat 3 251 St Johns Place}",
    "{77B No. 3 Road, Te Puke}",
    "{12 15th Avenue}",
    "{House 4, 58 Hazelbank Lane}",
    "its rural, {RD1 Kaihere Valley Rd}. house is yellow",
    "my power pole was hit at {Pōhutukawa Avenue 132}",
]
NO_ADDRESSES = [
    "hearing is at 10 district court",
    "its a 5 minute drive",
    "I have 3 dogs\nstreet is quiet",
    "2 Wellington court cases this week",
    "it was 3 close calls",
    "7 Samoan way of life",
    "at 5 the right way",
    "20 great way to go",
    "cost 45 one way",
    "accident on State Highway 16, stuck",
    "meet on Queen Street 10am",
    "it is in 00\ngoogle drive",
]
CONVERSATIONS = [
    ["my address is {12 moana rise}", "did i type {12 moana rise} right"],
    ["a:Thanks, we noted {82 Ferguson Court}"],
    ["a:We have {70 Karaka Avenue} here, can you confirm?"],
    ["a:Is {22 Massey Road, Mangere East} still your address?"],
    ["i live at {11 Matthews Avenue}", "a:The office is next to {11 Matthews Avenue}, near you."],
    ["a:The office is at 12 Queen Street. Bring your ID"],
    ["a:Drop it at 11 Matthews Avenue."],
    ["a:Yes, Level 1, 205 Queen Street East, Hastings."],
    ["a:Kei 100 Willow Street."],
    ["a:We will send it to {100 Willow Street}."],
]


@pytest.mark.parametrize("text", [*COORDINATES, *NO_COORDINATES, *ADDRESSES, *NO_ADDRESSES])
def test_a_place_goes_whole_and_what_only_looks_like_one_stays(redactor: Redactor, text: str) -> None:
    [shown] = texts(redactor, _MARKED.sub(r"\1", text))
    assert _as_wanted([text], [shown]), shown


@pytest.mark.parametrize("lines", CONVERSATIONS)
def test_an_address_of_the_client_goes_from_both_sides_and_an_office_stays(
    redactor: Redactor, lines: list[str]
) -> None:
    said = [_MARKED.sub(r"\1", line) for line in lines]
    shown = texts(redactor, *(("agency", text[2:]) if text.startswith("a:") else text for text in said))
    assert _as_wanted([line.removeprefix("a:") for line in lines], shown), shown


def _as_wanted(lines: list[str], shown: list[str]) -> bool:
    wanted = [re.escape(_MARKED.sub("\0", line)).replace("\0", r"\[(?:COORDINATES|ADDRESS) [0-9]+\]") for line in lines]
    return all(re.fullmatch(want, text) for want, text in zip(wanted, shown, strict=True))
