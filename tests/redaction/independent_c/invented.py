"""Invented values, good by their check digits where a kind has one; digits come in the groups of their printed form."""

from __future__ import annotations

from random import Random

_NHI = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_BANKS = ("01", "02", "03", "06", "11", "12", "13", "15", "38")


def digits(source: Random, count: int, *, first: str = "0123456789") -> str:
    """So many random digits."""
    return source.choice(first) + "".join(source.choice("0123456789") for _ in range(count - 1))


def client(source: Random) -> list[str]:
    """A client number, three by three."""
    whole = digits(source, 9, first="123456789")
    return [whole[:3], whole[3:6], whole[6:]]


def ird_check(stem: str) -> str | None:
    """The check digit behind a stem of seven or eight digits; None where there is no such number."""
    padded = stem.zfill(8)
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        rest = sum(int(digit) * weight for digit, weight in zip(padded, weights, strict=True)) % 11
        if rest != 1:
            return str((11 - rest) % 11)
    return None


def ird(source: Random) -> list[str]:
    """An IRD number of eight or nine digits."""
    while True:
        stem = str(source.randint(1_000_000, 9_999_999) if source.random() < 0.4 else source.randint(10**7, 14_999_999))
        check = ird_check(stem)
        if check is not None:
            whole = stem + check
            return [whole[:-6], whole[-6:-3], whole[-3:]]


def bank(source: Random) -> list[str]:
    """A bank account that passes algorithm A (D for bank 08)."""
    while True:
        name = source.choice(_BANKS) if source.random() < 0.9 else "08"
        branch = f"{source.randint(10, 990):04d}" if name != "12" else f"3{source.randint(10, 299):03d}"
        base = f"0{source.randint(10_000, 989_999):06d}"
        weights = (0, 0, 6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1) if name != "08" else (0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1)
        if sum(int(d) * w for d, w in zip(name + branch + base, weights, strict=True)) % 11 == 0:
            return [name, branch, base, source.choice(("00", "000", "01", "02", "025", "050", "50"))]


def card(source: Random) -> list[str]:
    """A payment card number that passes Luhn's check."""
    short = source.random() < 0.1
    stem = source.choice(("34", "37")) + digits(source, 12) if short else source.choice("45") + digits(source, 14)
    total = 0
    for place, digit in enumerate(reversed(stem)):
        double = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += double - 9 if double > 9 else double
    whole = stem + str(-total % 10)
    return [whole[:4], whole[4:10], whole[10:]] if short else [whole[at : at + 4] for at in range(0, 16, 4)]


def nhi(source: Random) -> str:
    """An NHI in the old or the new form."""
    while True:
        letters = "".join(source.choice(_NHI) for _ in range(3))
        if source.random() < 0.55:
            stem = letters + digits(source, 3)
            total = sum(
                (_NHI.index(c) + 1 if c.isalpha() else int(c)) * w for c, w in zip(stem, range(7, 1, -1), strict=True)
            )
            if total % 11:
                return stem + str((11 - total % 11) % 10)
            continue
        stem = letters + digits(source, 2) + source.choice(_NHI)
        total = sum(
            (_NHI.index(c) + 1 if c.isalpha() else int(c)) * w for c, w in zip(stem, range(7, 1, -1), strict=True)
        )
        return stem + _NHI[23 - total % 23 - 1]


def phone(source: Random) -> list[str]:
    """A mobile (mostly) or landline in its groups."""
    if source.random() < 0.7:
        start = source.choice(("021", "022", "027", "020", "028", "029"))
        length = {"021": source.choice((6, 7, 8)), "020": 8, "028": 7}.get(start, 7)
        rest = digits(source, length, first="23456789")
        return [start, rest[:3], rest[3:]]
    rest = digits(source, 7, first="3456789")
    return [source.choice(("03", "04", "06", "07", "09")), rest[:3], rest[3:]]


def tax_file(source: Random) -> list[str]:
    """An Australian tax file number."""
    while True:
        whole = digits(source, 9, first="123456789")
        if sum(int(d) * w for d, w in zip(whole, (1, 4, 3, 7, 5, 8, 6, 9, 10), strict=True)) % 11 == 0:
            return [whole[:3], whole[3:6], whole[6:]]
