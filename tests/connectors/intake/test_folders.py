"""Folders, files and several paths are one tree: no link is followed, one bad path is not in the way of the others."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from archiver.errors import SourceError
from connectors.intake import OpenedSource, natural_key, open_source


def read(source: OpenedSource, path: str) -> bytes:
    member = next(member for member in source.members if member.path == path)
    with source.open(member) as stream:
        return stream.read()


def write(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def zipped(path: Path, **files: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def test_a_folder_is_one_tree_in_natural_order(tmp_path: Path) -> None:
    for name in ("t/m_10.json", "t/m_2.json", "a.txt", ".DS_Store", "__MACOSX/t/._m_2.json"):
        write(tmp_path / "export" / name, name.encode())
    with open_source([tmp_path / "export"]) as source:
        assert [member.path for member in source.members] == ["a.txt", "t/m_2.json", "t/m_10.json"]
        assert read(source, "t/m_2.json") == b"t/m_2.json"
        assert source.ignored == 2
        assert source.refused == ()


def test_links_and_pipes_in_a_folder_are_refused(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "secret.txt")
    folder = tmp_path / "export"
    write(folder / "good.txt", b"good")
    (folder / "link.txt").symlink_to(outside)
    (folder / "linked").symlink_to(outside.parent)
    os.mkfifo(folder / "pipe")
    with open_source([folder]) as source:
        assert [member.path for member in source.members] == ["good.txt"]
        assert sorted(source.refused) == [
            ("export: link.txt", "a link, not a file"),
            ("export: linked", "a link, not a file"),
            ("export: pipe", "a device, pipe or socket, not a file"),
        ]


@pytest.mark.parametrize("swapped", ["file", "folder"])
def test_a_link_put_in_place_after_listing_is_not_followed(tmp_path: Path, swapped: str) -> None:
    outside = write(tmp_path / "outside" / "a.txt", b"secret")
    folder = tmp_path / "export"
    target = write(folder / "t" / "a.txt", b"fine")
    with open_source([folder]) as source:
        target.unlink()
        if swapped == "file":
            target.symlink_to(outside)
        else:
            target.parent.rmdir()
            target.parent.symlink_to(outside.parent)
        with pytest.raises(SourceError, match="t/a.txt cannot be opened"):
            read(source, "t/a.txt")


def test_a_name_that_is_not_text_is_refused_and_shown_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    write(folder / "good.txt")
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff\nname")).write_bytes(b"x")
    with open_source([folder]) as source:
        assert [member.path for member in source.members] == ["good.txt"]
        ((place, _),) = source.refused
        assert place == "export: bad\\udcff\\nname"


def test_a_phone_number_in_a_name_is_in_no_report(tmp_path: Path) -> None:
    folder = tmp_path / "WhatsApp Chat - +64 21 000 0000"
    gone = write(folder / "a+64 21 000 0000" / "x.jpg")
    (folder / "link").symlink_to("/etc/passwd")
    with open_source([folder]) as source:
        assert source.name == "WhatsApp Chat - [number]"
        assert source.refused == (("WhatsApp Chat - [number]: link", "a link, not a file"),)
        assert source.members[0].archive == folder.name
        gone.unlink()
        with pytest.raises(SourceError, match=r"^a\[number\]/x\.jpg cannot be opened"):
            source.open(source.members[0])


def test_a_decomposed_name_is_found_by_its_composed_spelling(tmp_path: Path) -> None:
    write(tmp_path / "export" / "Ma\u0304ori.txt", b"kia ora")
    with open_source([tmp_path / "export"]) as source:
        assert read(source, "Māori.txt") == b"kia ora"


def test_several_paths_are_one_source_and_equal_paths_stay_apart(tmp_path: Path) -> None:
    one, two = zipped(tmp_path / "1" / "part.zip", a=b"one"), zipped(tmp_path / "2" / "part.zip", a=b"two")
    single = write(tmp_path / "chat.txt", b"three")
    with open_source([one, two, single]) as source:
        assert [(member.path, member.archive) for member in source.members] == [
            ("a", "part.zip"),
            ("a", "part.zip (2)"),
            ("chat.txt", "chat.txt"),
        ]
        contents = []
        for member in source.members:
            with source.open(member) as stream:
                contents.append(stream.read())
        assert contents == [b"one", b"two", b"three"]
        assert source.name == "part.zip and 2 more"


def test_a_folder_of_nothing_but_zips_counts_as_those_zips(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    for number in (10, 2, 1):
        zipped(folder / f"part-{number}.zip", **{f"f{number}": b"x"})
    write(folder / ".DS_Store")
    with open_source([folder]) as source:
        assert [member.archive for member in source.members] == ["part-1.zip", "part-2.zip", "part-10.zip"]


def test_a_zip_among_other_files_of_a_folder_stays_a_plain_file(tmp_path: Path) -> None:
    zipped(tmp_path / "chat" / "forms.zip", inside=b"x")
    write(tmp_path / "chat" / "_chat.txt")
    with open_source([tmp_path / "chat"]) as source:
        assert [member.path for member in source.members] == ["_chat.txt", "forms.zip"]


def test_a_file_that_is_no_zip_is_refused_and_its_siblings_are_read(tmp_path: Path) -> None:
    broken = write(tmp_path / "broken.zip", b"<html>Please sign in</html>")
    good = zipped(tmp_path / "good.zip", a=b"good")
    with open_source([broken, good]) as source:
        assert read(source, "a") == b"good"
        assert [place for place, _ in source.refused] == ["broken.zip"]


def test_the_same_file_given_twice_is_read_once(tmp_path: Path) -> None:
    good = zipped(tmp_path / "good.zip", a=b"good")
    with open_source([good, good]) as source:
        assert len(source.members) == 1
        assert source.refused == (("good.zip (2)", "given twice"),)


def test_a_path_that_does_not_exist_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.zip cannot be opened: No such file"):
        open_source([tmp_path / "gone.zip"])


def test_a_file_that_shrinks_after_listing_is_read_to_where_it_is(tmp_path: Path) -> None:
    chat = write(tmp_path / "chat.txt", b"0123456789")
    with open_source([chat]) as source:
        chat.write_bytes(b"01234")
        assert read(source, "chat.txt") == b"01234"


def test_numbers_in_names_compare_as_numbers() -> None:
    names = ["m_10", "m_9", "m", "a/1", "a/b", "10", "2"]
    assert sorted(names, key=natural_key) == ["2", "10", "a/1", "a/b", "m", "m_9", "m_10"]
