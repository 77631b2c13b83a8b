"""Which way a text runs: embedding levels by the Unicode bidirectional algorithm.

Most texts run left to right and are told apart by one search. Explicit controls never arrive here (they are shown as
codes), so levels come from the characters alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex
from bidi import algorithm

_RIGHT_TO_LEFT = regex.compile(
    "[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_CLOSED_BY = dict(zip("([{（［｛「『【《〈", ")]}）］｝」』】》〉", strict=True))
_CLOSING = frozenset(_CLOSED_BY.values())
_TAKEN = frozenset(("L", "R", "AL", "EN", "ES", "ET", "AN", "CS", "NSM", "S", "WS", "ON"))
_DEEPEST = 63
_STRONG = {"L": 0, "R": 1, "AL": 1, "EN": 1, "AN": 1}
_LONGEST = 4_000
"""Code points looked at in one piece: the algorithm's time must not depend on how long a stranger's line is."""


def has_right_to_left(text: str) -> bool:
    """Whether any character of the text runs right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def levels(text: str, atoms: Sequence[tuple[int, int]] = ()) -> tuple[list[int], bool]:
    """The level of every character (odd = right to left), and whether the paragraph itself runs right to left.

    `atoms` are stretches (start, end) that count as one left-to-right word whatever they hold: redaction tokens.
    """
    for start, end in atoms:
        text = text[:start] + "A" * (end - start) + text[end:]
    base = int(algorithm.get_base_level(text))
    found: list[int] = []
    for start in range(0, len(text), _LONGEST):
        found += _levels(text[start : start + _LONGEST], base)
    return found, bool(base)


def _levels(text: str, base: int) -> list[int]:
    text = _with_brackets_settled(text, base)
    text = "".join([_known(character) for character in text])
    storage = algorithm.get_empty_storage()
    storage["base_level"] = base
    storage["base_dir"] = "R" if base else "L"
    algorithm.get_embedding_levels(text, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    return [int(char["level"]) for char in storage["chars"]]


def _known(character: str) -> str:
    """The character, or one of the same standing where the library would stumble."""
    kind = unicodedata.bidirectional(character)
    if kind in _TAKEN:
        return character
    if not kind:
        # Not assigned in this version of Unicode: the direction of its block.
        return "\u05d0" if _RIGHT_TO_LEFT.match(character) else "A"
    # Rule X9 takes boundary neutrals (joiners) out of the text; as nonspacing marks they follow what is before them.
    return "\u0300" if kind == "BN" else " "


def _with_brackets_settled(text: str, base: int) -> str:
    """Rule N0, which the library lacks: a pair of brackets goes the way of what it encloses.

    Each bracket so settled is replaced by a strong letter of that direction; only its level is wanted here.
    """
    pairs = _bracket_pairs(text)
    if not pairs:
        return text
    strong = [_STRONG.get(unicodedata.bidirectional(char)) for char in text]
    characters = list(text)
    for opening, closing in pairs:
        inside = set(strong[opening + 1 : closing]) - {None}
        direction: int | None = None
        if base in inside:
            direction = base
        elif inside:
            before = next((way for way in reversed(strong[:opening]) if way is not None), base)
            direction = before if before != base else base
        if direction is not None:
            strong[opening] = strong[closing] = direction
            characters[opening] = characters[closing] = "\u05d0" if direction else "A"
    return "".join(characters)


def _bracket_pairs(text: str) -> list[tuple[int, int]]:
    """The places of brackets that belong together, by the place of the first (definition BD16)."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if character in _CLOSED_BY:
            if len(waiting) == _DEEPEST:
                break
            waiting.append((_CLOSED_BY[character], place))
        elif character in _CLOSING:
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == character:
                    pairs.append((waiting[depth][1], place))
                    del waiting[depth:]
                    break
    return sorted(pairs)


def visual_order(run_levels: Sequence[int]) -> list[int]:
    """Rule L2: the places of a line's runs from left to right."""
    order = list(range(len(run_levels)))
    odd = [level for level in run_levels if level & 1]
    if not odd:
        return order
    for level in range(max(run_levels), min(odd) - 1, -1):
        start = 0
        while start < len(order):
            if run_levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and run_levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order
