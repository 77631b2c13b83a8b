"""Dates in a text, and which of them are dates of birth: by the words beside them, or because one was asked for.

Any other valid date is kept, and kept from being taken for a number.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass

from archiver.redaction.said_dates import CARDINAL, DAYS, cardinal, days_of_months, reo_day_before, year_after

_NUMERIC = re.compile(
    r"(?<![0-9./-])(?:"
    r"(?P<d>[0-9]{1,2})(?: |\n(?=/))?(?P<s>[/.\-\\|_,]| (?=[0-9]))(?: |(?<=[/-])\n)?(?P<m>[0-9]{1,2})"
    r"(?: |\n(?=/))?(?P=s)(?: |(?<=[/-])\n)?'?(?P<y>(?:19|20)[0-9]{2}|[0-9]{2})"
    r"|(?P<Y>(?:19|20)[0-9]{2}) ?(?P<S>[/.\-]| (?=[0-9])) ?(?P<M>[0-9]{1,2}) ?(?P=S) ?(?P<D>[0-9]{1,2})"
    r")(?![0-9]|[/.-][0-9])"
)
_GROUP_AFTER = re.compile(r" [0-9]")
_SIGNS = re.compile("(?<![0-9])((?:19|20)[0-9]{2}) ?\u5e74 ?([0-9]{1,2}) ?\u6708 ?([0-9]{1,2}) ?\u65e5?(?![0-9])")
_YEAR_BEFORE = re.compile(r"(?<![0-9/.-])((?:19|20)[0-9]{2}),? $")
_NUMBER_OF = re.compile(
    r"(?<![0-9/.-])(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)?(?: day)? (?:of|o) (?:the )?(?P<m>1[0-2]|0?[1-9])(?:st|nd|rd|th)?"
    r"(?: month)?,? (?:of )?'?(?P<y>(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9:/.]|[ ]?(?:am|pm|%))"
)
_MONTH_WORD = re.compile(r"(?<![a-z])[a-z]{3,16}(?:-[a-z]{1,8}){0,2}")
_DAY_BEFORE = re.compile(
    r"(?<![0-9])([0-3]?[0-9]) ?(?:st|nd|rd|th|o|ths)?[ \n,./-]{0,3}"
    r"(?:(?:day )?of |o |te |nga |(?:o )?ra )?(?:the )?(?:month of )?$"
)
_SAID_BEFORE = re.compile(
    r"(?<![a-z])((?:(?:twenty|thirty)[ -])?(?:"
    + "|".join([word for word in DAYS if " " not in word])
    + r"))(?: day)?(?P<of> of(?: the month of)?)? $"
)
_CARDINAL_BEFORE = re.compile(rf"(?<![a-z-])({CARDINAL})(?: of)? $")
_SAID_ENDS = ("th ", "st ", "nd ", "rd ", "of ", "ay ")
_COUNTED = re.compile(r"(?:^|\n)[ ]{0,3}[0-9]{1,2}[.)] $")  # "2. May 11th 1955" is the second line
# On the next line a year has four figures: "18 March\n20 people" tells none.
_NEXT_LINE = r"[ ,.]{0,2}\n ?(?=(?:19|20)[0-9]{2}(?![0-9]))"
_YEAR_AFTER = re.compile(
    rf"(?:[ ,./'-]{{0,4}}(?:of |i te tau |in )?'?|{_NEXT_LINE})" + r"((?:19|20) ?[0-9]{2}|[0-9]{2})"
    r"(?![0-9:]|[ ]?(?:am|pm|%|days|weeks|hrs?|hours|mins?|kg|kms?|people|kids)(?![a-z]))"
)
_DAY_AFTER = re.compile(
    r"[ ./-]{0,2}(?:the )?([0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9:]|[./-][0-9]{1,2}[./-])"
    rf"(?:(?:[ ,./'-]{{1,3}}'?|{_NEXT_LINE})" + r"((?:19|20)[0-9]{2}|[0-9]{2})(?![0-9:]))?"
)
_COMPACT = re.compile(
    r"(?<![0-9])(?:([0-3][0-9])([01][0-9])((?:19|20)[0-9]{2})|((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9]))(?![0-9])"
)
_SHORTEST = re.compile(r"(?<![0-9])([0-3][0-9])([01][0-9])([0-9]{2})(?![0-9])")
_TOUCHING = re.compile(r"[0-9/.-][oil]{1,3}[0-9/.-]|[/.-][oil][0-9]|[oil][0-9][/.-]")
_ALMOST = re.compile(r"(?<![a-z0-9./-])[0-9oil]{1,2}([/.-])[0-9oil]{1,2}\1[0-9oil]{2,4}(?![a-z0-9]|[./-][a-z0-9])")
_FIGURES = str.maketrans("oil", "011")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in the view. `value` is year, month, day; the year is 0 where none was typed."""

    start: int
    end: int
    value: tuple[int, int, int]
    said_month: bool = False


def read_dates(
    low: str, months: Mapping[str, str] | None = None, *, compact: bool = False, figures: int = 4
) -> list[FoundDate]:
    """The valid dates in `low`, in order and apart. With `compact`, also digits that touch (12031987, 120387).
    `figures` is how many digits `low` has, if known: a date in figures has four."""
    found: list[FoundDate] = []
    if figures >= 3 and _TOUCHING.search(low):
        low = _ALMOST.sub(_in_figures, low)
    for match in _NUMERIC.finditer(low) if figures >= 3 else ():
        if _in_a_row(low, match.start(), match.end(), match["s"] or match["S"]):
            continue
        if match["s"] == " " and len(match["y"]) == 2 and _GROUP_AFTER.match(low, match.end()):
            continue  # "6 1 99 0 999 4"
        if match["d"]:
            value = _valid(match["y"], match["m"], match["d"])
        else:
            value = _valid(match["Y"], match["M"], match["D"])
        if value:
            found.append(FoundDate(match.start(), match.end(), value))
    if "\u5e74" in low:  # the sign for a year
        for match in _SIGNS.finditer(low):
            value = _valid(match[1], match[2], match[3])
            if value:
                found.append(FoundDate(match.start(), match.end(), value))
    if " of " in low or " o " in low:
        for match in _NUMBER_OF.finditer(low) if figures >= 4 else ():
            value = _valid(match["y"], match["m"], match["d"])
            if value:
                found.append(FoundDate(match.start(), match.end(), value))
        for start, end, the_day, the_month, the_year in days_of_months(low):
            value = _valid(str(the_year), str(the_month), str(the_day))
            if value:
                found.append(FoundDate(start, end, value))
    if compact:
        for match in _SHORTEST.finditer(low):
            value = _valid(match[3], match[2], match[1])
            if value:
                found.append(FoundDate(match.start(), match.end(), value))
        for match in _COMPACT.finditer(low):
            day, month, year = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
            value = _valid(year, month, day)
            if value:
                found.append(FoundDate(match.start(), match.end(), value))
    names = months if months is not None else _ENGLISH
    for match in _MONTH_WORD.finditer(low) if names else ():
        word = match.group()
        month_number = names.get(word)
        end = match.end()
        if month_number is None:
            if "-" not in word:
                continue
            word = word.partition("-")[0]
            month_number = names.get(word)
            if month_number is None:
                continue
            end = match.start() + len(word)
        worded = _worded(low, match.start(), end, month_number)
        if worded:
            found.append(worded)
    if len(found) > 1:
        found.sort(key=lambda date: (date.start, -date.end))
        apart = [found[0]]
        for date in found[1:]:
            if date.start >= apart[-1].end:
                apart.append(date)
        found = apart
    return found


def _in_figures(match: re.Match[str]) -> str:
    """A date with letters that look like figures in figures alone: "27/O9/2OO5"."""
    text = match.group()
    return text.translate(_FIGURES) if sum(char.isdigit() for char in text) >= 3 else text


def _in_a_row(low: str, start: int, end: int, separator: str) -> bool:
    """Whether the groups go on before or after with the same separator: part of a longer number, then, and no date."""
    after = low[end : end + 6].lstrip(" ")
    if after.startswith(separator) and after.lstrip(separator + " ")[:1].isdigit():
        return True
    before = low[max(0, start - 6) : start].rstrip(" ")
    return before.endswith(separator) and before.rstrip(separator + " ")[-1:].isdigit()


def _worded(low: str, start: int, end: int, month: str) -> FoundDate | None:
    told = reo_day_before(low, start) if low.startswith("o ", start - 2) else None
    if told:
        year = _YEAR_AFTER.match(low, end)
        value = _valid(year[1] if year else "", month, str(told[1]))
        if value:
            return FoundDate(told[0], year.end() if year else end, value)
    before = _DAY_BEFORE.search(low[max(0, start - 24) : start])
    if before and not _COUNTED.search(low[max(0, start - 8) : start]):
        year = _YEAR_AFTER.match(low, end)
        in_words = year_after(low, end) if year is None else None
        value = _valid(year[1] if year else str(in_words[0]) if in_words else "", month, before[1])
        begin = start - len(before.group())
        if " o " in before.group() and low.startswith("te ", begin - 3) and not low[max(0, begin - 4)].isalpha():
            begin -= 3  # "te 2 o Pipiri": the article is a part of it
        if value and (value[0] or "\n" not in before.group()):
            return FoundDate(begin, year.end() if year else in_words[1] if in_words else end, value)
    counted = _CARDINAL_BEFORE.search(low, max(0, start - 24), start) if low[start - 2 : start - 1].isalpha() else None
    if counted:
        told_after = year_after(
            low, end
        )  # "eleven November two thousand and fourteen": without a year it is as likely a count
        value = _valid(str(told_after[0]), month, str(cardinal(counted[1]))) if told_after else None
        if value and told_after:
            return FoundDate(counted.start(), told_after[1], value)
    said = _SAID_BEFORE.search(low, max(0, start - 48), start) if low.startswith(_SAID_ENDS, start - 3) else None
    day = DAYS.get(said[1].replace("-", " ")) if said else None
    if said and day:
        year = _YEAR_AFTER.match(low, end)
        in_words = year_after(low, end) if year is None else None
        told_year = year[1] if year else str(in_words[0]) if in_words else ""
        value = _valid(told_year, month, str(day)) if told_year or said["of"] else None
        begin = said.start()
        if in_words and low.startswith("the ", begin - 4):
            begin -= 4  # "the sixth of march nineteen fifty": words from end to end
        if value:
            return FoundDate(begin, year.end() if year else in_words[1] if in_words else end, value)
    after = _DAY_AFTER.match(low, end)
    if after:
        led = _YEAR_BEFORE.search(low, max(0, start - 7), start) if not after[2] else None
        value = _valid(after[2] or (led[1] if led else ""), month, after[1])
        if value:
            return FoundDate(led.start() if led else start, after.end(), value, said_month=True)
    return None


def _valid(year: str, month: str, day: str) -> tuple[int, int, int] | None:
    m, d = int(month), int(day)
    year = year.replace(" ", "")  # "nineteen seventy one" is 19 71 in the view
    y = int(year) if year else 0
    if year and len(year) == 2:
        y += 2000 if y <= 30 else 1900
    if m > 12 and d <= 12:
        m, d = d, m  # typed month first
    if not 1 <= m <= 12 or not 1 <= d <= calendar.monthrange(y or 2000, m)[1]:
        return None
    return y, m, d


_ENGLISH = {
    name: str(number)
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
}
