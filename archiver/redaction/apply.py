"""Puts tokens in the place of values: from spans of the original to redacted text with marks, never cutting a grapheme."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from archiver.model.redaction import Kind, Mark, RedactedText
from archiver.redaction.contract import WITHHELD_TEXT
from archiver.redaction.spans import Span
from archiver.redaction.view import View

BLANK = "\x00"
"""Stands for each character of a token in a stored text that is judged again; no rule reads it."""

Tokens = Callable[[Span], tuple[str, str]]
"""A span -> the token shown for it and the keyed hash of its value."""


def apply(view: View, spans: Sequence[Span], tokens: Tokens, pack: str) -> RedactedText:
    """The original with a token for each span. Spans must be apart; they may come in any order."""
    source = view.source
    pieces: list[str] = []
    marks: list[Mark] = []
    place = length = 0
    places = [(*view.span(span.start, span.end), span) for span in spans]
    if BLANK in source:
        places = [(*piece, span) for start, end, span in places for piece in _beside_blanks(source, start, end)]
    for start, end, span in sorted(places, key=lambda found: found[0]):
        start = max(start, place)
        end = _border(source, end)
        if end <= start:
            continue
        token, key = tokens(span)
        before = source[place:start]
        pieces.append(before)
        pieces.append(token)
        length += len(before)
        marks.append(
            Mark(
                start=length,
                end=length + len(token),
                kind=span.kind,
                rule=span.rule,
                token=token,
                value_key=key,
                confidence=span.confidence,
                reason=span.reason,
                pack=pack,
            )
        )
        length += len(token)
        place = end
    pieces.append(source[place:])
    return RedactedText(text="".join(pieces), marks=tuple(marks))


def _beside_blanks(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What a span covers beside the tokens that stand blanked in it: those are marked already."""
    while start < end:
        stop = source.find(BLANK, start, end)
        stop = end if stop < 0 else stop
        if any(char.isalnum() for char in source[start:stop]):
            yield start, stop
        start = stop + 1


def withheld(pack: str, rule: str, reason: str) -> RedactedText:
    """What stands in the place of a text that could not be judged."""
    mark = Mark(
        start=0, end=len(WITHHELD_TEXT), kind=Kind.WITHHELD, rule=rule, token=WITHHELD_TEXT, reason=reason, pack=pack
    )
    return RedactedText(text=WITHHELD_TEXT, marks=(mark,))


def _border(source: str, end: int) -> int:
    """The end of the grapheme that ends at or after `end`: what combines with the last character goes with it."""
    size = len(source)
    while end < size:
        char = source[end]
        if char < "\u0300":
            break
        if unicodedata.category(char) in {"Mn", "Me", "Mc"} or char == "\u200d":
            end += 1
            continue
        if 0x1F3FB <= ord(char) <= 0x1F3FF:
            end += 1
            continue
        break
    return end
