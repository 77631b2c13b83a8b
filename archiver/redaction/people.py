"""The people of a thread: the words by which a text may name them, and where it does.

Whole words only; a name that is an ordinary word too needs a capital and a sign that the person is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archiver.model.redaction import Kind
from archiver.redaction.contract import Person
from archiver.redaction.names import SMALL, Names
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View, fold

PIECE = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class KnownName:
    """A word of a name that is known in this conversation: whose it is, and whether it is an ordinary word too."""

    value: str
    person: str
    ordinary: bool


def known_words(names: Names, persons: Sequence[Person]) -> dict[str, KnownName]:
    """Every word of the participants' names and handles, save the agency's, by which a text may name them."""
    found: dict[str, KnownName] = {}
    for person in persons:
        if person.role == "agency":
            continue
        whole = fold(person.display_name).low
        parts = [part for part in PIECE.findall(whole) if len(part) > 1]
        joined = " ".join(PIECE.findall(whole))
        compact = {"".join(PIECE.findall(piece)) for piece in whole.split() if not piece.isalpha()}
        for part in [*parts, *sorted(compact - set(parts))]:
            if (
                len(part) < 2
                or part in SMALL
                or part in _TITLES
                or (len(part) == 2 and len(parts) > 2 and part not in names.first)
            ):
                continue
            ordinary = part in names.ordinary or part in names.never or len(part) < 3
            found.setdefault(part, KnownName(part, joined, ordinary))
    return found


_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "sir", "the", "and", "nz", "family", "whanau", "page", "official", "xx", "xo"}
)


def mentioned(view: View, mask: Mask, known: Mapping[str, KnownName], *, rule: str = "name.participant") -> None:
    """Take the known names in a text: whole words; ordinary ones only with a capital and not just at a sentence's start."""
    low, text = view.low, view.text
    found: list[tuple[int, int, KnownName]] = []
    for match in PIECE.finditer(low):
        name = known.get(match.group())
        if name is None and match.group().endswith("s") and match.start() > 0:
            name = None
        if name is None:
            continue
        start, end = match.span()
        if start and low[start - 1] in "@#/_" and low[start - 1] != "/":
            if low[start - 1] == "#":
                continue
        if (start and (low[start - 1].isdigit() or low[start - 1] == "_")) or (
            end < len(low) and (low[end] == "_" or low[end].isdigit())
        ):
            continue
        if name.ordinary and not _is_meant(text, low, start, end, found):
            continue
        if start > 1 and low[start - 2 : start] in {"o'", "d'"} and (start < 3 or not low[start - 3].isalnum()):
            start -= 2
        found.append((start, end, name))
    merged: list[tuple[int, int, KnownName]] = []
    for start, end, name in found:
        if (
            merged
            and merged[-1][2].person == name.person
            and re.fullmatch(
                r"[ -]{1,2}(?:[a-z]\.? |(?:te|de|van|von|der|da|la|le) ){0,2}|'", low[merged[-1][1] : start]
            )
        ):
            merged[-1] = (merged[-1][0], end, name)
        else:
            merged.append((start, end, name))
    for start, end, name in merged:
        value = " ".join(PIECE.findall(low[start:end]))
        mask.take(Span(start, end, Kind.NAME, rule, value, 0.97, "a name of someone in this conversation"))


def _is_meant(text: str, low: str, start: int, end: int, found: Iterable[tuple[int, int, KnownName]]) -> bool:
    """Whether an ordinary word with a capital stands for the person: beside another part of the name, or not at a start."""
    if not text[start].isupper():
        return False
    if text[start:end].isupper() and end - start > 1 and text.isupper():
        return False
    if any(start - 3 <= other_end <= start for _, other_end, _ in found):
        return True
    before = low[:start].rstrip(" \"'(")
    at_start = not before or before[-1] in ".!?\n:;" or (start and low[start - 1] == "\n")
    if not at_start:
        return True
    after = low[end : end + 2]
    return not after or after[0] in ",.!?\n)-"
