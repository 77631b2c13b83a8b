"""The matching view: the text as rules see it, with a map back to the text as it was typed.

Full-width, bold and circled digits become plain ones, every dash and space becomes one, macrons and invisible characters go,
and number words become digits. The text itself is never changed by it: a span of the view is looked up in the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_ONE = {
    "\t": "\t", "\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0b": "\n", "\x0c": "\n",
    "−": "-", "‐": "-", "⁃": "-", "⁄": "/", "∕": "/", "⧸": "/", "·": ".", "•": ".", "∙": ".", "․": ".", "…": ".", "。": ".",
    "‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "ʻ": "'", "ʹ": "'", "′": "'", "“": '"', "”": '"', "″": '"', "«": '"', "»": '"',  # noqa: E501 - one pattern
    "，": ",", "、": ",", "¦": "|", "∣": "|", "～": "~", "⁓": "~", "\x00": "\x00",
    "о": "o", "О": "O", "ο": "o", "Ο": "O", "і": "i", "І": "I", "ӏ": "l", "а": "a", "А": "A", "е": "e", "Е": "E", "р": "p", "Р": "P",  # noqa: E501 - one pattern
    "У": "Y", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X",  # noqa: E501 - one pattern
    "с": "c", "С": "C", "х": "x", "Х": "X", "ѕ": "s", "Ѕ": "S", "В": "B", "М": "M", "Н": "H", "К": "K", "Т": "T", "у": "y", "ø": "o", "Ø": "O", "ɑ": "a",  # noqa: E501 - one pattern
    "đ": "d", "ł": "l", "ı": "i", "ſ": "s",
}  # fmt: skip


class _Folding(dict[str, str]):
    """Character -> what it becomes in the view: nothing for an invisible one, several for a ligature."""

    def __missing__(self, char: str) -> str:
        folded = self[char] = _fold_char(char)
        return folded


def _fold_char(char: str) -> str:
    if char in _ONE:
        return _ONE[char]
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Cf", "Cc", "Cs"}:
        return ""
    if category.startswith("N"):
        digit = unicodedata.digit(char, None)
        if digit is not None:
            return str(digit)
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    flat = unicodedata.normalize("NFKD", char)
    if flat == char:
        return char
    return "".join(_ONE.get(c, c) for c in flat if unicodedata.category(c) not in {"Mn", "Me", "Cf", "Cc"})


_FOLD = _Folding({chr(c): chr(c) for c in range(32, 127)})


class View:
    """A text as rules see it. `text` keeps capitals, `low` has none; both have the same length."""

    __slots__ = ("ends", "low", "source", "starts", "text")

    def __init__(self, source: str, text: str, starts: list[int] | None, ends: list[int] | None) -> None:
        self.source = source
        self.text = text
        low = text.lower()
        self.low = low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        self.starts = starts
        self.ends = ends

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that the view's [start, end) stands for."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


_ENTITY = re.compile(r"&(?:nbsp|#160|#xa0|ensp|emsp|thinsp);", re.IGNORECASE)


def fold(source: str) -> View:
    """The matching view of `source`, where a space that a page's code spells out is a space."""
    if "&" not in source:
        return View(source, source, None, None) if source.isascii() else _folded(source)
    view = _folded(source)
    spaces = [(*match.span(), " ") for match in _ENTITY.finditer(view.text)]
    return _replace(view, spaces) if spaces else view


def _folded(source: str) -> View:
    if source.isascii():
        return View(source, source, None, None)
    parts = [_FOLD[char] for char in source]
    text = "".join(parts)
    if len(text) == len(source) and "" not in parts:
        return View(source, text, None, None)
    starts: list[int] = []
    for place, part in enumerate(parts):
        if len(part) == 1:
            starts.append(place)
        elif part:
            starts.extend([place] * len(part))
    return View(source, text, starts, [start + 1 for start in starts])


_SPOKEN = re.compile(r"[0-9]+|[a-z]+")
_GLUED = frozenset({"swn", "ird", "nsn", "num"})
_GAP = frozenset(" ,-.\n\t/:;")


_Word = tuple[int, int, str, bool]
"""Start, end, what stands there, and whether it is a number word."""


def _is_no_figure(chain: list[_Word], low: str) -> bool:
    """Whether the only number word beside a number in figures is none of its figures: "oh 707 223 912", "the bank one 4891...".
    An "oh" that a phone's number begins with is."""
    first, last = chain[0], chain[-1]
    if first[3]:
        if first[2] not in {"oh", "o"}:
            return True
        figures = "".join(token for *_, token, word in chain[1:] if not word)
        return not (figures[0] in "2346789" and 7 <= len(figures) <= 10 and len(chain[1][2]) < 3)
    return last[3] and (last[2] == "one" or any(sign in low[chain[-2][1] : last[0]] for sign in ".,;:\n"))


class SpokenNumbers:
    """Turns number words into digits in a view, where several stand together ("oh two one double five")."""

    def __init__(self, ones: Mapping[str, str], tens: Mapping[str, str], times: Mapping[str, str]) -> None:
        self._ones = ones
        self._tens = tens
        self._times = times
        self.words = frozenset(ones) | frozenset(tens) | frozenset(times)

    def replaced(self, view: View) -> View:
        """`view` with number words as digits, or `view` itself where there are none to turn."""
        low = view.low
        changes: list[tuple[int, int, str]] = []
        chain: list[_Word] = []
        for match in _SPOKEN.finditer(low):
            token, start, end = match.group(), match.start(), match.end()
            word = token in self.words
            if not word and token[:3] in _GLUED:
                told = token[6:] if token.startswith("number") else token[3:]
                if told in self.words and len(told) > 2:  # "swnfour one ..."
                    word, start, token = True, end - len(told), told
            if not word and not token[0].isdigit():
                if token != "and" or not chain:
                    self._close(chain, changes, low)
                continue
            if chain and (start - chain[-1][1] > 4 or not _GAP.issuperset(low[chain[-1][1] : start])):
                self._close(chain, changes, low)
            chain.append((start, end, token, word))
        self._close(chain, changes, low)
        return _replace(view, changes) if changes else view

    def _close(self, chain: list[_Word], changes: list[tuple[int, int, str]], low: str) -> None:
        if len(chain) > 1 and chain[-1][2] == "o" and not chain[-2][3]:
            chain.pop()  # "239 O'Rorke Road", "7 o Mahuru": after figures an o alone is no nought
        spoken = sum(word for *_, word in chain)
        if spoken == 1 and len(chain) > 1 and _is_no_figure(chain, low):
            spoken = 0  # "oh 707.223.912", "their new one 01 0183 ...", "... 00. Two digits"
        if spoken >= 3 or (spoken and sum(1 if word else len(token) for _, _, token, word in chain) >= 6):
            changes.extend(self._digits(chain))
        chain.clear()

    def _digits(self, chain: list[_Word]) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        place = 0
        while place < len(chain):
            start, end, token, word = chain[place]
            following = chain[place + 1] if place + 1 < len(chain) else None
            place += 1
            if not word:
                continue
            if token in self._times and following and len(following[2]) < 9:
                digit = self._ones.get(following[2], following[2] if following[2].isdigit() else "")
                if len(digit) == 1:
                    found.append((start, following[1], digit * int(self._times[token])))
                    place += 1
                continue
            if token in self._tens:
                unit = self._ones.get(following[2], "") if following else ""
                if following and len(unit) == 1 and unit != "0":
                    found.append((start, following[1], self._tens[token] + unit))
                    place += 1
                else:
                    found.append((start, end, self._tens[token] + "0"))
                continue
            found.append((start, end, self._ones.get(token, "")))
        return [change for change in found if change[2]]


def _replace(view: View, changes: list[tuple[int, int, str]]) -> View:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    old_starts = view.starts if view.starts is not None else list(range(len(view.text)))
    old_ends = view.ends if view.ends is not None else list(range(1, len(view.text) + 1))
    place = 0
    for start, end, digits in changes:
        pieces.append(view.text[place:start])
        starts.extend(old_starts[place:start])
        ends.extend(old_ends[place:start])
        pieces.append(digits)
        starts.extend([old_starts[start]] * len(digits))
        ends.extend([old_ends[end - 1]] * len(digits))
        place = end
    pieces.append(view.text[place:])
    starts.extend(old_starts[place:])
    ends.extend(old_ends[place:])
    return View(view.source, "".join(pieces), starts, ends)
