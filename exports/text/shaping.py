"""Runs of one face and one direction become glyphs, cluster by cluster, through HarfBuzz."""

from __future__ import annotations

from typing import NamedTuple

import uharfbuzz as hb

from exports.text.faces import Face

_SHAPES_KEPT = 30_000
_FEATURES = {"liga": False}
"""Arabic's ornamental ligatures are left out: readers that turn letters round turn a ligature's letters too."""
_LEVEL = 8.0
"""Thousandths of the type size that a glyph may stand off its place before anyone sees it."""


class Glyph(NamedTuple):
    """One glyph: its id, how far the pen moves, and where it is drawn off the pen; thousandths of the type size.
    `text` is the character it stands for, or its whole cluster where it stands for no single one."""

    id: int
    advance: float
    dx: float
    dy: float
    text: str


class Cluster(NamedTuple):
    """These characters are these glyphs. `spells` = the glyphs' own texts, in the run's direction, are the text."""

    text: str
    glyphs: tuple[Glyph, ...]
    spells: bool


class Shaped(NamedTuple):
    """A run's clusters from left to right, and their width in thousandths of the type size."""

    clusters: tuple[Cluster, ...]
    width: float


_shapes: dict[tuple[str, str, bool], Shaped] = {}


def shape(face: Face, text: str, right_to_left: bool) -> Shaped:
    """The glyphs of one run. Pure; remembered while the run is short."""
    key = (face.name, text, right_to_left)
    shaped = _shapes.get(key)
    if shaped is None:
        shaped = _shape(face, text, right_to_left)
        if len(text) <= 40:
            if len(_shapes) >= _SHAPES_KEPT:
                _shapes.clear()
            _shapes[key] = shaped
    return shaped


def _shape(face: Face, text: str, right_to_left: bool) -> Shaped:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if right_to_left else "ltr"
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(face.font, buffer, _FEATURES if right_to_left else None)
    infos, positions, scale = buffer.glyph_infos, buffer.glyph_positions, face.scale
    starts = sorted({info.cluster for info in infos})
    if not starts:
        return Shaped((), 0.0)
    # Ignorables that were dropped belong to the cluster before them, or to the first.
    spans = {start: (start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)}
    spans[starts[0]] = (0, spans[starts[0]][1])
    clusters: list[Cluster] = []
    width = 0.0
    place = 0
    while place < len(infos):
        first = place
        while place < len(infos) and infos[place].cluster == infos[first].cluster:
            place += 1
        start, end = spans[infos[first].cluster]
        cluster = text[start:end]
        meanings = _meanings(face, [info.codepoint for info in infos[first:place]], cluster)
        glyphs = tuple(
            Glyph(
                info.codepoint,
                position.x_advance * scale,
                position.x_offset * scale,
                position.y_offset * scale if abs(position.y_offset * scale) > _LEVEL else 0.0,
                meaning,
            )
            for info, position, meaning in zip(infos[first:place], positions[first:place], meanings, strict=True)
        )
        width += sum([glyph.advance for glyph in glyphs])
        spelled = "".join(reversed(meanings) if right_to_left else meanings)
        # A glyph off the line is drawn by itself, and readers then lose its place among the others.
        level = not any(glyph.dy for glyph in glyphs)
        clusters.append(Cluster(cluster, glyphs, level and spelled == cluster))
    return Shaped(tuple(clusters), width)


def _meanings(face: Face, glyphs: list[int], cluster: str) -> list[str]:
    """Which characters of its cluster each glyph stands for; the whole cluster where that cannot be told."""
    if len(glyphs) == 1:
        return [cluster]
    left = list(cluster)
    meanings: list[str | None] = []
    for glyph in glyphs:
        found = next((character for character in left if face.glyph(character) == glyph), None)
        if found is not None:
            left.remove(found)
        meanings.append(found)
    if meanings.count(None) == 1 and left:
        # The one glyph left, a mark in another form, stands for what is left.
        meanings[meanings.index(None)] = "".join(left)
    return [cluster if meaning is None else meaning for meaning in meanings]
