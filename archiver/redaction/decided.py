"""What a person decided about a text: stretches to hide that no rule finds, known by a keyed hash of their words alone.

A decision never holds a word of the message. It is found again in the clear text, or in the stored one, by trying every
stretch of its length; what cannot be looked through in time is withheld like everything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from archiver.model.redaction import Kind, RedactedText
from archiver.redaction import values
from archiver.redaction.around import Clock
from archiver.redaction.contract import Hidden, Keyer
from archiver.redaction.spans import Span
from archiver.redaction.stored import hidden
from archiver.redaction.view import View, fold

RULE = "person.added"
_PURPOSE = "review"
_REASON = "added by a reviewer"
_STRIDE = 2000

WIDE_FROM = 4
"""Letters and digits that words must have to be hidden in a thread's other messages too."""

NOTHING_KEPT: Mapping[str, frozenset[str]] = {}


def place_key(keyer: Keyer, bound: str, words: str) -> str:
    """The keyed hash by which words are found again, in what they are bound to (a record's key) and nowhere else."""
    return keyer.key(_PURPOSE, f"{len(bound)}:{bound}{words}")


def find(text: str, wanted: Sequence[Hidden], keyer: Keyer, clock: Clock) -> list[Span]:
    """Where in `text` the wanted stretches stand, apart from each other. Raises RedactionError when it takes too long."""
    spans: list[Span] = []
    for item in wanted:
        for start in range(len(text) - item.length + 1):
            if start % _STRIDE == 0:
                clock.check()
            words = text[start : start + item.length]
            if place_key(keyer, item.bound, words) == item.place_key:
                spans.append(given(start, start + item.length, item.kind, words))
    return apart(spans)


def is_wide(words: str) -> bool:
    """Whether words that are to be hidden in one message are long enough to be hidden in the others."""
    return sum(char.isalnum() for char in words) >= WIDE_FROM


def occurrences(text: str, pieces: Sequence[tuple[str, Kind]]) -> list[Span]:
    """Where these words stand in `text`, whatever their case, macrons and blanks; whole words only."""
    view = fold(text)
    spans = []
    for words, kind in pieces:
        pattern = _pattern(words)
        if pattern is not None:
            spans += [
                given(*view.span(match.start(), match.end()), kind, words)
                for match in pattern.finditer(view.low)
                if match.end() > match.start()
            ]
    return apart(spans)


def _pattern(words: str) -> re.Pattern[str] | None:
    low = fold(words).low
    parts = [re.escape(part) for part in low.split()]
    if not parts:
        return None
    before = r"(?<![a-z0-9])" if low.strip()[0].isalnum() else ""
    after = r"(?![a-z0-9])" if low.strip()[-1].isalnum() else ""
    return re.compile(before + r"\s{1,4}".join(parts) + after)


def given(start: int, end: int, kind: Kind, words: str) -> Span:
    """A span that a person gave, in the text's own places."""
    return Span(start, end, kind, RULE, _value(words, kind), 1.0, _REASON)


def _value(words: str, kind: Kind) -> str:
    """The form under which the value is remembered: that of its kind, so that any typing of it is known."""
    if kind is Kind.BANK and any(char.isdigit() for char in words):
        return values.account(fold(words).low)
    forms = values.forms(words)
    if kind is Kind.BIRTH_DATE:
        forms = tuple(form for form in forms if form.startswith("date:")) or forms
    return forms[0] if forms else f"words:{words}"


def apart(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, joined where they overlap."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if found and span.start < found[-1].end:
            found[-1].end = max(found[-1].end, span.end)
        else:
            found.append(span)
    return found


def as_typed(text: str) -> View:
    """A view in which every place is the text's own."""
    return View(text, text, None, None)


def standing(text: RedactedText, words: str) -> tuple[tuple[int, int], ...]:
    """Where words that a person typed stand in a stored text, outside its tokens: to the letter, else whatever their case,
    macrons and blanks."""
    blanked = hidden(text)
    places = []
    at = blanked.find(words) if words else -1
    while at >= 0:
        places.append((at, at + len(words)))
        at = blanked.find(words, at + len(words))
    return tuple(places) or tuple((span.start, span.end) for span in occurrences(blanked, [(words, Kind.LOCAL)]))
