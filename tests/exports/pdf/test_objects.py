"""The file format by itself: objects found again by another reader, and mistakes refused rather than written."""

from __future__ import annotations

import io

import pikepdf
import pytest

from exports.pdfa.objects import ObjectFile
from exports.pdfa.outline import Outline
from exports.pdfa.structure import StructureTree


def small_file(extra: int = 0) -> bytes:
    stream = io.BytesIO()
    file = ObjectFile(stream)
    pages, catalog, info = file.reserve(), file.reserve(), file.reserve()
    for number in range(extra):
        file.pack(file.reserve(), f"<</Number {number}>>")
    content = file.reserve()
    file.write_stream(content, "/Kind/Test", b"q Q " * 50)
    plain = file.reserve()
    file.write(plain, b"[1 2 3]")
    file.pack(pages, "<</Type/Pages/Kids[]/Count 0>>")
    file.pack(catalog, f"<</Type/Catalog/Pages {pages} 0 R/Extra {content} 0 R/Plain {plain} 0 R>>")
    file.pack(info, "<</Title(x)>>")
    file.finish(catalog, info, "AB" * 16)
    return stream.getvalue()


@pytest.mark.parametrize("extra", [0, 199, 200, 1000])
def test_another_reader_finds_every_object(extra: int) -> None:
    with pikepdf.open(io.BytesIO(small_file(extra))) as pdf:
        assert pdf.Root.Extra.read_bytes() == b"q Q " * 50
        assert [int(value) for value in pdf.Root.Plain] == [1, 2, 3]
        numbers = [
            int(item.Number) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Number" in item
        ]
        assert sorted(numbers) == list(range(extra))


def test_a_reserved_object_that_was_never_written_is_refused() -> None:
    file = ObjectFile(io.BytesIO())
    catalog, info = file.reserve(), file.reserve()
    file.pack(catalog, "<</Type/Catalog>>")
    with pytest.raises(ValueError, match="never written"):
        file.finish(catalog, info, "00" * 16)


def test_an_object_is_written_once() -> None:
    file = ObjectFile(io.BytesIO())
    number = file.reserve()
    file.write(number, b"null")
    with pytest.raises(ValueError, match="written before"):
        file.write(number, b"null")


def test_an_outline_refuses_a_skipped_level() -> None:
    outline = Outline()
    outline.add("one", 0, 1, 700)
    with pytest.raises(ValueError, match="without the level above"):
        outline.add("three", 2, 1, 600)


def test_content_on_a_second_page_names_its_page() -> None:
    stream = io.BytesIO()
    file = ObjectFile(stream)
    tags = StructureTree(file)
    first, second, pages, catalog, info = (file.reserve() for _ in range(5))
    tags.open("P")
    assert [tags.content(first), tags.content(first)] == [0, 1]
    assert tags.page_done() == 0
    assert tags.content(second) == 0
    assert tags.page_done() == 1
    tags.close()
    tags.finish()
    for page in (first, second):
        file.pack(page, f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 9 9]>>")
    file.pack(pages, f"<</Type/Pages/Kids[{first} 0 R {second} 0 R]/Count 2>>")
    file.pack(catalog, f"<</Type/Catalog/Pages {pages} 0 R/StructTreeRoot {tags.root} 0 R>>")
    file.pack(info, "<<>>")
    file.finish(catalog, info, "00" * 16)
    with pikepdf.open(io.BytesIO(stream.getvalue())) as pdf:
        paragraph = pdf.Root.StructTreeRoot.K.K
        elsewhere = paragraph.K[2]
        assert [int(paragraph.K[0]), int(paragraph.K[1]), int(elsewhere.MCID)] == [0, 1, 0]
        assert paragraph.Pg.objgen == (first, 0)
        assert elsewhere.Pg.objgen == (second, 0)
