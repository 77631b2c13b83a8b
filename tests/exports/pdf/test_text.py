"""The text engine without a page: faces, clusters, direction, line breaks, tokens."""

from __future__ import annotations

import pytest

from exports.text.bidi import levels, visual_order
from exports.text.clean import visible
from exports.text.clusters import break_long, clusters, may_break
from exports.text.faces import bundled_faces
from exports.text.lines import Line, Typesetter
from tests.exports.views import SCRIPTS

FACES = bundled_faces()


def set_lines(text: str, width: float = 400.0, marks: tuple[tuple[int, int], ...] = ()) -> list[Line]:
    return Typesetter(FACES).lines(text, FACES.regular, 9.5, width, marks)


def words_of(line: Line) -> str:
    """The characters of a line, from left to right."""
    meanings = {f"{glyph:04X}": text for glyph, text in FACES.plain_meanings(FACES.regular).items()}

    def plain(codes: str) -> str:
        return "".join(meanings[codes[at : at + 4]] for at in range(0, len(codes), 4))

    return plain(line.codes) + "".join(
        plain(run.codes) + "".join(cluster.text for cluster in run.glyphs) for run in line.runs
    )


@pytest.mark.parametrize(
    ("text", "face"),
    [
        ("Māori ʻokina €5", "NotoSans-Regular.ttf"),
        ("你好", "NotoSansSC_400Regular.ttf"),
        ("カタカナ", "NotoSansSC_400Regular.ttf"),
        ("안녕", "NotoSansKR_400Regular.ttf"),
        ("مرحبا", "NotoSansArabic-Regular.ttf"),
        ("שלום", "NotoSansHebrew-Regular.ttf"),
        ("नमस्ते", "NotoSansDevanagari-Regular.ttf"),
        ("வணக்கம்", "NotoSansTamil-Regular.ttf"),
        ("สวัสดี", "NotoSansThai-Regular.ttf"),
        ("👩‍👩‍👧", "NotoEmoji_400Regular.ttf"),
        ("❤️", "NotoEmoji_400Regular.ttf"),
        ("1️⃣", "NotoEmoji_400Regular.ttf"),
    ],
)
def test_each_script_finds_its_face(text: str, face: str) -> None:
    assert {found.name for found in (FACES.face_for(each, FACES.regular) for each in clusters(text)) if found} == {face}


def test_plain_text_is_what_the_latin_faces_show_one_to_one() -> None:
    assert FACES.is_plain("Kia ora – “āēīōū ĀĒĪŌŪ” ʻ ’ € $5.00 ½")
    for text in ("q\u0304", "你", "ש", "😀", "a\u200db", "a\nb", "\u00ad", "fi\u034f"):
        assert not FACES.is_plain(text)


def test_no_line_is_wider_than_its_column() -> None:
    for _, sample in SCRIPTS:
        for width in (60.0, 151.0, 400.0):
            for line in set_lines(sample * 12, width):
                # A letter joined to its neighbour may be a hair wider than it was alone.
                assert line.width <= width * 1.03


def test_nothing_is_lost_at_line_ends() -> None:
    for _, sample in SCRIPTS:
        broken = set_lines(sample * 8, 90.0)
        assert sorted("".join(words_of(line) for line in broken).replace(" ", "")) == sorted(
            (sample * 8).replace(" ", "")
        )


def test_lines_break_at_spaces_and_between_ideographs_and_never_before_a_full_stop() -> None:
    assert not may_break("你", "。")
    assert not may_break("「", "你")
    assert may_break("你", "好")
    assert may_break(" ", "a")
    assert not may_break("a", " ")
    assert not may_break("\u00a0", "a")
    assert not may_break("a", "b")
    assert may_break("-", "b")
    assert not may_break("-", "5")


def test_a_word_longer_than_a_line_breaks_behind_punctuation_where_there_is_some() -> None:
    word = "https://agency.example/path/to/page"
    pieces = break_long(word, [10.0] * len(word), 120.0)
    assert [word[start:end] for start, end in pieces] == ["https://", "agency.examp", "le/path/to/", "page"]
    assert break_long("x" * 25, [10.0] * 25, 100.0) == [(0, 10), (10, 20), (20, 25)]
    assert break_long("xy", [300.0, 300.0], 100.0) == [(0, 1), (1, 2)]


def test_a_token_is_never_broken_and_its_place_is_known() -> None:
    text = "My number is [CLIENT NUMBER 1] and it is [PHONE 22], you see. " * 6
    marks = tuple(
        (at, at + len(token))
        for at in range(len(text))
        for token in ("[CLIENT NUMBER 1]", "[PHONE 22]")
        if text.startswith(token, at)
    )
    for prefix in ("", "你好"):
        shifted = tuple((start + len(prefix), end + len(prefix)) for start, end in marks)
        lines = set_lines(prefix + text, 180.0, shifted)
        assert sum(len(line.tokens) for line in lines) == 12
        assert all(words_of(line).count("[") == words_of(line).count("]") == len(line.tokens) for line in lines)
        assert all(0 <= start < end <= line.width + 0.01 for line in lines for start, end in line.tokens)


def test_a_token_in_right_to_left_text_stays_in_one_piece() -> None:
    text = "رقمي [PHONE 1] شكرا"
    (line,) = set_lines(text, 400.0, ((5, 14),))
    assert line.right
    assert len(line.tokens) == 1
    assert "[PHONE 1]" in words_of(line)


def test_brackets_follow_what_they_enclose() -> None:
    found, right = levels("abc: شكرا (عاجل)")
    assert not right
    assert set(found[5:]) == {1}
    assert levels("abc (שלום) d")[0] == [0] * 5 + [1] * 4 + [0] * 3


def test_every_code_point_has_a_level() -> None:
    for start in range(0, 0x110000, 0x1000):
        text = "\u05d0" + "".join(map(chr, range(start, start + 0x1000)))
        assert len(levels(text)[0]) == len(text)


def test_runs_are_reordered_level_by_level() -> None:
    assert visual_order([0, 0]) == [0, 1]
    assert visual_order([1, 1, 1]) == [2, 1, 0]
    assert visual_order([1, 2, 2, 1]) == [3, 1, 2, 0]
    assert visual_order([0, 1, 2, 1, 0]) == [0, 3, 2, 1, 4]


def test_what_has_no_ink_is_written_out_and_what_scripts_need_stays() -> None:
    assert visible("a\u00adb\u034fc\u3164d") == "a[U+00AD]b[U+034F]c[U+3164]d"
    assert visible("क\u200dष ❤\ufe0f می\u200cخواهم") == "क\u200dष ❤\ufe0f می\u200cخواهم"
    flag = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    assert visible(flag) == flag
    assert visible("\U000e0041") == "[U+E0041]"


def test_marks_piled_on_a_letter_stay_near_it() -> None:
    assert all(len(cluster) <= 7 for cluster in clusters("a" + "\u0301" * 100))
    assert clusters("👩‍👩‍👧‍👦x") == ["👩‍👩‍👧‍👦", "x"]


def test_empty_paragraphs_keep_their_line() -> None:
    assert set_lines("") == []
    assert [words_of(line) for line in set_lines("a\n\nb\n")] == ["a", "", "b", ""]


def test_a_text_too_long_for_its_line_ends_in_an_ellipsis_just_before_the_edge() -> None:
    setter = Typesetter(FACES)
    for text in ("Example-Surname and others " * 9, "你好世界" * 60, "x" * 900, "مرحبا بكم " * 60):
        line = setter.fitted(text, FACES.regular, 7.5, 300.0)
        assert "…" in words_of(line)
        assert 270.0 < line.width <= 300.0
    assert words_of(setter.fitted("short", FACES.regular, 7.5, 300.0)) == "short"
    setter.fitted("\uabcd" * 400, FACES.regular, 7.5, 300.0)
    assert setter.missing == {}
