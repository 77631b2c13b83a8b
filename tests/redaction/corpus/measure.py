"""The part that the figures come from: its own templates, typings, names and streets. The rules are never tuned on it.

A sort of text that fails here is answered by new cases in the parts the rules are written on, never by looking at these.
"""

# ruff: noqa: E501 - tables of data: an entry a line reads better than one broken up

from __future__ import annotations

from tests.redaction.corpus import typings
from tests.redaction.corpus.cases import Part

_LONG = (
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
        ("c Afternoon, I was told to message here with my client number which is <client>. Payment hasnt come through",),
        ("a To check this we'd need your client number (it's on any letter from us).", "c one sec", "c <client>"),
        ("c SWN-<client>",), ("c whats happening with my application?? client num <client>",), ("c my msd client no: <client> hope this helps u",), ("c (client number <client>)",),
        ("c Swn: <client>\nDob is on file",), ("c use my partners client number <client> hers is better",), ("c i think the number on my CSC is <client>",), ("c nama kiritaki <client> ngā mihi",),
        ("c i was given a winz number <client> when i was 16", "c <again> was it"), ("c my client number is <split:client>", "c <rest> sorry hit send"), ("c social welfare number <client>",), ("a Which number is on your card?", "c <client> is the number on my community services card"),
        ("c client ID = <client>",), ("c <client>",), ("c Clientnumber<client>",), ("c kia ora e hoa, taku nama: <client>",),
    ],
    "ird": [
        ("c The IRD number I use is <ird>",), ("a What IRD number did you put on the form?", "c <ird>"), ("c partner's ird no. <ird>",), ("c IRD-<ird>",), ("c can you check if ird <ird> is linked to me",), ("c tax no <ird> and my employer is the school",),
        ("c they spelt my name wrong and my inland revenue number is <ird>",), ("c ird nubmer <ird>",), ("c <ird> (ird)",), ("c ko taku nama IRD <ird>",),
    ],
    "bank": [
        ("c could the money go to <bank> instead",), ("c a/c <bank>",), ("c BNZ account <bank> in my name",), ("a Please confirm your bank account number.", "c its <bank>"), ("c my bank details are <bank>",), ("c account no. <bank>",), ("c we closed the westpac one, use <bank> now",),
        ("c taku pūtea peeke <bank>",), ("c Bank: <bank>\nName: as above",),
    ],
    "card": [("c my green card <card> got declined",), ("c I typed my credit card <card> into a fake page",), ("c visa debit number <card>",), ("c card ending? its <card>",), ("c <card> is the card i paid the bond with",)],
    "phone": [
        ("c could you give me a bell on <phone>",), ("c mobile: <phone>",), ("c I changed phones, its <phone> now",), ("a What's the best number to call you on?", "c <phone> after 3"), ("c hm ph <phone:land>",), ("c my landline number is <phone:short>",),
        ("c grandma's number is <phone:land> she is 82",), ("c i'm stuck in Sydney on <phone:abroad>",), ("c waea <phone>",), ("c reach me at <phone> thanks heaps",), ("c Cell <phone> / home <phone:land>",), ("c txt <phone> pls",), ("c ph.<phone>",),
        ("c my phone number is <split:phone>", "c <rest>"), ("c please ring <phone:land> before you come",), ("c <phone>",), ("c contact: <phone>",), ("c viber <phone:abroad>",),
    ],
    "nhi": [("c my daughter's NHI <nhi>",), ("c nhi no. is <nhi>",), ("a And the NHI on the medical certificate?", "c it says <nhi>"), ("c it has <nhi:bare> at the top of the page",), ("c NHI=<nhi>",), ("c patient number <nhi>",)],
    "licence": [("c licence # <licence>",), ("c heres my driver licence number <licence>",), ("c my learners licence is <licence>",), ("a Can I get your driver licence number?", "c yes <licence>"), ("c driving licence <licence> expires next year",)],
    "passport": [("c passport num <passport>",), ("c her passport is <passport>",), ("a Do you have a passport number?", "c <passport>"), ("c travelling on passport number <passport> in july",), ("c Uruwhenua: <passport>",)],
    "plate": [("c my ex drives a ute rego <plate>",), ("c plate no <plate>",), ("c the car's number plate is <plate>",), ("a What's the rego of the car?", "c its <plate>"), ("c registration <plate>",)],
    "nsn": [("c nsn no. <nsn>",), ("c the school says my NSN number is <nsn>",), ("a Your student number please?", "c <nsn>"), ("c student id number: <nsn>",), ("c national student number <nsn>",)],
    "kiwisaver": [("c KiwiSaver no <kiwisaver>",), ("c hi my kiwisaver member id is <kiwisaver>",), ("c kiwi saver number: <kiwisaver>",), ("a What is your KiwiSaver member number?", "c its <kiwisaver>")],
    "overseas": [("c tax file number from Oz <overseas:tfn>",), ("c my crn is <overseas:crn>",), ("c nat ins number <overseas:nino>",), ("c medicare no. <overseas:medicare>",), ("c my TFN: <overseas:tfn>",), ("c CRN <overseas:crn> from when i lived in Perth",)],
    "email": [
        ("c flick it through to <email>",), ("c e-mail <email>",), ("c my addy is <email:spoken>",), ("c use <email:odd> for everything",), ("a What email should the form go to?", "c <email:spoken>"), ("c <email> or my mums <email>",), ("c here <email:odd>",), ("c Email - <email>",),
        ("c taku īmēra ko <email>",), ("c email: <email:spoken>",),
    ],
    "address": [
        ("c moved last week to <address>",), ("c the letter went to <address:full> which is the old place",), ("c I am at <address>",), ("c my home address is <address:low>",), ("a Where should we send it?", "c <address:full>"), ("a What's your address?", "c its <address:low>"), ("c PO? its <box:>",),
        ("c living in a garage at <address>",), ("c my place is <address> come round",), ("c noho ana au ki <address>",), ("c <address>",), ("c can someone visit me at <address:full>",),
    ],
    "birth": [
        ("c DOB<birth>",), ("c date of birth: <birth>",), ("c my son's birthday is <birth>",), ("a Can you confirm your date of birth?", "c sure, <birth>"), ("c I was born on <birth>",), ("c d o b <birth>",), ("c b-day <birth>",), ("c born <birth> at Middlemore",), ("c Rā whānau <birth>",), ("c my birth date is <birth>, is that right?",),
        ("c brithday <birth>",),
    ],
    "coordinates": [("c dropped a pin <coordinates>",), ("c we sleep in the car at <coordinates>",), ("c coords: <coordinates>",)],
    "token": [("c link doesnt work https://my.msd.govt.nz/invite/<token>",), ("c https://share.example.com/f/<token>?dl=0",), ("c go to https://login.example.org/?session=<token>",), ("c https://forms.example.net/verify/<token>/start",)],
    "handle": [("c hit me up <handle:@>",), ("c ig: <handle:>",), ("c snapchat is <handle:@>",), ("c my facebook is <handle:>",), ("c twitter handle <handle:>",), ("c tiktok <handle:@> has the video",)],
    "name": [
        ("c hi there, my name is <me> I have a question",), ("c Hello I'm <me>",), ("a Kia ora <first>, sorry for the wait.",), ("c Thank you, <first>",), ("c regards\n<me>",), ("c Ko <me> tōku ingoa",), ("c it is <first> again from yesterday",), ("c Ngā mihi nui\n<first>",), ("c this is <first> speaking",), ("c Talofa, o lo'u igoa o <me>",),
        ("a Hello <first>",), ("c my daughter <other> needs a card",), ("c I am <other>'s caregiver",), ("c Mrs <other> from the office rang",), ("c name: <me>",), ("c Arohanui, <first>",), ("a Thanks for letting us know, <first>.",), ("c <me> here",), ("c my names <first>",), ("c Malo aupito,\n<first>",),
    ],
}  # fmt: skip

CLEAN: list[tuple[str, ...]] = [
    ("c Kia ora, quick question",), ("a Kia ora, thanks for getting in touch with us.",), ("c what documents do I need for a food grant",), ("a Bring your ID and <keep:3 months> of bank statements.",), ("c does the winter energy payment stop in October?",), ("c They paid me <keep:$87.50> short on <keep:14/08/2025>",),
    ("a Our line is <keep:0800 559 009>, open <keep:7am> to <keep:6pm>.",), ("a For students it's <keep:0800 889 900>.",), ("c I sent in the <keep:M40> last week",), ("c interview at <keep:1.30pm> on <keep:Thursday 6 November>",), ("c isn't it under <keep:section 95A>?",), ("a See <keep:[2018] NZHC 1234> for the reasons.",),
    ("a Apply with job reference <keep:1234567>.",), ("c inflation is <keep:7.2 percent>",), ("c dishwasher model <keep:DW60FC1X1>",), ("c worked there <keep:2015 to 2019>",), ("c took <keep:2 hrs 10 mins> on hold",), ("c I hope the rates go up in May",), ("c Grace period over already?",), ("c Will do, mark me down for Monday",), ("c my moko loves the moana",),
    ("a Email <keep:online@example.govt.nz> with the form.",), ("a The Deaf Link text number is <keep:029 286 7170>.",), ("c from Nelson to Hastings by bus is <keep:$65>",), ("c <keep:#CostOfLiving2025> smh",), ("c 🙏🏽🙏🏽 thank you",), ("c yep",), ("a No worries, take care.",), ("c family of 5 on one income is hard",), ("a From <keep:1 April 2026> the rate is <keep:$415.92>.",),
    ("c all blacks <keep:32-16> what a game",), ("a Read more at <keep:https://www.studylink.govt.nz/returning-study/index.html>",), ("c <keep:4 x 100g> packets",), ("c need a <keep:SL2> form",), ("c The Naenae library is closed",), ("c over <keep:1,000,000> people get it",), ("c last year I made <keep:$41,200>",), ("c Flight <keep:NZ 421> was late",), ("c Ka kite anō",),
    ("a Case number <keep:20251234> is closed.",), ("c rent is <keep:640 pw> now",), ("a Visit us at <keep:56 The Terrace>.",), ("c May I ask who to talk to",), ("c I get <keep:25 hours> a week at the shop",), ("c Happy Matariki everyone",), ("c can u add <keep:2> kids to my benefit",), ("c was on the <keep:$20> plan",), ("c Merry Christmas team",),
]  # fmt: skip

PART = Part(
    templates=TEMPLATES,
    clean=CLEAN,
    typings=typings.MEASURE,
    people=[("Ngaire Hōhepa", "ngaire.h"), ("Patrick Dalziel", "patd"), ("Sefina Tuala", "sefina_t"), ("Tipene Rangihuna", ""), ("Joy Ferguson", "joyferg"), ("Amrit Kaur", "amritk9"), ("Rāwiri Te Huia", "rawirith"), ("Melissa Small", "mel.small"), ("Viliami Latu", "vili_l"), ("Hinemoa Puketapu", "hinemoap"), ("Zara O'Sullivan", "zaraos"), ("Li Na Chen", "linachen"), ("Caleb Swart", "cswart77"), ("May Tautari", "maytaut"), ("Ioane Leavasa", "ioane.lv")],
    others=["Hohepa", "Denise Marfell", "Tama Rewi", "Salote", "Glenys", "Moana Tipene", "Ravi Patel", "Shaun McIntyre", "Ataahua Pene"],
    streets=["Miro Street", "Te Puea Avenue", "Waimea Terrace", "Fergusson Drive", "Ōtūmoetai Road", "Ruru Place", "Saint Andrews Hill Road", "Carroll St", "Mahoe Rd", "Riverbank Lane", "Tūī Glen Crescent", "Elizabeth Knox Place", "Rātā Ave", "Marine Parade", "Coronation Rd"],
    suburbs=["Māngere, Auckland", "Cannons Creek, Porirua", "Gonville, Whanganui", "Moerewa", "Woolston, Christchurch", "Wainuiomata, Lower Hutt"],
    dates=[lambda y, m, d: f"{d}/{m:02}/{y}", lambda y, m, d: f"{d:02}/{m:02}/{y % 100:02}", lambda y, m, d: f"{d} {_LONG[m - 1]} {y}", lambda y, m, d: f"{d:02}-{m:02}-{y}", lambda y, m, d: f"{d}{'st' if d in (1, 21) else 'th'} {_LONG[m - 1]} {y}", lambda y, m, d: f"{_LONG[m - 1][:3]} {d}, {y}", lambda y, m, d: f"{d:02}{m:02}{y % 100:02}", lambda y, m, d: f"{y}.{m:02}.{d:02}", lambda y, m, d: f"{d} / {m} / {y}", lambda y, m, d: f"{d}-{_LONG[m - 1][:3]}-{y}"],
    domains=["gmail.com", "live.com", "protonmail.com", "vodafone.co.nz", "students.example.ac.nz", "hotmial.com"],
    handles=["rangi.boi_01", "nzmumof3", "the_gazza", "lil.kereru", "tj_2009x"],
    hosts=["example.net"],
)  # fmt: skip
