"""The smallest pieces that lines are made of: words, ideographs, emoji, spaces, each in its face and direction.

A word is shaped whole, so that letters join as they should; what cannot be shaped whole falls apart into clusters, and
a character that no face has becomes its code.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from exports.text.bidi import has_right_to_left, levels
from exports.text.clean import code_of
from exports.text.clusters import bounded, clusters
from exports.text.faces import Face, Faces
from exports.text.shaping import Cluster, shape


class Unit(NamedTuple):
    """One piece. Either `codes` (plain Latin) or `glyphs`; `token` numbers the redaction token it is in (0 = none),
    `width` is in thousandths of the type size."""

    text: str
    face: Face
    codes: str
    glyphs: tuple[Cluster, ...]
    width: float
    level: int
    token: int


Piece = tuple[str, int]
"""Words and 0, or a redaction token and its number."""

_ONE = regex.compile(r"\X")
_UNITS_KEPT = 20_000

_SHARED = frozenset("!\"'()*,-./:;?[]0123456789")
"""Characters that many faces have: they stay with the face of what stands before them."""

_BREAKABLE = frozenset(" \u00a0-\u2010\u2013\u2014")

_JOINED = "".join(
    rf"|[\p{{{script}}}\p{{Mn}}\p{{Mc}}\u200c\u200d]+"
    for script in ("Arabic", "Hebrew", "Devanagari", "Tamil", "Bengali", "Hangul")
)


@functools.cache
def _words(faces: Faces) -> regex.Pattern[str]:
    """A stretch of plain letters (unless a mark follows), a word of a joined script, or a single cluster."""
    plain = [char for char in sorted(faces.plain_characters) if char not in _BREAKABLE]
    return regex.compile(rf"[{''.join(map(regex.escape, plain))}]+(?![\p{{M}}\u200d\ufe0f]){_JOINED}|\X")


class Splitter:
    """Cuts a paragraph into units for one set of faces. `missing` counts characters that no face has."""

    def __init__(self, faces: Faces, missing: dict[str, int]) -> None:
        self.faces = faces
        self.missing = missing
        self._known: dict[tuple[str, Face, Face, int], Unit] = {}
        self._word = _words(faces)

    def units(self, pieces: Sequence[Piece], latin: Face) -> tuple[list[Unit], bool]:
        """The paragraph's units in logical order, and whether it runs right to left."""
        text = "".join([piece for piece, _ in pieces])
        if not has_right_to_left(text):
            return list(self._split(pieces, latin, None)), False
        atoms: list[tuple[int, int]] = []
        place = 0
        for piece, token in pieces:
            if token:
                atoms.append((place, place + len(piece)))
            place += len(piece)
        run_levels, right = levels(text, atoms)
        return list(self._split(pieces, latin, run_levels)), right

    def take_apart(self, unit: Unit, latin: Face) -> Iterator[Unit]:
        """The unit cluster by cluster, for a word that is longer than a line."""
        for cluster in clusters(unit.text):
            yield from self._unit(cluster, unit.face, latin, unit.level, unit.token)

    def join(self, parts: Sequence[Unit], latin: Face) -> list[Unit]:
        """Neighbouring clusters made one unit again, so that their letters join; as they are where faces differ."""
        first = parts[0]
        if len(parts) > 1 and all(part.face is first.face and part.level == first.level for part in parts):
            text = "".join([part.text for part in parts])
            if first.face.covers(text):
                return list(self._unit(text, first.face, latin, first.level, first.token))
        return list(parts)

    def _split(self, pieces: Sequence[Piece], latin: Face, run_levels: list[int] | None) -> Iterator[Unit]:
        place, previous = 0, latin
        for piece, token in pieces:
            if token:
                previous = latin
            for text in self._word.findall(piece):
                level = 0
                if run_levels is not None:
                    level = run_levels[place]
                    place += len(text)
                    if any(other != level for other in run_levels[place - len(text) : place]):
                        # A word of two directions (letters and digits): each character on its own.
                        for at, character in enumerate(text, place - len(text)):
                            yield from self._unit(character, previous, latin, run_levels[at], token)
                        continue
                key = (text, previous, latin, level)
                known = self._known.get(key) if not token else None
                if known is not None:
                    previous = known.face
                    yield known
                    continue
                parts = bounded(text) if len(text) > 7 and _ONE.fullmatch(text) else [text]
                made = [unit for part in parts for unit in self._unit(part, previous, latin, level, token)]
                if len(made) == 1 and not token and text not in self.missing and len(self._known) < _UNITS_KEPT:
                    self._known[key] = made[0]
                previous = made[-1].face
                yield from made

    def _unit(self, text: str, previous: Face, latin: Face, level: int, token: int) -> Iterator[Unit]:
        face: Face | None
        if text == " ":
            face = previous if previous.has_spaces else latin
        elif text in _SHARED and not token and previous.glyph(text):
            face = previous
        else:
            face = self.faces.face_for(text, latin)
        if face is latin and not level & 1 and self.faces.is_plain(text):
            codes, width = latin.words.get(text) or latin.measure(text)
            yield Unit(text, latin, codes, (), width, level, token)
        elif face is not None:
            shaped = shape(face, text, bool(level & 1))
            yield Unit(text, face, "", shaped.clusters, shaped.width, level, token)
        elif len(text) > 1:
            for part in clusters(text) if len(clusters(text)) > 1 else text:
                yield from self._unit(part, previous, latin, level, token)
        else:
            self.missing[text] = self.missing.get(text, 0) + 1
            code = code_of(text)
            codes, width = latin.measure(code)
            yield Unit(code, latin, codes, (), width, level, token)
