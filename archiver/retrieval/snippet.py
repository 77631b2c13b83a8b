"""A few words around what was found, from redacted text: one line, no control characters, tokens never cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from archiver.model.record import RedactedRecord
from archiver.model.redaction import RedactedText
from archiver.store.finding import Wanted
from archiver.store.folding import fold
from archiver.store.texts import texts_of

_WORD = re.compile(r"\w+")
_BEFORE, _AFTER = 60, 120


def snippet(states: Sequence[RedactedRecord], wanted: Wanted) -> str:
    """From the newest state that holds a looked-for word, else from the beginning of the newest."""
    heads = {(phrase.words[0], phrase.is_prefix) for group in wanted.groups for phrase in group}
    for record in reversed(states):
        for _, text in texts_of(record):
            place = _place(text.text, heads)
            if place is not None:
                return _cut(text, place)
    for record in reversed(states):
        for _, text in texts_of(record):
            return _cut(text, 0)
    return ""


def _place(text: str, heads: set[tuple[str, bool]]) -> int | None:
    if not heads:
        return None
    whole = {word for word, is_prefix in heads if not is_prefix}
    starts = tuple(word for word, is_prefix in heads if is_prefix)
    for found in _WORD.finditer(text):
        for folded in fold(found.group()).split():
            if folded in whole or (starts and folded.startswith(starts)):
                return found.start()
    for place, char in enumerate(text):
        if not char.isascii() and fold(char) in whole:
            return place
    return None


def _cut(text: RedactedText, place: int) -> str:
    start, end = max(0, place - _BEFORE), min(len(text.text), place + _AFTER)
    for mark in text.marks:
        if mark.start < start < mark.end:
            start = mark.start
        if mark.start < end < mark.end:
            end = mark.end
    if start and not any(mark.start == start for mark in text.marks):
        gap = text.text.find(" ", start, place)
        start = gap + 1 if gap >= 0 else start
    cut = _line(text.text[start:end])
    return ("… " if start else "") + cut + (" …" if end < len(text.text) else "")


def _line(text: str) -> str:
    """One line of visible characters: a snippet is shown in terminals and tables."""
    shown = "".join(char if unicodedata.category(char) not in _UNSEEN else " " for char in text)
    return " ".join(shown.split())


_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp", "Co", "Cn"})
