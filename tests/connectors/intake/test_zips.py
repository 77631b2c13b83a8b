"""Hostile and damaged zips: what is unsafe is refused by name, and its siblings are read all the same."""

from __future__ import annotations

import io
import stat
import struct
import time
import zipfile
from pathlib import Path

import pytest

from archiver.errors import SourceError
from connectors.intake import Limits, OpenedSource, open_source
from connectors.intake.paths import shown


def read(source: OpenedSource, path: str) -> bytes:
    member = next(member for member in source.members if member.path == path)
    with source.open(member) as stream:
        return stream.read()


def paths(source: OpenedSource) -> list[str]:
    return [member.path for member in source.members]


def entry(name: str, *, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def make(path: Path, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def test_a_zip_is_read_in_place_and_in_natural_order(tmp_path: Path) -> None:
    zipped = make(
        tmp_path / "e.zip", ("a/m_10.json", b"ten"), ("a/m_2.json", b"two"), ("a/m_1.json", b"one"), ("a/", b"")
    )
    with open_source([zipped]) as source:
        assert paths(source) == ["a/m_1.json", "a/m_2.json", "a/m_10.json"]
        assert read(source, "a/m_10.json") == b"ten"
        assert [member.archive for member in source.members] == ["e.zip"] * 3
        assert source.refused == ()
    assert [path.name for path in tmp_path.iterdir()] == ["e.zip"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../up.txt", "climbs"),
        ("a/../../up.txt", "climbs"),
        ("/etc/passwd", "absolute"),
        ("C:/x.txt", "drive letter"),
        ("a\\b.txt", "backslash"),
        ("a\nb.txt", "control character"),
        ("x" * 300, "more than 255"),
        ("d/" * 600 + "x", "more than 1024"),
        ("d/" * 40 + "x", "folders deep"),
    ],
)
def test_an_unsafe_name_is_refused_and_its_siblings_are_read(tmp_path: Path, name: str, reason: str) -> None:
    zipped = make(tmp_path / "e.zip", (name, b"bad"), ("good.txt", b"good"))
    with open_source([zipped]) as source:
        assert paths(source) == ["good.txt"]
        assert read(source, "good.txt") == b"good"
        ((place, why),) = source.refused
        assert place.startswith("e.zip: ")
        assert reason in why
        assert "\n" not in place


def test_a_nul_in_a_name_is_refused_and_not_cut_off(tmp_path: Path) -> None:
    zipped = make(tmp_path / "e.zip", ("good.txtXevil", b"x"))
    zipped.write_bytes(zipped.read_bytes().replace(b"good.txtXevil", b"good.txt\x00evil"))
    with open_source([zipped]) as source:
        assert paths(source) == []
        assert "NUL" in source.refused[0][1]


@pytest.mark.parametrize(
    "mode", [stat.S_IFLNK | 0o777, stat.S_IFCHR | 0o600, stat.S_IFIFO | 0o600, stat.S_IFSOCK | 0o600]
)
def test_links_and_devices_in_a_zip_are_refused(tmp_path: Path, mode: int) -> None:
    zipped = make(tmp_path / "e.zip", (entry("bad", mode=mode), b"/etc/passwd"), ("good.txt", b"good"))
    with open_source([zipped]) as source:
        assert paths(source) == ["good.txt"]
        assert "not a file" in source.refused[0][1]


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    zipped = make(tmp_path / "e.zip", ("secret.txt", b"x"))
    data = bytearray(zipped.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    zipped.write_bytes(data)
    with open_source([zipped]) as source:
        assert paths(source) == []
        assert source.refused == (("e.zip: secret.txt", "encrypted with a password"),)


def test_a_bomb_is_refused_and_a_small_file_of_equal_lines_is_not(tmp_path: Path) -> None:
    zipped = make(tmp_path / "e.zip", ("bomb", bytes(20_000_000)), ("small", b"same\n" * 100_000))
    with open_source([zipped]) as source:
        assert paths(source) == ["small"]
        assert "times its packed size" in source.refused[0][1]


@pytest.mark.parametrize(
    ("limits", "left", "reason"),
    [
        (Limits(members=2), 2, "more than the limit of 2 files"),
        (Limits(total=10), 2, "the export is larger"),
        (Limits(member=4), 0, "larger than the limit of 4 bytes"),
    ],
)
def test_limits_refuse_what_is_beyond_them(tmp_path: Path, limits: Limits, left: int, reason: str) -> None:
    zipped = make(tmp_path / "e.zip", *((f"{number}.txt", b"12345") for number in range(5)))
    with open_source([zipped], limits) as source:
        assert len(source.members) == left
        assert len(source.refused) == 5 - left
        assert all(reason in why for _, why in source.refused)


def test_limits_count_over_all_zips_of_one_import(tmp_path: Path) -> None:
    one, two = (make(tmp_path / name, ("a.txt", b"12345")) for name in ("1.zip", "2.zip"))
    with open_source([one, two], Limits(members=1)) as source:
        assert [member.archive for member in source.members] == ["1.zip"]


def test_a_flood_of_refusals_is_counted_not_listed(tmp_path: Path) -> None:
    zipped = make(tmp_path / "e.zip", *((f"../{number}", b"") for number in range(50)))
    with open_source([zipped], Limits(refusals=10)) as source:
        assert len(source.refused) == 11
        assert source.refused[-1][1].startswith("40 more: a path that climbs")


def test_the_second_entry_of_a_name_is_refused_and_named(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        zipped = make(tmp_path / "e.zip", ("a.txt", b"first"), ("a.txt", b"second"), ("./a.txt", b"third"))
    with open_source([zipped]) as source:
        assert read(source, "a.txt") == b"first"
        assert [why for _, why in source.refused] == ["a second entry of the same name"] * 2


def test_names_are_nfc_and_utf8_is_read_where_it_was_not_declared(tmp_path: Path) -> None:
    zipped = make(tmp_path / "e.zip", ("Ma\u0304ori.txt", b"decomposed"), ("whānau.txt", b"undeclared"))
    data = bytearray(zipped.read_bytes())
    at = 0
    while (at := data.find("whānau.txt".encode(), at + 1)) >= 0:
        flags = at - 30 + 6 if data[at - 30 : at - 26] == b"PK\x03\x04" else at - 46 + 8
        data[flags + 1] &= ~0x08 & 0xFF
    zipped.write_bytes(data)
    with open_source([zipped]) as source:
        assert paths(source) == ["Māori.txt", "whānau.txt"]
        assert read(source, "whānau.txt") == b"undeclared"


def test_a_damaged_entry_is_an_error_that_names_it_and_the_others_are_read(tmp_path: Path) -> None:
    zipped = tmp_path / "e.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_STORED) as made:
        made.writestr("bad.txt", b"the quick brown fox")
        made.writestr("good.txt", b"good")
    zipped.write_bytes(zipped.read_bytes().replace(b"quick", b"quack"))
    with open_source([zipped]) as source:
        with pytest.raises(SourceError, match="bad.txt cannot be read: its checksum does not match") as caught:
            read(source, "bad.txt")
        assert caught.value.path == "bad.txt"
        assert read(source, "good.txt") == b"good"


def test_an_entry_that_lies_about_its_size_is_found_out_while_reading(tmp_path: Path) -> None:
    zipped = make(tmp_path / "e.zip", ("liar.txt", b"0123456789" * 1000), ("good.txt", b"good"))
    data = bytearray(zipped.read_bytes())
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 100)
    zipped.write_bytes(data)
    with open_source([zipped]) as source:
        with pytest.raises(SourceError, match="liar.txt"):
            read(source, "liar.txt")
        assert read(source, "good.txt") == b"good"


def test_entries_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    zipped = make(tmp_path / "e.zip", ("a.txt", b"a" * 1000), ("b.txt", b"b"))
    data = bytearray(zipped.read_bytes())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    struct.pack_into("<L", data, second + 42, 5)
    zipped.write_bytes(data)
    with open_source([zipped]) as source:
        assert paths(source) == ["a.txt"]
        assert source.refused == (("e.zip: b.txt", "its bytes lie inside another entry's"),)


def test_a_rare_packing_method_is_refused(tmp_path: Path) -> None:
    zipped = tmp_path / "e.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a.txt", b"a")
    with open_source([zipped]) as source:
        assert "method that is not read here (number 14)" in source.refused[0][1]


def test_a_zip_within_is_a_plain_file_that_is_never_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("../../deep.txt", b"x")
    zipped = make(tmp_path / "e.zip", ("forms.zip", inner.getvalue()))
    with open_source([zipped]) as source:
        assert paths(source) == ["forms.zip"]
        assert read(source, "forms.zip") == inner.getvalue()


def test_a_table_of_contents_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    zipped = make(tmp_path / "e.zip", *((f"{number:0100d}", b"") for number in range(20)))
    with open_source([zipped], Limits(directory=1000)) as source:
        assert source.members == ()
        assert source.refused[0][0] == "e.zip"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("../mob 021 555 0190.jpg", "../mob [number].jpg"),
        ("/abs/0215550172.json", "/abs/[number].json"),
        ("a/../../jo.example@gmail.com.txt", "a/../../[e-mail]"),
        ("Chat with +64 21 555 0188.txt", "Chat with [number].txt"),
        ("00000012-PHOTO-2026-02-14-09-04-00.jpg", "[number]-PHOTO-2026-02-14-09-04-00.jpg"),
        ("IMG_20260214_090400.jpg", "IMG_20260214_090400.jpg"),
        ("messages/inbox/arohaexample_10159876543210/message_1.json",) * 2,
        ("messages/inbox/0215550172/message_1.json", "messages/inbox/[number]/message_1.json"),
        ("photo 12345.jpg", "photo 12345.jpg"),
    ],
)
def test_a_name_that_is_shown_holds_nobodys_number_or_address(raw: str, expected: str) -> None:
    assert shown(raw) == expected


def test_a_refused_entry_is_named_without_the_number_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("../mob 021 555 0190.jpg", b"x")
        made.writestr("chat.txt", b"x")
    with open_source([path]) as source:
        assert [place for place, _ in source.refused] == ["e.zip: ../mob [number].jpg"]


@pytest.mark.parametrize(
    "raw", ["n" * 200_000, "a1234567/" * 20_000, "a@" * 60_000, "inbox/" * 30_000 + "1234567/" * 9_000]
)
def test_a_name_made_long_to_hurt_is_shown_at_once(raw: str) -> None:
    begun = time.process_time()
    assert len(shown(raw)) <= 200
    assert time.process_time() - begun < 5.0, (
        "the time must grow with the length alone: this is a small part of a second"
    )
