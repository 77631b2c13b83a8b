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

_CODES = {
    Kind.NHI: (4, 4),
    Kind.PLATE: (1, 4),
    Kind.LICENCE: (6, 6),
    Kind.PASSPORT: (6, 8),
    Kind.KIWISAVER: (5, 9),
}
"""Kinds whose values may begin with letters, and how many figures follow."""
_LETTERS = re.compile(r"\W*(?:(?:it ?s|it's|yes|yeah|yep|ok|the letters are) )?([a-z](?:[ .-]?[a-z]){0,3})\W*")
_LAST_LETTERS = re.compile(r"(?<![a-z0-9])([a-z](?:[ .-]?[a-z]){0,3})[ .\u2026]*$")
_FIGURES = re.compile(r"[0-9oil|](?:[ .-]?[0-9oil|]){0,8}(?P<letters>(?:[ .-]?[a-z]){2})?(?![a-z0-9])")
_DIGIT = re.compile(r"[0-9]")
_STARTS = frozenset({"starts", "starting", "begins", "first", "bit", "part", "half", "letters", "with"})
_BREAK = re.compile(r"\W*(?:$|[,.;/\n!?]|- |and )|\W*[a-z]{2,8}\W*$")
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
        self._letters: tuple[str, str, Kind | None, Piece] | None = None
        self._whole: tuple[str, str, Piece, Piece] | None = None
        self._bare: tuple[str, str, Piece] | None = None

    def begin_batch(self) -> None:
        """The messages read so far belong to the past."""
        if self._letters is not None:
            self._letters = (*self._letters[:3], self._letters[3].past())
        if self._whole is not None:
            self._whole = (*self._whole[:2], self._whole[2].past(), self._whole[3].past())
        if self._bare is not None:
            self._bare = (*self._bare[:2], self._bare[2].past())

    def observe(self, place: int, message: Message, judged: Judged, low: str, asked: Sequence[Kind]) -> Joined | None:
        """Take note of a judged message; what it completes, if anything."""
        letters, self._letters = self._letters, None
        whole, self._whole = self._whole, None
        bare, self._bare = self._bare, None
        who = (message.sender, message.role)
        if letters is not None and letters[:2] == who:
            figures = self._figures(place, message, low)
            if figures is not None and letters[2] is None:
                self._whole = (*who, letters[3], figures)
                return None
            joined = None if figures is None else self._code(letters[2], letters[3], figures)
            if joined is not None:
                return joined
        if len(low) > 80:
            return None
        if not judged.runs and not judged.spans:
            if whole is not None and whole[:2] == who:
                rule = self._rules.labels.alone(low)
                return None if rule is None else self._code(rule.kind, whole[2], whole[3])
            joined = self._labelled(low, bare[2]) if bare is not None and bare[:2] == who else None
            if joined is not None:
                return joined
        self._begin(place, message, judged, low, asked)
        return None

    def _begin(self, place: int, message: Message, judged: Judged, low: str, asked: Sequence[Kind]) -> None:
        """Take note of letters, or of a short number, that the next message may make whole."""
        who = (message.sender, message.role)
        kind = next((kind for kind in asked if kind in _CODES), None)
        found = _LETTERS.fullmatch(low) if len(low) < 30 else None
        if found is None and not _DIGIT.search(low[-12:]):
            kind, found = self._announced(low)
        if found is not None and self._begins_code(judged, found, kind):
            self._letters = (*who, kind, Piece(place, message.id, *found.span(1), found[1]))
        elif len(judged.runs) == 1 and not judged.spans and judged.words <= self._rules.no_letters:
            run = judged.runs[0]
            if _SHORT <= len(run.digits) <= _LONG and low[run.start - 1 : run.start] not in {"$", "€", "£"}:
                self._bare = (*who, Piece(place, message.id, run.start, run.end, run.digits))

    def _announced(self, low: str) -> tuple[Kind | None, re.Match[str] | None]:
        """The letters that end a text behind a code's label: "my passport number starts LA", "nhi first bit ZAC"."""
        found = _LAST_LETTERS.search(low, max(0, len(low) - 12))
        label = None if found is None else self._rules.labels.before(low, found.start(), 0)
        if label is None or label.rule.kind not in _CODES or found is None:
            return None, None
        between = WORD.findall(low, label.end, found.start())
        if not self._rules.connectors.union(self._rules.labels.fillers, _STARTS).issuperset(between):
            return None, None
        return label.rule.kind, found

    def _begins_code(self, judged: Judged, found: re.Match[str], kind: Kind | None) -> bool:
        """Whether letters are no word of talk ("wof", then "12", is no plate); capitals, where nothing says what they are."""
        rules, letters = self._rules, re.sub("[^a-z]", "", found[1])
        if any(span.kind is not kind for span in judged.spans if span.end > found.start(1)):
            return False
        if letters in rules.no_letters or letters in rules.label_words or letters in rules.names.lists.never:
            return False
        typed = judged.view.text[found.start(1) : found.end(1)]
        return (
            typed.isupper()
            if kind is None or len(letters) == 1
            else typed.isupper() or rules.names.lists.unknown(letters)
        )

    def _figures(self, place: int, message: Message, low: str) -> Piece | None:
        """The figures that open a text, with the letters that an NHI number ends with; nothing else belongs to them."""
        first = _DIGIT.search(low, 0, 40)
        if first is None or not self._rules.connectors.issuperset(WORD.findall(low, 0, first.start())):
            return None
        found = _FIGURES.match(low, first.start())
        if found is None or _BREAK.match(low, found.end()) is None:
            return None
        return Piece(place, message.id, *found.span(), re.sub("[^a-z0-9|]", "", found.group()))

    @staticmethod
    def _code(kind: Kind | None, letters: Piece, figures: Piece) -> Joined | None:
        """The two pieces as a value of `kind`, where they have the form of one."""
        if kind is None or kind not in _CODES:
            return None
        least, most = _CODES[kind]
        ends = len(figures.text) == 4 and figures.text[2:].isalpha()
        if ends != (figures.text[-1:].isalpha() and figures.text[-1:] not in "oil"):
            return None
        if not (ends and kind is Kind.NHI) and (ends or not least <= len(figures.text) <= most):
            return None
        return Joined((letters, figures), kind, values.code(letters.text + figures.text))

    def _labelled(self, low: str, bare: Piece) -> Joined | None:
        rule = self._rules.labels.alone(low)
        if rule is None or rule.kind is None:
            return None
        if not rule.minimum <= len(bare.text) <= max(rule.lengths, default=20):
            return None
        return Joined((bare,), rule.kind, values.number(bare.text))
