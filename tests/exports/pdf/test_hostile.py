"""Captured text is glyphs and nothing else: no operator, no markup, no link, no path, nothing hidden."""

from __future__ import annotations

import ast
import random
import re
from pathlib import Path

import pikepdf
import pytest

import exports
from tests.exports.pdf.reading import every_string, opened, poppler_text, written
from tests.exports.views import HOSTILE, hostile_view, make_correspondent, make_entry, make_record, make_view

PDF_ROOMS = ("pdf", "pdfa", "text", "fonts")


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    found = re.sub(r"\s+", " ", poppler_text(written(hostile_view()), tmp_path))
    assert "<b>bold</b> <img src='/etc/passwd'/> &amp; <script>alert(1)</script>" in found
    assert "]]> --> ${x} {{x}} %s %PDF (paren) \\( \\)" in found
    assert "a[U+0000]b[U+0007]c[U+001B]d[U+0085]e" in found
    assert "[U+202E]right to left override[U+202C] [U+200B]zero width [U+FEFF]bom [U+FFFF] nonchar" in found


def test_no_hostile_text_stands_in_the_file_as_bytes() -> None:
    content = written(make_view(["MARKER) Tj ET /Evil Do BT (", *HOSTILE]))
    everything = every_string(content)
    assert "MARKER" not in everything
    assert "/Evil" not in everything
    assert "passwd" not in everything


def test_a_record_has_no_links_scripts_files_or_forms() -> None:
    with opened(written(make_view(["https://198.51.100.7/x javascript:alert(1) file:///etc/passwd"]))) as pdf:
        for name in ("/OpenAction", "/AA", "/AcroForm", "/Names", "/AF"):
            assert name not in pdf.Root
        assert not any("/Annots" in page for page in pdf.pages)
        kinds = {str(item.get("/S")) for item in pdf.objects if isinstance(item, pikepdf.Dictionary)}
        assert not kinds & {"/URI", "/JavaScript", "/Launch", "/GoToR", "/SubmitForm"}


def test_a_hostile_title_and_name_are_only_text() -> None:
    name = "Eve </rdf:li><x>) >> endobj \u202e &lt; \x00"
    sender = make_correspondent(name, "eve)>>")
    view = make_view(
        entries=[make_entry(make_record("x", sender=sender))], title=name, correspondents=(sender,), agency="A & <B>"
    )
    with opened(written(view)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Eve </rdf:li><x>) >> endobj [U+202E] &lt; [U+0000]"
        assert metadata["dc:creator"] == ["A & <B>"]


def test_nothing_on_the_way_of_content_knows_platypus() -> None:
    root = Path(exports.__file__).parent
    imported: set[str] = set()
    for room in PDF_ROOMS:
        for path in (root / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    imported |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    imported.add(node.module or "")
    assert {name for name in imported if name.startswith("reportlab")} == {"reportlab.pdfgen.canvas"}


def test_a_mark_outside_its_text_stops_the_record_and_names_no_words() -> None:
    record = make_record("short [PHONE 1]")
    broken = type(record.text)(text="secret", marks=record.text.marks)
    with pytest.raises(ValueError, match=r"^mark \[PHONE 1\] of rule nz\.phone stands outside its text") as raised:
        written(make_view(entries=[make_entry(make_record(broken))]))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("seed", range(4))
def test_text_of_any_code_points_is_written_and_read(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    ranges = [(0x20, 0x7E), (0xA0, 0x36F), (0x590, 0x6FF), (0x900, 0xE7F), (0x2000, 0x27FF), (0x3000, 0x9FFF)]
    ranges += [(0xD7A0, 0xE000), (0xFB00, 0xFFFF), (0x1F1E6, 0x1FAFF), (0xE0000, 0xE007F), (0, 0x10FFFF)]

    def word() -> str:
        first, last = chance.choice(ranges)
        return "".join(chr(chance.randint(first, last)) for _ in range(chance.randint(1, 9)))

    texts = [" ".join(word() for _ in range(chance.randint(1, 120))) for _ in range(12)]
    content = written(make_view(texts, title=word() or "x"))
    with opened(content) as pdf:
        assert pdf.check_pdf_syntax() == []
    assert "Page 2 of" in poppler_text(content, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "a" + "\u0301" * 5_000,
        "\u202e" * 3_000,
        "\ud83d" * 3_000,
        "([{" * 5_000 + "ש",
        "م" * 6_000,
        "🇳" * 2_001,
        "\u200d" * 3_000 + "x",
        "\n" * 3_000,
        "สวัสดีครับ" * 600,
        "[PHONE 1]" * 2_000,
    ],
    ids=[
        "token",
        "accents",
        "overrides",
        "surrogates",
        "brackets",
        "arabic",
        "flags",
        "joiners",
        "empty",
        "thai",
        "marks",
    ],
)
def test_no_text_however_long_or_odd_stops_a_record(text: str) -> None:
    with opened(written(make_view([text]))) as pdf:
        assert len(pdf.pages) >= 2
