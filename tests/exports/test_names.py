"""File names: read by people, taken by every file system."""

from __future__ import annotations

import datetime as dt
import string
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model.correspondent import UNKNOWN_NAME
from exports.names import LONGEST, channel_folder, posts_file_stem, record_file_stem, safe_name

DAY = dt.date(2026, 2, 1)
NASTY = (
    "../../etc/passwd",
    "C:\\Windows\\system32",
    "CON",
    "con.txt",
    "COM¹.",
    "NUL .log",
    'a/b:c*d?e"f<g>h|i',
    "...dots...",
    "--help",
    "~$lock",
    "trailing. . .",
    "\u202egnp.exe",
    "zero\u200bwidth\u2060\ufeff",
    "bell\x07 and \x00 nul",
    "lone \ud83d surrogate",
    "tab\tand\nnewline",
    "[PHONE 1]",
    "100% #1",
    "ａ／ｂ：ｃ",
    "\u0301combining first",
    "   ",
    "\u3164",
    "",
    "👩\u200d👩\u200d👧 family ❤️",
    "Ngāti " * 60,
    "漢" * 200,
    "ệ" * 200,
    "e\u0301" * 200,
    "🇳🇿" * 100,
)
FORBIDDEN = set('<>:"/\\|?*#%[]') | {chr(code) for code in range(32)}


def check(stem: str) -> None:
    name = stem + ".xlsx"
    assert len(name) <= LONGEST
    assert len(name.encode()) <= 245
    assert unicodedata.is_normalized("NFC", name)
    assert not FORBIDDEN & set(name)
    assert not any(unicodedata.category(char).startswith("C") for char in name)
    assert stem == stem.strip(" .")
    assert not stem.startswith(("-", "~", "."))
    assert stem.partition(".")[0].rstrip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "COM¹", "LPT9"}


def test_a_record_is_named_by_correspondent_date_and_number() -> None:
    assert record_file_stem("Hana Tūhoe-Example", DAY, "R000042") == "Hana Tūhoe-Example 2026-02-01 R000042"
    assert record_file_stem("Hana", DAY, "R000042", 2) == "Hana 2026-02-01 R000042 edition 2"
    assert posts_file_stem("Agency on X", DAY, "R000043") == "Agency on X posts 2026-02 R000043"


@pytest.mark.parametrize("name", NASTY)
def test_a_hostile_name_gives_a_safe_file_that_can_be_written_and_found_again(name: str, tmp_path: Path) -> None:
    for stem in (record_file_stem(name, DAY, "R000042", 12), posts_file_stem(name, DAY, "R000042")):
        check(stem)
        file = tmp_path / f"{stem}.xlsx"
        file.write_bytes(b"x")
        assert [each.name for each in tmp_path.iterdir()] == [file.name]
        file.unlink()


@given(st.text(st.characters(), max_size=300), st.integers(1, 999))
def test_any_name_at_all_is_safe_and_keeps_date_and_number(name: str, edition: int) -> None:
    stem = record_file_stem(name, DAY, "R000042", edition)
    check(stem)
    assert "2026-02-01 R000042" in stem
    assert safe_name(safe_name(name)) == safe_name(name)


def test_composed_and_decomposed_forms_of_a_name_are_one_name() -> None:
    assert record_file_stem("Tu\u0304hoe", DAY, "R1") == record_file_stem("T\u016bhoe", DAY, "R1")


def test_a_nameless_correspondent_is_called_so() -> None:
    assert record_file_stem("\u200b ", DAY, "R1") == f"{UNKNOWN_NAME} 2026-02-01 R1"


def test_a_long_name_is_not_cut_inside_a_letter() -> None:
    # This letter has no composed form: base and mark are two characters, and stay together.
    stem = safe_name("x\u0332" * 200)
    cut = record_file_stem(stem, DAY, "R1").split(" ")[0]
    assert cut.endswith("x\u0332")


def test_two_people_of_one_name_and_day_never_share_a_file() -> None:
    stems = {record_file_stem(name, DAY, number) for name, number in (("Hana", "R000042"), ("HANA", "R000043"))}
    assert len({stem.casefold() for stem in stems}) == 2
    with pytest.raises(ValueError, match="record number"):
        record_file_stem("Hana", DAY, "R/1")


def test_a_channel_folder_is_its_id_where_that_is_safe() -> None:
    assert channel_folder("agency-facebook") == "agency-facebook"
    assert channel_folder("agency_x") == "agency_x"


@pytest.mark.parametrize("channel", ["con", "A", "..", "a/b", "", "x" * 200, "Ā", "a.b", "com1", "a b"])
def test_an_unsafe_channel_id_still_gets_a_folder_of_its_own(channel: str, tmp_path: Path) -> None:
    folder = channel_folder(channel)
    check(folder)
    (tmp_path / folder).mkdir()
    assert folder.isascii() or unicodedata.is_normalized("NFC", folder)
    assert set(folder) <= set(string.printable) | {"ā"}


def test_no_two_channels_share_a_folder_even_where_capitals_do_not_count() -> None:
    ids = ("a", "A", "con", "CON", "a.b", "a b", "a/b", "a:b", "", "channel", "..", ".")
    assert len({channel_folder(each).casefold() for each in ids}) == len(ids)
