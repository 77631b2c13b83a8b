"""Long records: memory that does not grow with them, messages of a megabyte, page trees that a viewer can walk."""

from __future__ import annotations

import io
import tracemalloc

import pypdfium2
import pytest

from exports.pdf import export
from tests.exports.pdf.reading import opened, pdfium_pages, written
from tests.exports.views import STAMP, long_view, make_view


class Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        return len(content)  # type: ignore[arg-type]


def peak_of(messages: int) -> int:
    tracemalloc.start()
    try:
        export(long_view(messages), Nowhere(), STAMP)  # type: ignore[arg-type]
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_hardly_grows_with_the_number_of_messages() -> None:
    export(long_view(200), Nowhere(), STAMP)  # type: ignore[arg-type]
    few, many = peak_of(600), peak_of(3000)
    # What stays of a message is its objects' numbers and offsets; 100,000 of them may take 100 MB.
    assert many - few < 2400 * 1000


@pytest.mark.parametrize("text", ["kia ora koutou " * 70_000, "x" * 1_048_576], ids=["words", "one word"])
def test_a_message_of_a_megabyte_is_written_whole(text: str) -> None:
    content = written(make_view([text]))
    document = pypdfium2.PdfDocument(content)
    found = sum(page.get_textpage().get_text_range().count(text[:3].strip()) for page in document)
    document.close()
    assert found >= (70_000 if " " in text else len(text) // 3 - 20_000)


def test_a_page_tree_of_many_pages_is_walked_in_order() -> None:
    content = written(make_view(["line\n" * 52 * 200]))
    with opened(content) as pdf:
        assert len(pdf.Root.Pages.Kids) > 1
        assert len(pdf.pages) > 128
    pages = pdfium_pages(content)
    assert all(f"Page {number} of {len(pages)}" in text for number, text in enumerate(pages, 1))
