"""Reads decisions back out of the reviewers' workbook. The file may have been anywhere: nothing in it is trusted.

Only cells of one sheet are read, as text; formulas, links and everything else are not looked at. Document types and
entities are refused, sizes are bounded as they are read, and what cannot be read is named by its row.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast
from xml.etree import ElementTree

from archiver.errors import SourceError
from exports.review_book import CHECK, DECISION, ITEM, KIND, REVIEWER, SHEET, WORDS

MOST_BYTES = 200 * 1024 * 1024
"""Unpacked bytes of one part."""
_MOST_PARTS = 2000
_MOST_ROWS = 100_000
_MOST_TEXT = 40_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_CELL = re.compile(r"([A-Z]{1,3})[1-9][0-9]{0,6}")
_WANTED = (ITEM, CHECK, DECISION, WORDS, KIND, REVIEWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswer:
    """One line on which something was decided, as typed: nothing is checked yet. `row` as the reviewer sees it."""

    row: int
    item: str
    check: str
    decision: str
    words: str
    kind: str
    reviewer: str


def read_review_book(path: Path) -> tuple[ReviewAnswer, ...]:
    """Every line with an answer. Raises SourceError when the file is no such workbook."""
    try:
        with zipfile.ZipFile(path) as package:
            if len(package.infolist()) > _MOST_PARTS:
                raise SourceError(f"{path.name} is no review workbook: it has too many parts", path=path.name)
            return tuple(_answers(_Parts(package, path.name)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"{path.name} is no workbook that can be read", path=path.name) from error
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror or 'input error'}", path=path.name) from error


class _Parts:
    """The package's parts, opened within bounds."""

    def __init__(self, package: zipfile.ZipFile, name: str) -> None:
        self._package = package
        self.name = name
        self._names = {info.filename.lstrip("/"): info for info in package.infolist()}

    def has(self, part: str) -> bool:
        return part in self._names

    def elements(self, part: str) -> Iterator[tuple[str, ElementTree.Element]]:
        """Every element when it ends, with its name without the format's namespace. Raises SourceError."""
        info = self._names.get(part)
        if info is None:
            raise SourceError(f"{self.name} is no review workbook: {part} is missing", path=self.name)
        parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(("start", "end"))
        with self._package.open(info) as stream:
            try:
                depth = 0
                root: ElementTree.Element | None = None
                for chunk in _bounded(stream, self.name):
                    # A document type is where entities come from; the format has none.
                    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk or b"\x00" in chunk:
                        raise SourceError(
                            f"{self.name} cannot be read: {part} holds what must not be in it", path=self.name
                        )
                    parser.feed(chunk)
                    for found in parser.read_events():
                        event, element = cast("tuple[str, ElementTree.Element]", found)
                        if event == "start":
                            depth += 1
                            root = root if root is not None else element
                            if depth > 64:
                                raise SourceError(f"{self.name} cannot be read: {part} is too deep", path=self.name)
                            continue
                        depth -= 1
                        yield _plain(element.tag), element
                        if depth <= 2 and root is not None:
                            _forget(root, element)
                parser.close()
            except ElementTree.ParseError as error:
                raise SourceError(f"{self.name} cannot be read: {part} is damaged", path=self.name) from error


def _bounded(stream: IO[bytes], name: str) -> Iterator[bytes]:
    """Chunks that overlap by nothing but never split a forbidden word: each carries the tail of the one before."""
    total, tail = 0, b""
    while chunk := stream.read(1 << 16):
        total += len(chunk)
        if total > MOST_BYTES:
            raise SourceError(f"{name} cannot be read: it unpacks to too much", path=name)
        whole = tail + chunk
        cut = whole.rfind(b"<", max(0, len(whole) - 16))
        tail = whole[cut:] if cut >= 0 else b""
        yield whole[:cut] if cut >= 0 else whole
    if tail:
        yield tail


def _forget(root: ElementTree.Element, element: ElementTree.Element) -> None:
    """Rows and strings that were read take no memory any more."""
    if element is not root and _plain(element.tag) in ("row", "si"):
        element.clear()


def _plain(tag: str) -> str:
    return tag.removeprefix(_MAIN).removeprefix(_STRICT)


def _answers(parts: _Parts) -> Iterator[ReviewAnswer]:
    strings = list(_strings(parts)) if parts.has("xl/sharedStrings.xml") else []
    columns: dict[str, str] = {}
    for row, cells in _rows(parts, _sheet(parts), strings):
        if not columns:
            columns = {letters: title for letters, title in cells.items() if title in _WANTED}
            if set(columns.values()) != set(_WANTED):
                raise SourceError(f"{parts.name} is no review workbook: its first row lacks a column", path=parts.name)
            continue
        found = {title: cells.get(letters, "") for letters, title in columns.items()}
        if found[DECISION] or found[WORDS] or found[KIND]:
            yield ReviewAnswer(
                row=row,
                item=found[ITEM],
                check=found[CHECK],
                decision=found[DECISION].casefold(),
                words=found[WORDS],
                kind=found[KIND].casefold(),
                reviewer=found[REVIEWER],
            )


def _sheet(parts: _Parts) -> str:
    """The part that holds the sheet of finds; programs name parts as they like."""
    relation = ""
    for tag, element in parts.elements("xl/workbook.xml"):
        if tag == "sheet" and element.get("name") == SHEET:
            relation = next((value for name, value in element.items() if name.endswith("}id")), "")
    for tag, element in parts.elements("xl/_rels/workbook.xml.rels"):
        if tag.endswith("Relationship") and element.get("Id") == relation:
            target = element.get("Target") or ""
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if element.get("TargetMode") != "External" and parts.has(part):
                return part
    raise SourceError(f"{parts.name} is no review workbook: there is no sheet {SHEET!r}", path=parts.name)


def _strings(parts: _Parts) -> Iterator[str]:
    for tag, element in parts.elements("xl/sharedStrings.xml"):
        if tag == "si":
            yield _text(element)


def _text(element: ElementTree.Element) -> str:
    """The words of a string, its formatted runs joined; phonetic hints are not words."""
    found = []
    for child in element:
        if _plain(child.tag) == "t":
            found.append(child.text or "")
        elif _plain(child.tag) == "r":
            found += [part.text or "" for part in child if _plain(part.tag) == "t"]
    return "".join(found)[:_MOST_TEXT]


def _rows(parts: _Parts, sheet: str, strings: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    count = 0
    for tag, element in parts.elements(sheet):
        if tag != "row":
            continue
        count += 1
        if count > _MOST_ROWS:
            raise SourceError(f"{parts.name} cannot be read: it has too many rows", path=parts.name)
        cells: dict[str, str] = {}
        for cell in element:
            place = _CELL.fullmatch(cell.get("r") or "")
            if place is not None and _plain(cell.tag) == "c":
                text = _value(cell, strings).strip()
                if text:
                    cells[place[1]] = text
        number = element.get("r") or ""
        if cells:
            yield int(number) if number.isdigit() and len(number) < 8 else count, cells


def _value(cell: ElementTree.Element, strings: list[str]) -> str:
    kind = cell.get("t") or "n"
    for part in cell:
        if kind == "inlineStr" and _plain(part.tag) == "is":
            return _text(part)
        if _plain(part.tag) == "v":
            raw = (part.text or "")[:_MOST_TEXT]
            if kind != "s":
                return raw.removesuffix(".0") if kind == "n" else raw
            return strings[int(raw)] if raw.isdigit() and len(raw) < 8 and int(raw) < len(strings) else ""
    return ""
