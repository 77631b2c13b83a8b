"""A stored text made stricter: its tokens are blanked for the rules, and put back with all marks at their new places."""

from __future__ import annotations

import dataclasses

from archiver.errors import RedactionError
from archiver.model.redaction import Mark, RedactedText
from archiver.redaction.apply import BLANK


def hidden(text: RedactedText) -> str:
    """The text with its tokens blanked out, at the same places, so that no rule reads them."""
    out = text.text.replace(BLANK, "\ufffd")  # a blank stands for a token and for nothing else
    for mark in text.marks:
        out = out[: mark.start] + BLANK * (mark.end - mark.start) + out[mark.end :]
    return out


def merge(earlier: RedactedText, stricter: RedactedText) -> RedactedText:
    """`stricter` came from the blanked text of `earlier`: put the earlier tokens back and keep both sets of marks.

    Raises RedactionError when a new mark covers one that stood before: which token stands where could not be told."""
    if stricter.text.count(BLANK) != sum(mark.end - mark.start for mark in earlier.marks):
        raise RedactionError("a new mark covers one that stands in the text already")
    pieces: list[str] = []
    marks: list[Mark] = []
    fresh = list(stricter.marks)
    old = list(earlier.marks)
    source = stricter.text
    place = length = 0
    while place < len(source):
        if fresh and fresh[0].start == place:
            mark = fresh.pop(0)
            marks.append(dataclasses.replace(mark, start=length, end=length + len(mark.token)))
            pieces.append(mark.token)
            length += len(mark.token)
            place = mark.end
        elif source[place] == BLANK and old:
            mark = old.pop(0)
            marks.append(dataclasses.replace(mark, start=length, end=length + len(mark.token)))
            pieces.append(mark.token)
            length += len(mark.token)
            place += mark.end - mark.start
        else:
            upto = fresh[0].start if fresh else len(source)
            blank = source.find(BLANK, place, upto) if old else -1
            end = blank if blank >= 0 else upto
            pieces.append(source[place:end])
            length += end - place
            place = end
    return RedactedText(text="".join(pieces), marks=tuple(marks))
