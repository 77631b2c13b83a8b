"""The faces of the bundled fonts, and which of them shows what.

A face is loaded when a text first needs it and then kept for the life of the process, with its glyph ids and word
widths. Nothing kept here depends on what was set before, so the order of documents never changes their bytes.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import regex
import uharfbuzz as hb

from exports.fonts import bundled_path

_WORDS_KEPT = 60_000
_PLAIN_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xA0),
    (0xA1, 0xAC),
    (0xAE, 0x2FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x20A0, 0x20BF),
    (0x2116, 0x2122),
)
"""Left to right, one character one glyph, no shaping. Narrowed below to what both Latin faces have."""

_OTHERS = (
    "NotoSansArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "NotoSansTamil-Regular.ttf",
    "NotoSansSymbols-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
    "NotoSansMath-Regular.ttf",
    "NotoSansSC_400Regular.ttf",
    "NotoSansKR_400Regular.ttf",
)
_EMOJI = "NotoEmoji_400Regular.ttf"
_IGNORABLE = frozenset("\u200c\u200d\ufe0e\ufe0f")


class Face:
    """One font file. Widths are in thousandths of the type size; glyph 0 means that the face lacks the character."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._glyphs: dict[str, int] = {}
        self.face = hb.Face(hb.Blob.from_file_path(str(path)))
        self.font = hb.Font(self.face)
        self.scale = 1000 / self.face.upem
        # An emoji's space is as wide as an emoji, and a symbol's stands between words of another face.
        self.has_spaces = self.glyph(" ") > 0 and not any(part in self.name for part in ("Emoji", "Symbols", "Math"))
        self.words: dict[str, tuple[str, float]] = {}
        self._advances: dict[int, float] = {}
        self._ready_to_subset: hb.Face | None = None

    def glyph(self, character: str) -> int:
        """The glyph that stands for the character by itself, 0 when there is none."""
        glyph = self._glyphs.get(character)
        if glyph is None:
            glyph = self._glyphs[character] = int(self.font.get_nominal_glyph(ord(character)) or 0)
        return glyph

    def advance(self, glyph: int) -> float:
        """How wide the glyph is by itself."""
        width = self._advances.get(glyph)
        if width is None:
            width = self._advances[glyph] = self.font.get_glyph_h_advance(glyph) * self.scale
        return width

    def measure(self, word: str) -> tuple[str, float]:
        """A plain word as hexadecimal glyph codes, four digits each, and its width. Remembered."""
        glyphs = [self.glyph(character) for character in word]
        result = "".join([f"{glyph:04X}" for glyph in glyphs]), sum([self.advance(glyph) for glyph in glyphs])
        if len(self.words) >= _WORDS_KEPT:
            self.words.clear()
        if len(word) <= 40:
            self.words[word] = result
        return result

    def covers(self, cluster: str) -> bool:
        """Whether every character of a grapheme cluster has a glyph; joiners and variation selectors need none."""
        return all(self.glyph(character) or character in _IGNORABLE for character in cluster)

    def subset(self, glyphs: set[int]) -> bytes:
        """A TrueType file with these glyphs under their own ids, without hints and layout tables."""
        if self._ready_to_subset is None:
            self._ready_to_subset = hb.subset_preprocess(self.face)
        plan = hb.SubsetInput()
        flags = hb.SubsetFlags
        plan.flags = flags.RETAIN_GIDS | flags.NO_HINTING | flags.NOTDEF_OUTLINE | flags.NO_LAYOUT_CLOSURE
        plan.glyph_set.update(sorted(glyphs))
        plan.drop_table_tag_set.update(_DROPPED_TABLES)
        return bytes(hb.subset(self._ready_to_subset, plan).blob.data)


_DROPPED_TABLES = [
    int.from_bytes(tag, "big")
    for tag in (
        *(b"GSUB", b"GPOS", b"GDEF", b"BASE", b"MATH", b"STAT", b"name", b"post", b"cmap"),
        *(b"OS/2", b"DSIG", b"gasp", b"kern", b"meta", b"vhea", b"vmtx", b"VORG"),
    )
]


class Faces:
    """The bundled faces in the order they are asked. `regular` and `bold` carry Latin; others come when needed."""

    def __init__(self) -> None:
        self.regular = Face(bundled_path("NotoSans-Regular.ttf"))
        self.bold = Face(bundled_path("NotoSans-Bold.ttf"))
        characters = [
            chr(code)
            for first, last in _PLAIN_RANGES
            for code in range(first, last + 1)
            if self.regular.glyph(chr(code)) and self.bold.glyph(chr(code))
        ]
        self.plain_characters = frozenset(characters)
        self._not_plain = re.compile(f"[^{re.escape(''.join(characters))}]")
        self._meanings: dict[Face, dict[int, str]] = {}
        self._loaded: dict[str, Face] = {}
        self._chosen: dict[tuple[bool, str], Face | None] = {}

    def is_plain(self, text: str) -> bool:
        """Whether the Latin faces show the text one glyph a character, left to right (a line feed is not plain)."""
        return (text.isascii() and text.isprintable()) or self._not_plain.search(text) is None

    def plain_meanings(self, face: Face) -> dict[int, str]:
        """What each plain glyph of a Latin face stands for, in every document alike; nothing for another face."""
        if face is not self.regular and face is not self.bold:
            return {}
        if face not in self._meanings:
            self._meanings[face] = {face.glyph(char): char for char in sorted(self.plain_characters, reverse=True)}
        return self._meanings[face]

    def face_for(self, cluster: str, latin: Face) -> Face | None:
        """The first face that has the whole cluster, `latin` first; emoji presentation goes to the emoji face."""
        key = (latin is self.bold, cluster)
        if key not in self._chosen:
            if len(self._chosen) >= _WORDS_KEPT:
                self._chosen.clear()
            self._chosen[key] = self._find(cluster, latin)
        return self._chosen[key]

    def _find(self, cluster: str, latin: Face) -> Face | None:
        emoji = self._load(_EMOJI)
        if _wants_emoji(cluster) and emoji.covers(cluster):
            return emoji
        if latin.covers(cluster):
            return latin
        for file in _OTHERS:
            face = self._load(file)
            if face.covers(cluster):
                return face
        return emoji if emoji.covers(cluster) else None

    def _load(self, file: str) -> Face:
        if file not in self._loaded:
            self._loaded[file] = Face(bundled_path(file))
        return self._loaded[file]


_WANTS_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\ufe0f|\u20e3")


def _wants_emoji(cluster: str) -> bool:
    return "\ufe0e" not in cluster and _WANTS_EMOJI.search(cluster) is not None


@functools.cache
def bundled_faces() -> Faces:
    """The process's faces. Loading them maps files and decodes nothing."""
    return Faces()
