"""The Canvas that writes records: ReportLab's drawing operators over our own file, fonts, tags and metadata.

ReportLab knows neither PDF/A nor tags, holds every page until the end and selects Helvetica by itself. So its document
is put aside: `showPage` compresses a page and writes it at once, and `save` writes what the pages stand on. What these
changes reach into is held still by the pinned version and by tests.
"""

from __future__ import annotations

import functools
import hashlib
import io
from typing import BinaryIO

from reportlab.pdfgen.canvas import Canvas

from exports.fonts import bundled_path
from exports.pdfa.drawing import Pen
from exports.pdfa.images import Picture
from exports.pdfa.objects import ObjectFile, deflate
from exports.pdfa.outline import Outline
from exports.pdfa.structure import StructureTree
from exports.pdfa.syntax import hex_text
from exports.pdfa.xmp import Description, information, packet
from exports.text.faces import Faces
from exports.text.lines import Typesetter

_PAGES_A_NODE = 64


@functools.cache
def _colour_profile() -> bytes:
    return deflate(bundled_path("sRGB2014.icc").read_bytes())


class RecordCanvas(Canvas):
    """One PDF/A-2 document. Content goes between `begin`/`end` (tagged) or into an artifact; nothing else may paint.

    `size` is the page's width and height in points. After `save` the canvas is spent.
    """

    def __init__(
        self, stream: BinaryIO, description: Description, faces: Faces, file_id: str, size: tuple[float, float]
    ) -> None:
        self.file = ObjectFile(stream)
        self.tags = StructureTree(self.file)
        self.outline = Outline()
        self.pen = Pen(faces)
        self.setter = Typesetter(faces)
        self.pages = 0
        self.page = 0
        self._description = description
        self._file_id = file_id
        self._size = size
        self._resources = self.file.reserve()
        self._forms: dict[str, int] = {}
        self._pictures: dict[str, str] = {}
        self._page_root = self.file.reserve()
        self._nodes: list[tuple[int, list[int]]] = []
        super().__init__(io.BytesIO(), pagesize=size, pageCompression=1, invariant=True, pdfVersion=(1, 7))
        self.ops: list[str] = self._code  # type: ignore[attr-defined]
        self._begin_page()

    def _make_preamble(self) -> None:
        """No initial font: ReportLab's would be Helvetica, not embedded."""
        self._preamble = ""

    def begin(self, tag: str) -> None:
        """Begin a stretch of content that belongs to the open structure element."""
        self.ops.append(f"/{tag}<</MCID {self.tags.content(self.page)}>>BDC")

    def end(self) -> None:
        """End the stretch."""
        self.ops.append("EMC")

    def artifact(self, operators: str) -> None:
        """Paint what belongs to the page and not to the record: rules, fields, running lines."""
        self.ops.append(f"/Artifact BMC\n{operators}\nEMC")

    def reserve_form(self, name: str) -> int:
        """The object number of a form that pages may draw (`/name Do`) before it is written."""
        self._forms[name] = self.file.reserve()
        return self._forms[name]

    def write_form(self, name: str, operators: str) -> None:
        """Write a form as large as the page."""
        width, height = self._size
        self.file.write_stream(
            self._forms[name],
            f"/Type/XObject/Subtype/Form/BBox[0 0 {width:g} {height:g}]/Resources {self._resources} 0 R",
            operators.encode("ascii"),
        )

    def draw_picture(self, picture: Picture, x: float, y: float, width: float, height: float, alt: str) -> None:
        """A picture as a figure of its own, with the words that stand for it. Written at once, equal ones once."""
        key = hashlib.sha256(picture.content).hexdigest()
        name = self._pictures.get(key)
        if name is None:
            name = self._pictures[key] = f"Im{len(self._pictures) + 1}"
            self._forms[name] = self.file.reserve()
            self.file.write_stream(
                self._forms[name],
                f"/Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.height}/ColorSpace/DeviceRGB"
                "/BitsPerComponent 8/Filter/DCTDecode",
                picture.content,
                compress=False,
            )
        box = f"{x:.2f} {y:.2f} {x + width:.2f} {y + height:.2f}"
        attributes = f"/Alt{hex_text(alt)}/A<</O/Layout/BBox[{box}]>>"
        mcid = self.tags.leaf("Figure", self.page, attributes)
        self.ops.append(
            f"/Figure<</MCID {mcid}>>BDC q {width:.2f} 0 0 {height:.2f} {x:.2f} {y:.2f} cm /{name} Do Q EMC"
        )

    def showPage(self) -> None:
        """Write the page and begin the next. The last page is ended by `save`."""
        self._end_page()
        self._begin_page()

    def save(self) -> None:
        """End the last page and write everything the pages stand on."""
        self._end_page()
        file = self.file
        self.tags.finish()
        for used, characters in self.setter.used_plain.items():
            if characters:
                self.pen.used(used).add_plain(characters)
        fonts = "".join([f"/{used.name} {used.embed(file)} 0 R" for used in self.pen.all_used()])
        forms = "".join([f"/{name} {number} 0 R" for name, number in self._forms.items()])
        file.pack(self._resources, f"<</Font<<{fonts}>>/XObject<<{forms}>>>>")
        self._write_page_tree()
        profile, metadata, info, catalog = (file.reserve() for _ in range(4))
        file.write_stream(profile, "/N 3/Filter/FlateDecode", _colour_profile(), compress=False)
        file.write_stream(metadata, "/Type/Metadata/Subtype/XML", packet(self._description), compress=False)
        file.pack(info, information(self._description))
        outline = self.outline.write(file)
        file.pack(
            catalog,
            f"<</Type/Catalog/Pages {self._page_root} 0 R/Outlines {outline} 0 R/Metadata {metadata} 0 R"
            f"/StructTreeRoot {self.tags.root} 0 R/MarkInfo<</Marked true>>/Lang({self._description.language})"
            f"/ViewerPreferences<</DisplayDocTitle true>>/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
            f"/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile {profile} 0 R>>]>>",
        )
        file.finish(catalog, info, self._file_id)

    def _begin_page(self) -> None:
        self.page = self.file.reserve()
        self.pages += 1

    def _end_page(self) -> None:
        file = self.file
        contents = file.reserve()
        file.write_stream(contents, "", "\n".join(self.ops).encode("ascii"))
        if not self._nodes or len(self._nodes[-1][1]) == _PAGES_A_NODE:
            self._nodes.append((file.reserve(), []))
        parent, kids = self._nodes[-1]
        kids.append(self.page)
        width, height = self._size
        file.pack(
            self.page,
            f"<</Type/Page/Parent {parent} 0 R/MediaBox[0 0 {width:g} {height:g}]/Resources {self._resources} 0 R"
            f"/Contents {contents} 0 R/StructParents {self.tags.page_done()}>>",
        )
        self._startPage()  # type: ignore[attr-defined]
        self.ops = self._code  # type: ignore[attr-defined]

    def _write_page_tree(self) -> None:
        file = self.file
        for number, kids in self._nodes:
            children = " ".join([f"{kid} 0 R" for kid in kids])
            file.pack(number, f"<</Type/Pages/Parent {self._page_root} 0 R/Kids[{children}]/Count {len(kids)}>>")
        nodes = " ".join([f"{number} 0 R" for number, _ in self._nodes])
        file.pack(self._page_root, f"<</Type/Pages/Kids[{nodes}]/Count {self.pages}>>")
