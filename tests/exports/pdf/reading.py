"""Other programs' eyes on our PDFs: poppler, pdfium and pikepdf."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from archiver.model.conversation import RecordView, Stamp
from exports.pdf import export
from tests.exports.views import STAMP


def written(view: RecordView, stamp: Stamp = STAMP) -> bytes:
    """The view as a PDF."""
    stream = io.BytesIO()
    export(view, stream, stamp)
    return stream.getvalue()


def poppler_text(content: bytes, folder: Path, *options: str) -> str:
    """What pdftotext reads."""
    path = folder / "record.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True)
    assert not done.stderr, done.stderr
    return done.stdout.decode("utf-8")


def pdfium_pages(content: bytes) -> list[str]:
    """What pdfium (the engine of Chromium) reads, page by page."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def pdfium_text(content: bytes) -> str:
    """All pages in one."""
    return "\n".join(pdfium_pages(content))


def opened(content: bytes) -> pikepdf.Pdf:
    """The file through qpdf's eyes, every object of it read."""
    return pikepdf.open(io.BytesIO(content))


def every_string(content: bytes) -> str:
    """Every string and every decoded stream of the file: where something hidden would have to be."""
    parts: list[str] = []
    with opened(content) as pdf:
        for item in pdf.objects:
            _gather(item, parts, 0)
            if isinstance(item, pikepdf.Stream):
                parts.append(item.read_bytes().decode("latin-1"))
        parts.append(str(pdf.docinfo))
    return "\n".join(parts)


def _gather(item: Any, parts: list[str], depth: int) -> None:
    if isinstance(item, pikepdf.String):
        parts.append(str(item))
    elif depth < 6 and isinstance(item, pikepdf.Dictionary | pikepdf.Array):
        children = item.values() if isinstance(item, pikepdf.Dictionary) else item
        for child in children:
            if not getattr(child, "is_indirect", False):
                _gather(child, parts, depth + 1)
