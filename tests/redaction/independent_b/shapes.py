"""How people type what is not a plain number: addresses, dates, mails, handles, links, places on a map and names."""

# ruff: noqa: E501 - tables of typings: an entry reads better unbroken

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from random import Random

from tests.redaction.independent_b import invented, typed

MONTHS = (
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
MAORI_MONTHS = (
    "Kohitātea", "Huitanguru", "Poutūterangi", "Paengawhāwhā", "Haratua", "Pipiri", "Hōngongoi", "Hereturikōkā",
    "Mahuru", "Whiringa-ā-nuku", "Whiringa-ā-rangi", "Hakihea",
)  # fmt: skip
HOSTS = (
    "gmail.com",
    "hotmail.com",
    "xtra.co.nz",
    "outlook.co.nz",
    "yahoo.com",
    "icloud.com",
    "slingshot.co.nz",
    "gmial.com",
    "live.com",
)
UNITS = ("Flat {u}, {n}", "Unit {u}/{n}", "{u}/{n}", "flat {u} {n}", "{u}/{n}", "Apt {u}, {n}")


def bare_letters(text: str) -> str:
    """The text without its macrons and accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def respelt(source: Random, text: str) -> str:
    """Macrons kept, dropped, doubled or taken apart."""
    way = source.random()
    if way < 0.5:
        return text
    if way < 0.75:
        return bare_letters(text)
    if way < 0.87:
        for macron, vowel in zip("āēīōūĀĒĪŌŪ", "aeiouAEIOU", strict=True):
            text = text.replace(macron, vowel + vowel.lower())
        return text
    return unicodedata.normalize("NFD", text)


def address(source: Random, streets: Sequence[str], types: Sequence[str], towns: Sequence[str]) -> str:
    """A street, box or rural address as it is typed in a chat."""
    way = source.random()
    town = respelt(source, source.choice(towns))
    if way < 0.1:
        box = source.randint(100, 99999)
        label = source.choice(("PO Box", "P O Box", "p.o box", "P.O. Box", "po box", "Private Bag", "PO BOX"))
        return f"{label} {box}" + source.choice(("", f", {town}", f" {town}"))
    if way < 0.2:
        rural = source.choice(("RD {}", "R.D.{}", "RD{}", "R D {}")).format(source.randint(1, 12))
        return f"{source.randint(1, 2999)} {respelt(source, source.choice(streets))} {source.choice(types)}, {rural}, {town}"
    number = f"{source.randint(1, 400)}{source.choice(('', '', '', 'A', 'B', 'a'))}"
    if source.random() < 0.3:
        number = source.choice(UNITS).format(u=source.choice(("1", "2", "3", "4", "12", "2B")), n=number)
    street = f"{number} {respelt(source, source.choice(streets))} {source.choice(types)}"
    return street + source.choice(("", "", f", {town}", f" {town}", f"\n{town}"))


def birth(source: Random) -> str:
    """A date of birth, day first, in many typings."""
    day, month, year = source.randint(1, 28), source.randint(1, 12), source.randint(1941, 2012)
    short = f"{year % 100:02d}"
    name, maori = MONTHS[month - 1], respelt(source, MAORI_MONTHS[month - 1])
    suffix = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
    ways = (
        f"{day:02d}/{month:02d}/{year}", f"{day}/{month}/{year}", f"{day}.{month}.{short}", f"{day:02d}{month:02d}{year}",
        f"{year}-{month:02d}-{day:02d}", f"{day}{suffix} of {name} {year}", f"{day} {name} {year}", f"{day} {name[:3]} {short}",
        f"{day}{suffix} {name} '{short}", f"{name} {day} {year}", f"{day} {maori} {year}", f"te {day} o {maori} {year}",
        f"{day}-{month}-{short}", f"{day:02d} {month:02d} {year}", f"{day} / {month} / {year}", f"{day:02d}-{name[:3]}-{year}",
        f"{name} {day}{suffix}, {year}", f"{day}{suffix} {name[:3].lower()} {year}", f"{day:02d}{month:02d}{short}",
    )  # fmt: skip
    return source.choice(ways)


def email(source: Random, first: str, last: str) -> str:
    """A mail address, whole or typed out."""
    first, last = (bare_letters(part).replace(" ", "").replace("'", "").lower() for part in (first, last))
    local = source.choice(
        (
            f"{first}.{last}",
            f"{first}{last}{source.randint(1, 99)}",
            f"{first}_{last}",
            f"{first[:1]}{last}",
            f"{last}{source.randint(60, 99)}",
            f"{first}-{last}",
        )
    )
    host = source.choice(HOSTS)
    name, _, ending = host.partition(".")
    ways = (
        f"{local}@{host}", f"{local}@{host}", f"{local}@{host}", f"{local}@{host}", f"{local} @ {host}", f"{local}@ {host}",
        f"{local} at {name} dot {ending.replace('.', ' dot ')}", f"{local}(at){host}", f"{local} [at] {name} [dot] {ending}",
        f"{local}＠{host}", f"{local}@{name},{ending.replace('.', ',')}", f"{local.upper()}@{host.upper()}", f"{local}@{name} .{ending}",
        f"{local.replace('.', ' dot ')} at {host}", f"{local}@\u200b{host}", f"{local}@{name}dot{ending}", f"{local} at {name}.{ending}",
    )  # fmt: skip
    return source.choice(ways)


def handle(source: Random, first: str, last: str) -> str:
    """A name on another platform, with digits, a dot or an underscore in it."""
    first, last = (
        bare_letters(part).replace(" ", "").replace("'", "").replace("-", "").lower() for part in (first, last)
    )
    return source.choice(
        (
            f"@{first}_{last}",
            f"{first}.{last}{source.randint(1, 99)}",
            f"{first}_{source.randint(10, 99)}",
            f"@{first}{source.randint(100, 999)}",
            f"@{last}.{first}",
            f"{first}{source.randint(1970, 2010)}",
            f"_{first}.{last}_",
        )
    )


def coordinates(source: Random) -> str:
    """A place in New Zealand as a phone or a map gives it."""
    south, east = source.uniform(-46.5, -34.5), source.uniform(168.0, 178.3)
    minutes_south, minutes_east = abs(south) % 1 * 60, east % 1 * 60
    ways = (
        f"{south:.5f}, {east:.5f}", f"{south:.6f},{east:.6f}", f"{south:.4f} {east:.4f}", f"{-south:.5f}S {east:.5f}E",
        f"{int(-south)}°{int(minutes_south)}'{source.randint(10, 59)}\"S {int(east)}°{int(minutes_east)}'{source.randint(10, 59)}\"E",
        f"{int(-south)}° {minutes_south:.3f}' S, {int(east)}° {minutes_east:.3f}' E", f"lat {south:.5f} long {east:.5f}",
        f"({south:.5f}, {east:.5f})",
    )  # fmt: skip
    return source.choice(ways)


def link(source: Random) -> str:
    """A link whose path or query gives somebody away; the labelled part stands in the marks of markup.py."""
    sign = invented.token(source, source.choice((12, 16, 22, 32)))
    number = invented.digits(source, 15)
    ways = (
        "https://my.msd.govt.nz/reset?token=⟦link_token|{t}⟧", "https://drive.google.com/file/d/⟦link_token|{t}⟧/view",
        "https://www.facebook.com/profile.php?id=⟦link_token|{n}⟧", "https://photos.app.goo.gl/⟦link_token|{t}⟧",
        "https://example-clinic.co.nz/results/⟦link_token|{t}⟧", "https://www.dropbox.com/s/⟦link_token|{t}⟧/scan.pdf",
        "docs.google.com/document/d/⟦link_token|{t}⟧/edit", "https://1drv.ms/b/s!⟦link_token|{t}⟧",
        "https://we.tl/t-⟦link_token|{t}⟧", "http://myportal.example.co.nz/login?session=⟦link_token|{t}⟧&lang=en",
    )  # fmt: skip
    return source.choice(ways).format(t=sign, n=number)


def overseas_phone(source: Random) -> str:
    """A phone number of another country with its code."""
    code, rest = invented.overseas_phone(source)
    half = len(rest) // 2
    return source.choice(
        (
            f"+{code} {rest}",
            f"+{code}{rest}",
            f"00{code} {rest[:half]} {rest[half:]}",
            f"+{code}-{rest[:half]}-{rest[half:]}",
            f"+{code} {rest[:half]} {rest[half:]}",
            f"+{code} {typed.wide(source, rest)}",
        )
    )


def lettered(source: Random, value: str) -> str:
    """A number that begins with letters: spaced, dashed, in small letters."""
    letters = "".join(sign for sign in value if sign.isalpha())
    if not value.startswith(letters):
        return source.choice((value, value.lower()))
    rest = value[len(letters) :]
    ways = (
        value,
        value,
        f"{letters} {rest}",
        f"{letters}-{rest}",
        value.lower(),
        f"{letters.lower()} {rest}",
        f"{letters} {rest[:3]} {rest[3:]}".rstrip(),
        f"{' '.join(letters)} {' '.join(rest)}",
        f"{letters}{typed.wide(source, rest)}",
    )
    return source.choice(ways)


def bank(source: Random) -> str:
    """A bank account with its zeros or without, with many separators."""
    bank_number, branch, base, suffix = invented.bank(source)
    if source.random() < 0.5 and suffix.startswith("0"):
        suffix = suffix[1:]
    if source.random() < 0.2:
        base = base.lstrip("0") or base
    separator = source.choice(("-", "-", " ", "–", " - ", ".", "/", ""))
    if separator == "":
        base = base.zfill(7)
    account = separator.join((bank_number, branch, base, suffix))
    way = source.random()
    if way < 0.08:
        return typed.wide(source, account.replace("-", "")) if account.replace("-", "").isdigit() else account
    if way < 0.14:
        return account.replace(separator, f"{separator}\n", 1) if separator else account
    return f"{bank_number}-{branch} {base} {suffix}" if way < 0.22 else account
