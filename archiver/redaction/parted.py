"""A code in two messages, its letters in one and its figures in the next; and a number that only the next message names:
"ZAC", then "5361"; "123456", then "is my client number".
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from archiver.model.redaction import Kind
from archiver.redaction import values
from archiver.redaction.compile import Compiled
from archiver.redaction.contract import Message
from archiver.redaction.judge import WORD, Judged

_CODES = {Kind.NHI: (4, 4), Kind.PLATE: (1, 4), Kind.LICENCE: (6, 6), Kind.PASSPORT: (6, 8)}
"""Kinds whose values begin with letters, and how many figures follow."""
_LETTERS = re.compile(r"\W*(?:(?:it ?s|it's|yes|yeah|yep|ok|the letters are) )?([a-z](?:[ .-]?[a-z]){1,2})\W*")
_FIGURES = re.compile(r"\W*(?:(?:and|then|and then) )?([0-9oil|](?:[ .-]?[0-9oil|]){0,8})\W*(?:[a-z]{2,8}\W*)?")
_SHORT, _LONG = 5, 7
"""How many figures a number has that stays without a label."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one message of a batch; -1 is a message of an earlier one."""

    place: int
    message: str
    start: int
    end: int
    text: str

    def past(self) -> Piece:
        """The same stretch, of a message that belongs to an earlier batch by now."""
        return dataclasses.replace(self, place=-1)


@dataclass(frozen=True, slots=True)
class Joined:
    """Pieces that make up one value."""

    pieces: tuple[Piece, ...]
    kind: Kind
    value: str


class Parted:
    """Follows what the last message of a sender left open."""

    def __init__(self, rules: Compiled) -> None:
        self._rules = rules
        self._letters: tuple[str, str, Kind, Piece] | None = None
        self._bare: tuple[str, str, Piece] | None = None

    def begin_batch(self) -> None:
        """The messages read so far belong to the past."""
        if self._letters is not None:
            sender, role, kind, piece = self._letters
            self._letters = (sender, role, kind, piece.past())
        if self._bare is not None:
            self._bare = (*self._bare[:2], self._bare[2].past())

    def observe(self, place: int, message: Message, judged: Judged, low: str, asked: Sequence[Kind]) -> Joined | None:
        """Take note of a judged message; what it completes, if anything."""
        letters, self._letters = self._letters, None
        bare, self._bare = self._bare, None
        who = (message.sender, message.role)
        if len(low) > 80:
            return None
        if letters is not None and letters[:2] == who:
            joined = self._figures(place, message, low, letters[2], letters[3])
            if joined is not None:
                return joined
        if bare is not None and bare[:2] == who and not judged.runs and not judged.spans:
            joined = self._named(low, bare[2])
            if joined is not None:
                return joined
        kind = next((kind for kind in asked if kind in _CODES), None)
        found = _LETTERS.fullmatch(low) if kind is not None and len(low) < 30 else None
        if found is not None and any(span.kind is not kind for span in judged.spans):
            found = None
        if kind is not None and found is not None and not self._is_word(found[1]):
            self._letters = (*who, kind, Piece(place, message.id, *found.span(1), found[1]))
        elif len(judged.runs) == 1 and not judged.spans and judged.words <= self._rules.no_letters:
            run = judged.runs[0]
            if _SHORT <= len(run.digits) <= _LONG and low[run.start - 1 : run.start] not in {"$", "€", "£"}:
                self._bare = (*who, Piece(place, message.id, run.start, run.end, run.digits))
        return None

    def _is_word(self, letters: str) -> bool:
        """Whether letters are a word of talk: "wof", then "12", is no plate."""
        rules = self._rules
        return letters in rules.no_letters or letters in rules.label_words or letters in rules.names.lists.never

    @staticmethod
    def _figures(place: int, message: Message, low: str, kind: Kind, letters: Piece) -> Joined | None:
        found = _FIGURES.fullmatch(low)
        if found is None:
            return None
        least, most = _CODES[kind]
        figures = re.sub(r"[ .-]", "", found[1])
        if not least <= len(figures) <= most:
            return None
        value = values.code(letters.text + figures)
        return Joined((letters, Piece(place, message.id, *found.span(1), figures)), kind, value)

    def _named(self, low: str, bare: Piece) -> Joined | None:
        label = self._rules.labels.after(low, 0, len(low))
        if label is None or label.rule.kind in {None, Kind.NUMBER} or WORD.search(low, label.end):
            return None
        if not label.rule.minimum <= len(bare.text) <= max(label.rule.lengths, default=20):
            return None
        return Joined((bare,), label.rule.kind or Kind.NUMBER, values.number(bare.text))
