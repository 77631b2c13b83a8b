"""The document outline (bookmarks): a tree of titles, each pointing at a place on a page."""

from __future__ import annotations

from dataclasses import dataclass, field

from exports.pdfa.objects import ObjectFile
from exports.pdfa.syntax import hex_text


@dataclass(slots=True)
class _Node:
    title: str
    page: int
    top: float
    number: int = 0
    children: list[_Node] = field(default_factory=list)


class Outline:
    """Gathers entries in reading order; an entry of level n belongs to the last one of level n - 1."""

    def __init__(self) -> None:
        self._top: list[_Node] = []

    def add(self, title: str, level: int, page: int, top: float) -> None:
        """An entry for a place: the page's object number and the height above its bottom edge, in points.
        Raises ValueError when a level is skipped."""
        siblings = self._top
        for _ in range(level):
            if not siblings:
                raise ValueError("an outline entry without the level above it")
            siblings = siblings[-1].children
        siblings.append(_Node(title, page, top))

    def write(self, file: ObjectFile) -> int:
        """Write the tree; returns the number of its root. Entries below the second level begin folded."""
        root = file.reserve()
        if not self._top:
            file.pack(root, "<</Type/Outlines/Count 0>>")
            return root
        first, last = self._write(file, self._top, root, 0)
        file.pack(root, f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {len(self._top)}>>")
        return root

    def _write(self, file: ObjectFile, nodes: list[_Node], parent: int, level: int) -> tuple[int, int]:
        for node in nodes:
            node.number = file.reserve()
        for place, node in enumerate(nodes):
            entries = f"/Title{hex_text(node.title)}/Parent {parent} 0 R"
            entries += f"/Dest[{node.page} 0 R/XYZ null {node.top:.0f} null]"
            if place:
                entries += f"/Prev {nodes[place - 1].number} 0 R"
            if place + 1 < len(nodes):
                entries += f"/Next {nodes[place + 1].number} 0 R"
            if node.children:
                first, last = self._write(file, node.children, node.number, level + 1)
                entries += f"/First {first} 0 R/Last {last} 0 R/Count {-len(node.children)}"
            file.pack(node.number, f"<<{entries}>>")
        return nodes[0].number, nodes[-1].number
