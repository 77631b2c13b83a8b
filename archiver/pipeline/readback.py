"""Reads a written record back with other readers than its writer, piece by piece, for the leak check.

PDF: the text of every page by pdfium, the document's information, XMP, outline and annotations by pikepdf. Excel and
Word: the text and attribute values of every XML part of the package. Yields strings; never holds the whole file's text.
"""

from __future__ import annotations

import codecs
import html
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

_CELL = re.compile(r"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_RUN = re.compile(r"<w:t(?:\s[^<>]*)?>([^<]*)<")
_ANY_TEXT = re.compile(r">([^<>]+)<")
_ATTRIBUTE = re.compile(r'\s(?:Target|descr|title|name|alt|tooltip|display|location|val)="([^"]*)"')
_TAGS = re.compile(r"<[^>]+>")
_CHUNK = 1 << 20


def pdf_strings(path: Path) -> Iterator[str]:
    """Every line of every page as another reader sees it, then everything around the pages."""
    import pikepdf
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            yield text_page.get_text_bounded()
            text_page.close()
            page.close()
        for item in document.get_toc():
            yield str(item.get_title())
    finally:
        document.close()
    with pikepdf.open(path) as pdf:
        for key, value in pdf.docinfo.items():
            yield f"{key}: {value}"
        metadata = pdf.Root.get("/Metadata")
        if metadata is not None:
            yield html.unescape(_TAGS.sub("\n", metadata.read_bytes().decode("utf-8", "replace")))
        yield from pdf.attachments


def package_strings(path: Path) -> Iterator[str]:
    """The texts of every part of an .xlsx or .docx package, a cell or a run at a time, and its parts' names."""
    with zipfile.ZipFile(path) as package:
        for info in package.infolist():
            yield info.filename
            if not info.filename.endswith((".xml", ".rels")):
                continue
            words = info.filename.startswith("word/")
            cells = info.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
            with package.open(info) as stream:
                for text in _whole_elements(stream, "</w:p>" if words else "</"):
                    if words:
                        yield from _paragraphs(text)
                    yield from _strings(text, _CELL if cells else _ANY_TEXT)


def _whole_elements(stream: IO[bytes], end: str) -> Iterator[str]:
    """The part's text in stretches that are cut only at `end`, so that nothing is seen in halves."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    while chunk := stream.read(_CHUNK):
        text = rest + decoder.decode(chunk)
        cut = text.rfind(end)
        if cut < 0:
            rest = text
            continue
        yield text[:cut] + "<"
        rest = text[cut:]
    yield rest


def _paragraphs(text: str) -> Iterator[str]:
    # A word may be split over runs by its formatting; the reader sees the paragraph.
    for paragraph in text.split("</w:p>"):
        yield html.unescape("".join(_RUN.findall(paragraph)))


def _strings(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    for match in pattern.finditer(text):
        if not match[1].isspace():
            yield html.unescape(match[1])
    for match in _ATTRIBUTE.finditer(text):
        yield html.unescape(match[1])


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "pdf": pdf_strings,
    "xlsx": package_strings,
    "docx": package_strings,
}
"""Format -> its reader. A format without one cannot be released."""
