"""Coordinates of a place, in decimals or in degrees and minutes, with signs, hemispheres or words for them; and the three
words that stand for a place.

What a hemisphere, a degree sign or "lat" and "long" mark goes wherever it lies; bare figures only where they lie in New Zealand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.model.redaction import Kind
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

_LATITUDE, _LONGITUDE = "(?:3[3-9]|4[0-8]|52)", "1[67][0-9]"
_MINUS = "(?:-|minus |negative )?"
_DECIMALS = r"(?:\.[0-9]{2,16}|,[0-9]{4,16})"  # a comma and three figures are as likely thousands
_SIGN = r" ?(?:°|d(?:eg(?:ree)?s?)?(?![a-z])\.?)"
_MINUTES = r"[0-9]{1,2}(?:\.[0-9]{1,8})?"
_MINUTE_SIGN = r" ?(?:'|m(?:in(?:ute)?s?)?(?![a-z])\.?)"
_SECONDS = r"[ ,]?[0-9]{1,2}(?:\.[0-9]{1,8})?(?: ?(?:\"|''|sec(?:ond)?s?(?![a-z])\.?|s(?![a-z])))?"
_SOUTH = "(?:s|sth|south|tonga|n|north|lat|latitude)"
_EAST = "(?:e|east|rawhiti|w|west|lon|lng|long|longitude)"
_LAT_BEFORE = r"(?:(?:s|south|n|north)[ .:]?|lat(?:itude)?(?: is | ?[:=]? ?))"
_LON_BEFORE = r"(?:(?:e|w|east|west)[ .:]?|(?:lon|lng|long|longitude)(?: is | ?[:=]? ?))"
_BETWEEN = r"(?:[ \n]{0,2}[,;/|&][ \n]{0,2}|[ \n]{1,3}|[ \n]and |[ \n]by |(?=[a-z])|(?<=[sn])(?=[0-9]))"


def _degrees(whole: str, *, bare: bool) -> str:
    """A pattern for an angle; `bare` ones may have nothing but spaces or colons between degrees, minutes and seconds."""
    signed = rf"{_SIGN}[ ,]?{_MINUTES}(?:{_MINUTE_SIGN}(?:{_SECONDS})?)?"
    spaced = rf"|(?P<gap_>[ :-]){_MINUTES}(?:(?P=gap_){_MINUTES})?" if bare else ""
    return rf"{whole}(?:{_DECIMALS}(?:{_SIGN})?|{signed}{spaced})"


def _pair(first: str, second: str) -> str:
    names = iter(("first", "second"))
    joined = first + _BETWEEN + second
    while "gap_" in joined:
        name = next(names)
        joined = joined.replace("gap_", name, 2)
    return joined


_AFTER = re.compile(
    r"(?<![0-9.,$])"
    + _pair(
        rf"{_MINUS}{_degrees('[0-9]{1,2}', bare=True)} ?{_SOUTH}(?![a-df-vx-z])",
        rf"{_MINUS}{_degrees('[0-9]{1,3}', bare=True)} ?{_EAST}(?![a-z])",
    )
)
_BEFORE = re.compile(
    r"(?<![a-z])"
    + _pair(
        rf"{_LAT_BEFORE}{_MINUS}{_degrees('[0-9]{1,2}', bare=True)}",
        rf"{_LON_BEFORE}{_MINUS}{_degrees('[0-9]{1,3}', bare=True)}",
    )
    + "(?![0-9])"
)
_BARE = re.compile(
    r"(?<![0-9.,$])"
    + rf"(?:{_MINUS}{_degrees(_LATITUDE, bare=False)}(?: ?s)?{_BETWEEN}(?:(?:long?|longitude|lng):? ?)?e?{_MINUS}{_degrees(_LONGITUDE, bare=False)}(?: ?[ew](?![a-z]))?"  # noqa: E501 - one pattern
    + rf"|{_degrees(_LONGITUDE, bare=False)}(?: ?[ew])?{_BETWEEN}{_MINUS}{_degrees(_LATITUDE, bare=False)}(?: ?s(?![a-z]))?)"
    + "(?![0-9])"
)
_LIKELY = re.compile(
    r"(?<![0-9])1[67][0-9](?:[.,][0-9]{2}| ?[°d:-]|[ ][0-9])|[0-9] ?(?:lat|south|s[ ,])|(?<![a-z])(?:lat|latitude|s|south)[ :=.]{0,3}(?:is )?-?[0-9]{1,2} ?[.°d]"  # noqa: E501 - one pattern
)
_WORDS3 = re.compile(
    r"(///[a-z]{2,24}\.[a-z]{2,24}\.[a-z]{2,24})(?![a-z.])"
    r"|(?<![a-z])(?:what3words|what 3 words|w3w)(?: is| address|:)* ?:? ?/{0,3}([a-z]{2,24}\.[a-z]{2,24}\.[a-z]{2,24})(?![a-z.])"
)
_ANGLE = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_SOUTHERN = re.compile(r"(?<![a-z])(?:s|sth|south|tonga)(?![a-z])")
_BARE_DIGITS, _MARKED_DIGITS = 9, 7


def may_hold(low: str, digits: int) -> bool:
    """Whether a text with so many digits may hold coordinates: a cheap question before the dear one."""
    return digits >= _MARKED_DIGITS and _LIKELY.search(low) is not None


def take_coordinates(view: View, mask: Mask) -> None:
    """Take every pair of coordinates of a text."""
    for start, end in _found(view.low):
        value = _value(view.low[start:end])
        mask.take(Span(start, end, Kind.COORDINATES, "coordinates", value, 0.97, "coordinates of a place"))


def take_words3(view: View, mask: Mask) -> None:
    """Take the three words by which a square of the earth is named."""
    for match in _WORDS3.finditer(view.low):
        start, end = match.span(match.lastindex or 0)
        value = re.sub(r"[^a-z]", "", match.group())
        mask.take(Span(start, end, Kind.COORDINATES, "coordinates.words", value, 0.9, "three words for a place"))


def _found(low: str) -> Iterator[tuple[int, int]]:
    for pattern, least in ((_AFTER, _MARKED_DIGITS), (_BEFORE, _MARKED_DIGITS), (_BARE, _BARE_DIGITS)):
        for match in pattern.finditer(low):
            text = match.group().rstrip()
            if sum(char.isdigit() for char in text) < least:
                continue
            if "\n" in text and pattern is _BARE and not _is_sure(text):
                continue  # two lines of figures may be two prices
            yield match.start(), match.start() + len(text)


def _is_sure(text: str) -> bool:
    """Whether bare figures on two lines have a sign, or more decimals than prices and weights have."""
    return text[0] in "-mn" or "°" in text or all(len(part.partition(".")[2]) > 2 for part in _ANGLE.findall(text))


def _value(text: str) -> str:
    """Latitude and longitude in decimals are the same value with a minus, with a letter and with a word for it."""
    angles = _ANGLE.findall(text)
    if len(angles) == 2 and all("." in angle for angle in angles):
        south = "-" if _SOUTHERN.search(text) or text.startswith(("-", "minus", "negative")) else ""
        west = "-" if re.search(r"(?<![a-z])w(?:est)?(?![a-z])|[ ,;/|\n]-[0-9.]+[^0-9.]*$", text) else ""
        return f"{south}{angles[0]},{west}{angles[1]}"
    return re.sub(r"[^0-9.,-]", "", text)
