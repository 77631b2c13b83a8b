"""Paragraphs and runs of WordprocessingML, from clean text: everything captured is escaped, none of it is markup.

Right-to-left text is told to Word (a paragraph by its first strong letter, a run by its letters), which otherwise sets
numbers and full stops of such text on the wrong side.
"""

from __future__ import annotations

import re
import unicodedata

from archiver.model.redaction import RedactedText
from exports.clean import pieces, shown
from exports.package import xml

_RTL = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_HAS_RTL = re.compile(f"[{_RTL}]")
# Letters of such a script with what stands between them: spaces, digits and punctuation go with their neighbours.
_RUNS = re.compile(rf"([{_RTL}](?:[^A-Za-z\u00c0-\u058f\u0900-\ufb1c\n]*[{_RTL}])*)")
MANY_LINES = 300
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'


def run(text: str, style: str = "", *, rtl: bool = False) -> str:
    """One run of clean text; newlines become breaks."""
    if not text:
        return ""
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    if rtl:
        properties += "<w:rtl/>"
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    words = xml(text)
    if "\n" in words:
        words = words.replace("\n", _BREAK)
    return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>'


def runs(text: str, style: str = "") -> str:
    """Clean text as runs, those of right-to-left scripts marked so."""
    if text.isascii() or _HAS_RTL.search(text) is None:
        return run(text, style)
    return "".join(run(part, style, rtl=at % 2 == 1) for at, part in enumerate(_RUNS.split(text)))


def marked(text: RedactedText) -> str:
    """Captured text as runs, its marks set apart."""
    if not text.marks:
        return runs(shown(text.text))
    return "".join(runs(part, "RedactionMark" if mark else "") for part, mark in pieces(text))


def paragraph(style: str, content: str, *, text: str = "", indent: int = 0) -> str:
    """A paragraph of runs. `text` decides its direction; `indent` in twentieths of a point."""
    extra = "<w:bidi/>" if text and is_rtl(text) else ""
    if indent:
        extra += f'<w:ind w:left="{indent}"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{content}</w:p>'


def message(style: str, text: RedactedText, *, indent: int = 0) -> str:
    """Captured text as one paragraph; as one a line where it has very many, which no program lays out in one."""
    if text.text.count("\n") + text.text.count("\r") <= MANY_LINES:
        return paragraph(style, marked(text), text=text.text, indent=indent)
    written: list[str] = []
    content, words = "", ""
    for part, mark in pieces(text):
        first, *others = part.split("\n")
        content, words = content + runs(first, "RedactionMark" if mark else ""), words + first
        for line in others:
            written.append(paragraph(style, content, text=words, indent=indent))
            content, words = runs(line), line
    written.append(paragraph(style, content, text=words, indent=indent))
    return "".join(written)


def is_rtl(text: str) -> bool:
    """Whether the first strong letter of the text runs from right to left."""
    if text.isascii() or _HAS_RTL.search(text) is None:
        return False
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def table(rows: tuple[tuple[str, str], ...], *, left: int = 2700, right: int = 6930) -> str:
    """Labels and values in two columns without rules; widths in twentieths of a point."""
    parts = [
        '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{left}"/><w:gridCol w:w="{right}"/></w:tblGrid>'
    ]
    for label, value in rows:
        style = "Digest" if _is_digest(value) else ""
        cells = (
            (left, paragraph("PlainLine", run(label, "Label"))),
            (right, paragraph("PlainLine", runs(value, style), text=value)),
        )
        parts.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
        parts += (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{each}</w:tc>' for width, each in cells)
        parts.append("</w:tr>")
    # Word wants a paragraph after a table.
    return "".join(parts) + "</w:tbl>" + paragraph("PlainLine", "")


def _is_digest(value: str) -> bool:
    return len(value) == 64 and all(char in "0123456789abcdef" for char in value)
