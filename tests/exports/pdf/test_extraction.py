"""What is drawn comes out again as text, through two readers, in every script."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from tests.exports.pdf.reading import pdfium_text, poppler_text, written
from tests.exports.views import SCRIPTS, make_view, rich_view

LEFT_TO_RIGHT = [(name, text) for name, text in SCRIPTS if name not in ("Arabic", "Hebrew", "mixed directions")]
RIGHT_TO_LEFT = [
    *((name, text) for name, text in SCRIPTS if name in ("Arabic", "Hebrew")),
    ("Arabic lam-alef", "شكرا جزيلا لكم على المساعدة، لا أعلم الآن شيئا عن الأمر"),
]
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Direction marks that poppler adds around right-to-left text."""


def squeezed(text: str) -> str:
    """Without line ends and direction marks: where a line breaks is the page's affair."""
    return re.sub(r"\s+", " ", _MARKS.sub("", text))


@pytest.mark.parametrize(("name", "text"), LEFT_TO_RIGHT)
def test_both_readers_give_the_text_back(name: str, text: str, tmp_path: Path) -> None:
    content = written(make_view([text]))
    assert text in squeezed(pdfium_text(content))
    found = squeezed(poppler_text(content, tmp_path))
    if name == "maths and symbols":
        # poppler takes single characters at even distances for one spaced-out word.
        text, found = text.replace(" ", ""), found.replace(" ", "")
    assert text in found


@pytest.mark.parametrize(("name", "text"), RIGHT_TO_LEFT)
def test_every_word_of_a_right_to_left_text_is_found(name: str, text: str, tmp_path: Path) -> None:
    content = written(make_view([text]))
    for reader in (poppler_text(content, tmp_path), pdfium_text(content)):
        found = squeezed(reader)
        assert all(word in found for word in re.findall(r"\w+", text))


def test_a_decomposed_macron_stays_as_it_was_written(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Māori Tūhoe")
    content = written(make_view([decomposed]))
    assert decomposed in squeezed(poppler_text(content, tmp_path))
    assert decomposed in squeezed(pdfium_text(content))


def test_one_picture_in_two_skin_tones_is_told_apart(tmp_path: Path) -> None:
    hands = "👍 👍🏽 👍🏿 👍🏻 👍🏽"
    content = written(make_view([hands]))
    assert hands in squeezed(poppler_text(content, tmp_path))
    assert hands in squeezed(pdfium_text(content))


def test_a_flag_of_tags_and_a_family_survive(tmp_path: Path) -> None:
    text = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 🇳🇿 👩‍👩‍👧‍👦 🏳️‍🌈"
    content = written(make_view([text]))
    assert text in squeezed(poppler_text(content, tmp_path))
    assert text in squeezed(pdfium_text(content))


def test_redaction_tokens_are_found_as_they_stand(tmp_path: Path) -> None:
    content = written(make_view(["My number is [CLIENT NUMBER 1], or [PHONE 2].", "电话[PHONE 2]，谢谢"]))
    for reader in (poppler_text(content, tmp_path), pdfium_text(content)):
        assert "My number is [CLIENT NUMBER 1], or [PHONE 2]." in squeezed(reader)
        assert "电话[PHONE 2]，谢谢" in squeezed(reader)


def test_what_no_face_has_is_a_code_and_listed_at_the_end(tmp_path: Path) -> None:
    found = squeezed(poppler_text(written(make_view(["one \U00012000 two \U00012000 and \uabcd"])), tmp_path))
    assert "one [U+12000] two [U+12000] and [U+ABCD]" in found
    assert "[U+ABCD] 1 time, [U+12000] 2 times" in found


def test_a_long_address_is_whole_when_its_lines_are_joined(tmp_path: Path) -> None:
    address = "https://agency.example/" + "very/long/path/" * 20 + "?query=" + "x" * 200
    found = poppler_text(written(make_view([address])), tmp_path)
    assert address in re.sub(r"\s+", "", found)


def test_the_page_says_what_became_of_a_message(tmp_path: Path) -> None:
    found = squeezed(poppler_text(written(rich_view()), tmp_path))
    for words in (
        "Edited on 1 February 2026, 14:24:00 (+13:00); 1 earlier version kept",
        "Version 1, as seen on 2 February 2026",
        "Gone at the source (deleted by its sender), seen on 4 February 2026",
        "that alone does not mean it was deleted",
        "In reply to Hana Tūhoe-Example",
        "Attachment: IMG_0001.jpg · image/jpeg · 2.4 MB · sealed in the archive",
        "not held: the platform's link had expired",
        "Reactions: ❤️ Hana Tūhoe-Example",
        "received 15:19:03",
        "Changes since the edition before",
        "Messages between 2026-02-10 and 2026-02-12 could not be fetched.",
        "redacted by machine",
        "Time of receipt: not provided by the platform for 11 of 12 entries.",
    ):
        assert words in found, words
