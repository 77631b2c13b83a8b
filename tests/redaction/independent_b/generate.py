"""Builds the generated conversations from phrases, clean lines and invented people; the same seed gives the same cases.

Half A takes every first line of each list and half B every second, so that half B's phrases, names and streets were
never looked at while rules were mended. Half of the conversations hold nothing that has to go.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.redaction.independent_b import invented, shapes, typed
from tests.redaction.independent_b.markup import read
from tests.redaction.independent_b.talk import HERE, Case, Talk, sections

ASKED = (
    "client",
    "phone",
    "email",
    "ird",
    "bank",
    "card",
    "nhi",
    "address",
    "birth",
    "licence",
    "passport",
    "plate",
    "nsn",
    "kiwisaver",
)
TOLD = (*ASKED, "overseas_phone", "overseas_id", "link_token", "coordinates", "handle", "name")
NUMBERS = ("client", "ird", "nsn", "kiwisaver", "card")


class Writer:
    """Writes cases for one half from one seed."""

    def __init__(self, *, half: str, seed: int) -> None:
        self.half = "ab".index(half)
        self.source = Random(f"{half} {seed}")
        self.phrases = sections("phrases.txt")
        self.people = sections("people.txt")
        lines = [
            line.partition(": ")
            for line in (HERE / "clean.txt").read_text(encoding="utf-8").splitlines()
            if line and line[0] != "#"
        ]
        self.clean = {who: [text for mark, _, text in lines if mark == who] for who in "cap"}

    def value(self, kind: str, talk: Talk) -> tuple[str, Callable[[], str]]:
        """One invented value and a way to type it again; the typing carries its label."""
        source = self.source
        pick = talk.pick
        number = ""
        if kind in NUMBERS:
            makers: dict[str, Callable[[Random], str]] = {
                "client": invented.client, "ird": invented.ird, "card": invented.card,
                "nsn": lambda source: invented.digits(source, source.choice((9, 9, 10))),
                "kiwisaver": lambda source: invented.digits(source, source.choice((8, 9, 7, 10))),
            }  # fmt: skip
            number = makers[kind](source)
            wrong = "!" if kind in ("ird", "card") and source.random() < 0.1 else ""
            number = invented.mistype(source, number) if wrong else number
            return number, lambda: f"⟦{kind}{wrong}|{typed.typed(source, number)}⟧"
        if kind == "phone":
            number = invented.mobile(source) if source.random() < 0.7 else invented.landline(source)
            return number, lambda: f"⟦phone|{typed.phone_typed(source, number)}⟧"
        if kind in ("nhi", "licence", "passport", "plate"):
            make = {"licence": invented.licence, "passport": invented.passport, "plate": invented.plate}
            number = invented.nhi(source, new=source.random() < 0.4) if kind == "nhi" else make[kind](source)
            return number, lambda: f"⟦{kind}|{shapes.lettered(source, number)}⟧"
        other = (pick(self.people["first"]), pick(self.people["last"]))
        streets, types, towns = self.people["street"], self.people["type"], self.people["town"]
        half_of = slice(talk.half, None, 2)
        shaped: dict[str, Callable[[], str]] = {
            "email": lambda: f"⟦email|{shapes.email(source, talk.first, talk.last)}⟧",
            "bank": lambda: f"⟦bank|{shapes.bank(source)}⟧",
            "address": lambda: f"⟦address|{shapes.address(source, streets[half_of], types[half_of], towns[half_of])}⟧",
            "birth": lambda: f"⟦birth|{shapes.birth(source)}⟧".replace("⟦birth|te ", "te ⟦birth|"),
            "overseas_phone": lambda: f"⟦overseas_phone|{shapes.overseas_phone(source)}⟧",
            "link_token": lambda: shapes.link(source),
            "coordinates": lambda: f"⟦coordinates|{shapes.coordinates(source)}⟧",
            "handle": lambda: f"⟦handle|{shapes.handle(source, *other)}⟧",
        }  # fmt: skip
        text = shaped[kind]()
        return text, lambda: text

    def told(self, kind: str, talk: Talk) -> None:
        """The correspondent gives a value unasked."""
        if kind == "name":
            self.named(talk)
            return
        if kind == "overseas_id":
            which = self.source.choice(("tfn", "medicare", "crn", "nino"))
            if which == "crn":
                text = f"{invented.digits(self.source, 9)}{self.source.choice(('K', 'A', 'X', 'h'))}"
            elif which == "nino":
                text = invented.nino(self.source)
                text = self.source.choice(
                    (text, f"{text[:2]} {text[2:4]} {text[4:6]} {text[6:8]} {text[8]}", text.lower())
                )
            else:
                text = typed.typed(
                    self.source,
                    invented.tfn(self.source) if which == "tfn" else invented.medicare(self.source),
                    rare=0.2,
                )
            talk.say("c", talk.pick(self.phrases[f"{which}.say"]).replace("{v}", f"⟦overseas_id|{text}⟧"))
            return
        number, again = self.value(kind, talk)
        talk.say("c", self.styled(talk.pick(self.phrases[f"{kind}.say"])).replace("{v}", again()))
        self.maybe_again(kind, number, again, talk)

    def asked(self, kind: str, talk: Talk) -> None:
        """The agency asks, the answer is bare, perhaps in two messages."""
        number, again = self.value(kind, talk)
        talk.say("a", talk.pick(self.phrases[f"{kind}.ask"]))
        if self.source.random() < 0.15:
            talk.say("c", talk.pick(["one sec", "ok", "let me look", "hang on", "sure", "um"]))
        if number.isdigit() and self.source.random() < 0.2:
            place = self.source.choice((3, 4, 5))
            talk.say("c", f"⟦{kind}|{number[:place]}⟧")
            talk.say(
                "c",
                self.source.choice(("{v}", "{v}", "and {v}", "then {v}", "..{v}")).replace(
                    "{v}", f"⟦{kind}|{number[place:]}⟧"
                ),
            )
        else:
            talk.say("c", self.styled(talk.pick(self.phrases[f"{kind}.bare"])).replace("{v}", again()))
        self.maybe_again(kind, number, again, talk)

    def maybe_again(self, kind: str, number: str, again: Callable[[], str], talk: Talk) -> None:
        """Sometimes the same value comes back later in another typing, without its label."""
        if kind in ("client", "phone", "ird", "card", "bank", "email", "nhi") and self.source.random() < 0.25:
            self.chat(talk, 2)
            talk.say(
                "c",
                self.source.choice(
                    ("{v} remember", "as I said {v}", "{v} again", "still {v}", "did you get {v}")
                ).replace("{v}", again()),
            )

    def named(self, talk: Talk) -> None:
        """Somebody gives a name: their own or one of the family."""
        first, last = talk.pick(self.people["first"]), talk.pick(self.people["last"])
        common = first in ("Will", "Hope", "Grace", "May", "Rose", "Mark")
        way = self.source.choice(("say", "say", "family", "title", "asked"))
        whole = f"{first} {last}"
        spelt = shapes.respelt(self.source, self.source.choice((whole, first if not common else whole, whole)))
        if way == "title":
            spelt = shapes.respelt(self.source, self.source.choice((last, whole)))
        if way == "asked":
            talk.say("a", talk.pick(self.phrases["name.asked"]))
            talk.say("c", f"⟦name|{shapes.respelt(self.source, self.source.choice((whole, whole.lower(), whole)))}⟧")
            return
        talk.say("c", talk.pick(self.phrases[f"name.{way}"]).replace("{v}", f"⟦name|{spelt}⟧"))

    def styled(self, phrase: str) -> str:
        """A phrase in somebody's way of typing, the value's place untouched."""
        way = self.source.random()
        if way < 0.2:
            return phrase.lower()
        if way < 0.25:
            return phrase.upper().replace("{V}", "{v}")
        if way < 0.35:
            return phrase.rstrip(".?!") + self.source.choice((".", "!!", " :)", " x", "...", " 🙏"))
        if way < 0.45:
            return self.source.choice(("hi ", "um ", "ok so ", "Kia ora ", "hey ", "sorry ")) + phrase
        return phrase

    def chat(self, talk: Talk, count: int) -> None:
        """Harmless lines from both sides."""
        for _ in range(count):
            who = self.source.choice("cca")
            talk.say(who, talk.pick(self.clean[who]))

    def form(self, talk: Talk) -> None:
        """Several values in one message, as in a form."""
        kinds = self.source.sample(
            ("client", "phone", "birth", "address", "email", "ird", "bank"), self.source.randint(2, 4)
        )
        labels = {
            "client": "Client no",
            "phone": "Ph",
            "birth": "DOB",
            "address": "Address",
            "email": "Email",
            "ird": "IRD",
            "bank": "Bank acc",
        }
        parts = [f"{labels[kind]}: {self.value(kind, talk)[1]()}" for kind in kinds]
        if self.source.random() < 0.4:
            parts.insert(0, f"Name: ⟦name|{talk.first} {talk.last}⟧")
        talk.say("c", self.source.choice(("\n", "\n", ", ", "  ", "; ")).join(parts))

    def private(self, name: str, *, clean: bool, kinds: tuple[str, ...]) -> Case:
        """A private conversation with one correspondent."""
        people = self.people
        talk = Talk(self.source, self.half, "", "")
        talk.first, talk.last = talk.pick(people["first"]), talk.pick(people["last"])
        ordinary = talk.first in ("Will", "Hope", "Grace", "May", "Rose", "Mark")
        called = [talk.first, f"{talk.first} {talk.last}"] if not ordinary else [f"{talk.first} {talk.last}"]
        self.chat(talk, self.source.randint(1, 3))
        if not clean and self.source.random() < 0.5:
            spelt = shapes.respelt(self.source, self.source.choice(called))
            talk.say(
                "a",
                self.source.choice(
                    (
                        "Kia ora {n}, thanks for your message.",
                        "Hi {n}, how can we help?",
                        "Tēnā koe {n}",
                        "Hello {n} 😊",
                        "Thanks {n}, we will look into it.",
                        "Mōrena {n}, sorry for the wait.",
                    )
                ).replace("{n}", f"⟦name|{spelt}⟧"),
            )
        for kind in kinds:
            if kind == "form":
                self.form(talk)
            elif kind in ASKED and self.source.random() < 0.35:
                self.asked(kind, talk)
            else:
                self.told(kind, talk)
            self.chat(talk, self.source.randint(0, 2))
        if clean:
            self.chat(talk, self.source.randint(2, 8))
        elif self.source.random() < 0.3:
            spelt = self.source.choice(
                (
                    talk.first,
                    f"{talk.first} {talk.last}",
                    talk.first.lower() if not ordinary else f"{talk.first} {talk.last}",
                )
            )
            talk.say(
                "c",
                self.source.choice(
                    ("thanks {n}", "Ngā mihi, {n}", "cheers {n}", "{n}", "from {n}", "Regards\n{n}", "nga mihi\n{n}")
                ).replace("{n}", f"⟦name|{spelt}⟧"),
            )
        participants = (
            {"display_name": f"{talk.first} {talk.last}", "role": "correspondent"},
            {"display_name": "Work and Income", "role": "agency"},
        )
        return Case(
            name=name,
            participants=participants,
            clean=clean,
            messages=tuple(read(text, "correspondent" if who == "c" else "agency") for who, text in talk.lines),
        )

    def post(self, name: str, *, clean: bool) -> Case:
        """A post of the agency with comments by several people."""
        talk = Talk(self.source, self.half, "", "")
        talk.say("a", talk.pick(self.clean["p"]))
        crowd = [(talk.pick(self.people["first"]), talk.pick(self.people["last"])) for _ in range(3)]
        for first, last in crowd:
            talk.first, talk.last = first, last
            before = len(talk.lines)
            if clean or self.source.random() < 0.4:
                talk.say("c", talk.pick(self.clean["c"]))
            elif self.source.random() < 0.4:
                other = self.source.choice(crowd)
                talk.say(
                    "c",
                    self.source.choice(
                        ("⟦name|{n}⟧ have you seen this", "@⟦name|{n}⟧ look", "I agree with ⟦name|{n}⟧")
                    ).replace("{n}", f"{other[0]} {other[1]}"),
                )
            else:
                self.told(self.source.choice(TOLD), talk)
            talk.lines[before:] = [
                (f"{first} {last}" if who == "c" else who, text) for who, text in talk.lines[before:]
            ]
        participants = (
            *({"display_name": f"{first} {last}", "role": "correspondent"} for first, last in crowd),
            {"display_name": "Work and Income", "role": "agency"},
        )
        return Case(
            name=name,
            participants=participants,
            clean=clean,
            messages=tuple(read(text, "agency" if who == "a" else who) for who, text in talk.lines),
        )


def cases(half: str, *, count: int = 800, seed: int = 7) -> list[Case]:
    """`count` conversations of one half: every other one clean, every tenth a post with comments."""
    writer = Writer(half=half, seed=seed)
    made: list[Case] = []
    turn = 0
    for number in range(count):
        clean = number % 2 == 0
        name = f"{half}-{number:04d}"
        if number % 10 in (4, 5):
            made.append(writer.post(name, clean=clean))
            continue
        turn += not clean
        kinds = () if clean else (TOLD[turn % len(TOLD)], *writer.source.sample(TOLD, writer.source.randint(0, 2)))
        if kinds and writer.source.random() < 0.15:
            kinds = (*kinds, "form")
        made.append(writer.private(name, clean=clean, kinds=kinds))
    return made
