"""Cues for names: the phrases after which a name may stand, looked up by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.model.rules import RulePack
from archiver.redaction.view import fold

_PIECE = re.compile(r"[a-z]+")
_WHOSE = ("my", "our", "his", "her", "their", "your", "taku", "toku", "tana", "tona", "te", "to")


class Cues:
    """Every cue phrase of a pack, with the kinds of cue it is."""

    def __init__(self, pack: RulePack) -> None:
        self._phrases: dict[tuple[str, ...], set[str]] = {}
        for name in ("intro_words", "listed_words", "greetings", "sign_offs", "titles"):
            for cue in pack.words(name):
                self._phrases.setdefault(tuple(_PIECE.findall(fold(cue).low)), set()).add(name)
        for cue in pack.words("family"):
            for whose in _WHOSE:
                self._phrases.setdefault((whose, *_PIECE.findall(fold(cue).low)), set()).add("family")
        self._last_words = frozenset(parts[-1] for parts in self._phrases)
        self._longest = max((len(parts) for parts in self._phrases), default=1)

    def before(self, low: str, tokens: list[tuple[str, int, int]], end: int) -> set[str]:
        """The kinds of cue whose words end right before the token `end`; a sign-off must open its line or sentence."""
        if tokens[end - 1][0] not in self._last_words:
            return set()
        found: set[str] = set()
        for size in range(min(self._longest, end), 0, -1):
            cues = self._phrases.get(tuple(token for token, _, _ in tokens[end - size : end]))
            if cues is None:
                continue
            begin = tokens[end - size][1]
            while begin and low[begin - 1] == " ":
                begin -= 1
            opens = not begin or not (low[begin - 1].isalnum() or low[begin - 1] in "'@#")
            found |= cues if opens else cues - {"sign_offs"}
        return found


def alternatives(cues: Iterable[str]) -> re.Pattern[str]:
    """A pattern of any of these phrases before a word."""
    flat = sorted({fold(cue).low for cue in cues}, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9'])(?:{'|'.join(map(re.escape, flat))}) (?=[a-z])" if flat else "(?!)")
