"""A text cut at its line feeds and redaction tokens, cleaned on the way, so that each piece can be laid out by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exports.text.clean import visible
from exports.text.units import Piece

_LONGEST = 20_000
"""Characters of one paragraph laid out at a time: keeps memory flat when a message is one line of a megabyte."""


def parts(paragraph: str) -> Iterator[str]:
    """The paragraph, or its parts where it is too long to lay out at once; cut behind a space where there is one."""
    start = 0
    while len(paragraph) - start > _LONGEST:
        end = start + _LONGEST
        space = paragraph.rfind(" ", start + _LONGEST // 2, end)
        end = space + 1 if space > 0 else end
        yield paragraph[start:end]
        start = end
    yield paragraph[start:]


def paragraphs(text: str, marks: Sequence[tuple[int, int]]) -> Iterator[list[Piece]]:
    """The paragraphs of a text with tokens, as cleaned pieces; tokens are numbered from 1."""
    pieces: list[Piece] = []
    place = 0
    for number, (start, end) in enumerate([*marks, (len(text), len(text))], 1):
        first, *others = visible(text[place:start]).split("\n")
        pieces.append((first, 0))
        for other in others:
            yield pieces
            pieces = [(other, 0)]
        if end > start:
            pieces.append((visible(text[start:end]).replace("\n", " "), number))
        place = end
    yield pieces
