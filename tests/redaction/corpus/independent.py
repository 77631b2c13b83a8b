"""A second measuring part, written by a person who had not seen the rules: conversations as clients and staff type them.

First figures were taken before any rule was changed. What it shows weak is answered by cases in the parts that rules are written on.
"""

# ruff: noqa: E501 - tables of data: an entry a line reads better than one broken up

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from archiver.redaction import Message, Person
from tests.redaction.corpus import independent_values as typed
from tests.redaction.corpus import values
from tests.redaction.corpus.cases import Case, Label
from tests.redaction.corpus.independent_clean import CLEAN

_SLOT = re.compile(r"<([a-z]+)(?::([^>]*))?>")

TEMPLATES: dict[str, list[tuple[str, ...]]] = {
    "client": [
        ("c kia ora just checking on my payment this week my client number <client> chur",), ("c SWN<client>",), ("c swn:<client>",), ("c Hi team Client #: <client> Thanks in advance 😊",), ("c cn <client> need to change my appt",), ("c my clietn nubmer is <client>",), ("c clientnumber<client> plz check",), ("c cleint no <client>",),
        ("a Kia ora! Happy to help. Can we grab your client number please?", "c kk", "c hang on", "c <client>"), ("a Please reply with your client number so we can find you on the system", "c <client> i think, its off an old letter"), ("a What's the number on the front of your Community Services Card?", "c <client>"), ("a Could you give me your SWN?", "c it is on the letter", "c <client>"),
        ("c Tēnā koutou, ko taku nama kiritaki: <client>. He pātai tāku mō te utu",), ("c nama kiritaki <client>",), ("c taku tau kiritaki ko <client>",), ("c Talofa lava, my number for winz is <client>",), ("c Malo e lelei, ko e client number eni <client>",), ("c me and my partner: mine <client> his <client> we both with winz",), ("c <client> client number",), ("c heres my winz number again <client>", "a Thank you", "c <again> is definitely right i checked"),
        ("c my client number is <split>", "c <rest>"), ("c swn is <split>", "c and <rest>"), ("c social welfare no. <client>",), ("c my gold card number is <client> does it work on the ferry",), ("c Name | Client no | Issue\n--- | --- | ---\nas above | <client> | no payment",), ("c CSC no <client> expired last month",), ("c ok so my client number is <client> and it's about the letter dated <keep:14 March 2025>",), ("c The client number, if that helps, would be <client>",), ("c Subject: FW: Your letter\n> Client number: <client>\n> Date: <keep:3 June 2025>\n> Dear client",),
    ],
    "ird": [
        ("c ird number <ird>",), ("c IRD:<ird>",), ("c ird#<ird>",), ("c my irdd number is <ird> and they tax me at <keep:33%>",), ("c ir number <ird>",), ("c inland revenue no <ird>",), ("a What is your IRD number?", "c <ird>"), ("a Thanks. And your tax number?", "c umm", "c <ird>"), ("c I R D <ird>",), ("c nama taake: <ird>",), ("c nama IRD <ird>",), ("c IRD Number\n<ird>",), ("c tax file no (nz) <ird>",), ("c boss wants my ird so its <ird> right?",), ("c <ird> is my ird number i want it on M tax code",), ("c my ird is <split>", "c then <rest>"),
    ],
    "bank": [
        ("c New bank acct: <bank>",), ("c acc no <bank> asb",), ("c a/c number <bank>",), ("c pay to <bank> pls not the other one",), ("a What bank account should we use?", "c kiwibank <bank>"), ("a Can you type out the account number for us?", "c <bank>"), ("c My new BNZ is <bank>",), ("c landlord's account <bank> ref RENT",), ("c nama pēke: <bank>",), ("c nama pūkete <bank>",), ("c <bank>",), ("c direct credit <bank> thank u",), ("c Bank Account Number: <bank>\nAccount name: as above\nBranch: Manukau",),
    ],
    "card": [("c my visa is <card>",), ("c i got charged on <card> by the scammer",), ("c card no: <card> exp <keep:09/27>",), ("c debit card <card>",), ("c <card>",), ("c payment card number <card> is the green one",), ("a Sorry to hear. Which card was it?", "c <card>"), ("c mastercard<card>",)],
    "phone": [
        ("c txt me on <phone>",), ("c ph<phone>",), ("c cell: <phone>",), ("c my new number is <phone> old one got cut off",), ("c mob# <phone>",), ("a Best contact number for you?", "c <phone>"), ("a What number can we ring you on?", "c mine is flat use mums", "c <phone>"), ("c phnoe <phone>",), ("c call me back pls!!! <phone>",), ("c waea pūkoro <phone>",), ("c nama waea <phone>",), ("c Ph: <landline>",), ("c home <landline> work <landline>",), ("c grab me on the landline <landline>",), ("c Tel. <landline> (after 5)",), ("c <phone>",), ("c <landline>",),
        ("c im in brisbane atm <abroad>",), ("c my aunty in Apia <abroad> has the papers",), ("c whatsapp <abroad>",), ("c telefoni: <phone>",), ("c my number is <phone>", "a Thanks, got it", "c sorry did i say <again>?"), ("c Sent from my phone\nM: <phone>\nW: <landline>",), ("c ring <phone> between <keep:9.30> and <keep:11am>",), ("c my number is <splitphone>", "c <rest>"), ("c you can contct me on <phone> or by email",), ("c Mobile <phone> Landline <landline> Fax none",), ("c vodafone number is <phone>",), ("c if no answer try my nan <phone>",),
    ],
    "mixed": [
        ("c Full name: <me>\nDate of birth: <birth>\nClient number: <client>\nAddress: <address:full>\nPhone: <phone>\nEmail: <email>",), ("c my client number is <client> and my phone is <phone>",), ("c client <client>, ph <phone>, dob <birth>",), ("c name <me> dob <birth> swn <client>",), ("c From: <me> <<email>>\nTo: <keep:online@example.govt.nz>\nSubject: bond\n\nHi, my IRD is <ird> and account <bank>.",), ("c | Name | <me> |\n| IRD | <ird> |\n| Bank | <bank> |\n| Phone | <landline> |",), ("c 1. <me>\n2. <birth>\n3. <client>\n4. <address:full>",), ("a To confirm it's you, please tell us your full name, date of birth and client number.", "c <me> <birth> <client>"), ("a Please send your full name, date of birth, address and phone number", "c <me>\n<birth>\n<address:full>\n<phone>"), ("c Ingoa: <me>\nRā whānau: <birth>\nWāhi noho: <address:full>\nNama waea: <phone>\nĪmēra: <email>",), ("c hi its <me> ird <ird> bank <bank> thanks",), ("c <client>, <birth>, <phone>",),
    ],
    "email": [
        ("c <email>",), ("c my email add is <email>",), ("c email me <email> thx",), ("c E-mail:<email>",), ("a Whats a good email for the form?", "c <email:said>"), ("a Can I get your email address?", "c <email:odd>"), ("c its <email:said> all lower case",), ("c send to <email:odd>",), ("c taku imera <email>",), ("c īmēra: <email:said>",), ("c gmail is <email>",), ("c i cant log in, username <email>",), ("c On Mon, <me> <<email>> wrote:\n> hi",), ("c my hotmail <email:odd> got hacked so use <email>",), ("c imeli: <email>",), ("c you can get me at <email:said> cheers",),
    ],
    "nhi": [("c NHI <nhi>",), ("c nhi number is <nhi>",), ("c nhi:<nhi>",), ("c doctor wrote NHI no. <nhi> on my med cert",), ("a What's the NHI on the medical certificate?", "c <nhi>"), ("c national health index number <nhi>",), ("c hospital number <nhi>",), ("c The specialist letter says Patient: <nhib>",), ("c N.H.I. <nhi>",), ("c nama NHI: <nhi>",)],
    "licence": [("c drivers lic <licence>",), ("c driver licence number <licence>",), ("c DL <licence>",), ("c my restricted license is <licence>",), ("a Please give your driver licence number as ID", "c <licence>"), ("c drivers licence no: <licence>",), ("c raihana taraiwa: <licence>",), ("c licence number's <licence> expires <keep:2031>",), ("c lisense no <licence>",)],
    "passport": [("c passport # <passport>",), ("c my nz passport is <passport>",), ("c passport number: <passport>",), ("a Do you have a passport? If so what's the number", "c yes <passport>"), ("c Samoan passport <passport>",), ("c uruwhenua <passport>",), ("c passprt no <passport>",), ("c pp number <passport>",)],
    "plate": [("c rego <plate>",), ("c car rego is <plate>",), ("c number plate <plate>",), ("a What is the rego on the vehicle?", "c <plate>"), ("c Vehicle registration: <plate>",), ("c he drives a white Mazda Demio, plate <plate>",), ("c my regos <plate>",), ("c license plate: <plate>",), ("c pereti motokā: <plate>",)],
    "nsn": [("c nsn <nsn>",), ("c NSN number: <nsn>",), ("c student id <nsn>",), ("a Could you give us your National Student Number?", "c <nsn>"), ("c my National Student Number (NSN) is <nsn>",), ("c studylink student no. <nsn>",), ("c nsn#<nsn>",)],
    "kiwisaver": [("c kiwisaver number <kiwisaver>",), ("c my kiwisaver member number is <kiwisaver>",), ("c Kiwi Saver acct <kiwisaver>",), ("a Please tell us your KiwiSaver member number", "c <kiwisaver>"), ("c kiwisaver id: <kiwisaver>",), ("c ks member no <kiwisaver>",)],
    "overseas": [("c my australian tfn is <overseas:tfn>",), ("c TFN:<overseas:tfn>",), ("c centrelink crn <overseas:crn>",), ("c CRN - <overseas:crn>",), ("c national insurance no <overseas:nino>",), ("c NINO <overseas:nino>",), ("c aussie medicare number <overseas:medicare>",), ("a What is your Centrelink Customer Reference Number?", "c <overseas:crn>"), ("c Medicare card <overseas:medicare>",), ("c uk NI number: <overseas:nino>",)],
    "address": [
        ("c <address>",), ("c i live at <address>",), ("c my addy is <address:flat>",), ("c Address: <address:full>",), ("c shifted to <address:full> on the weekend",), ("c post it to <address:full> thanks",), ("a What's your current address?", "c <address:flat>"), ("a And where are you living now?", "c with my sis at <address:flat>"), ("c the house at <address> has no power",), ("c E noho ana au ki <address>",), ("c taku wāhi noho: <address:full>",), ("c wahi noho <address:flat>",), ("c <box>",), ("c mail goes to <box>, Manukau",), ("c from <address:flat> to the office is an hour walk",), ("c we stay in a cabin out the back of <address>",), ("c bond for <address:flat> was <keep:$2,200>",), ("c kainga: <address>",), ("c landlord is kicking us out of <address:full>",), ("c home adress <address:flat>",),
    ],
    "birth": [
        ("c dob <birth>",), ("c DOB:<birth>",), ("c d.o.b. <birth>",), ("c my date of birth <birth>",), ("c born <birth>",), ("c i was born on <birth> so i turn 65 soon",), ("a What is your date of birth?", "c <birth>"), ("a and your DOB please?", "c ok", "c <birth>"), ("c birthdate: <birth>",), ("c bday <birth>",), ("c my bithday is <birth>",), ("c rā whānau: <birth>",), ("c i whānau au i te <birth>",), ("c baby was born <birth> at Middlemore",), ("c Date of Birth\n<birth>",), ("c moko's birthday is <birth>",), ("c my son (dob <birth>) starts school",), ("c aso fanau <birth>",),
    ],
    "coordinates": [("c im parked at <coordinates>",), ("c gps: <coordinates>",), ("c my location <coordinates>",), ("c <coordinates>",), ("c https://www.google.com/maps?q=<pair>",), ("c https://www.google.com/maps/@<pair>,15z",), ("c geo:<pair>",)],
    "token": [("c this link isnt working <token>",), ("c <token>",), ("c they sent me <token> is it a scam??",), ("c upload here: <token> thanks",), ("c photos of the letter <token>",)],
    "handle": [("c my insta is <handle>",), ("c @<handle> on tiktok",), ("c fb: <handle>",), ("c snap <handle>",), ("c message me on instagram @<handle>",), ("c its @<handle> from twitter",), ("c discord <handle>",), ("c add my snapchat: <handle>",), ("c my ig handle's <handle>",)],
    "name": [
        ("c hi im <me>",), ("c my name is <me>",), ("c my names <first> and i need help",), ("c It's <first> again",), ("c Ko <me> tōku ingoa",), ("c ko <me> ahau",), ("c tōku ingoa: <me>",), ("c o lo'u igoa o <me>",), ("c ko hoku hingoa ko <me>",), ("a Kia ora <first>, thanks for getting in touch",), ("a Mōrena <first>",), ("a Talofa <first>, we have looked into this.",), ("a Mālō e lelei <first>!",), ("a Thanks <first>. Leave it with me.",), ("a Ngā mihi <first>, kua tae mai tō karere",), ("c cheers <first>",), ("c Nā <first>",), ("c Ngā mihi\n<me>",), ("c Kind regards,\n\n<me>",), ("c thanks heaps - <first>",),
        ("c this is <other> calling on behalf of my mum",), ("c Mr <other> at the office said no",), ("c my son <other> is 16",), ("c my partner <other> moved out",), ("c i talked to <other> yesterday",), ("c Name: <me>",), ("c My full name is <me>",), ("c taku hoa rangatira ko <other>",), ("c Case manager: <other>",), ("c <first> here from the other day, still no money",), ("c i am <me>, a single mum",), ("a Hi <first>, it's been a while.", "c Yes! <first> here"), ("c the account is under <me>",), ("c my daughters name is <other>",), ("a Nau mai <first>, pēhea au e āwhina ai?",), ("c Dear team, I am writing for <other>, my neighbour",), ("c this is <first>",), ("c signed <me>",), ("c @<handle> is <first>",),
    ],
}  # fmt: skip


class _Maker:
    def __init__(self, rng: random.Random, name: str) -> None:
        self.rng, self.name, self.rest = rng, name, ""
        self._again: Callable[[], str] = str
        self._kind = ""

    def typing(self) -> typed.Typed:
        return self.rng.choice(typed.TYPINGS)

    def _number(self, number: str, kind: str) -> str:
        self._again, self._kind = (lambda: self.typing()(self.rng, number)), kind
        return self.typing()(self.rng, number)

    def parts(self, slot: str, form: str) -> list[tuple[str, str]]:
        """Pieces of text with their kinds; "" for text that stays and is no look-alike."""
        rng = self.rng
        if slot == "token":
            before, token, after = typed.link(rng)
            return [(before, ""), (token, "token"), (after, "")]
        if slot == "pair":
            return [(",".join(values.coordinates(rng)), "coordinates")]
        if slot == "me":
            return [(self.name.removesuffix(" 🌸"), "name")]
        if slot == "first":
            words = self.name.split()
            return [(" ".join(words[:2]) if words[0].lower() == "te" else words[0], "name")]
        if slot == "again":
            return [(self._again(), self._kind)]
        if slot == "rest":
            return [(self.rest, "split")]
        if slot in ("split", "splitphone"):
            number = values.mobile(rng) if slot == "splitphone" else values.client(rng)
            place = rng.choice((3, 4, 5, 6))
            self.rest = rng.choice((" ".join(typed.cut(number[place:], (3, 3))), number[place:]))
            return [(number[:place], "split")]
        made: dict[str, Callable[[], str]] = {
            "keep": lambda: form, "client": lambda: self._number(values.client(rng), "client"), "ird": lambda: typed.ird(rng, self.typing()), "bank": lambda: typed.bank(rng), "card": lambda: typed.card(rng, self.typing()), "landline": lambda: typed.landline(rng), "abroad": lambda: typed.abroad(rng),
            "email": lambda: typed.email(rng, self.name, form), "nhi": lambda: typed.coded(rng, values.nhi(rng)), "nhib": lambda: values.nhi(rng), "licence": lambda: typed.licence(rng), "passport": lambda: typed.coded(rng, values.passport(rng)), "plate": lambda: typed.plate(rng), "nsn": lambda: self._number(values.client(rng) + rng.choice(("", "", "4")), "nsn"),
            "kiwisaver": lambda: rng.choice(("", "", "KS", "M")) + values.digits(rng, rng.choice((7, 8, 9, 10))), "overseas": lambda: typed.overseas(rng, form), "address": lambda: typed.address(rng, form), "box": lambda: typed.box(rng), "birth": lambda: typed.birth(rng), "coordinates": lambda: typed.coordinates(rng), "handle": lambda: rng.choice(typed.HANDLES), "other": lambda: rng.choice(typed.OTHERS),
        }  # fmt: skip
        if slot == "phone":
            number_typing = self.typing()
            text = typed.phone(rng, number_typing)
            self._again, self._kind = (lambda: text), "phone"
            return [(text, "phone")]
        kind = {"landline": "phone", "nhib": "nhi", "other": "name"}.get(slot, slot)
        return [(made[slot](), kind)]


def _case(rng: random.Random, template: Sequence[str]) -> Case:
    name, handle = rng.choice(typed.PEOPLE)
    lines: list[str] = []
    for _ in range(rng.randrange(0, 2) if template else 0):
        lines.extend(rng.choice(CLEAN))
    lines.extend(template)
    for _ in range(rng.randrange(0, 2) if template else rng.randrange(2, 5)):
        lines.extend(rng.choice(CLEAN))
    maker, messages, labels = _Maker(rng, name), [], []
    for place, line in enumerate(lines):
        text, out, at = line[2:], "", 0
        for slot in _SLOT.finditer(text):
            out += text[at : slot.start()]
            for piece, kind in maker.parts(slot[1], slot[2] or ""):
                if piece and kind:
                    labels.append(Label(place, len(out), len(out) + len(piece), kind))
                out += piece
            at = slot.end()
        agency = line[0] == "a"
        messages.append(
            Message(
                text=out + text[at:],
                role="agency" if agency else "correspondent",
                sender="Example Agency" if agency else name,
                id=str(place),
            )
        )
    people = (Person(display_name=name, handle=handle), Person(display_name="Example Agency", role="agency"))
    return Case(people, tuple(messages), tuple(labels))


def build(seed: int, each: int) -> list[Case]:
    """Every template `each` times with other values and typings, and as many clean conversations."""
    rng = random.Random(seed)
    cases = [_case(rng, template) for templates in TEMPLATES.values() for template in templates for _ in range(each)]
    return cases + [_case(rng, ()) for _ in range(len(cases))]
