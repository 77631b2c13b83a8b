"""One document's fonts: what was drawn of each face, and the subset that is embedded for it.

Every face becomes a Type 0 font whose codes are glyph ids. Each glyph that was drawn says which characters it stands
for; where one glyph stands for different text in two places, the second place says so itself (`ActualText`).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping

from exports.pdfa.objects import ObjectFile
from exports.pdfa.syntax import utf16_hex
from exports.text.faces import Face

_CMAP_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


class UsedFace:
    """A face as one document uses it. `name` is the font's name in the resources, without its slash; `fixed` are the
    glyphs whose text is settled whatever is drawn first."""

    def __init__(self, face: Face, name: str, fixed: Mapping[int, str]) -> None:
        self.face = face
        self.name = name
        self._glyphs: set[int] = set()
        self._text_of: dict[int, str] = {}
        self._fixed = fixed

    def speaks_for(self, glyph: int, text: str) -> bool:
        """Note that the glyph is drawn for this text; False when it already stands for another."""
        self._glyphs.add(glyph)
        fixed = self._fixed.get(glyph)
        return (self._text_of.setdefault(glyph, text) if fixed is None else fixed) == text

    def add_plain(self, characters: set[str]) -> None:
        """Note characters drawn one to one."""
        for character in characters:
            self._glyphs.add(self.face.glyph(character))

    def embed(self, file: ObjectFile) -> int:
        """Write the font; returns its object number."""
        glyphs = sorted(self._glyphs)
        face = self.face
        program = face.subset(self._glyphs)
        tag = _subset_tag(glyphs)
        name = f"/{tag}+{face.name.removesuffix('.ttf').replace('_400', '-')}"
        font, descendant, descriptor, data, unicode_map = (file.reserve() for _ in range(5))
        file.write_stream(data, f"/Length1 {len(program)}", program)
        file.write_stream(unicode_map, "", self._unicode_map(glyphs).encode("ascii"))
        box, ascent, descent = _metrics(program, face.scale)
        file.pack(
            descriptor,
            f"<</Type/FontDescriptor/FontName{name}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {ascent}"
            f"/Descent {descent}/CapHeight {ascent}/StemV 80/FontFile2 {data} 0 R>>",
        )
        widths = "".join([f"{glyph}[{face.advance(glyph):.6g}]" for glyph in glyphs])
        file.pack(
            descendant,
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            f"/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW 1000/W[{widths}]/CIDToGIDMap/Identity>>",
        )
        file.pack(
            font,
            f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
            f"/ToUnicode {unicode_map} 0 R>>",
        )
        return font

    def _unicode_map(self, glyphs: list[int]) -> str:
        rows = []
        for glyph in glyphs:
            text = self._fixed.get(glyph) or self._text_of[glyph]
            rows.append(f"<{glyph:04X}> <{utf16_hex(text)}>\n")
        blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
        body = "".join([f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks])
        return _CMAP_HEAD + body + _CMAP_TAIL


def _subset_tag(glyphs: list[int]) -> str:
    digest = hashlib.sha256(",".join(map(str, glyphs)).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _metrics(program: bytes, scale: float) -> tuple[str, int, int]:
    """Bounding box, ascent and descent in thousandths, from the tables `head` and `hhea` of a TrueType file."""
    (count,) = struct.unpack_from(">H", program, 4)
    tables = {}
    for at in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", program, 12 + 16 * at)
        tables[tag] = offset
    box = struct.unpack_from(">4h", program, tables[b"head"] + 36)
    ascent, descent = struct.unpack_from(">2h", program, tables[b"hhea"] + 4)
    return " ".join(str(round(value * scale)) for value in box), round(ascent * scale), round(descent * scale)
