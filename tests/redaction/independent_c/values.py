"""Fills the slots of a phrase with labelled values; one conversation has one of these, so that a value can come again."""

from __future__ import annotations

from random import Random

from tests.redaction.independent_c import invented, places
from tests.redaction.independent_c.typed import typed, typed_phone
from tests.redaction.independent_c.written_out import date_of_birth, e_mail, name_as_typed

_GROUPED = {"client": invented.client, "ird": invented.ird, "bank": invented.bank, "card": invented.card}
_PASSPORT = ("LA", "LD", "LF", "LH", "EA", "RA", "LM", "N")


class Values:
    """The people and values of one conversation."""

    def __init__(self, source: Random, people: dict[str, list[str]]) -> None:
        self._source, self._people = source, people
        self._first, self._last = source.choice(people["first"]), source.choice(people["last"])
        self._names: dict[str, str] = {}
        self._groups: dict[str, tuple[list[str], str]] = {}
        self._born: tuple[int, int, int] | None = None
        whole = f"{self._first} {self._last}"
        roll = source.random()
        self.whole = whole.upper() if roll < 0.05 else whole.lower() if roll < 0.1 else whole

    def begin(self, kind: str) -> None:
        """A new exchange: the value last held is not the one meant now."""
        self._names.clear()
        self._groups.clear()
        self._born = None

    def fill(self, kind: str, slot: str) -> str:
        """The marked text for a slot of a phrase of this kind."""
        if "." in slot:
            left, right = slot.split(".")
            if left != "v":
                kind, slot = left, right
        if slot in {"P", "p", "l", "n", "f", "g", "t", "s", "sf", "k"}:
            return self._name(slot)
        if kind == "address":
            return places.address(self._source, self._people)
        if kind == "overseas":
            return "{overseas|" + self._overseas(slot) + "}"
        if kind in _GROUPED or kind == "phone":
            return self._grouped(kind, slot)
        return "{" + kind.removesuffix("_bare") + "|" + self._single(kind, slot) + "}"

    def _name(self, slot: str) -> str:
        source, held = self._source, self._names
        if "first" not in held:
            others = [name for name in self._people["first"] if name != self._first]
            families = [name for name in self._people["last"] if name != self._last]
            held["first"], held["other"] = source.sample(others, 2)
            held["last"] = source.choice(families)
        texts = {
            "P": f"{self._first} {self._last}",
            "p": self._first,
            "l": self._last,
            "n": f"{held['first']} {held['last']}",
            "f": held["first"],
            "g": held["other"],
            "t": held["last"],
            "s": f"{held['first']} {held['last']}" if source.random() < 0.6 else held["first"],
            "sf": held["first"],
            "k": source.choice(self._people["nick"]),
        }
        kind = {"P": "name", "p": "name", "l": "name", "s": "name_self", "sf": "name_self", "k": "name_self"}
        return "{" + kind.get(slot, "name_third") + "|" + name_as_typed(texts[slot], source) + "}"

    def _grouped(self, kind: str, slot: str) -> str:
        source, held = self._source, self._groups
        second = slot.startswith("2")
        key = f"{kind}2" if second and len(slot) > 1 else kind
        if key not in held:
            groups = invented.phone(source) if kind == "phone" else _GROUPED[kind](source)
            wrong = kind != "client" and kind != "phone" and source.random() < 0.07
            held[key] = (_turned(groups, source) if wrong else groups, "mistyped" if wrong else kind)
        groups, label = held[key]
        if slot in {"1", "2", "3"}:
            pieces = groups if len(groups) == 3 else ["".join(groups[:2]), groups[2], groups[3]]
            return "{" + f"{label}|{pieces[int(slot) - 1]}" + "}"
        way = typed_phone if kind == "phone" else typed
        return "{" + f"{label}|{way(groups, source)}" + "}"

    def _single(self, kind: str, slot: str) -> str:
        source = self._source
        if kind == "birth":
            if self._born is None:
                self._born = (source.randint(1, 28), source.randint(1, 12), source.randint(1940, 2023))
            return date_of_birth(*self._born, source)
        if kind == "email":
            return e_mail(self._first, self._last, source.choice(self._people["domain"]), source)
        if kind in {"nhi", "nhi_bare"}:
            value = invented.nhi(source)
            if kind == "nhi_bare" or source.random() < 0.5:
                return value
            return source.choice(
                (value.lower(), f"{value[:3]} {value[3:]}", f"{value[:3]}-{value[3:]}", value.capitalize())
            )
        if kind in {"licence", "passport"}:
            letters = (
                source.choice(_PASSPORT) if kind == "passport" else "".join(source.choices("BCDFGHJKLMNPRSTVW", k=2))
            )
            number = invented.digits(source, 6)
            value = source.choice(
                (letters + number, letters + number, f"{letters} {number}", f"{letters} {number[:3]} {number[3:]}",
                 f"{letters}-{number}", letters + number, " ".join(letters + number))
            )  # fmt: skip
            return value.lower() if source.random() < 0.3 else value
        if kind == "plate":
            three = "".join(source.choices("ABCDEFGHJKLMNPQRSTUW", k=3))
            value = source.choice(
                (three + invented.digits(source, 3), f"{three} {invented.digits(source, 3)}",
                 f"{three[:2]}{invented.digits(source, 4)}", f"{three}-{invented.digits(source, 3)}",
                 f"{three[:1]}{source.randint(1, 9)}{three}", f"{three[:2]}{three[:2]}{source.randint(10, 99)}")
            )  # fmt: skip
            return value.lower() if source.random() < 0.35 else value
        if kind == "nsn":
            whole = invented.digits(source, source.choice((9, 9, 10)), first="0123456789")
            return typed([whole[:3], whole[3:6], whole[6:]], source, plain=0.75)
        if kind == "kiwisaver":
            whole = invented.digits(source, source.choice((7, 8, 9)), first="123456789")
            return source.choice(
                (whole, f"KS{whole}", f"{whole[:4]}-{whole[4:]}", f"{whole[:3]} {whole[3:]}", f"ks-{whole}")
            )
        if kind == "abroad":
            return places.phone_abroad(source)
        if kind == "token":
            return places.token(source)
        if kind == "coordinates":
            return places.coordinates(source, link=slot == "u")
        if kind == "handle":
            return places.handle(self._first, self._last, source, sign=slot == "a")
        raise ValueError(f"no value of the kind {kind}")

    def _overseas(self, slot: str) -> str:
        source = self._source
        form = slot.split(".")[1]
        if form == "tfn":
            return typed(invented.tax_file(source), source, plain=0.8)
        if form == "crn":
            return typed(invented.client(source), source, plain=1) + source.choice("ABCHJKLSTVX")
        if form == "medicare":
            whole = invented.digits(source, 10, first="23456")
            return source.choice((whole, f"{whole[:4]} {whole[4:9]} {whole[9]}"))
        whole = invented.digits(source, 6)
        value = source.choice(("QQ", "AB", "JN", "SE", "PX")) + whole + source.choice("ABCD")
        spaced = f"{value[:2]} {value[2:4]} {value[4:6]} {value[6:8]} {value[8]}"
        return source.choice((value, spaced, value.lower()))


def _turned(groups: list[str], source: Random) -> list[str]:
    """Two neighbouring digits of the longest group turned round, as people do."""
    at = max(range(len(groups)), key=lambda place: len(groups[place]))
    group = groups[at]
    pairs = [place for place in range(len(group) - 1) if group[place] != group[place + 1]]
    if not pairs:
        return groups
    place = source.choice(pairs)
    turned = group[:place] + group[place + 1] + group[place] + group[place + 2 :]
    return [*groups[:at], turned, *groups[at + 1 :]]
