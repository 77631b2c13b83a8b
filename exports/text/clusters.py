"""What a reader sees as one character, and where a line may break between two of them.

The rules are those of Unicode annexes 29 and 14 as far as the bundled scripts need them. Thai is written without spaces
and no dictionary is at hand: its words break at the line's end, but never after a leading vowel or before a following
one.
"""

from __future__ import annotations

import unicodedata

import regex

_GRAPHEME = regex.compile(r"\X")
_LONGEST = 24
"""Code points in one cluster: an emoji of a whole family has eleven."""
_MOST_MARKS = 7
"""A letter with six marks. What is stacked higher starts anew, on a dotted circle, and stays in its line."""

_IDEOGRAPHIC = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Yi}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]"
)
_NEVER_FIRST = frozenset(
    "!%),.:;?]}’”»…‥·、。〉》」』】〕〗〙〛〞〟ゝゞ々ー・：；！），．？］｝｡｣､｠ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
_NEVER_LAST = frozenset("([{‘“«〈《「『【〔〖〘〚〝（［｛｟｢$£¥＄￡￥")
_GLUE = frozenset("\u00a0\u2007\u202f\u2011")
_HYPHENS = frozenset("-\u2010\u2013\u2014")
_THAI_LEADING = frozenset("เแโใไ")
_THAI_FOLLOWING = frozenset("ะาำๅๆฯ")
_BREAK_AFTER = frozenset("/?&=-_.,;:")
"""Where a word longer than a line is broken by preference: addresses of pages, mostly."""


def clusters(text: str) -> list[str]:
    """The grapheme clusters of the text, in order; joined they are the text."""
    found: list[str] = _GRAPHEME.findall(text)
    if len(found) == len(text):
        return found
    return [part for cluster in found for part in bounded(cluster)]


def bounded(cluster: str) -> list[str]:
    """The cluster itself, or its pieces where more is piled on it than any script piles."""
    if len(cluster) <= _MOST_MARKS:
        return [cluster]
    stacked = all(unicodedata.category(character) in ("Mn", "Me") for character in cluster[1:])
    longest = _MOST_MARKS if stacked else _LONGEST
    return [cluster[start : start + longest] for start in range(0, len(cluster), longest)]


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbouring clusters (a space belongs to the line that it ends)."""
    last, first = before[-1], after[0]
    if first == " " or first in _GLUE or last in _GLUE:
        return False
    if last == " ":
        return True
    if first in _NEVER_FIRST or last in _NEVER_LAST:
        return False
    if last in _HYPHENS:
        return not first.isdigit()
    return _IDEOGRAPHIC.match(before) is not None or _IDEOGRAPHIC.match(after) is not None


def may_break_word(before: str, after: str) -> bool:
    """Whether a word that is longer than a line may be broken here."""
    return before[-1] not in _THAI_LEADING and after[0] not in _THAI_FOLLOWING


def break_long(word: str, widths: list[float], room: float) -> list[tuple[int, int]]:
    """Cut a plain word that is longer than a line: (start, end) of each piece, none wider than `room` unless a single
    character is. Prefers to cut after punctuation in a piece's last third."""
    pieces: list[tuple[int, int]] = []
    start, filled, good = 0, 0.0, 0
    place = 0
    while place < len(word):
        if filled + widths[place] > room and place > start:
            end = good if good >= start + max(1, (place - start) * 2 // 3) else place
            pieces.append((start, end))
            start = place = end
            filled, good = 0.0, 0
            continue
        filled += widths[place]
        place += 1
        if word[place - 1] in _BREAK_AFTER:
            good = place
    pieces.append((start, len(word)))
    return pieces
