"""The invented agency and the people who write to it: what the sample exports of all platforms tell of.

`World(seed, fillers)` is fixed by its two numbers. The talks written out here hold every planted detail; as many more
as wanted are made up from the seed, for load and for scrolling.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from archiver.model.redaction import Kind
from connectors.samples.planted import planted

AGENCY = "Example Agency"
HANDLE = "example_agency"
START = dt.datetime(2026, 1, 12, 20, 30, tzinfo=dt.UTC)
"""The first message of all; half past nine in the morning of the next day in Auckland."""

_FIRST = (
    *("Aroha", "Ben", "Carla", "Dev", "Elena", "Finn", "Grace", "Hemi", "Ioane", "Jia"),
    *("Kiri", "Luca", "Manaia", "Nikau", "Olive", "Pita", "Rewi", "Sina", "Tama", "Una"),
)
_LAST = (
    *("Ashby", "Bright", "Chen", "Doyle", "Eru", "Faleolo", "Grant", "Hughes", "Ihaka"),
    *("Jones", "Kumar", "Lelei", "Moana", "Ngata", "Owen", "Patu", "Reid", "Singh"),
)
_ASKED = (
    "Kia ora, are you open on Saturday?",
    "Hi, how long does it take to hear back about an application?",
    "Which form do I need for a change of address?",
    "Morena! Do I have to come in, or can I do it online?",
    "Is the office on the main street closed for the holiday?",
    "Thank you for the help last week 😊",
)
_ANSWERED = (
    "Kia ora! We are open from 9 am to 3 pm on Saturday.",
    "As a rule it takes five working days.",
    "You can do it online, or call us on 0800 555 010.",
    "All offices are closed on the public holiday. Ngā mihi.",
    "You are welcome!",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message. `sender` is a name; `files` are names of what came with it; `unsent` one that was taken back."""

    sender: str
    text: str
    at: dt.datetime
    files: tuple[str, ...] = ()
    reaction: str = ""
    unsent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One conversation, oldest message first."""

    number: int
    people: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def handle(self) -> str:
        """The first person's name as platforms write it in handles and folders."""
        return "".join(char for char in self.people[0].lower() if char.isascii() and char.isalnum()) or "someone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One public post of the agency."""

    number: int
    text: str
    at: dt.datetime
    picture: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """Everything the samples tell of."""

    seed: int = 1
    fillers: int = 4
    """How many made-up talks each platform has beside the written ones."""

    def talks(self, platform: str) -> tuple[Talk, ...]:
        """The platform's conversations."""
        written = [
            _talk(number, people, lines) for number, (people, lines) in enumerate(_WRITTEN.get(platform, ()), start=1)
        ]
        made = [_made_up(random.Random(f"{self.seed}/{platform}/{n}"), n + 100) for n in range(self.fillers)]
        return (*written, *made)

    def posts(self, platform: str) -> tuple[Post, ...]:
        """The platform's public posts, oldest first."""
        return tuple(
            Post(number=number, text=text, at=START + dt.timedelta(days=2 * number, minutes=7), picture=number % 2 == 1)
            for number, text in enumerate(
                (*_POSTS, f"Find us on {platform} and at hello@agency.example.govt.nz."), start=1
            )
        )


def _p(platform: str, kind: Kind, form: int = -1) -> str:
    detail = planted(platform, kind)
    return detail.value if form < 0 else detail.other_forms[form]


_Written = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]

_POSTS = (
    "Kia ora koutou! Our offices are closed on Friday 6 February for Waitangi Day. We open again on Monday at 9 am.",
    "Nau mai, haere mai: come and see the new office at 1 Example Street, Wellington.",
    "Never send us your client number in a comment. Send us a private message or call 0800 555 010 instead.",
    "Te wiki o te reo: tēnā koutou katoa. Talofa lava, mālō e lelei, 你好, नमस्ते — you can talk to us in many languages.",
)

_WRITTEN: dict[str, tuple[_Written, ...]] = {
    "facebook": (
        (
            ("Mere Kahotea",),
            (
                ("Mere Kahotea", "Kia ora, I need to change my address with you."),
                (AGENCY, "Mōrena Mere! We can help. Could you give us your client number, please?"),
                ("Mere Kahotea", f"Yes it's {_p('facebook', Kind.CLIENT_NUMBER)}"),
                ("Mere Kahotea", f"and my new address is {_p('facebook', Kind.ADDRESS)}, Lower Hutt 5011"),
                (AGENCY, "Thank you. Which number can we reach you on?"),
                ("Mere Kahotea", f"My cell is {_p('facebook', Kind.PHONE)}, evenings are best"),
                ("Mere Kahotea", "FILE:photo-of-letter.png"),
                ("Mere Kahotea", f"and the form, client no. {_p('facebook', Kind.CLIENT_NUMBER, 0)}"),
                ("Mere Kahotea", "FILE:form.pdf"),
                (AGENCY, "Ka pai, all done. You can call us on 0800 555 010 if anything is missing."),
                ("Mere Kahotea", "REACT:❤ Ngā mihi nui 😊"),
            ),
        ),
        (
            ("Sione Falaniko",),
            (
                ("Sione Falaniko", "Talofa lava. Do you have my IRD number on file?"),
                (AGENCY, "Talofa Sione, we cannot look that up here. Please do not post it in public."),
                ("Sione Falaniko", f"ok here it is privately, IRD {_p('facebook', Kind.IRD)}"),
                ("Sione Falaniko", f"or without the dashes {_p('facebook', Kind.IRD, 0)}"),
                ("Sione Falaniko", "UNSENT:"),
                (AGENCY, "Fa'afetai. We have passed it on."),
            ),
        ),
        (
            ("Mere Kahotea", "Hēmi Pōtae"),
            (
                ("Mere Kahotea", "Hēmi is my brother, he has the papers."),
                ("Hēmi Pōtae", f"Tēnā koe. Write to Mere at {_p('facebook', Kind.EMAIL)} please"),
                ("Hēmi Pōtae", f"her number from overseas is {_p('facebook', Kind.PHONE, 0)}"),
                (AGENCY, "Tēnā kōrua, we will."),
            ),
        ),
    ),
    "instagram": (
        (
            ("Jo Bellwood",),
            (
                ("Jo Bellwood", "hey is this the right place to ask about a hospital letter?"),
                (AGENCY, "Hi Jo! Tell us a little more."),
                (
                    "Jo Bellwood",
                    f"my NHI is {_p('instagram', Kind.NHI)} and I was born on {_p('instagram', Kind.BIRTH_DATE)}",
                ),
                (
                    "Jo Bellwood",
                    f"sorry, nhi number {_p('instagram', Kind.NHI, 0)}, text me on {_p('instagram', Kind.PHONE)}",
                ),
                (AGENCY, "Thanks Jo, someone will get back to you. Our number is 0800 555 010."),
                ("Jo Bellwood", "FILE:letter.png"),
                ("Jo Bellwood", "REACT:👍 thank you!!"),
            ),
        ),
    ),
    "x": (
        (
            ("Priya Raman",),
            (
                ("Priya Raman", "Hello, a payment went to my old account."),
                (AGENCY, "Hi Priya. Which account should it go to?"),
                ("Priya Raman", f"Please use {_p('x', Kind.BANK)} from now on"),
                ("Priya Raman", f"and confirm to {_p('x', Kind.EMAIL)}"),
                (AGENCY, "Will do. May we have your client number?"),
                ("Priya Raman", _p("x", Kind.CLIENT_NUMBER)),
                ("Priya Raman", "FILE:statement.png"),
                (AGENCY, "Thank you, it is being corrected today."),
            ),
        ),
    ),
    "linkedin": (
        (
            ("Li Wen",),
            (
                ("Li Wen", "Kia ora, I saw the vacancy in your Wellington office. Is it still open?"),
                (AGENCY, "Kia ora Li Wen, it is, until the end of the month."),
                ("Li Wen", f"Great. You can ring me at {_p('linkedin', Kind.PHONE)}."),
                ("Li Wen", f'The form asks for my "tax number": IRD {_p("linkedin", Kind.IRD)}, is that needed now?'),
                (AGENCY, "Not at this stage. Please write to hello@agency.example.govt.nz."),
            ),
        ),
    ),
    "whatsapp": (
        (
            ("Mere Kahotea",),
            (
                ("Mere Kahotea", "Kia ora, it's Mere again"),
                (AGENCY, "Kia ora Mere, how can we help?"),
                ("Mere Kahotea", f"I pay with card {_p('whatsapp', Kind.CARD)}, is that ok?"),
                (AGENCY, "Please never send us card numbers. We only need your client number."),
                ("Mere Kahotea", f"oh ok. {_p('whatsapp', Kind.CLIENT_NUMBER)}"),
                (
                    "Mere Kahotea",
                    f"my mum has moved to\n{_p('whatsapp', Kind.ADDRESS)} 5032\nher NHI is {_p('whatsapp', Kind.NHI)}",
                ),
                ("Mere Kahotea", "FILE:00000007-PHOTO-2026-01-14-09-44-30.png"),
                (AGENCY, "Thank you. Ring 0800 555 010 at any time."),
            ),
        ),
    ),
}


def _talk(number: int, people: tuple[str, ...], lines: tuple[tuple[str, str], ...]) -> Talk:
    made, at = [], START + dt.timedelta(days=number)
    for step, (sender, written) in enumerate(lines):
        word, _, rest = written.partition(":")
        text = rest.partition(" ")[2] if word == "REACT" else "" if word in ("FILE", "UNSENT") else written
        made.append(
            Line(
                sender=sender,
                text=text,
                at=at,
                files=(rest,) if word == "FILE" else (),
                reaction=rest.partition(" ")[0] if word == "REACT" else "",
                unsent=word == "UNSENT",
            )
        )
        at += dt.timedelta(minutes=2 + step, seconds=11 * step)
    return Talk(number=number, people=people, lines=tuple(made))


def _made_up(chance: random.Random, number: int) -> Talk:
    person = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
    return Talk(number=number, people=(person,), lines=tuple(_exchange(chance, person)))


def _exchange(chance: random.Random, person: str) -> Iterator[Line]:
    at = START + dt.timedelta(days=chance.randrange(20), minutes=chance.randrange(400))
    for _ in range(chance.randrange(2, 7)):
        yield Line(sender=person, text=chance.choice(_ASKED), at=at)
        at += dt.timedelta(minutes=chance.randrange(1, 50), seconds=chance.randrange(60))
        yield Line(sender=AGENCY, text=chance.choice(_ANSWERED), at=at)
        at += dt.timedelta(hours=chance.randrange(1, 30), seconds=chance.randrange(60))
