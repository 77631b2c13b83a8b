"""Captured text made fit to show: what cannot be seen is written out, and nothing is dropped in silence.

Line endings become `\\n`, tabs four spaces. Controls, direction overrides, invisible characters, lone surrogates and
noncharacters become `[U+XXXX]`, so that no writer chokes on them and no reader is misled by them. Joiners that scripts
and emoji need (U+200C, U+200D, variation selectors, the tags inside a flag) stay.
"""

from __future__ import annotations

import re

from archiver.model.redaction import Mark, RedactedText

TAB = "    "

_UNFIT = (
    r"\x00-\x09\x0b-\x1f\x7f-\x9f"  # C0 but for the newline, DEL, C1
    r"\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible, or they turn the line
    r"\ud800-\udfff"
    r"\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 17))
    + r"\U000e0000-\U000e007f"  # tags: unseen letters, which can carry a hidden message
)
_FLAG = r"\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_STEP = re.compile(f"{_FLAG}|\r\n?|[{_UNFIT}]")
_SEARCH = re.compile(f"[{_UNFIT}]")
_PLAIN = {"\r": "\n", "\r\n": "\n", "\t": TAB, "\u2028": "\n", "\u2029": "\n\n"}
_BLANKS = re.compile(r"\s+")


def shown(text: str) -> str:
    """The text as every format shows it. Shown text shows as itself a second time."""
    # Printable (as Python has it) holds none of the unfit; the test is many times faster than the search.
    if text.isprintable() or _SEARCH.search(text) is None:
        return text
    return _STEP.sub(_replacement, text)


def one_line(text: str) -> str:
    """The same on one line, blanks run together: for names, titles and labels."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return _BLANKS.sub(" ", shown(text)).strip()


def pieces(text: RedactedText) -> tuple[tuple[str, Mark | None], ...]:
    """The shown text cut at its marks, each piece with the mark it is (None: ordinary words).

    Joined, the pieces are `shown(text.text)`. Raises ValueError when a mark stands outside the text or on another mark.
    """
    if not text.marks:
        return ((shown(text.text), None),) if text.text else ()
    cut: list[tuple[str, Mark | None]] = []
    at = 0
    for mark in placed(text):
        if mark.start > at:
            cut.append((shown(text.text[at : mark.start]), None))
        cut.append((shown(text.text[mark.start : mark.end]), mark))
        at = mark.end
    if at < len(text.text):
        cut.append((shown(text.text[at:]), None))
    return tuple(cut)


def placed(text: RedactedText) -> tuple[Mark, ...]:
    """The text's marks. Raises ValueError when one stands outside the text or on another: the record is then void."""
    at = 0
    for mark in text.marks:
        if not at <= mark.start <= mark.end <= len(text.text):
            raise ValueError(f"mark {mark.token} of rule {mark.rule} stands outside its text or on another mark")
        at = mark.end
    return text.marks


def _replacement(found: re.Match[str]) -> str:
    it = found[0]
    if len(it) > 2:
        return it
    return _PLAIN.get(it) or f"[U+{ord(it):04X}]"
