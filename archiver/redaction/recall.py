"""Names that earlier runs found in a thread and that are known by their keyed hashes alone, met again word by word.

What one run hides, the next must hide too: in any typing, with macrons or without, a whole name as one.
"""

from __future__ import annotations

from archiver.redaction.judge import WORD
from archiver.redaction.lexicon import NameLists
from archiver.redaction.screen_names import KnownName
from archiver.redaction.tokens import TokenBook
from archiver.redaction.view import fold

_LONGEST = 5
"""Words of a whole name that is looked for."""
_REMEMBERED = 50_000


class Recall:
    """Tries the words of texts against what the thread's token book remembers."""

    def __init__(self, tokens: TokenBook, lists: NameLists) -> None:
        self._tokens = tokens
        self._lists = lists
        self._persons: dict[int, str] = {}
        self._words: dict[str, int] = {}
        self._strange: set[str] = set()

    def names(self, text: str, known: dict[str, KnownName]) -> None:
        """Add to `known` the words of `text` that were found as names before. Words of one number are one person's."""
        words = WORD.findall(fold(text).low)
        for word in words:
            if len(word) < 3 or word in known or word in self._strange:
                continue
            number = self._tokens.number_of_name(word)
            if number is not None:
                self._words[word] = number
                self._enter(word, self._persons.setdefault(number, word), known)
            else:
                if len(self._strange) > _REMEMBERED:
                    self._strange.clear()
                self._strange.add(word)
        if not self._words.keys().isdisjoint(words):
            self._wholes(words, known)

    def _wholes(self, words: list[str], known: dict[str, KnownName]) -> None:
        """Whole names that stand in the text: their words then belong to a person of that name."""
        for place in range(len(words) - 1):
            for length in range(_LONGEST, 1, -1):
                parts = words[place : place + length]
                if len(parts) < length or self._words.keys().isdisjoint(parts):
                    continue
                whole = " ".join(parts)
                number = self._tokens.number_of_name(whole)
                if number is not None:
                    self._persons[number] = whole
                    for part in parts:
                        if self._words.get(part) == number:
                            self._enter(part, whole, known)
                    break

    def _enter(self, word: str, person: str, known: dict[str, KnownName]) -> None:
        known[word] = KnownName(word, person, self._lists.is_ordinary(word))
