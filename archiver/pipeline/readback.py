"""Reads a written record back with other readers than its writer, piece by piece, for the leak check.

PDF: the text of every page by pdfium, the document's information, XMP, outline and the words that stand for pictures by
pikepdf. Excel and Word: the text and attribute values of every XML part of the package. Yields groups of strings (a page's
text is one, a cell's another); never holds the whole file's text.
"""

from __future__ import annotations

import codecs
import html
import mmap
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_CELL = re.compile(r"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_PLAIN_CELL = re.compile(r"<t(?:\s[^<>]*)?>([^<]*)<")
_OTHER_THAN_CELLS = re.compile(r"<(?!/|c |v>|t>|is>|row )[^<>]*>")
_RUN = re.compile(r"<w:t(?:\s[^<>]*)?>([^<]*)<")
_ANY_TEXT = re.compile(r">([^<>]+)<")
_ATTRIBUTE = re.compile(r'\s(?:Target|descr|title|name|alt|tooltip|display|location|val)="([^"]*)"')
_TAGS = re.compile(r"<[^>]+>")
_IMAGE = re.compile(rb"/Subtype\s*/Image")
_CHUNK = 1 << 20
_HYPHEN = "\ufffe"


Group = Sequence[str]
"""Strings that are read at once and have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Share:
    """The `number`-th of `of` shares of a file, from 0: a long one is read by several processes."""

    number: int = 0
    of: int = 1


WHOLE = Share()


def pdf_strings(path: Path, share: Share = WHOLE) -> Iterator[Group]:
    """The text of every page as another reader sees it, then everything around the pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        pages = len(document)
        for number in range(pages * share.number // share.of, pages * (share.number + 1) // share.of):
            page = document[number]
            text_page = page.get_textpage()
            # All of it, also what lies outside the page's edges. A hyphen at a line's end comes as a sign of pdfium's own.
            yield (text_page.get_text_range().replace(_HYPHEN, "-"),)
            text_page.close()
            page.close()
        if share.number == 0:
            yield [str(item.get_title()) for item in document.get_toc()]
    finally:
        document.close()
    if share.number == 0:
        yield from _around_pages(path)


def _around_pages(path: Path) -> Iterator[Group]:
    import pikepdf

    # Pages keep what they inherit: pushed down into each, a long record would fill the memory.
    with pikepdf.open(path, inherit_page_attributes=False) as pdf:
        yield [f"{key}: {value}" for key, value in pdf.docinfo.items()]
        metadata = pdf.Root.get("/Metadata")
        if metadata is not None:
            yield (html.unescape(_TAGS.sub("\n", metadata.read_bytes().decode("utf-8", "replace"))),)
        yield list(pdf.attachments)
        if _shows_pictures(path):
            # Structure elements are read one by one: only a file with a picture has words that stand for one.
            yield [
                str(item[key])
                for item in pdf.objects
                if isinstance(item, pikepdf.Dictionary)
                for key in ("/Alt", "/ActualText")
                if key in item
            ]


def _shows_pictures(path: Path) -> bool:
    """Whether a picture stands in the file. A stream is never packed with other objects: the bytes say it without a parser."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _IMAGE.search(content) is not None


def package_strings(path: Path, share: Share = WHOLE) -> Iterator[Group]:
    """The texts of every part of an .xlsx or .docx package, each cell or paragraph for itself, and its parts' names.
    A package is read whole: all is in the first share."""
    if share.number:
        return
    with zipfile.ZipFile(path) as package:
        yield package.namelist()
        for info in package.infolist():
            if not info.filename.endswith((".xml", ".rels")):
                continue
            words = info.filename.startswith("word/")
            cells = info.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
            with package.open(info) as stream:
                for text in _whole_elements(stream, "</w:p>" if words else "</"):
                    if words:
                        yield _paragraphs(text)
                    yield _cells(text) if cells else _strings(text)


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


def _paragraphs(text: str) -> Group:
    # A word may be split over runs by its formatting; the reader sees the paragraph.
    return [html.unescape("".join(_RUN.findall(paragraph))) for paragraph in text.split("</w:p>")]


def _strings(text: str) -> Group:
    found = [words for words in _ANY_TEXT.findall(text) if not words.isspace()]
    found += _ATTRIBUTE.findall(text)
    return [html.unescape(words) if "&" in words else words for words in found]


def _cells(text: str) -> Group:
    """The texts of a sheet's cells, each once in a stretch, and the attributes of whatever else than cells stands there."""
    in_namespace = ":t>" in text or ":t " in text
    found = list(dict.fromkeys((_CELL if in_namespace else _PLAIN_CELL).findall(text)))
    found += _ATTRIBUTE.findall(" ".join(_OTHER_THAN_CELLS.findall(text)))
    return [html.unescape(words) if "&" in words else words for words in found]


Reader = Callable[[Path, Share], Iterator[Group]]
"""(file, share) -> the texts in it."""

READERS: dict[str, Reader] = {
    "pdf": pdf_strings,
    "xlsx": package_strings,
    "docx": package_strings,
}
"""Format -> its reader. A format without one cannot be released."""

SHARED = frozenset({"pdf"})
"""Formats whose shares make less work of each: one page does not depend on another."""
