"""Labels inside the text of a case: ⟦kind|value⟧ must go, ⟦value⟧ is a look-alike that must stay whole.

A kind with an exclamation mark says that the value was mistyped. Labels come out as spans of code points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK = re.compile(r"⟦(?:(?P<kind>[a-z_]+)(?P<wrong>!?)\|)?(?P<text>[^⟧]*)⟧", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A span that must go: where it is, its kind, and whether the writer mistyped it."""

    start: int
    end: int
    kind: str
    mistyped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message with its labels, and the look-alikes in it that must stay."""

    text: str
    sender: str
    must_go: tuple[Labelled, ...] = ()
    must_stay: tuple[tuple[int, int], ...] = ()


def read(marked: str, sender: str) -> Message:
    """The message behind marked text."""
    text, must_go, must_stay, last = "", [], [], 0
    for found in MARK.finditer(marked):
        text += marked[last : found.start()]
        start = len(text)
        text += found["text"]
        if found["kind"]:
            must_go.append(Labelled(start=start, end=len(text), kind=found["kind"], mistyped=bool(found["wrong"])))
        else:
            must_stay.append((start, len(text)))
        last = found.end()
    return Message(text=text + marked[last:], sender=sender, must_go=tuple(must_go), must_stay=tuple(must_stay))
