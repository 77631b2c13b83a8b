"""Addresses, coordinates, phones abroad, and what stands in links and behind an at sign."""

from __future__ import annotations

import string
from random import Random

from tests.redaction.independent_c.invented import digits
from tests.redaction.independent_c.written_out import plain_letters

_DOUBLED = str.maketrans({"ā": "aa", "ē": "ee", "ī": "ii", "ō": "oo", "ū": "uu", "Ā": "Aa", "Ō": "Oo", "Ū": "Uu"})


def address(source: Random, people: dict[str, list[str]]) -> str:
    """A marked address; what stands behind the street (suburb, town, postcode) may go or stay."""
    suburb, town = source.choice(people["suburb"]), source.choice(people["town"])
    code = f"{source.randint(110, 9893):04d}"
    number = str(source.choice((source.randint(1, 99), source.randint(100, 4000)))) + source.choice(
        ("", "", "", "A", "b", "C")
    )
    street = f"{number} {source.choice(people['street'])} {source.choice(people['type'])}"
    roll = source.random()
    if roll < 0.08:
        box = source.choice(
            ("PO Box {}", "P.O. Box {}", "p.o box {}", "po box {}", "PO BOX {}", "P O Box {}", "POBox {}")
        )
        return "{address|" + box.format(source.randint(12, 99999)) + "}" + _tail(source, suburb, town, code)
    if roll < 0.1:
        return "{address|Private Bag " + str(source.randint(1000, 99999)) + "}" + _tail(source, suburb, town, code)
    if roll < 0.18:
        rural = source.choice(("RD {}", "R.D.{}", "RD{}", "rd {}", "R D {}")).format(source.randint(1, 14))
        return "{address|" + street + "}, {address|" + rural + "}{either|, " + town + "}"
    if roll < 0.21:
        return (
            "{address|"
            + f"{source.randint(100, 4000)} State Highway {source.randint(1, 94)}"
            + "}{either|, "
            + town
            + "}"
        )
    if roll < 0.4:
        start = source.choice(
            ("Flat {0}, ", "{0}/", "Unit {0}, ", "unit {0} ", "flat {0}/", "Apt {0}, ", "{0} / ", "Flat {0} ", "{0}-")
        )
        street = start.format(source.choice((str(source.randint(1, 24)), f"{source.randint(1, 9)}A"))) + street
    roll = source.random()
    if roll < 0.2:
        street = street.lower()
    elif roll < 0.25:
        street = street.upper()
    elif roll < 0.4:
        street = plain_letters(street)
    elif roll < 0.5:
        street = street.translate(_DOUBLED)
    return "{address|" + street + "}" + _tail(source, suburb, town, code)


def _tail(source: Random, suburb: str, town: str, code: str) -> str:
    return source.choice(
        ("", "", f"{{either|, {suburb}}}", f"{{either| {suburb.lower()}}}", f"{{either|, {suburb}, {town}}}",
         f"{{either|, {town} {code}}}",
         f"{{either|\\n{suburb}\\n{town} {code}}}", f"{{either| {town}}}")
    )  # fmt: skip


def phone_abroad(source: Random) -> str:
    """A phone in one of the countries that these correspondents ring from."""
    code, sizes, first = source.choice(
        (("61", (3, 3, 3), "4"), ("685", (2, 5), "7"), ("676", (3, 4), "7"), ("679", (3, 4), "9"), ("682", (2, 3), "5"),
         ("91", (5, 5), "9"), ("44", (4, 6), "7"), ("86", (3, 4, 4), "1"))
    )  # fmt: skip
    groups = [digits(source, size) for size in sizes]
    groups[0] = first + (source.choice("3578") if code == "86" else groups[0][1:2]) + groups[0][2:]
    prefix = source.choice(("+", "+", "+", "00"))
    return (
        prefix
        + code
        + source.choice((" ", " ", "", "-")).join(
            ("", *groups) if source.random() < 0.7 else (" " + groups[0], *groups[1:])
        )
    )


def token(source: Random) -> str:
    """A token as it stands in a link: letters and digits mixed."""
    letters = source.choice((string.ascii_letters, string.ascii_lowercase, "abcdef")) + string.digits
    while True:
        value = "".join(source.choices(letters, k=source.randint(12, 28)))
        if sum(c.isdigit() for c in value) > 2 and sum(c.isalpha() for c in value) > 2:
            return value


def coordinates(source: Random, *, link: bool) -> str:
    """A place in the country as a pair of decimals or of degrees."""
    south, east = source.uniform(34.5, 46.5), source.uniform(167, 178.4)
    if link:
        return f"-{south:.5f},{east:.5f}"
    minutes = [int(value % 1 * 60) for value in (south, east)]
    seconds = [value * 3600 % 60 for value in (south, east)]
    return source.choice(
        (
            f"-{south:.5f}, {east:.5f}", f"-{south:.4f} {east:.4f}", f"{south:.4f} S, {east:.4f} E",
            f"-{south:.6f},{east:.6f}",
            f"{int(south)}°{minutes[0]}'{seconds[0]:.1f}\"S {int(east)}°{minutes[1]}'{seconds[1]:.1f}\"E",
            f"({south:.4f}S, {east:.4f}E)",
            f"S{south:.4f} E{east:.4f}", f"-{south:.3f} / {east:.3f}",
            f"{int(south)}° {minutes[0]}.5' S, {int(east)}° {minutes[1]}.2' E",
        )
    )  # fmt: skip


def handle(first: str, last: str, source: Random, *, sign: bool) -> str:
    """A handle made of the writer's name, as people choose them."""
    ours, theirs = (
        plain_letters(part).lower().replace(" ", "").replace("'", "").replace("-", "") for part in (first, last)
    )
    name = source.choice(
        (f"{ours}_{theirs[0]}{source.randint(1, 99)}", f"{ours}.{theirs}.{source.randint(1, 9)}",
        f"{ours}{theirs}{source.randint(10, 2009)}",
         f"x{ours}_x", f"{theirs}.fam", f"{ours}_{theirs}_nz", f"{ours}{source.randint(10, 99)}")
    )  # fmt: skip
    return ("@" if sign or source.random() < 0.4 else "") + name
