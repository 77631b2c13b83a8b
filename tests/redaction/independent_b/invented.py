"""Invented identifiers that pass the check digits their kind has, so that no case is made easy by a false number.

Every value comes from the random source it is given; none belongs to anybody we know of. A value that somebody
mistyped is made from a good one with `mistype`, and is labelled as such where it is used.
"""

from __future__ import annotations

from random import Random

NHI_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
BANK_A = (0, 0, 6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0)
OVERSEAS = {
    "61": "4########",
    "44": "7#########",
    "685": "7######",
    "676": "77#####",
    "679": "9######",
    "682": "5####",
    "91": "98########",
}
AREAS = ("3", "4", "6", "7", "9")
MOBILES = (("21", 6), ("21", 7), ("21", 8), ("22", 7), ("27", 7), ("20", 8), ("28", 7), ("29", 7))


def digits(source: Random, count: int) -> str:
    """`count` random digits, the first of them not zero."""
    return str(source.randint(1, 9)) + "".join(str(source.randint(0, 9)) for _ in range(count - 1))


def client(source: Random) -> str:
    """Nine digits; the ministry publishes no check."""
    return digits(source, 9)


def mobile(source: Random) -> str:
    """A mobile number with its first zero."""
    prefix, rest = source.choice(MOBILES)
    return f"0{prefix}{digits(source, rest)}"


def landline(source: Random) -> str:
    """A landline with its area code."""
    return f"0{source.choice(AREAS)}{source.choice('23456789')}{digits(source, 6)}"


def overseas_phone(source: Random) -> tuple[str, str]:
    """A country code and the number after it."""
    country = source.choice(sorted(OVERSEAS))
    return country, "".join(str(source.randint(0, 9)) if sign == "#" else sign for sign in OVERSEAS[country])


def _ird_check(base: str) -> int | None:
    padded = base.zfill(8)
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        rest = sum(int(digit) * weight for digit, weight in zip(padded, weights, strict=True)) % 11
        if rest == 0:
            return 0
        if 11 - rest < 10:
            return 11 - rest
    return None


def ird(source: Random) -> str:
    """An IRD number of eight or nine digits that passes its two rounds."""
    while True:
        base = str(source.randint(1_000_000, 14_999_999))
        check = _ird_check(base)
        if check is not None:
            return f"{base}{check}"


def bank(source: Random) -> tuple[str, str, str, str]:
    """Bank, branch, base and suffix that add up under algorithm A."""
    while True:
        number = f"{source.choice(('01', '02', '03', '06', '12', '11', '15'))}{source.randint(100, 999):04d}"
        number += f"{source.randint(10_000, 989_999):07d}{source.choice(('000', '001', '002', '025', '050'))}"
        if sum(int(digit) * weight for digit, weight in zip(number, BANK_A, strict=True)) % 11 == 0:
            return number[:2], number[2:6], number[6:13], number[13:]


def card(source: Random) -> str:
    """A payment card number that passes Luhn."""
    base = source.choice(("4", "51", "52", "54", "37"))
    base += "".join(str(source.randint(0, 9)) for _ in range((14 if base == "37" else 15) - len(base)))
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(base)))
    return f"{base}{-total % 10}"


def nhi(source: Random, *, new: bool) -> str:
    """An NHI number of the old or the new form, with a right check character."""
    while True:
        start = "".join(source.choice(NHI_LETTERS) for _ in range(3))
        if new:
            start += f"{source.randint(0, 99):02d}{source.choice(NHI_LETTERS)}"
        else:
            start += f"{source.randint(0, 999):03d}"
        total = sum(
            (int(sign) if sign.isdigit() else NHI_LETTERS.index(sign) + 1) * weight
            for sign, weight in zip(start, (7, 6, 5, 4, 3, 2), strict=True)
        )
        if new:
            return start + NHI_LETTERS[23 - total % 23 - 1]
        if total % 11:
            return f"{start}{(11 - total % 11) % 10}"


def licence(source: Random) -> str:
    """Two letters and six digits, as on a driver licence."""
    return source.choice("ABCDEFGHJKMNPRTVWXYZ") + source.choice("ABCDEFGHKMNPRSTVW") + digits(source, 6)


def passport(source: Random) -> str:
    """Two letters of the passport series and six digits."""
    return source.choice(("LA", "LD", "LF", "LH", "EA", "RA", "LK", "LM")) + digits(source, 6)


def plate(source: Random) -> str:
    """A number plate of one of the forms still on the road."""
    letters = "ABCDEFGHJKLMNPQRSTUWXYZ"
    forms = ("LLLddd", "LLLddd", "LLLddd", "LLdddd", "LdLLL", "ddLdd")
    return "".join(
        source.choice(letters) if sign == "L" else str(source.randint(1, 9)) for sign in source.choice(forms)
    )


def tfn(source: Random) -> str:
    """An Australian tax file number that passes mod 11."""
    while True:
        number = digits(source, 9)
        if (
            sum(int(digit) * weight for digit, weight in zip(number, (1, 4, 3, 7, 5, 8, 6, 9, 10), strict=True)) % 11
            == 0
        ):
            return number


def medicare(source: Random) -> str:
    """An Australian Medicare number of ten digits that passes mod 10."""
    base = str(source.randint(2, 6)) + digits(source, 7)
    check = sum(int(digit) * weight for digit, weight in zip(base, (1, 3, 7, 9, 1, 3, 7, 9), strict=True)) % 10
    return f"{base}{check}1"


def nino(source: Random) -> str:
    """A British national insurance number."""
    return source.choice(("AB", "CE", "JG", "NR", "PW", "SK")) + digits(source, 6) + source.choice("ABCD")


def mistype(source: Random, number: str) -> str:
    """The number with two unlike neighbours turned round, as thumbs do."""
    places = [place for place in range(1, len(number) - 1) if number[place] != number[place + 1]]
    if not places:
        return number
    place = source.choice(places)
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def token(source: Random, length: int) -> str:
    """Mixed letters and digits such as links carry."""
    signs = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    middle = "".join(source.choice(signs) for _ in range(length - 3))
    return f"{source.choice('abcdefgh')}{source.randint(2, 9)}{middle}{source.randint(2, 9)}"
