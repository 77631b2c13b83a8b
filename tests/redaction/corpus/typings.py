"""How people type digits. `WRITE` is what the rules were written on; `WRITE_MORE` is what the figures come from."""

# ruff: noqa: E501 - tables of data: an entry a line reads better than one broken up

from __future__ import annotations

import random
from collections.abc import Callable

Typing = Callable[[random.Random, str], str]

_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MI = ("kore", "tahi", "rua", "toru", "whā", "rima", "ono", "whitu", "waru", "iwa")


def grouped(number: str, separator: str, sizes: tuple[int, ...] = (3, 3, 3, 3, 3, 3)) -> str:
    parts, place = [], 0
    for size in sizes:
        if place >= len(number):
            break
        parts.append(number[place : place + size])
        place += size
    if place < len(number):
        parts[-1] += number[place:]
    return separator.join(parts)


def _by(*separators: str) -> Typing:
    return lambda rng, number: grouped(number, rng.choice(separators))


def _odd(rng: random.Random, number: str) -> str:
    parts, place = [], 0
    while place < len(number):
        size = rng.choice((2, 3, 4))
        parts.append(number[place : place + size])
        place += size
    return rng.choice((" ", "-", " ", ".")).join(parts)


def _spread(separator: str) -> Typing:
    return lambda rng, number: separator.join(number)


def _mapped(base: str) -> Typing:
    return lambda rng, number: "".join(base[int(char)] for char in number)


def _inserted(mark: str) -> Typing:
    def typed(rng: random.Random, number: str) -> str:
        place = rng.randrange(2, len(number) - 1)
        return number[:place] + mark + number[place:]

    return typed


def _spoken(words: tuple[str, ...], *, oh: bool = False, double: bool = False, separator: str = " ") -> Typing:
    def typed(rng: random.Random, number: str) -> str:
        said: list[str] = []
        place = 0
        while place < len(number):
            word = "oh" if oh and number[place] == "0" else words[int(number[place])]
            if double and place + 1 < len(number) and number[place + 1] == number[place]:
                said.append("double " + word)
                place += 1
            else:
                said.append(word)
            place += 1
        return separator.join(said)

    return typed


def _like(table: dict[str, str]) -> Typing:
    return lambda rng, number: "".join(table.get(char, char) for char in number)


def plain(rng: random.Random, number: str) -> str:
    return number


_FULL = "０１２３４５６７８９"
_BOLD = "".join(chr(0x1D7CE + n) for n in range(10))
_SANS = "".join(chr(0x1D7E2 + n) for n in range(10))
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"

_ALPHABETS = ("0123456789", _FULL, _BOLD, _SANS, _CIRCLED, "0123456789", "0123456789", "0123456789")
_GAPS = (
    " ",
    "  ",
    "   ",
    "-",
    " - ",
    ".",
    ". ",
    "/",
    " / ",
    "_",
    ",",
    "\n",
    "\u00a0",
    "\u2009",
    "–",
    "—",
    "\t",
    ":",
    "|",
    "·",
    "~",
    "--",
    " -",
    "- ",
    "*",
)
_HIDDEN = ("\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u200e")


def wild(rng: random.Random, number: str) -> str:
    """Any grouping, any separators, now and then a look-alike, something invisible or another alphabet of digits."""
    alphabet = rng.choice(_ALPHABETS)
    same = rng.choice(_GAPS) if rng.random() < 0.7 else ""
    out, since = "", 0
    size = rng.choice((1, 2, 3, 3, 3, 4, 9))
    for place, char in enumerate(number):
        if since >= size:
            out += same or rng.choice(_GAPS)
            since = 0
            size = rng.choice((size, size, rng.choice((2, 3, 4))))
        if alphabet[0] == "0" and char in "01" and rng.random() < 0.06 and place:
            out += {"0": "O", "1": "l"}[char]
        else:
            out += alphabet[int(char)]
        if rng.random() < 0.03:
            out += rng.choice(_HIDDEN)
        since += 1
    return out


WRITE: tuple[Typing, ...] = (
    plain, plain, plain, _by(" "), _by(" "), _by("-"), _by("."), _odd, _spread(" "), _mapped(_FULL), _mapped(_BOLD), _mapped(_CIRCLED),
    lambda rng, number: "".join(char + "\ufe0f\u20e3" for char in number), _inserted("\u200b"), _inserted("\u200d"), _by("  "), _by("\u00a0"),
    _spoken(_EN), _spoken(_EN, oh=True, double=True), _spoken(_MI), _like({"0": "O"}), _by("\n"), _by("_"), _by("/"), wild, wild, wild,
)  # fmt: skip

WRITE_MORE: tuple[Typing, ...] = (
    plain, plain, plain, _by(" "), _by(" - "), _by("–", "—"), _by("\u2009", "\u202f"), _by(", ", ","), _odd, _spread("-"), _spread("."), _mapped(_SANS),
    lambda rng, number: " ".join(char + "\u20e3" for char in number), _inserted("\u2060"), _inserted("\u00ad"), _inserted("\ufeff"), _by(" / "), _by("·"),
    _spoken(_EN, oh=True), _spoken(_EN, double=True, separator=", "), _spoken(_MI, separator=", "), _like({"0": "o"}), _like({"1": "l"}), _like({"0": "O", "1": "I"}),
    _inserted("\n"), _by(" \n"), _by(":"), _by("|"),
)  # fmt: skip

_MONO = "".join(chr(0x1D7F6 + n) for n in range(10))
_NEGATIVE = "⓿❶❷❸❹❺❻❼❽❾"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"


def _half_spoken(rng: random.Random, number: str) -> str:
    cut = rng.choice((3, 6))
    return number[:cut] + " " + " ".join(_EN[int(char)] for char in number[cut:])


def _bracketed(rng: random.Random, number: str) -> str:
    return f"({number[:3]}) {number[3:6]} {number[6:]}"


MEASURE: tuple[Typing, ...] = (
    plain, plain, plain, _by(" "), _by(" ", "-"), _by("-"), _by("\u2011", "\u2012"), _by("\u2007", "\u3000"), _by(" . "), _by("--"), _by("\t"), _odd, _odd,
    _spread("  "), _spread("/"), _mapped(_MONO), _mapped(_NEGATIVE), _mapped(_ARABIC), _mapped(_FULL), lambda rng, number: "".join(char + "\u20e3" for char in number),
    _inserted("\u200c"), _inserted("\u2063"), _inserted("\u200e"), _inserted("\u200b\u200b"), _by("_", "/"), _spoken(_EN), _spoken(tuple(word.upper() for word in _EN)), _spoken(_EN, oh=True, double=True, separator="-"),
    _spoken(_MI), _half_spoken, _bracketed, _like({"0": "O", "1": "l"}), _like({"0": "О"}), _like({"5": "S"}), _by("-\n"), _spread("\u200b"),
)  # fmt: skip
