"""The bundled files are those the manifest names, and the wheel ships them."""

from __future__ import annotations

import hashlib

import pytest

from exports.fonts import Bundled, bundled_path, manifest


@pytest.mark.parametrize("entry", manifest(), ids=lambda entry: str(entry.file))
def test_each_bundled_file_is_the_one_named(entry: Bundled) -> None:
    content = bundled_path(entry.file).read_bytes()
    assert len(content) == entry.size
    assert hashlib.sha256(content).hexdigest() == entry.sha256
    assert entry.version
    assert entry.source


def test_no_font_lies_there_unnamed() -> None:
    folder = bundled_path("MANIFEST.json").parent
    named = {entry.file for entry in manifest()}
    assert {path.name for path in folder.iterdir() if path.suffix in (".ttf", ".icc", ".txt")} == named


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="exports/fonts/Nowhere.ttf"):
        bundled_path("Nowhere.ttf")
