"""Names of which a part was found go whole, and pairs of words with capitals of which one may be on no list."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor
from tests.redaction.braces import shown, wanted

COMPLETED = (
    "Pita | my partner is {Harpreet Sandhu-Gill} and he works",
    "Pita | {Manpreet Kaur Randhawa}",
    "Pita | the card is {Khalid al-Mansouri}, NHI is coming",
    "Pita | {Yusuf al-Rashidi} is my husband",
    "Pita | Mr {Cheung Wai Keung} called",
    "Pita | Mrs {Lau Siu Fong} is my mother",
    "Pita | my husband {Glenn Foxley} drives",
    "Pita | hi its {Anil Varghese} from Gore",
    "Pita | {Anil Varghese}, DOB coming",
    "Pita | HIS NAME {SONNY TUHAKA}",
    "Pita | my son {Levi Tokomaru-Smith} has no card",
    "Pita | {Ruby Hohaia-Brown} here",
    "Ruby Tuhaka | {ruby tuhaka-wall} this is",
    "Pita | PLB is under {Kirsteen McAllum}",
    "Pita | PLB is under {Iain MacGillivray} ok",
    "Pita | my name is {whetu marama bishop} and I have moved",
    "Pita | my name is {tui ngawai cooper} and my number is coming",
    "Pita | my name is {sefo ah sam}",
    "Pita | n my name is {Sefo Ah Kau}",
    "Pita | my name is {Mele Fa'asavalu Tuilagi} thanks",
    "Pita | my wife {Annelise Boshoff}, ID to follow",
    "Pita | my wife {Xiaoling Ouyang}, ID to follow",
    "Pita | {Thandiwe Mokoena}, passport to follow",
    "Harjit Singh | {Harjit Singh Grewal}",
    "Jodie Kemp | {Jodie Kemp-Rautahi}",
    "Pare | {Pare Tukiri}. phone coming",
    "Pare | its {Pare Tukiri-Jones} again",
    "Moana Ripia | my sister {Hinemoa Ripia} needs a form",
    "Moana Ripia | can {Jaxon Ripia} apply too",
    "Moana Ripia | my boys {jaxon ripia} and {tyrell ripia}",
    "Pita | my mum {ofa tupou vea} is sick",
    "Pita | I spoke with {Shavonne Dempster} at the desk",
    "Pita | the lawyer is {Bhavesh Chaudhry}",
    "Pita | {Nguyen Thi Hoang}, partner",
    "Pita | my flatmate is {Oisin Gallacher}",
    "Pita | {Zainab Al-Khatib} is my caseworker's name",
    "Pita | {Te Rangimarie Hokowhitu} here",
    "Pita | {Bartholomew Szczepanski} is my landlord",
    "Mele T | I'm {Mele Tu'ipulotu} from Mangere",
    "Hemi | it's {Hemi Waaka-Davis} here",
    "Priya S | this is {Priya Subramanian}",
    "Shaz | partner: {Lachlan Aitchison}",
    "Shaz | contact {Wiremu Tapsell-Ngata} please",
    "Shaz | my landlord {Gurmeet Singh Bedi} wants a letter",
    "Shaz | PARTNER {TEVITA FIFITA}",
    "Shaz | MY MUM {NGAIRE PUKEROA} IS IN HOSPITAL",
    "Shaz | MY NAME IS {HOHEPA TAMATEA} AND I NEED HELP",
    "Shaz | I AM {JASWINDER KAUR GREWAL} CLIENT SINCE 2010",
    "Shaz | my baby {kaiawhina rose} was born",
    "Shaz | {Ana-Maria Vasilescu} is the tenant",
    "Shaz | my son is {Noah-James Pukepuke}",
    "Shaz | {Ngahuia te Moana} can vouch",
    "Shaz | {Sunny Dhillon}'s number",
    "Shaz | {O'Shea Tamaira} rang",
    "Shaz | its {john-paul tamihana} here",
    "Shaz | im {amelia jane whitcombe} and i need help",
    "Shaz | im {lesieli fifita}, i applied",
    "Shaz | my name is {ming zhao} from china",
    "Shaz | my name {abdulrahman al shammari}",
)

PAIRS = (
    "Pita | can u send to {Leanne Crofton} at booster",
    "Pita | {Willie Tarileo} hurt his hand",
    "Pita | he is {Dawood Rahmani} he drive",
    "Pita | so {Jahcody Wilson} needs a laptop",
    "Pita | med cert for me {Tuks Brougham}",
    "Pita | {Kev Ransfield} at the yard said so",
    "Pita | {Shanaia Edwards} has the keys",
    "Pita | {Bronte Killalea} has the keys",
    "Pita | not sure if {Jaspreet Dosanjh} got it",
    "Pita | we asked {Xolani Dlamini} about it",
    "Pita | {Meiying Zhou} is on the lease",
    "Pita | {Faisal Qureshi} is on the lease",
    "Pita | {Piotr Wisniewski} is on the lease",
    "Pita | {Lupeti Vunipola} is on the lease",
    "Pita | {Hoani Whatarau} is on the lease",
    "Pita | the tenant before was {Siobhan Tweedie}.",
    "Pita | please cc {Rangi Whatuira} too",
    "Pita | cheque was made out to {Duncan Abernethy} by mistake",
    "Pita | {Marama Tokoaitua} signed for it",
    "Pita | {Anaru Poharama} signed it",
    "Pita | {Ioane Tuala-Fata} signed it",
    "Pita | {Rajesh Ponnusamy} signed it",
    "Pita | {Zhang Wenqian} signed it",
    "Pita | {Fetu Matalavea} signed it",
    "Pita | {Craig Mulholland} signed it",
    "Pita | {Aroha Tamihere-Wood} signed it",
    "Shaz | I gave it to {Tiaan Kruger} on Monday",
    "Shaz | {Sushila Devi} needs her pension",
    "Shaz | letter says {Poutama Rikihana} but its me",
    "Shaz | why is {Jordan Te Kani} on my file",
    "Shaz | {Losaline Ma'asi} was my nurse",
    "Shaz | thats {Nikau Broadhead}",
    "Shaz | ask {Hinerangi Puru} about it",
    "Shaz | my worker was {Brendon Pascoe}",
    "Shaz | can {Eti Laufiso} pick it up",
    "Shaz | {Aliitasi Seumanutafa} lives here",
    "Shaz | the account belongs to {Hyun-woo Jang}",
    "Shaz | both {Tomas Novak} and {Eva Novakova} applied",
    "Shaz | {Ryan Kawhena} 021 555 0144",
    "Shaz | {Chiamaka Obi} said yes",
    "Shaz | talk to {Ashleigh Te Hau} please",
)


@pytest.mark.parametrize("line", COMPLETED)
def test_a_neighbour_that_is_no_word_belongs_to_the_name(redactor: Redactor, line: str) -> None:
    assert shown(redactor, line) == wanted(line)


@pytest.mark.parametrize("line", PAIRS)
def test_a_first_name_with_a_surname_goes_though_one_is_on_no_list(redactor: Redactor, line: str) -> None:
    assert shown(redactor, line) == wanted(line)
