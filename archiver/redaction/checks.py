"""Check digits that turn a weak match into a sure one. A pass says much; a failure beside a label only says mistyped.

Weights as published for New Zealand tax, bank and health numbers, and for the Australian ones that turn
up here; see docs/redaction.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

_NHI = {letter: value for value, letter in enumerate("ABCDEFGHJKLMNPQRSTUVWXYZ", 1)}


def ird(digits: str) -> bool:
    """Two rounds of modulus 11 over eight padded digits. The upper end of the range is not used to refuse."""
    if not 8 <= len(digits) <= 9 or int(digits) < 10_000_000:
        return False
    body, check = digits[:-1].zfill(8), int(digits[-1])
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        rest = sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11
        expected = 11 - rest if rest else 0
        if expected != 10:
            return expected == check
    return False


def nhi(value: str) -> bool:
    """The old form (modulus 11), and the new one under both published moduli (23, and the first draft's 24)."""
    code = value.upper().replace(" ", "").replace("-", "")
    if len(code) != 7 or any(c not in _NHI for c in code[:3]) or not code[3:5].isdigit():
        return False
    values = [int(c) if c.isdigit() else _NHI.get(c, -1) for c in code]
    if min(values) < 0:
        return False
    total = sum(v * w for v, w in zip(values[:6], (7, 6, 5, 4, 3, 2), strict=True))
    if code[5:].isdigit():
        rest = total % 11
        return rest != 0 and (11 - rest) % 10 == values[6]
    if code[5:].isalpha():
        return values[6] in {23 - total % 23, 24 - total % 24}
    return False


def luhn(digits: str) -> bool:
    """Modulus 10, as on payment cards; a run of one digit is no card."""
    if len(set(digits)) < 2:
        return False
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def tfn(digits: str) -> bool:
    """Australian tax file number: modulus 11."""
    if len(digits) != 9:
        return False
    return sum(int(d) * w for d, w in zip(digits, (1, 4, 3, 7, 5, 8, 6, 9, 10), strict=True)) % 11 == 0


def medicare(digits: str) -> bool:
    """Australian Medicare card: modulus 10 over the first eight."""
    if not 10 <= len(digits) <= 11 or digits[0] not in "23456":
        return False
    return sum(int(d) * w for d, w in zip(digits, (1, 3, 7, 9, 1, 3, 7, 9), strict=False)) % 10 == int(digits[8])


_A = (0, 0, 6, 3, 7, 9, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0, 0)
_B = (0, 0, 0, 0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0, 0)
_D = (0, 0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0)
_E = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 0, 0, 0, 1)
_F = (0, 0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1, 0, 0, 0, 0)
_G = (0, 0, 0, 0, 0, 0, 0, 1, 3, 7, 1, 3, 7, 1, 0, 3, 7, 1)
_SPECIAL = {
    "08": (_D, 11),
    "09": (_E, 11),
    "25": (_F, 10),
    "33": (_F, 10),
    "26": (_G, 10),
    "28": (_G, 10),
    "29": (_G, 10),
}


def bank(digits: str) -> bool:
    """Bank account, 2-4-7-2, 2-4-7-3 or 2-4-8-4 digits: the bank's own algorithm. The list of branches is not asked."""
    if len(digits) == 15 or len(digits) == 16:
        code, branch, base, suffix = digits[:2], digits[2:6], digits[6:13], digits[13:]
    elif len(digits) in {17, 18}:
        code, branch, base, suffix = digits[:2], digits[2:6], digits[6:14], digits[14:]
    else:
        return False
    if code == "31":
        return True
    padded = code + branch + base.zfill(8) + suffix.zfill(4)
    weights, modulus = _SPECIAL.get(code, (_B if int(base) >= 990_000 else _A, 11))
    total = 0
    for char, weight in zip(padded, weights, strict=True):
        product = int(char) * weight
        if weights in (_E, _G):
            while product > 9:
                product = product // 10 + product % 10
        total += product
    return total % modulus == 0


@lru_cache(maxsize=4096)
def phone(digits: str) -> bool:
    """A valid number of another country, typed with + or 00 before it. `digits` carries the + where there was one."""
    number = "+" + digits[2:] if digits.startswith("00") else digits
    if not number.startswith("+"):
        return False
    import phonenumbers  # heavy, and few messages need it

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, "NZ"))
    except phonenumbers.NumberParseException:
        return False


def iban(value: str) -> bool:
    """Modulus 97 over letters and digits (ISO 13616)."""
    from stdnum import iban as check

    return bool(check.is_valid(value.upper().replace(" ", ""), check_country=False))


CHECKS: dict[str, Callable[[str], bool]] = {
    "ird": ird,
    "nhi": nhi,
    "luhn": luhn,
    "tfn": tfn,
    "medicare": medicare,
    "bank": bank,
    "phone": phone,
    "iban": iban,
}
