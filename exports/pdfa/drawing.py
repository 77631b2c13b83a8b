"""Lines of glyphs become PDF operators: glyph codes in hexadecimal, and nothing else of the text.

The operators place nothing but the first line; those that follow are relative to it, so that lines can be cut between
pages anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from exports.pdfa.fonts import UsedFace
from exports.pdfa.syntax import hex_text
from exports.text.faces import Face, Faces
from exports.text.lines import Line
from exports.text.shaping import Cluster

_UNSEEN = "\u200c"
_MOST_TWINS = 12
_VISIBLE = 0.05
"""Thousandths of the type size below which a correction is not worth its bytes."""


class Pen:
    """Draws lines for one document and keeps account of the faces it uses."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._by_face: dict[Face, UsedFace] = {}
        self._twins: dict[Face, list[UsedFace]] = {}
        self._used: list[UsedFace] = []

    def used(self, face: Face) -> UsedFace:
        """The document's account of a face; the first call gives it its name."""
        found = self._by_face.get(face)
        if found is None:
            fixed = self._faces.plain_meanings(face)
            found = self._by_face[face] = UsedFace(face, f"F{len(self._used) + 1}", fixed)
            self._used.append(found)
        return found

    def all_used(self) -> list[UsedFace]:
        """Every face drawn so far, in the order of their names."""
        return self._used

    def text(
        self, lines: Sequence[Line], x: float, y: float, face: Face, size: float, leading: float, width: float
    ) -> str:
        """Operators for lines under each other, the first baseline at (x, y); `width` is for those set to the right."""
        name = self.used(face).name
        parts = [f"BT/{name} {size:g} Tf {leading:g} TL {x:.2f} {y:.2f} Td"]
        for line in lines:
            if line.codes:
                parts.append(f"<{line.codes}>Tj T*")
            elif not line.runs:
                parts.append("T*")
            elif line.right:
                shift = width - line.width
                parts.append(f"{shift:.2f} 0 Td{self._runs(line, face, name, size)} {-shift:.2f} 0 Td T*")
            else:
                parts.append(self._runs(line, face, name, size) + " T*")
        parts.append("ET")
        return "\n".join(parts)

    def inline(self, line: Line, face: Face, size: float) -> str:
        """Operators for one line inside an open text object: sets its font, leaves the pen behind its last glyph."""
        name = self.used(face).name
        if line.codes:
            return f"/{name} {size:g} Tf<{line.codes}>Tj"
        return f"/{name} {size:g} Tf{self._runs(line, face, name, size)}"

    def _runs(self, line: Line, face: Face, name: str, size: float) -> str:
        parts: list[str] = []
        current, pen = face, 0.0
        for run in line.runs:
            used = self.used(run.face)
            if run.face is not current:
                parts.append(f"/{used.name} {size:g} Tf")
                current = run.face
            if abs(run.x - pen) > 0.01:
                parts.append(f"[{(pen - run.x) * 1000 / size:.2f}]TJ")
            pen = run.x + run.width
            if run.codes:
                parts.append(f"<{run.codes}>Tj")
            elif run.reversed:
                # The specification's word for glyphs that stand in the opposite of their reading order.
                parts.append(f"/ReversedChars BMC{self._glyphs(run.glyphs, used, size, turned=True)} EMC")
            else:
                parts.append(self._glyphs(run.glyphs, used, size))
        if current is not face:
            parts.append(f"/{name} {size:g} Tf")
        return "".join(parts)

    def _glyphs(self, clusters: Sequence[Cluster], used: UsedFace, size: float, *, turned: bool = False) -> str:
        parts: list[str] = []
        row: list[str] = []
        pending = rise = 0.0

        def close() -> None:
            if row:
                parts.append(f"[{''.join(row)}]TJ")
                row.clear()

        for text, glyphs, spells in clusters:
            if turned and len(glyphs) == 1 and len(text) == 2 and self._split_ligature(used, glyphs[0].id, text):
                if abs(pending) > _VISIBLE:
                    row.append(f"{pending:.2f}")
                unseen = used.face.glyph(_UNSEEN)
                row.append(f"<{glyphs[0].id:04X}><{unseen:04X}>")
                pending = used.face.advance(unseen)
                continue
            # Asked of every glyph, also after one has said no: each must be known to the font.
            spoken = [used.speaks_for(glyph.id, glyph.text) for glyph in glyphs]
            alone = spells and all(spoken)
            twin = None if alone or len(glyphs) > 1 or not _beyond_bmp(text) else self._twin(used, glyphs[0].id, text)
            if twin is not None:
                close()
                parts.append(f"/{twin.name} {size:g} Tf")
            elif not alone:
                close()
                parts.append(f"/Span<</ActualText{hex_text(text)}>>BDC")
            for glyph in glyphs:
                if abs(glyph.dy - rise) > _VISIBLE:
                    close()
                    rise = glyph.dy
                    parts.append(f" {rise * size / 1000:.3f} Ts")
                pending -= glyph.dx
                if abs(pending) > _VISIBLE:
                    row.append(f"{pending:.2f}")
                    pending = 0.0
                row.append(f"<{glyph.id:04X}>")
                pending += glyph.dx + used.face.advance(glyph.id) - glyph.advance
            if twin is not None:
                close()
                parts.append(f"/{used.name} {size:g} Tf")
            elif not alone:
                close()
                parts.append(" EMC")
        if abs(pending) > _VISIBLE:
            row.append(f"{pending:.2f}")
        close()
        if rise:
            parts.append(" 0 Ts")
        return "".join(parts).replace("><", "")

    @staticmethod
    def _split_ligature(used: UsedFace, glyph: int, text: str) -> bool:
        """Whether a right-to-left ligature (lam and alef) can stand for its second letter, with a glyph without ink behind
        it for the first: readers turn the letters of such text round one by one, a ligature's letters too."""
        unseen = used.face.glyph(_UNSEEN)
        return bool(unseen) and used.speaks_for(unseen, text[0]) and used.speaks_for(glyph, text[1])

    def _twin(self, used: UsedFace, glyph: int, text: str) -> UsedFace | None:
        """The same face as another font of the document, in which the glyph stands for this text.

        pdfium drops an ActualText without a character of the basic plane, so one picture for two emoji (a hand in two
        skin tones) needs two fonts.
        """
        twins = self._twins.setdefault(used.face, [])
        for twin in twins:
            if twin.speaks_for(glyph, text):
                return twin
        if len(twins) >= _MOST_TWINS:
            return None
        twin = UsedFace(used.face, f"F{len(self._used) + 1}", {})
        self._used.append(twin)
        twins.append(twin)
        twin.speaks_for(glyph, text)
        return twin


def _beyond_bmp(text: str) -> bool:
    return all(character > "\uffff" for character in text)


def token_boxes(lines: Sequence[Line], x: float, y: float, size: float, leading: float, width: float) -> str:
    """Operators that paint a tinted, rounded field behind every redaction token of the lines.

    Two rectangles with round joins: the outer one leaves a hairline, so that the field is seen in a grey print too.
    """
    fields: list[str] = []
    for place, line in enumerate(lines):
        for start, end in line.tokens:
            shift = width - line.width if line.right else 0.0
            left, bottom = x + shift + start, y - place * leading - 0.18 * size
            fields.append(f"{left + 0.7:.2f} {bottom:.2f} {end - start - 1.4:.2f} {0.92 * size:.2f} re")
    path = "\n".join(fields)
    return (
        "/Artifact BMC q 1 j\n"
        f"0.58 0.64 0.71 RG 0.58 0.64 0.71 rg 2.7 w\n{path} B\n"
        f"0.89 0.92 0.95 RG 0.89 0.92 0.95 rg 1.9 w\n{path} B\nQ EMC"
    )
