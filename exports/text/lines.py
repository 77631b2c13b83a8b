"""Text becomes lines: cleaned, broken to a width, every piece in a face that has it, redaction tokens kept apart.

Plain Latin text takes a short path of remembered word widths; everything else is cut into units, measured, filled into
lines and put in visual order. A line knows no place and no document: it is drawn by exports.pdfa.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from exports.text.bidi import visual_order
from exports.text.clean import visible
from exports.text.clusters import break_long, may_break, may_break_word
from exports.text.faces import Face, Faces
from exports.text.paragraphs import paragraphs, parts
from exports.text.shaping import Cluster
from exports.text.units import Piece, Splitter, Unit


class Run(NamedTuple):
    """Glyphs of one face from left to right: `codes` (plain Latin in hexadecimal) or `glyphs`. `x` and `width` in points,
    `x` from the line's left end; `reversed` = the glyphs are to be read from right to left."""

    face: Face
    codes: str
    glyphs: tuple[Cluster, ...]
    x: float
    width: float
    reversed: bool


class Line(NamedTuple):
    """One line. Either `codes` (glyphs of the Latin face in hexadecimal) or `runs` in reading order; `width` in points;
    `tokens` are the stretches (from, to) in points that redaction tokens take up; `right` = against the right edge."""

    codes: str
    runs: tuple[Run, ...]
    width: float
    tokens: tuple[tuple[float, float], ...] = ()
    right: bool = False


class Typesetter:
    """Lays out text in a Latin face with all others behind it, for one document.

    `missing` counts characters that no face has; `used_plain` gathers what was set in the Latin faces one to one.
    """

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self.missing: dict[str, int] = {}
        self.used_plain: dict[Face, set[str]] = {faces.regular: set(), faces.bold: set()}
        self._splitter: Splitter | None = None

    def lines(
        self, text: str, face: Face, size: float, width: float, marks: Sequence[tuple[int, int]] = ()
    ) -> list[Line]:
        """The lines of a text in type of `size` within `width` (both in points). `marks` are the (start, end) of
        redaction tokens in `text`, in order and disjoint. An empty text has no lines, an empty paragraph an empty one.
        """
        if not text:
            return []
        room = width * 1000 / size
        out: list[Line] = []
        if marks:
            for pieces in paragraphs(text, marks):
                if all(self.faces.is_plain(piece) for piece, _ in pieces):
                    self._plain_with_tokens(pieces, face, size, room, out)
                else:
                    self._general(pieces, face, size, room, out)
            return out
        is_plain = self.faces.is_plain
        if is_plain(text):
            self._plain(text, face, size, room, out)
            return out
        for paragraph in visible(text).split("\n"):
            if is_plain(paragraph):
                self._plain(paragraph, face, size, room, out)
            else:
                for part in parts(paragraph):
                    self._general([(part, 0)], face, size, room, out)
        return out

    def line(self, text: str, face: Face, size: float) -> Line:
        """The text on one line whatever its width; line feeds become spaces. For labels and names."""
        found = self.lines(visible(text).replace("\n", " "), face, size, 1e9)
        return found[0] if found else Line("", (), 0.0)

    def fitted(self, text: str, face: Face, size: float, width: float) -> Line:
        """The text on one line no wider than `width`; what does not fit gives way to an ellipsis. Not counted as missing:
        a cut text is only a reminder of one that stands whole elsewhere."""
        missing = dict(self.missing)
        line = self.line(text, face, size)
        fits, over = 0, len(text)
        while line.width > width and over - fits > 1:
            middle = (fits + over) // 2
            if self.line(text[:middle].rstrip() + "…", face, size).width <= width:
                fits = middle
            else:
                over = middle
            if over - fits <= 1:
                line = self.line(text[:fits].rstrip() + "…", face, size)
        self.missing.clear()
        self.missing.update(missing)
        return line

    def _plain(self, text: str, face: Face, size: float, room: float, out: list[Line]) -> None:
        self.used_plain[face].update(text)
        remembered, measure, scale = face.words, face.measure, size / 1000
        space, space_width = remembered.get(" ") or measure(" ")
        current: list[str] = []
        filled = 0.0
        for word in text.split(" "):
            codes, wide = remembered.get(word) or measure(word)
            if current and filled + space_width + wide > room:
                out.append(Line(space.join(current), (), filled * scale))
                current = []
            if current:
                current.append(codes)
                filled += space_width + wide
            elif wide <= room:
                current = [codes]
                filled = wide
            else:
                widths = [face.advance(face.glyph(character)) for character in word]
                pieces = break_long(word, widths, room)
                for start, end in pieces[:-1]:
                    out.append(Line(codes[4 * start : 4 * end], (), sum(widths[start:end]) * scale))
                start, end = pieces[-1]
                current = [codes[4 * start : 4 * end]]
                filled = sum(widths[start:end])
        out.append(Line(space.join(current), (), filled * scale))

    def _plain_with_tokens(
        self, pieces: Sequence[Piece], face: Face, size: float, room: float, out: list[Line]
    ) -> None:
        """The short path for a paragraph with tokens. A chunk is what stands between two spaces outside tokens."""
        remembered, measure, scale = face.words, face.measure, size / 1000
        space, space_width = remembered.get(" ") or measure(" ")
        chunks: list[list[_Atom]] = [[]]
        for piece, token in pieces:
            self.used_plain[face].update(piece)
            for place, word in enumerate([piece] if token else piece.split(" ")):
                if place:
                    chunks.append([])
                if word:
                    codes, wide = remembered.get(word) or measure(word)
                    chunks[-1].append((codes, wide, token, word))
        line: list[_Atom] = []
        filled = 0.0
        for chunk in chunks:
            wide = sum([atom[1] for atom in chunk])
            if line and filled + space_width + wide > room:
                out.append(_joined(line, scale))
                line, filled = [], 0.0
            elif line:
                line.append((space, space_width, 0, " "))
                filled += space_width
            if wide > room:
                # Too long for any line and rare: the general path breaks it.
                self._general([(word, token) for _, _, token, word in chunk], face, size, room, out)
                continue
            line.extend(chunk)
            filled += wide
        if line:
            out.append(_joined(line, scale))

    def _general(self, pieces: Sequence[Piece], face: Face, size: float, room: float, out: list[Line]) -> None:
        if self._splitter is None:
            self._splitter = Splitter(self.faces, self.missing)
        units, right = self._splitter.units(pieces, face)
        if not units:
            out.append(Line("", (), 0.0))
            return
        plain = self.used_plain[face]
        for line in self._filled(units, self._splitter, face, room):
            out.append(_composed(line, size, right, plain))

    def _filled(self, units: list[Unit], splitter: Splitter, latin: Face, room: float) -> Iterator[list[Unit]]:
        """Greedy: every line takes as many chunks as fit; a space at its end may stand outside."""
        line: list[Unit] = []
        filled = 0.0
        for chunk in _chunks(units):
            wide = sum([unit.width for unit in chunk])
            core = wide - (chunk[-1].width if chunk[-1].text == " " else 0.0)
            if line and filled + core > room:
                yield line
                line, filled = [], 0.0
            if core > room:
                *full, chunk = _cut(chunk, splitter, latin, room)
                yield from full
                wide = sum([unit.width for unit in chunk])
            line.extend(chunk)
            filled += wide
        if line:
            yield line


_Atom = tuple[str, float, int, str]
"""Codes, width, token number and the words themselves."""


def _joined(atoms: list[_Atom], scale: float) -> Line:
    tokens: list[tuple[float, float]] = []
    pen = 0.0
    for _, wide, token, _ in atoms:
        if token:
            tokens.append((pen * scale, (pen + wide) * scale))
        pen += wide
    return Line("".join([atom[0] for atom in atoms]), (), pen * scale, tuple(tokens))


def _chunks(units: list[Unit]) -> Iterator[list[Unit]]:
    """Stretches that a line may end after, each with its trailing spaces. A token is never broken inside."""
    chunk: list[Unit] = []
    for unit in units:
        if chunk:
            before = chunk[-1]
            if not (unit.token and unit.token == before.token) and may_break(before.text, unit.text):
                yield chunk
                chunk = []
        chunk.append(unit)
    if chunk:
        yield chunk


def _cut(chunk: list[Unit], splitter: Splitter, latin: Face, room: float) -> list[list[Unit]]:
    """A chunk longer than a line, in pieces that fit."""
    pieces: list[list[Unit]] = [[]]
    filled = 0.0
    for part in [part for unit in chunk for part in splitter.take_apart(unit, latin)]:
        full = pieces[-1] and filled + part.width > room
        if full and (filled > 1.2 * room or may_break_word(pieces[-1][-1].text, part.text)):
            pieces.append([])
            filled = 0.0
        pieces[-1].append(part)
        filled += part.width
    return [splitter.join(piece, latin) for piece in pieces]


def _composed(units: list[Unit], size: float, right: bool, plain: set[str]) -> Line:
    """The line's runs in reading order, each with its place from the left, and the stretches that its tokens take up."""
    while units and units[-1].text == " ":
        units.pop()
    turned = any(unit.level for unit in units)
    order = visual_order([unit.level for unit in units]) if turned else range(len(units))
    scale = size / 1000
    found: list[tuple[int, Run]] = []
    tokens: list[tuple[float, float]] = []
    pen, begun, first, last = 0.0, 0.0, len(units), 0
    codes: list[str] = []
    glyphs: list[Cluster] = []
    for place, at in enumerate(order):
        unit = units[at]
        first = min(first, at)
        if unit.codes:
            codes.append(unit.codes)
            plain.update(unit.text)
        else:
            glyphs += unit.glyphs
        after = pen + unit.width * scale
        if unit.token:
            if unit.token == last:
                tokens[-1] = (tokens[-1][0], after)
            else:
                tokens.append((pen, after))
        pen, last = after, unit.token
        following = units[order[place + 1]] if place + 1 < len(units) else None
        if following is None or not _one_run(unit, following):
            found.append(
                (first, Run(unit.face, "".join(codes), tuple(glyphs), begun, pen - begun, bool(unit.level & 1)))
            )
            codes, glyphs, begun, first = [], [], pen, len(units)
    if turned:
        found.sort(key=lambda run: run[0])
    return Line("", tuple([run for _, run in found]), pen, tuple(tokens), right)


def _one_run(unit: Unit, following: Unit) -> bool:
    return (
        following.face is unit.face
        and bool(following.codes) == bool(unit.codes)
        and following.level & 1 == unit.level & 1
    )
