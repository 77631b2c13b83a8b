"""The tag tree: what each piece of a page is, and in which order it is read.

Elements are written as soon as they are closed, so the tree of a long conversation never stands in memory; only the
path from the root to the open element does, with the numbers of its children.
"""

from __future__ import annotations

from exports.pdfa.objects import ObjectFile


class _Element:
    __slots__ = ("attributes", "kids", "number", "page", "parent", "tag")

    def __init__(self, number: int, tag: str, parent: int, attributes: str) -> None:
        self.number = number
        self.tag = tag
        self.parent = parent
        self.attributes = attributes
        self.kids: list[str] = []
        self.page = 0


class StructureTree:
    """Builds the tree through `open`, `content` and `close`; `page_done` and `finish` write what finds it."""

    def __init__(self, file: ObjectFile) -> None:
        self._file = file
        self.root = file.reserve()
        self._document = _Element(file.reserve(), "Document", self.root, "")
        self._path = [self._document]
        self._owners: list[int] = []
        self._pages: list[int] = []

    def open(self, tag: str, attributes: str = "") -> None:
        """Begin an element inside the open one. `attributes` are further dictionary entries, in PDF syntax."""
        parent = self._path[-1]
        element = _Element(self._file.reserve(), tag, parent.number, attributes)
        parent.kids.append(f"{element.number} 0 R")
        self._path.append(element)

    def close(self) -> None:
        """End the open element."""
        self._write(self._path.pop())

    def content(self, page: int) -> int:
        """The id under which a stretch of the page (by object number) belongs to the open element."""
        element = self._path[-1]
        mcid = len(self._owners)
        self._owners.append(element.number)
        self._claim(element, page, mcid)
        return mcid

    def leaf(self, tag: str, page: int, attributes: str = "") -> int:
        """An element with one stretch of one page and nothing else: `open`, `content` and `close` in one."""
        parent = self._path[-1]
        number = self._file.reserve()
        parent.kids.append(f"{number} 0 R")
        mcid = len(self._owners)
        self._owners.append(number)
        self._file.pack(number, f"<</S/{tag}/P {parent.number} 0 R/Pg {page} 0 R/K {mcid}{attributes}>>")
        return mcid

    def open_item(self, page: int) -> int:
        """Begin a list item: its label, whose content id is returned, and its body, which is now the open element."""
        parent = self._path[-1]
        reserve = self._file.reserve
        item, label, body = reserve(), reserve(), reserve()
        parent.kids.append(f"{item} 0 R")
        mcid = len(self._owners)
        self._owners.append(label)
        self._file.pack(item, f"<</S/LI/P {parent.number} 0 R/K[{label} 0 R {body} 0 R]>>")
        self._file.pack(label, f"<</S/Lbl/P {item} 0 R/Pg {page} 0 R/K {mcid}>>")
        self._path.append(_Element(body, "LBody", item, ""))
        return mcid

    def page_done(self) -> int:
        """Close a page's account; returns its key in the parent tree."""
        number = self._file.reserve()
        self._file.pack(number, "[" + " ".join([f"{owner} 0 R" for owner in self._owners]) + "]")
        self._owners = []
        self._pages.append(number)
        return len(self._pages) - 1

    def finish(self) -> None:
        """Write the document element, the parent tree and the root."""
        self._write(self._document)
        leaves: list[str] = []
        for first in range(0, len(self._pages), 64):
            part = self._pages[first : first + 64]
            number = self._file.reserve()
            pairs = " ".join([f"{first + at} {page} 0 R" for at, page in enumerate(part)])
            self._file.pack(number, f"<</Limits[{first} {first + len(part) - 1}]/Nums[{pairs}]>>")
            leaves.append(f"{number} 0 R")
        tree = self._file.reserve()
        self._file.pack(tree, f"<</Kids[{' '.join(leaves)}]>>")
        self._file.pack(
            self.root,
            f"<</Type/StructTreeRoot/K {self._document.number} 0 R/ParentTree {tree} 0 R"
            f"/ParentTreeNextKey {len(self._pages)}>>",
        )

    def _claim(self, element: _Element, page: int, mcid: int) -> None:
        if not element.page:
            element.page = page
        if element.page == page:
            element.kids.append(str(mcid))
        else:
            element.kids.append(f"<</Type/MCR/Pg {page} 0 R/MCID {mcid}>>")

    def _write(self, element: _Element) -> None:
        page = f"/Pg {element.page} 0 R" if element.page else ""
        kids = element.kids[0] if len(element.kids) == 1 else f"[{' '.join(element.kids)}]"
        self._file.pack(
            element.number,
            f"<</S/{element.tag}/P {element.parent} 0 R{page}/K {kids}{element.attributes}>>",
        )
