"""Builds labelled conversations from templates: every value's place is known, and so is everything that must stay."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from archiver.redaction import Message, Person
from tests.redaction.corpus import values
from tests.redaction.corpus.typings import Typing, grouped, plain

_SLOT = re.compile(r"<([a-z_]+)(?::([^>]*))?>")


@dataclass(frozen=True)
class Label:
    """[start, end) of a message is a value of `kind`; kind `keep` is a look-alike that must stay."""

    message: int
    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Case:
    people: tuple[Person, ...]
    messages: tuple[Message, ...]
    labels: tuple[Label, ...]

    @property
    def is_clean(self) -> bool:
        return not any(label.kind != "keep" for label in self.labels)


@dataclass(frozen=True)
class Part:
    """One half of the set: its templates by kind, its clean lines, its look-alikes, its typings and its names."""

    templates: Mapping[str, Sequence[tuple[str, ...]]]
    clean: Sequence[tuple[str, ...]]
    typings: Sequence[Typing]
    people: Sequence[tuple[str, str]]
    others: Sequence[str]
    streets: Sequence[str]
    suburbs: Sequence[str]
    dates: Sequence[Callable[[int, int, int], str]]
    domains: Sequence[str]
    handles: Sequence[str]
    hosts: Sequence[str]


def build(part: Part, seed: int, each: int) -> list[Case]:
    """`each` conversations for each kind, and as many clean ones in all."""
    rng = random.Random(seed)
    cases: list[Case] = []
    for kind, templates in part.templates.items():
        for number in range(each):
            cases.append(_case(part, rng, templates[number % len(templates)], kind))
    for _ in range(len(cases)):
        cases.append(_case(part, rng, (), "clean"))
    return cases


def _case(part: Part, rng: random.Random, template: tuple[str, ...], kind: str) -> Case:
    name, handle = rng.choice(list(part.people))
    lines: list[str] = []
    for _ in range(rng.randrange(0, 2)):
        lines.extend(rng.choice(list(part.clean)))
    lines.extend(template)
    for _ in range(rng.randrange(0, 2) if template else rng.randrange(2, 5)):
        lines.extend(rng.choice(list(part.clean)))
    maker = _Maker(part, rng, name, kind)
    messages: list[Message] = []
    labels: list[Label] = []
    for place, line in enumerate(lines):
        role, text = line[0], line[2:]
        out, at = "", 0
        for slot in _SLOT.finditer(text):
            out += text[at : slot.start()]
            made = maker.make(slot[1], slot[2] or "")
            if made:
                labels.append(Label(place, len(out), len(out) + len(made), _kind(slot[1], kind)))
            out += made
            at = slot.end()
        out += text[at:]
        agency = role == "a"
        messages.append(
            Message(
                text=out,
                role="agency" if agency else "correspondent",
                sender="agency" if agency else name,
                id=str(place),
            )
        )
    people = (Person(display_name=name, handle=handle), Person(display_name="Example Agency", role="agency"))
    return Case(people, tuple(messages), tuple(labels))


def _kind(slot: str, kind: str) -> str:
    return {"keep": "keep", "me": "name", "first": "name", "other": "name", "again": kind, "rest": kind}.get(slot, slot)


class _Maker:
    """Makes one conversation's values; `again` types the same value anew, `half`/`rest` split it."""

    def __init__(self, part: Part, rng: random.Random, name: str, kind: str) -> None:
        self.part, self.rng, self.name = part, rng, name
        self.last: Callable[[Typing], str] = lambda typing: ""
        self.pending = ""

    def _typed(self, number: str, own: Sequence[tuple[int, ...]] = ()) -> str:
        def typed(typing: Typing) -> str:
            if own and typing is plain:
                return grouped(number, self.rng.choice(("-", " ", "-")), self.rng.choice(list(own)))
            return typing(self.rng, number)

        self.last = typed
        return typed(self.rng.choice(list(self.part.typings)))

    def make(self, slot: str, argument: str) -> str:
        rng, part = self.rng, self.part
        if slot == "keep":
            return argument
        if slot == "again":
            return self.last(rng.choice(list(part.typings)))
        if slot == "rest":
            made, self.pending = self.pending, ""
            return made
        if slot == "split":
            number = {"client": values.client, "ird": values.ird, "phone": values.mobile}[argument](rng)
            place = rng.choice((3, 4, 6))
            self.pending = number[place:]
            return number[:place]
        if slot == "me":
            return self.name
        if slot == "first":
            words = self.name.split()
            return " ".join(words[:2]) if words[0] == "Te" else words[0]
        if slot == "other":
            return rng.choice(list(part.others))
        return str(getattr(self, "_" + slot)(argument))

    def _client(self, argument: str) -> str:
        return self._typed(values.client(self.rng))

    def _ird(self, argument: str) -> str:
        number = values.ird(self.rng)
        return self._typed(number, own=((2, 3, 3),) if len(number) == 8 else ((3, 3, 3),))

    def _bank(self, argument: str) -> str:
        groups = values.bank_groups(self.rng)
        style = self.rng.randrange(5)
        if style < 3:
            return self.rng.choice(("-", " ", "-", "- ", "–")).join(groups)
        if style == 3:
            return "".join(groups)
        return self._typed("".join(groups))

    def _card(self, argument: str) -> str:
        number = values.card(self.rng)
        return self.rng.choice(
            (
                number,
                grouped(number, " ", (4, 4, 4, 4)),
                grouped(number, "-", (4, 4, 4, 4)),
                grouped(number, "  ", (4, 4, 4, 4)),
            )
        )

    def _phone(self, argument: str) -> str:
        if argument == "land":
            number = values.landline(self.rng)
            return self.rng.choice(
                (
                    number,
                    f"({number[:2]}) {number[2:5]} {number[5:]}",
                    f"{number[:2]} {number[2:5]} {number[5:]}",
                    f"{number[:2]}-{number[2:5]}-{number[5:]}",
                    f"+64 {number[1]} {number[2:5]} {number[5:]}",
                )
            )
        if argument == "short":
            return self._typed(values.landline(self.rng)[2:], own=((3, 4),))
        if argument == "abroad":
            return self.rng.choice(
                (
                    "+61 4"
                    + values.digits(self.rng, 2)
                    + " "
                    + values.digits(self.rng, 3)
                    + " "
                    + values.digits(self.rng, 3),
                    "+685 72" + values.digits(self.rng, 5),
                    "+676 77" + values.digits(self.rng, 5),
                    "+679 9" + values.digits(self.rng, 6),
                    "0061 4" + values.digits(self.rng, 8),
                    "+44 7700 9" + values.digits(self.rng, 5),
                )
            )
        number = values.mobile(self.rng)
        style = self.rng.randrange(6)
        if style == 0:
            return "+64 " + number[1:3] + " " + number[3:6] + " " + number[6:]
        if style == 1:
            return self.rng.choice(("+64", "0064", "+64 (0)", "64 ")) + number[1:]
        if style == 2:
            return f"({number[:3]}) {number[3:6]}-{number[6:]}"
        return self._typed(number, own=((3, 3, 4), (3, 4, 3)))

    def _nhi(self, argument: str) -> str:
        code = values.nhi(self.rng)
        if argument == "bare":
            return code
        return self.rng.choice(
            (
                code,
                code.lower(),
                code[:3] + " " + code[3:],
                code[:3] + "-" + code[3:],
                " ".join(code),
                code.lower()[:3] + " " + code.lower()[3:],
            )
        )

    def _licence(self, argument: str) -> str:
        code = values.licence(self.rng)
        return self.rng.choice(
            (
                code,
                code.lower(),
                code[:2] + " " + code[2:],
                code[:2] + " " + code[2:5] + " " + code[5:],
                code + " v 123",
            )
        )

    def _passport(self, argument: str) -> str:
        code = values.passport(self.rng)
        return self.rng.choice(
            (code, code.lower(), code[:-6] + " " + code[-6:], code[:-6] + " " + code[-6:-3] + " " + code[-3:])
        )

    def _plate(self, argument: str) -> str:
        code = values.plate(self.rng)
        if code[-1].isdigit() and code[0].isalpha() and code[1].isalpha():
            letters = re.match("[A-Z]+", code)
            cut = letters.end() if letters else 3
            return self.rng.choice((code, code.lower(), code[:cut] + " " + code[cut:]))
        return self.rng.choice((code, code.lower()))

    def _nsn(self, argument: str) -> str:
        return self._typed("0" + values.client(self.rng) if self.rng.random() < 0.3 else values.client(self.rng))

    def _kiwisaver(self, argument: str) -> str:
        return self.rng.choice(("", "", "AB", "KS")) + values.digits(self.rng, self.rng.choice((7, 8, 9)))

    def _overseas(self, argument: str) -> str:
        rng = self.rng
        if argument == "tfn":
            return grouped(values.client(rng), rng.choice((" ", "-", "")))
        if argument == "crn":
            return grouped(values.client(rng), rng.choice((" ", ""))) + rng.choice(("A", " T", "L"))
        if argument == "nino":
            return (
                rng.choice(("QQ", "AB", "JG"))
                + rng.choice((" ", ""))
                + grouped(values.digits(rng, 6), rng.choice((" ", "")), (2, 2, 2))
                + rng.choice(("C", " A"))
            )
        return grouped(rng.choice("23456") + values.digits(rng, 9), rng.choice((" ", "")), (4, 5, 1))

    def _email(self, argument: str) -> str:
        rng = self.rng
        local = rng.choice(
            (
                self.name.split()[0].lower() + "." + self.name.split()[-1].lower(),
                rng.choice(list(self.part.handles)),
                self.name.split()[0].lower() + values.digits(rng, 2),
            )
        )
        domain = rng.choice(list(self.part.domains))
        if argument == "spoken":
            spoken = local.replace(".", " dot ").replace("_", " underscore ")
            return spoken + rng.choice((" at ", " AT ", " (at) ")) + domain.replace(".", rng.choice((" dot ", " dot ")))
        if argument == "odd":
            return rng.choice(
                (
                    local + " @ " + domain,
                    local + "(at)" + domain,
                    local + "[at]" + domain.replace(".", "[dot]"),
                    local + "＠" + domain,
                    local + "@" + domain.replace(".", ",", 1),
                    local + " @" + domain,
                )
            )
        return rng.choice((local, local.upper() if rng.random() < 0.2 else local)) + "@" + domain

    def _address(self, argument: str) -> str:
        rng = self.rng
        street = rng.choice(list(self.part.streets))
        number = str(rng.randrange(1, 400)) + rng.choice(("", "", "", "A", "b"))
        if rng.random() < 0.3:
            number = rng.choice(
                (f"2/{number}", f"Flat 3, {number}", f"Unit 4 / {number}", f"flat 2 {number}", f"5B/{number}")
            )
        if argument == "low":
            return f"{number} {street}".lower()
        if argument == "full":
            return f"{number} {street}, {rng.choice(list(self.part.suburbs))} {rng.choice(('0612', '5011', '6012', '4130', '9012'))}"  # noqa: E501 - one pattern
        return f"{number} {street}"

    def _box(self, argument: str) -> str:
        return self.rng.choice(("PO Box ", "P.O. Box ", "p.o box ", "po box ", "Private Bag ")) + values.digits(
            self.rng, 5
        )

    def _birth(self, argument: str) -> str:
        return self.rng.choice(list(self.part.dates))(*values.birth(self.rng))

    def _coordinates(self, argument: str) -> str:
        south, east = values.coordinates(self.rng)
        return self.rng.choice(
            (
                f"{south}, {east}",
                f"{south},{east}",
                f"{south} {east}",
                f"{south[1:]}S {east}E",
                f"{south[1:]}° S, {east}° E",
            )
        )

    def _token(self, argument: str) -> str:
        return values.token(self.rng)

    def _handle(self, argument: str) -> str:
        return argument + self.rng.choice(list(self.part.handles))
