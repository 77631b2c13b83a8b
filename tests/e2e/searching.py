"""Reads every file of a folder the way somebody looking for private details would: packages opened, PDFs read as text."""

from __future__ import annotations

import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf


def everything_readable(folder: Path, pdftotext: Path) -> Iterator[tuple[str, str]]:
    """(place, text) of all there is to read under `folder`: raw bytes, packages' parts, PDFs' text and metadata, names."""
    for path in sorted(folder.rglob("*")):
        yield f"name of {path.name}", path.name
        if not path.is_file() or path.is_symlink():
            continue
        place = str(path.relative_to(folder))
        content = path.read_bytes()
        yield place, content.decode("utf-8", "replace")
        yield f"{place} (utf-16)", content.decode("utf-16-le", "replace")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                for name in package.namelist():
                    yield f"{place}!{name}", package.read(name).decode("utf-8", "replace")
        if path.suffix == ".pdf":
            text = subprocess.run([pdftotext, "-q", path, "-"], capture_output=True, check=True).stdout
            yield f"{place} (text)", text.decode("utf-8", "replace")
            with pikepdf.open(path) as pdf:
                yield f"{place} (info)", " ".join(map(str, pdf.docinfo.values()))
                for thing in pdf.objects:
                    if isinstance(thing, pikepdf.Stream) and thing.get("/Type") == "/Metadata":
                        yield f"{place} (xmp)", thing.read_bytes().decode("utf-8", "replace")


def finds(texts: Iterator[tuple[str, str]], probes: tuple[str, ...]) -> list[tuple[str, str]]:
    """(probe, place) of every probe found, whatever its case, macrons and the line breaks between its words."""
    wanted = {probe: _flat(probe) for probe in probes}
    found = []
    for place, text in texts:
        flat = _flat(text)
        found += [(probe, place) for probe, form in wanted.items() if form in flat]
    return found


def _flat(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(char for char in folded if not unicodedata.combining(char)).split())
