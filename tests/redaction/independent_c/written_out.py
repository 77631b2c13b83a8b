"""How people type what is not a mere number: names, dates of birth, e-mail addresses."""

from __future__ import annotations

import unicodedata
from random import Random

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_REO = (
    "Kohitātea", "Huitanguru", "Poutūterangi", "Paengawhāwhā", "Haratua", "Pipiri", "Hōngongoi", "Hereturikōkā", "Mahuru",
    "Whiringa-ā-nuku", "Whiringa-ā-rangi", "Hakihea",
)  # fmt: skip


def plain_letters(text: str) -> str:
    """The text without macrons and accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def name_as_typed(text: str, source: Random) -> str:
    """The name with the writer's habits: without macrons, decomposed, in small letters or capitals."""
    roll = source.random()
    if roll < 0.3:
        text = plain_letters(text)
    elif roll < 0.35:
        text = unicodedata.normalize("NFD", text)
    roll = source.random()
    return text.lower() if roll < 0.1 else text.upper() if roll < 0.14 else text


def date_of_birth(day: int, month: int, year: int, source: Random) -> str:
    """A date in one of its typings, the day first where digits alone leave it open."""
    short, end = _MONTHS[month - 1][:3], "th" if 3 < day < 21 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    name = _MONTHS[month - 1]
    return source.choice(
        (
            f"{day:02d}/{month:02d}/{year}", f"{day}/{month}/{year % 100:02d}", f"{day}.{month}.{year}",
            f"{day}.{month}.{year % 100:02d}", f"{day:02d}{month:02d}{year}", f"{year}-{month:02d}-{day:02d}",
            f"{day:02d}-{month:02d}-{year}", f"{day}{end} of {name} {year}", f"{day} {name} {year}",
            f"{day} {short} {year % 100:02d}",
            f"{name} {day}{end}, {year}", f"{day}{end} {name.lower()} {year}", f"{day} {_REO[month - 1]} {year}",
            f"{day} {short.lower()} {year}", f"{day}{short.upper()}{year}", f"{day:02d} {month:02d} {year}",
            f"{day:02d} / {month:02d} / {year}", f"{day}-{short}-{year}", f"{day}{end} {name} '{year % 100:02d}",
            f"{day} o {_REO[month - 1]} {year}",
        )
    )  # fmt: skip


def e_mail(first: str, last: str, domain: str, source: Random) -> str:
    """An e-mail address in one of its typings."""
    ours, theirs = (plain_letters(part).lower().replace(" ", "").replace("'", "") for part in (first, last))
    number = source.choice(("", str(source.randint(1, 99)), str(source.randint(1960, 2005))))
    local = (
        source.choice(
            (f"{ours}.{theirs}", f"{ours}_{theirs}", f"{ours}{theirs}", f"{ours[0]}{theirs}", f"{theirs}{ours}")
        )
        + number
    )
    plain = f"{local}@{domain}"
    if source.random() < 0.5:
        return plain
    spoken = local.replace(".", " dot ").replace("_", " underscore ")
    return source.choice(
        (
            plain.upper(), plain.capitalize(), f"{local} @ {domain}", f"{local}@ {domain}", f"{local} @{domain}",
            f"{local} at {domain.replace('.', ' dot ')}", f"{spoken} at {domain.replace('.', ' dot ')}",
            f"{local}(at){domain}",
            f"{local}[at]{domain}", f"{local} (at) {domain}", f"{local}＠{domain}",
            f"{local}@{domain.replace('.', ',', 1)}",
            f"{local}@{domain.split('.')[0]} dot {domain.split('.', 1)[1]}", f"{local} AT {domain}",
            f"{local}[at]{domain.replace('.', '[dot]')}",
            f"<{plain}>", f"{local}+winz@{domain}", f"{local}@{domain.replace('.', ' . ', 1)}",
        )
    )  # fmt: skip
