"""The start of a message's line: date, time, separator, in every form that phones write.

One export is written in one form. The form that a file proves to have is compiled into a stricter expression, so that a
line quoted from another chat inside a message is not taken for a message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
"""Invisible direction marks and the byte order mark, as the inside of a character class."""

_M = f"[{MARKS}]*"
_AM = ("am", "vorm", "πμ", "ص", "sa", "pg", "öö", "дп", "fm", "上午", "午前", "오전", "凌晨", "早上", "清晨")
_PM = ("pm", "nachm", "μμ", "م", "ch", "ptg", "ös", "пп", "em", "下午", "午後", "오후", "晚上", "中午")
_BEFORE = "|".join(word for word in (*_AM, *_PM) if word[0] >= "\u3000")
_AFTER = "|".join(
    (
        r"[AaPp]\.?\s?[Mm]\.?",
        r"[Vv]orm\.?",
        r"[Nn]achm\.?",
        r"[πμΠΜ]\.?\s?[μΜ]\.?",
        "[صم]",
        *("SA", "CH", "PTG", "PG", "ÖÖ", "ÖS", "fm", "em"),
        r"[дп]\.?\s?п\.?",
    )
)
_GAP = rf"(?:[,،]{_M}\s*|\s+)(?:[^\W\d_]{{1,5}}\.?\s+)?{_M}"
_TAIL = {True: r"\]\s?", False: r"\s[-–—](?:\s|$)"}
_ANY = re.compile(
    rf"{_M}(\[)?{_M}(\d{{1,4}}){_M}([./-])\s?{_M}\d{{1,2}}{_M}\3\s?{_M}(\d{{1,4}})\.?{_GAP}(?:({_BEFORE})\s?)?"
    rf"\d{{1,2}}(:|\.|\s?h\s?)\d{{2}}(?:\6(\d{{2}}))?(?:\s*({_AFTER}))?{_M}(?:(\])|\s[-–—](?:\s|$))"
)


@dataclass(frozen=True, slots=True)
class Form:
    """How one export writes the start of its lines. `meridiem` is where the word for the half of the day stands."""

    brackets: bool
    date_separator: str
    year_first: bool
    long_year: bool
    time_separator: str
    seconds: bool
    meridiem: str

    @property
    def system(self) -> str:
        """The kind of phone that writes so."""
        return "iOS" if self.brackets else "Android"


def form_of(line: str) -> Form | None:
    """The form of a line that begins a message, None for any other line."""
    found = _ANY.match(line)
    if found is None:
        return None
    opened, first, separator, last, before, clock, seconds, after, closed = found.groups()
    if bool(opened) != bool(closed):
        return None
    year_first = len(first) == 4
    year = first if year_first else last
    # A year has two or four digits, the day has one or two.
    if len(year) not in (2, 4) or len(last if year_first else first) > 2:
        return None
    meridiem = "before" if before else "after" if after else ""
    return Form(bool(opened), separator, year_first, len(year) == 4, clock.strip(), seconds is not None, meridiem)


@lru_cache(maxsize=64)
def header(form: Form) -> re.Pattern[str]:
    """The expression of exactly this form. Groups: 1 the time as written, 2 3 4 the date's parts as they stand, 5 hour,
    6 minute, 7 second (or None), 8 the half of the day (or None), 9 what follows."""
    year = r"\d{4}" if form.long_year else r"\d\d"
    first, last = (year, r"\d{1,2}") if form.year_first else (r"\d{1,2}", year)
    dot = re.escape(form.date_separator)
    colon = r"\s?h\s?" if form.time_separator == "h" else re.escape(form.time_separator)
    half = rf"\s*({_AFTER})" if form.meridiem == "after" else "()"
    seconds = rf"{colon}(\d\d)" if form.seconds else "()"
    date = rf"({first}){_M}{dot}\s?{_M}(\d{{1,2}}){_M}{dot}\s?{_M}({last})\.?{_GAP}"
    if form.meridiem == "before":
        # Looked ahead, so that the groups stand in the same order as in the other forms.
        clock = rf"(?=(?:{_BEFORE})\s?(\d{{1,2}}){colon}(\d\d){seconds})({_BEFORE})\s?\d{{1,2}}{colon}\d\d"
        clock += rf"{colon}\d\d" if form.seconds else ""
    else:
        clock = rf"(\d{{1,2}}){colon}(\d\d){seconds}{half}"
    opening = rf"\[{_M}" if form.brackets else ""
    return re.compile(rf"{_M}{opening}({date}{clock}){_M}{_TAIL[form.brackets]}(.*)", re.DOTALL)


def hour_of(text: str, half: str | None) -> int | None:
    """The hour 0 to 23, None when there is no such hour. `half` is the word for the half of the day, if any."""
    hour = int(text)
    if half:
        word = re.sub(r"[.\s]", "", half).casefold()
        if word == "中午":
            return 12 if hour == 12 else hour + 12 if hour < 3 else hour
        if hour == 12:
            hour = 0
        if word in _PM and hour < 12:
            hour += 12
    # Some phones count the first hour of a day as 24.
    return 0 if hour == 24 else hour if hour < 24 else None
