"""The part that the rules were written on. Never quote a figure from it."""

# ruff: noqa: E501 - tables of data: an entry a line reads better than one broken up

from __future__ import annotations

from tests.redaction.corpus import typings
from tests.redaction.corpus.cases import Part

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

TEMPLATES: dict[str, list[tuple[str, ...]]] = {
    "client": [
        ("c my client number is <client>",),
        ("a Kia ora, what is your client number?", "c <client>"),
        ("c swn <client>", "c did you get it? <again>"),
        ("a Can you send us your SWN please", "c sure its <client> thanks"),
        ("c <client> is my client number",),
        ("c taku nama kiritaki: <client>",),
        ("c clinet numbr <client> hope that helps",),
        ("c my client number is <split:client>", "c <rest>"),
        ("c the number on my community services card is <client>",),
        ("c MSD number - <client>. Can you look it up",),
        ("a Please provide your client number.", "c ok", "c <client>"),
        ("c winz no. <client>",),
    ],
    "ird": [
        ("c ird <ird>",), ("c my IRD number is <ird>",), ("a What's your IRD number?", "c <ird>"), ("c ird#<ird>",), ("c tax number: <ird>",),
        ("c nama taake <ird>",), ("c my ird is <split:ird>", "c <rest>"), ("c IRD no <ird> and I have the forms",),
    ],
    "bank": [
        ("c my account is <bank>",), ("c bank account number <bank>",), ("a Which account should we pay?", "c <bank>"), ("c pay it into <bank> please",),
        ("c acct no: <bank>",), ("c kaute peeke <bank>",), ("c here you go <bank>",),
    ],
    "card": [("c card number <card>",), ("c visa <card> exp 09/27",), ("c I paid with <card>",), ("c my debit card is <card>",)],
    "phone": [
        ("c my number is <phone>",), ("c call me on <phone>",), ("c ph <phone:land>",), ("c txt me <phone> anytime",), ("a What is the best phone number for you?", "c <phone>"),
        ("c home phone is <phone:short>",), ("c my sister is on <phone:abroad>",), ("c nama waea: <phone>",), ("c <phone>",), ("c you can reach me on <phone:land> after 5pm",),
        ("c mob <phone>", "c sorry wrong one, <phone>"), ("c my phone is <split:phone>", "c <rest>"),
    ],
    "nhi": [("c my NHI is <nhi>",), ("c nhi number <nhi>",), ("a What is your NHI number?", "c <nhi>"), ("c hospital wrote <nhi:bare> on the letter",)],
    "licence": [("c my drivers licence is <licence>",), ("c licence no <licence>",), ("a Please send your driver licence number", "c <licence>"), ("c driver license number: <licence>",)],
    "passport": [("c passport <passport>",), ("c my passport number is <passport>",), ("a What's your passport number?", "c <passport>"), ("c uruwhenua <passport>",)],
    "plate": [("c my rego is <plate>",), ("c number plate <plate>",), ("a What is the registration of the car?", "c <plate>"), ("c plate: <plate>",)],
    "nsn": [("c my NSN is <nsn>",), ("c student number <nsn>",), ("a What is your student ID?", "c <nsn>"), ("c national student number: <nsn>",)],
    "kiwisaver": [("c my kiwisaver number is <kiwisaver>",), ("c KiwiSaver member number <kiwisaver>",), ("a Can you give us your KiwiSaver member number?", "c <kiwisaver>")],
    "overseas": [("c my tfn is <overseas:tfn>",), ("c centrelink CRN <overseas:crn>",), ("c NI number <overseas:nino>",), ("c medicare card number <overseas:medicare>",)],
    "email": [
        ("c email me at <email>",), ("c <email>",), ("c my email is <email:spoken>",), ("c <email:odd>",), ("a What's your email address?", "c <email:spoken>"), ("c taku īmēra: <email>",),
        ("c it is <email:odd> thanks",),
    ],
    "address": [
        ("c I live at <address>",), ("c my address is <address:full>",), ("c <address:full>",), ("c we moved to <address:low>",), ("a What is your home address?", "c <address>"),
        ("c post it to <box:>",), ("c I'm at <address:low> now",), ("c send it to <address:full> please",),
    ],
    "birth": [
        ("c dob <birth>",), ("c I was born <birth>",), ("c my date of birth is <birth>",), ("a What is your date of birth?", "c <birth>"), ("c d.o.b: <birth>",), ("c rā whānau <birth>",),
        ("c <birth> is my birthday",), ("c my son was born on <birth>",),
    ],
    "coordinates": [("c I'm here <coordinates>",), ("c location <coordinates>",), ("c pin: <coordinates>",)],
    "token": [("c https://my.msd.govt.nz/reset/<token>",), ("c the link https://example.com/share?token=<token> is broken",), ("c https://docs.example.org/d/<token>/edit",)],
    "handle": [("c my insta is <handle:@>",), ("c add me on snap: <handle:>",), ("c <handle:@> is my account",), ("c facebook name: <handle:>",)],
    "name": [
        ("c my name is <me>",), ("c Hi, it's <first> here",), ("a Kia ora <first>, how can we help?",), ("c Ngā mihi, <first>",), ("c Thanks\n<first>",), ("c ko <me> toku ingoa",),
        ("c kind regards <me>",), ("c my partner's name is <other>",), ("c this is <me>",), ("a Thanks <first>, we will call you",), ("c Regards\n<me>",), ("c I spoke to <other> last week",),
    ],
}  # fmt: skip

CLEAN: list[tuple[str, ...]] = [
    ("c Hi there, can I get some help please",), ("a Kia ora, how can we help today?",), ("c when do you open on Saturday?",), ("a We are open <keep:8.30am> to <keep:5pm>, Monday to Friday.",),
    ("c I got <keep:$1,234.56> last week instead of <keep:$230.50>",), ("a You can call us on <keep:0800 559 009>",), ("c I need form <keep:M18> and <keep:SA201>",),
    ("a It is under <keep:section 9(2)(a)> of the Act <keep:1982>",), ("c my appointment is on <keep:12/05/2025> at <keep:10:30>",), ("c the rate is <keep:39%>",), ("a Vacancy number <keep:12345678> closes on <keep:3 June 2025>",),
    ("c ok thanks so much",), ("c I've been waiting <keep:45 minutes>",), ("c Will you be open? May I come in? I hope so",), ("a <keep:[2019] NZCA 123> is the case",), ("c the years <keep:2018 2019 2020> were hard",),
    ("c my fridge is a <keep:WA8560E3> model",), ("c we won <keep:21-18>",), ("a Our office is at <keep:56 The Terrace, Wellington>",), ("c #Budget2025 is bad",), ("a See us at <keep:workandincome.govt.nz>",),
    ("c I have 3 kids aged 4, 7 and 11",), ("c does the accommodation supplement go up in April?",), ("a Your next payment is <keep:18 April 2025>.",), ("a Our service centre is at <keep:22 Queen Street, Auckland>.",),
    ("c 2 bedrooms and <keep:1200 x 600> bench",), ("c is it true? 😂👩‍👧",), ("c Aroha mai, I forgot",), ("c moana and aroha are nice words",), ("a Please fill in <keep:IR330C> first",), ("c about <keep:1,250,000> people voted",),
]  # fmt: skip

PART = Part(
    templates=TEMPLATES,
    clean=CLEAN,
    typings=typings.WRITE,
    people=[("Wiremu Tamihana", "wiremu.t"), ("Sarah Collins", "sarahc88"), ("Hope Ngata", "hope_n"), ("Sione Tupou", "sione.tupou"), ("Priya Sharma", ""), ("Mere Parata", "mereparata"), ("Grace Young", "graceyoung1"), ("Te Ariki Henare", "teariki"), ("John O'Brien", "johnob"), ("Anne-Marie Walker", "amwalker")],
    others=["Dean Hohepa", "Rachel", "Karen Smith", "Tevita", "Moana Kereama"],
    streets=["Rimu Street", "Te Aroha Road", "Kauri Place", "Victoria Avenue", "Mōkihi Crescent", "Queen St", "Old Mill Rd", "Station Road", "Puriri Grove", "Harbour View Terrace"],
    suburbs=["Naenae, Lower Hutt", "Ōtara, Auckland", "Taita", "Flaxmere, Hastings"],
    dates=[lambda y, m, d: f"{d}/{m}/{y}", lambda y, m, d: f"{d:02}.{m:02}.{y % 100:02}", lambda y, m, d: f"{d} {_MONTHS[m - 1]} {y}", lambda y, m, d: f"{y}-{m:02}-{d:02}", lambda y, m, d: f"{d:02}{m:02}{y}", lambda y, m, d: f"{d}th of {_MONTHS[m - 1]} '{y % 100:02}", lambda y, m, d: f"{_MONTHS[m - 1]} {d}, {y}"],
    domains=["gmail.com", "xtra.co.nz", "hotmail.com", "example.co.nz"],
    handles=["jo_smith88", "kiwi.mum", "tama_99", "big_al.nz"],
    hosts=["example.com"],
)  # fmt: skip
