"""Names that are words too, or on no list, where a sentence leaves no doubt; and what looks like them and stays."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor
from tests.redaction.braces import shown, wanted
from tests.redaction.talk import texts

SIGNED = (
    "Shaz | Regards, {Ivy Winter}",
    "Shaz | nga mihi\n{Moka Baker}",
    "Shaz | nga mihi\n{kayla king}",
    "Shaz | nga mihi\n{kiri janssen}",
    "Shaz | Regards, {Kauri Tuakana} / taku KiwiSaver",
    "Shaz | Regards, {HUIA SU'A} / what next",
    "Shaz | Regards, {frank cunningham} / thanks",
    "Shaz | kind regards {iosefa raniga}\nthanks",
    "Shaz | Yours faithfully,\n{wei pascual}",
    "Shaz | kind regards {kauri ryan} and one more thing",
    "Shaz | nga mihi\n{Abdi Hill} - been a rough month",
    "Shaz | nga mihi\n{C.Fonoti}",
    "Shaz | Yours sincerely {Rose Fields}. PS the form is lost",
    "Shaz | nāku noa\n{Hine Moana Rewi}; ka pai",
    "Shaz | signed {summer faleafa}",
    "Shaz | chur bro, {marama} out",
    "Shaz | kind regards to the team",
    "Shaz | with regards to my payment",
    "Shaz | regards my benefit it stopped",
    "Shaz | nga mihi nui ki a koe mo to awhina",
    "Shaz | nga mihi, bula",
    "Shaz | ngā mihi. thx 👍",
    "Shaz | time out",
)
GIVEN = (
    "Shaz | my name's {yuki north} by the way",
    "Shaz | MY NAME IS {Moana Winter}. ta",
    "Shaz | MY NAME IS {Ioane Goodall}",
    "Shaz | Ko {cooper cash} taku ingoa",
    "Shaz | Ko {Cooper Cash} taku ingoa",
    "Shaz | but I am {penny garcía} on my birth certificate",
    "Shaz | but I am {jack vo} on my birth certificate",
    "Shaz | im {crystal hufanga}",
    "Shaz | its {cody rust}, farm got sold",
    "Shaz | its {L. Ngan} here not the account owner",
    "Shaz | i am {simanu de vries} on my birth certificate",
    "Shaz | Name: {Fa'afetai Parata}",
    "Shaz | I am the carer of {Ling Cash}",
    "Shaz | I am the carer of {giovanni rao}. thank you",
    "Shaz | a:Who are we talking to please? || {penny hill}",
    "Shaz | Regards, {cooper warsame}",
    "Shaz | Name: {aroha papadopoulos}",
    "Shaz | Ko {may tagelagi} taku ingoa",
    "Shaz | I am the carer of {T. Ng}",
    "Shaz | he is {Behzad}. his car is here",
    "Shaz | she is Catholic.",
    "Shaz | my mother '{Ana Fakatava} pension",
    "Shaz | a:Who else lives there? || ok so\njust {kiri pascoe}\nwhite mazda",
    "Shaz | tēnā koutou, Ko taku waea ko",
    "Shaz | taku whaea, a {Niamh Pascual}, crad number",
    "Shaz | hi, {SAM} here, what next",
    "Shaz | cheers {MAX}",
    "Shaz | I'm sorry this is long\nso what now",
)
ANNOUNCED = (
    "Shaz | can {tepaeru baker} act for me",
    "Shaz | can {May Ryan} act for me",
    "Shaz | can {Will Frost} speak for me",
    "Shaz | can you act on it",
    "Shaz | my lawyer {LEILANI DE VRIES} has the papers",
    "Shaz | taku whaea, a {wikitoria love}",
    "Shaz | taku hoa rangatira, ko {Will Winter}",
    "Shaz | my sister {björn ng} is my agent",
    "Shaz | my sister {Blessing}, she is in Lagos",
    "Shaz | aunty {awhina} is minding the kids",
    "Shaz | Mr {Cash} from the motel rang",
    "Shaz | Mr {Hill} from the motel rang",
    "Shaz | a:Did Mr {Strong} put that in writing?",
    "Shaz | landlord is mr {king}",
    "Shaz | new placement yesterday {Manu}, 4 yrs",
    "Shaz | 1 {Nikau} age 4",
    "Shaz | a:Does {Ji-hoon} agree to that?",
    "Shaz | {Mei-Ling} will come too",
    "Shaz | So-so at best",
    "Shaz | Mr Whippy was there",
)
AGAIN = (
    "Shaz | {Amber} again sorry",
    "Shaz | {Penny} again, sorry",
    "Shaz | {Pelenaise} again sorry",
    "Shaz | hi {Rose} again",
    "Shaz | Never again sorry",
    "Shaz | Same again sorry",
    "Shaz | Monday again please",
)
TURNED = (
    "Shaz | {WIHONGI, Vika}",
    "Shaz | Yours faithfully,\n{AQUINO, Wīremu}. God bless",
    "Shaz | Regards, {TRAN, Tayla}",
    "Shaz | can {ROSSI, Trevor} act for me",
    "Shaz | {SU'A, Huia} is my mum",
    "Shaz | {DE VRIES, Kiri}",
    "Shaz | {TE AHO, Matiu} is my dad",
    "Shaz | WINZ, {Hemi} is waiting",
    "Shaz | NZ, Tonga and Samoa",
)
ALONE = (
    "Shaz | {hine vaka'uta}",
    "Shaz | {Nigel  Moala}",
    "Shaz | {FATIMA VO}",
    "Shaz | {Pelenaise Hill}",
    "Shaz | yeah nah. {Bo Taumoepeau}",
    "Shaz | {summer faleafa}",
    "Shaz | {Riley\nMoala}",
    "Shaz | Rose Hill",
    "Shaz | Mobil Gore",
    "Shaz | Summer Holiday",
)
STAYS = (
    "Shaz | Arohanui whānau",
    "Shaz | the Simpson SWF101 washing machine",
    "Shaz | Omicron BA.5 knocked me flat",
    "Shaz | Lorde is playing in town",
    "Shaz | Ata mārie! Āe, mai i te 8.30",
    "Shaz | Iaorana, can i drive here",
    "Shaz | isa lei. 19 degrees in Suva",
    "Shaz | meri kirihimete",
    "Shaz | caught a 9.4kg kingi on Sunday",
    "Shaz | the taniwha said no",
    "Shaz | Dargaville kumara harvest when?",
    "Shaz | i am Israeli, on working holiday",
    "Shaz | 3 of our staff speak Vietnamese.",
    "Shaz | i have a pension from hong kong also",
    "Shaz | my sister lives in Utrecht now",
    "Shaz | a:Who are we talking to? || yeah nah",
    "Shaz | OSCAR subsidy rate?",
    "Shaz | sewer smells since Cyclone Gabrielle",
    "Shaz | Attorney-General v Spencer [2015] 3 NZLR 449",
    "Shaz | Tipene Funerals, $9,450",
    "Shaz | my employer is Goodman Fielder",
    "Shaz | Book for both at AA Manukau.",
    "Shaz | can tim tams be on the food grant",
)


@pytest.mark.parametrize("line", [*SIGNED, *GIVEN, *ANNOUNCED, *AGAIN, *TURNED, *ALONE, *STAYS])
def test_a_name_goes_where_a_person_is_meant(redactor: Redactor, line: str) -> None:
    assert shown(redactor, line) == wanted(line)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("hello, bill van der merwe speaking", "hello, [NAME 1] speaking"),
        ("Hello, Papa Tūhoe speaking - cheers", "Hello, [NAME 1] speaking - cheers"),
        ("hi, S Lal speaking / a quick one", "hi, [NAME 1] speaking / a quick one"),
        ("Strictly speaking it is due", "Strictly speaking it is due"),
        ("generally speaking, yes", "generally speaking, yes"),
        ("public speaking.", "public speaking."),
        ("hi, english speaking staff?", "hi, english speaking staff?"),
    ],
)
def test_who_says_that_they_are_speaking_is_named(redactor: Redactor, said: str, left: str) -> None:
    assert texts(redactor, said) == [left]
