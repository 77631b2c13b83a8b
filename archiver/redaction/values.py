"""A value as it is remembered: one form for every typing and every kind, and only ever as a keyed hash.

The form does not depend on the kind that was guessed, so `find-identifier` finds a client number
that was taken for an IRD number.
"""

from __future__ import annotations

import re

from archiver.redaction.contract import Keyer
from archiver.redaction.view import fold

PURPOSE = "identifier"
_DIGITS = re.compile(r"[^0-9]+")
_WORDS = re.compile(r"[a-z0-9]+")
_AT = re.compile(r"\s*(?:@+|\(at\)|\[at\]|\{at\}|\bat\b)\s*")
_DOT = re.compile(r"\s*(?:\(dot\)|\[dot\]|\bdot\b|[.,])\s*")
LOOKALIKES = str.maketrans("oil|", "0111")
"""Letters and signs that people type for figures in a code."""
_NUMBER_LIKE = re.compile(r"[0-9+()\s\-./_,|:~*'\"\\#oil]+")


def number(digits: str) -> str:
    """Digits alone, with the country code of New Zealand folded into the leading 0."""
    plain = _DIGITS.sub("", digits)
    for prefix in ("0064", "64"):
        rest = plain[len(prefix) :]
        if plain.startswith(prefix) and 8 <= len(rest.lstrip("0")) <= 10 and rest.lstrip("0")[0] in "234679":
            return "0" + rest.lstrip("0")
    if plain.startswith("00") and len(plain) > 10 and plain[2] != "0":
        return plain[2:]
    return plain


def account(digits: str) -> str:
    """A bank account as 2-4-7-3 digits, whatever zeros were typed or left out before base and suffix."""
    plain = _DIGITS.sub("", digits)
    if len(plain) == 15:
        return plain[:13] + "0" + plain[13:]
    if len(plain) in {17, 18} and plain[6] == "0":
        return plain[:6] + plain[7:14] + plain[14:][-3:].zfill(3)
    return plain


def email(text: str) -> str:
    """An e-mail address in small letters without spaces, at and dot as signs."""
    flat = _DOT.sub(".", _AT.sub("@", fold(text).low, count=1))
    return re.sub(r"\s+", "", flat).strip(".")


def words(text: str) -> str:
    """Letters and digits alone; words kept apart by one space where there are no digits (names)."""
    found = _WORDS.findall(fold(text).low)
    if any(char.isdigit() for word in found for char in word):
        return "".join(found)
    return " ".join(found)


def code(text: str) -> str:
    """Letters and digits of a code run together, `folded`."""
    return folded(words(text).replace(" ", ""))


def folded(joined: str) -> str:
    """A code in small letters and digits, letters that pass for digits as digits where it has any of either."""
    if joined.isalpha():
        return joined
    figures = joined.translate(LOOKALIKES)
    return joined if figures.isdigit() else figures


def date(year: int, month: int, day: int) -> str:
    """A date of birth, in one form for every way to write it."""
    return f"date:{year:04d}-{month:02d}-{day:02d}"


def forms(text: str) -> tuple[str, ...]:
    """Every normalised form that `text` may have been remembered under."""
    low = fold(text).low.strip()
    found: list[str] = []
    digits = _DIGITS.sub("", low)
    if "@" in low or _AT.search(low):
        found.append(email(low))
    if digits and _NUMBER_LIKE.fullmatch(low):
        digits = _DIGITS.sub("", low.translate(LOOKALIKES))
        found += [number(digits), account(digits), digits]
        if len(digits) == 8:
            found.append("0" + digits)
        if len(digits) == 9 and digits.startswith("0"):
            found.append(digits[1:])
        found += _loose_account(low)
    found += [words(low), code(low)]
    from archiver.redaction.dates import read_dates

    found += [date(*found_date.value) for found_date in read_dates(low, compact=True)]
    found.append(re.sub(r"[^a-z0-9]", "", low))
    found.append(re.sub(r"[^0-9.,-]", "", low))  # coordinates
    return tuple(dict.fromkeys(form for form in found if form))


def _loose_account(low: str) -> list[str]:
    groups = re.findall(r"[0-9]+", low)
    if len(groups) == 4 and len(groups[0]) == 2 and len(groups[1]) == 4:
        return [grouped_account(groups)]
    return []


def grouped_account(groups: list[str]) -> str:
    """A bank account from its four typed groups, zeros put back."""
    return groups[0] + groups[1] + groups[2][-7:].zfill(7) + groups[3][-3:].zfill(3)


def lookup_keys(value: str, keyer: Keyer) -> tuple[str, ...]:
    """The keyed hashes under which `value` may be remembered, whatever its kind and however it is typed."""
    return tuple(dict.fromkeys(keyer.key(PURPOSE, form) for form in forms(value)))
