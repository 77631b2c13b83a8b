"""Phrases of words, matched over a message in time that its length bounds: no pattern can run away.

A phrase is items with blanks between: `word`, `word*` (begins with), `one|other`, `[optional]`, and `..` for up to four
words between. Case, macrons and apostrophes do not count; a sentence's end stops a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GAP = ".."
GAP_WORDS = 4
_END = "."
_TOKENS = re.compile(r"[^\W_]+|[.!?\n]+")
_APOSTROPHES = re.compile("(?<=[a-z])['\u2019\u02bc`](?=[a-z])")
_ITEM = re.compile(r"\[?[a-z0-9]+\*?(?:\|[a-z0-9]+\*?)*\]?")
_LONGEST = 4000
"""Words of one message that are looked at; the longest message any platform takes is shorter."""


def fold(text: str) -> str:
    """Small letters without macrons, accents or apostrophes inside words."""
    plain = text.lower() if text.isascii() else _without_accents(text.casefold())
    return _APOSTROPHES.sub("", plain)


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """The words in order, folded; `.` where a sentence ends."""
    found = [_END if token[0] in ".!?\n" else token for token in _TOKENS.findall(fold(text))]
    return found[:_LONGEST]


@dataclass(frozen=True, slots=True)
class _Item:
    words: frozenset[str]
    beginnings: tuple[str, ...]
    is_optional: bool
    is_gap: bool = False

    def fits(self, word: str) -> bool:
        return word in self.words or (bool(self.beginnings) and word.startswith(self.beginnings))


class Phrase:
    """One compiled phrase. Raises ValueError, saying what is wrong, when it cannot be one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._items = tuple(map(_item, text.split()))
        if not self._items or self._items[0].is_gap or self._items[0].is_optional or self._items[-1].is_gap:
            raise ValueError(f"{text!r}: a phrase begins and ends with a word")

    @property
    def first(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """What its first word is, and what it may begin with."""
        return self._items[0].words, self._items[0].beginnings

    def at(self, words: Sequence[str], start: int) -> bool:
        """Whether it stands at `start`."""
        return self._from(words, start, 0)

    def _from(self, words: Sequence[str], place: int, index: int) -> bool:
        # Depth is the phrase's length and each gap tries at most five places: a few hundred steps at the worst.
        if index == len(self._items):
            return True
        item = self._items[index]
        if item.is_gap:
            for after in range(place, min(place + GAP_WORDS, len(words)) + 1):
                if self._from(words, after, index + 1):
                    return True
                if after < len(words) and words[after] == _END:
                    return False
            return False
        if item.is_optional and self._from(words, place, index + 1):
            return True
        return place < len(words) and item.fits(words[place]) and self._from(words, place + 1, index + 1)


def _item(text: str) -> _Item:
    if text == GAP:
        return _Item(frozenset(), (), False, is_gap=True)
    if not _ITEM.fullmatch(text) or text.startswith("[") != text.endswith("]"):
        raise ValueError(f"{text!r}: small letters without macrons, with |, *, [ ] and .. between words only")
    alternatives = text.strip("[]").split("|")
    return _Item(
        frozenset(word for word in alternatives if not word.endswith("*")),
        tuple(word[:-1] for word in alternatives if word.endswith("*")),
        text.startswith("["),
    )


def sentence(words: Sequence[str], place: int) -> Sequence[str]:
    """The words of the sentence that the word at `place` stands in."""
    start, end = place, place
    while start > 0 and words[start - 1] != _END:
        start -= 1
    while end < len(words) and words[end] != _END:
        end += 1
    return words[start:end]


def places(phrase: Phrase, words: Sequence[str]) -> Iterator[int]:
    """Where the phrase stands in these words."""
    return (place for place in range(len(words)) if phrase.at(words, place))
