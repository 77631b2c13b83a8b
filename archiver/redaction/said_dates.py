"""Dates and years told in words: "twenty second of the sixth ninety four", "rua tekau mā whitu o Hakihea"."""

from __future__ import annotations

import re
from collections.abc import Set

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth")  # fmt: skip  # noqa: E501
DAYS = {word: day for day, word in enumerate(_ORDINALS, 1)}
DAYS |= {f"twenty {word}": 20 + day for word, day in DAYS.items() if day < 10}
DAYS |= {"thirtieth": 30, "thirty first": 31}
"""Day of a month in words -> its number."""

_ORDINAL_WORDS = frozenset((*_ORDINALS, "thirtieth"))
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNDER_HUNDRED = {word: number for number, word in enumerate(_ONES, 1)}
_UNDER_HUNDRED |= {word: number for number, word in enumerate(_TEENS, 10)}
_UNDER_HUNDRED |= {word: 10 * number for number, word in enumerate(_TENS, 2)}
_ONE, _TEEN, _TEN = "|".join(_ONES), "|".join(_TEENS), "|".join(_TENS)
_YEAR = re.compile(
    rf"[ ,]{{1,2}}(?:of )?(?:in )?(?:(?P<century>nineteen|twenty) (?:(?P<tens>{_TEN})(?:[ -](?P<ones>{_ONE}))?|(?P<teen>{_TEEN})|oh? (?P<few>{_ONE}))"  # noqa: E501 - one pattern
    rf"|two thousand(?: (?:and )?(?P<after>{_ONE}|{_TEEN}))?"
    r"|(?P<short>twenty(?=[ -](?:one|two|three|four|five|six))|forty|fifty|sixty|seventy|eighty|ninety)"
    rf"(?:[ -](?P<rest>{_ONE}))?"
    r"(?=$|[,.;!?\n]| (?:and|my|i|is|im|thanks|pls|please)(?![a-z]))"
    r"|(?P<figures>(?:19|20)[0-9]{2}|[0-9]{2}))(?![a-z0-9])"
)
_SAID = "(?:(?:twenty|thirty)[ -])?(?:" + "|".join([*_ORDINALS, "thirtieth"]) + ")"
_DAY_OF = re.compile(rf"(?<![a-z])(?P<day>{_SAID})(?: day)? of (?:the )?(?P<month>{_SAID})(?: month)?(?![a-z])")
CARDINAL = rf"(?:(?:twenty|thirty)[ -])?(?:{_ONE})|{_TEEN}|twenty|thirty"
"""A day of a month as a number in words, as a pattern."""
_TELLING = _ORDINAL_WORDS | {"nineteen", "thousand", "twenty", "tekau"}
_REO_ONES = ("tahi", "rua", "toru", "wha", "rima", "ono", "whitu", "waru", "iwa")
_REO_NUMBER = {"kotahi": 1} | {word: number for number, word in enumerate(_REO_ONES, 1)}
_REO_DAY = re.compile(
    rf"(?<![a-z])(?:(?P<tens>rua |toru )?(?P<ten>tekau)(?: ma (?P<more>{'|'.join(_REO_ONES)}))?"
    rf"|(?P<one>kotahi|{'|'.join(_REO_ONES)}))"
    r" (?:nga ra )?o (?:te marama o )?$"
)


def may_tell_date(low: str, words: Set[str], months: Set[str]) -> bool:
    """Whether a text without figures may tell a date: a cheap question before the dear one."""
    if not months.isdisjoint(words):
        return not _TELLING.isdisjoint(words)
    return " of the " in low and not _ORDINAL_WORDS.isdisjoint(words)


def cardinal(words: str) -> int:
    """The number that words of CARDINAL tell."""
    return sum(_UNDER_HUNDRED[word] for word in words.replace("-", " ").split())


def year_after(low: str, end: int) -> tuple[int, int] | None:
    """The year told right after `end`, and where its words end."""
    found = _YEAR.match(low, end)
    if found is None:
        return None
    if found["figures"]:
        year = int(found["figures"])
    elif found["century"]:
        few = found["teen"] or found["few"]
        part = (
            _UNDER_HUNDRED[few] if few else _UNDER_HUNDRED[found["tens"]] + _UNDER_HUNDRED.get(found["ones"] or "", 0)
        )
        year = (1900 if found["century"] == "nineteen" else 2000) + part
    elif found["short"]:
        year = _UNDER_HUNDRED[found["short"]] + _UNDER_HUNDRED.get(found["rest"] or "", 0)
    else:
        year = 2000 + _UNDER_HUNDRED.get(found["after"] or "", 0)
    if year < 100:
        year += 2000 if year <= 30 else 1900
    return year, found.end()


def days_of_months(low: str) -> list[tuple[int, int, int, int, int]]:
    """Every "nth of the mth" with its year: start, end, day, month, year. Without a year it is as likely an order of things."""
    found = []
    for match in _DAY_OF.finditer(low):
        day, month = DAYS[match["day"].replace("-", " ")], DAYS[match["month"].replace("-", " ")]
        year = year_after(low, match.end())
        if year is not None and month <= 12:
            found.append((match.start(), year[1], day, month, year[0]))
    return found


def reo_day_before(low: str, start: int) -> tuple[int, int] | None:
    """The day told in te reo right before a month's name at `start`: where it starts, and the day."""
    found = _REO_DAY.search(low, max(0, start - 48), start)
    if found is None:
        return None
    if found["one"]:
        return found.start(), _REO_NUMBER[found["one"]]
    tens = _REO_NUMBER[found["tens"].strip()] if found["tens"] else 1
    return found.start(), 10 * tens + _REO_NUMBER.get(found["more"] or "", 0)
