"""The Word file without its text: A4, styles a person can change, header and footer. python-docx makes it once.

Its default template's own traces (styles for eighty tables, a thumbnail, an author of 2013) are left out. No captured
text passes here; the placeholders below are filled in for each record.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import lru_cache

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

LABEL, AGENCY, DIGEST = "RECORD-LABEL", "AGENCY-NAME", "CONTENT-DIGEST"
"""Placeholders in header and footer."""

_KEPT = ("Normal", "Header", "Footer", "Title", "Heading 1", "Heading 2", "Default Paragraph Font", "Normal Table")
_INK, _QUIET, _SHADE = RGBColor(0x1F, 0x2A, 0x36), RGBColor(0x5A, 0x66, 0x73), "E3EBF3"
_WIDTH = Cm(17)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`before` and `after` enclose the body's paragraphs; `framing` are header and footer; `parts` all the others."""

    before: bytes
    after: bytes
    framing: tuple[tuple[str, bytes], ...]
    parts: tuple[tuple[str, bytes], ...]


@lru_cache(maxsize=1)
def template() -> Template:
    """The template, made at its first use."""
    document = docx.Document()
    _tidy(document)
    _page(document)
    _styles(document)
    stream = io.BytesIO()
    document.save(stream)
    framing: list[tuple[str, bytes]] = []
    parts: list[tuple[str, bytes]] = []
    before = after = b""
    with zipfile.ZipFile(stream) as made:
        for name in made.namelist():
            content = made.read(name)
            if name == "word/document.xml":
                before, rest = content.split(b"<w:sectPr", 1)
                after = b"<w:sectPr" + rest
            elif name.startswith(("word/header", "word/footer")):
                framing.append((name, content))
            elif name != "docProps/core.xml":
                parts.append((name, content))
    return Template(before=before, after=after, framing=tuple(framing), parts=tuple(parts))


def _tidy(document: Document) -> None:
    unwanted = ("thumbnail", "extended-properties", "stylesWithEffects", "customXml", "numbering", "webSettings")
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(unwanted):
                del relations[key]
    for style in list(document.styles):
        if style.name not in _KEPT:
            style.delete()
    kept = {style.style_id for style in document.styles}
    for relation in ("w:link", "w:next", "w:basedOn"):
        for element in list(document.styles.element.iter(qn(relation))):
            if element.get(qn("w:val")) not in kept:
                element.getparent().remove(element)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-NZ")
        language.set(qn("w:eastAsia"), "zh-CN")
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), "en-NZ")


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    section.header_distance = section.footer_distance = Cm(1)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.add_run(LABEL)
    head.add_run(f"\t{AGENCY}")
    foot.add_run(f"SHA-256 of the content {DIGEST}\tPage ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" {instruction} ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _styles(document: Document) -> None:
    normal = _paragraph(document, "Normal", size=10.5, after=0)
    normal.font.name = "Calibri"
    normal.paragraph_format.line_spacing = 1.1
    for name in ("Header", "Footer"):
        style = _paragraph(document, name, size=7.5, color=_QUIET)
        for stop in list(style.paragraph_format.tab_stops):
            style.paragraph_format.tab_stops.clear_all()
            del stop
        style.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    title = _paragraph(document, "Title", size=20, bold=True, after=8)
    _without_border(title)
    _paragraph(document, "Heading 1", size=14, bold=True, before=18, after=6, keep=True)
    _paragraph(document, "Heading 2", size=11, bold=True, before=14, after=4, keep=True, color=_QUIET)
    for name, shade in (("Message Head", ""), ("Agency Head", _SHADE)):
        head = _paragraph(document, name, size=9, before=8, after=1, keep=True, color=_QUIET)
        head.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        if shade:
            _shade(head, shade)
    _paragraph(document, "Message Text", after=2)
    quoted = _paragraph(document, "Quoted Text", size=9.5, after=2, color=_QUIET)
    quoted.paragraph_format.left_indent = Cm(0.8)
    quoted.font.italic = True
    _paragraph(document, "Message Note", size=9, after=1, color=_QUIET)
    _paragraph(document, "Plain Line", after=3)
    earlier = _paragraph(document, "Earlier Version", size=9.5, after=2, color=_QUIET)
    earlier.paragraph_format.left_indent = Cm(0.8)
    _character(document, "Sender", bold=True, color=_INK)
    _character(document, "Label", bold=True, color=_INK)
    _shade(_character(document, "Redaction Mark", bold=True, color=_INK), "D9D9D9")
    digest = _character(document, "Digest", bold=False, color=_INK)
    digest.font.name, digest.font.size = "Consolas", Pt(8.5)


def _paragraph(
    document: Document,
    name: str,
    *,
    size: float = 0,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
    color: RGBColor = _INK,
) -> ParagraphStyle:
    known = [style for style in document.styles if style.name == name]
    style = known[0] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is not a paragraph style")
    if not known:
        style.base_style = document.styles["Normal"]
    style.quick_style = True
    style.hidden = False
    if size:
        style.font.size = Pt(size)
    if name != "Normal":
        style.font.bold = bold
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    if fonts is not None:
        style.element.rPr.remove(fonts)
    style.font.color.rgb = color
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.keep_with_next = Pt(before), Pt(after), keep
    return style


def _character(document: Document, name: str, *, bold: bool, color: RGBColor) -> CharacterStyle:
    style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    if not isinstance(style, CharacterStyle):
        raise TypeError(f"{name} is not a character style")
    style.font.bold = bold
    style.font.color.rgb = color
    style.quick_style = True
    return style


def _shade(style: CharacterStyle, fill: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{key}"), value)
    if isinstance(style, ParagraphStyle):
        # The order of properties is fixed by the format: shading stands before tabs and spacing.
        properties = style.element.get_or_add_pPr()
        later = [each for each in properties if each.tag in (qn("w:tabs"), qn("w:spacing"), qn("w:ind"))]
        if later:
            later[0].addprevious(shade)
        else:
            properties.append(shade)
    else:
        style.element.get_or_add_rPr().append(shade)


def _without_border(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
