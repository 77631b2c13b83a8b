"""What invented people say in the simulated world, and the invented identifiers that redaction must find in it."""

from __future__ import annotations

import random
from dataclasses import dataclass

NAMES = (
    "Sam Example", "Aroha Whitiora", "Mere Tūhoe", "Tane Kererū", "Priya Nair", "Sione Fale", "Li Wei", "Emma O’Neil",
    "José da Cruz", "Zoë Brown", "Hemi Rangi", "Olga Ivanova", "Kiri Moana", "Jack Smith", "Fatima Al-Amin", "Noah Lee",
)  # fmt: skip

POSTS = (
    "Our offices close at noon on Tuesday.",
    "Kia ora koutou! New opening hours from Monday.",
    "Scam alert: we never ask for your password. 🚫",
    "Te Wiki o te Reo Māori: kōrero mai!",
    "Payments move to Thursday because of the public holiday.",
    "Our call centre is busy this morning. Try us online.",
    "Heat safety: check on your neighbours.",
)

QUESTIONS = (
    "Kia ora, is this the right place to ask?",
    "When do you open on Monday?",
    "I still have not heard back, can somebody check?",
    "My address has changed, what do I need to do?",
    "Thank you, that helped a lot! 😀",
    "Ngā mihi nui",
    "Can I bring my daughter to the appointment?",
    "Please see the letter.",
)

ANSWERS = (
    "Kia ora, thanks for getting in touch. We are looking into it.",
    "You can reach us from 8 am on weekdays.",
    "Please do not post private details here. Send us a message instead.",
    "That is done. Have a good day!",
    "Your appointment is on Thursday at 10 am.",
)

COMMENTS = (
    "When do you open?",
    "Thanks for letting us know",
    "This is not good enough",
    "❤❤",
    "What about people in Ōtara?",
    "Good on you",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """An invented identifier that stands in a text of the simulated world. `kind` as in the redaction's kinds."""

    kind: str
    value: str


def identifier(chance: random.Random) -> tuple[str, Planted]:
    """A sentence, and the identifier in it."""
    kind = chance.choice(("client_number", "ird", "phone", "email", "bank"))
    if kind == "client_number":
        value = "-".join(f"{chance.randrange(100, 1000)}" for _ in range(3))
        return f"My client number is {value}", Planted(kind=kind, value=value)
    if kind == "ird":
        value = _ird(chance)
        return f"My IRD number is {value}", Planted(kind=kind, value=value)
    if kind == "phone":
        value = f"021 {chance.randrange(200, 999)} {chance.randrange(1000, 9999)}"
        return f"You can ring me on {value}", Planted(kind=kind, value=value)
    if kind == "email":
        value = f"person{chance.randrange(100, 9999)}@example.org.nz"
        return f"Write to me at {value}", Planted(kind=kind, value=value)
    value = f"12-{chance.randrange(3000, 3500)}-{chance.randrange(1_000_000, 9_999_999):07d}-00"
    return f"Please pay it into {value}", Planted(kind=kind, value=value)


def _ird(chance: random.Random) -> str:
    """Eight digits and a check digit that is right, as Inland Revenue's weights make it."""
    while True:
        digits = [int(d) for d in f"{chance.randrange(10_000_000, 13_000_000):08d}"]
        rest = sum(d * w for d, w in zip(digits, (3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        check = 0 if rest == 0 else 11 - rest
        if check < 10:
            text = "".join(map(str, digits)) + str(check)
            return f"{text[:3]}-{text[3:6]}-{text[6:]}"
