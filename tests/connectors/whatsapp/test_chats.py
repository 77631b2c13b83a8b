"""Which files are chats, what is left out of an import, and that no chat is taken for another."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from archiver.model.record import RecordKind
from tests.connectors.whatsapp.chatfiles import LRM, read_paths, write_chat, write_zip


def _line(name: str, text: str, minute: int = 4) -> str:
    return f"13/02/24, 15:{minute:02} - {name}: {text}"


def test_every_chat_of_a_folder_is_read(tmp_path: Path) -> None:
    write_chat(tmp_path, _line("Ana Pita", "one"), name="_chat.txt")
    write_chat(tmp_path, _line("Bob Ray", "two"), name="_chat (1).txt")
    write_chat(tmp_path, _line("Cy Lee", "three"), name="WhatsApp Chat with Cy Lee.txt")
    read = read_paths(tmp_path)
    assert sorted((record.text, record.thread.title) for record in read.records) == [
        ("one", "Ana Pita"),
        ("three", "Cy Lee"),
        ("two", "Bob Ray"),
    ]
    assert read.quarantined == []


def test_a_folders_name_is_given_to_no_chat_where_it_holds_several(tmp_path: Path) -> None:
    folder = tmp_path / "WhatsApp Chat - Ana Pita"
    folder.mkdir()
    write_chat(folder, _line("Ana Pita", "one"), name="_chat.txt")
    write_chat(folder, _line("Bob Ray", "two"), name="_chat (1).txt")
    assert {record.text: record.thread.title for record in read_paths(folder).records} == {
        "one": "Ana Pita",
        "two": "Bob Ray",
    }


def test_a_chat_that_is_not_read_is_told_of(tmp_path: Path) -> None:
    write_chat(tmp_path, _line("Ana Pita", "one"), name="WhatsApp Chat with Ana Pita.txt")
    write_chat(tmp_path, _line("Bob Ray", "two"), name="renamed.txt")
    write_chat(tmp_path, "a shopping list", name="list.txt")
    read = read_paths(tmp_path)
    assert [record.text for record in read.records] == ["one"]
    (left,) = read.quarantined
    assert (left.place, "looks like a chat" in left.reason) == ("renamed.txt", True)


def test_a_zip_within_an_export_is_told_of(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("_chat.txt", _line("Bob Ray", "two"))
    outer = write_zip(
        tmp_path / "all.zip", {"_chat.txt": _line("Ana Pita", "one"), "WhatsApp Chat - Bob Ray.zip": inner.getvalue()}
    )
    read = read_paths(outer)
    assert [record.text for record in read.records] == ["one"]
    (left,) = read.quarantined
    assert (left.place, "give it by itself" in left.reason) == ("WhatsApp Chat - Bob Ray.zip", True)


def test_chats_without_a_name_are_not_taken_for_one(tmp_path: Path) -> None:
    keys = []
    for number, (one, other) in enumerate([("Ana Pita", "Bob Ray"), ("Cy Lee", "Di Moana")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        lines = (_line(one, "x"), _line(other, "y"), _line("Example Agency", "z"), _line("Example Agency", "more", 9))
        first = read_paths(write_chat(folder, *lines[:3], name="_chat.txt")).records
        again = read_paths(write_chat(folder, *lines, name="_chat.txt")).records
        assert {record.thread.key for record in first} == {record.thread.key for record in again}
        keys.append(first[0].thread.key)
    assert keys[0] != keys[1]


def test_nor_are_two_in_which_nobody_but_the_agency_is_named(tmp_path: Path) -> None:
    first, second = (
        read_paths(write_chat(tmp_path, _line("Example Agency", text), name="_chat.txt")).records[0]
        for text in ("kia ora", "tēnā koe")
    )
    assert first.thread.key != second.thread.key


def test_no_moment_is_spread_over_two_batches(tmp_path: Path) -> None:
    minutes = [0, 0, 1, 1, 1, 2, 3, 3, 3, 3, 3, 4]
    lines = [_line("Sam Example", str(number), minute) for number, minute in enumerate(minutes)]
    read = read_paths(write_chat(tmp_path, *lines), batch_size=4)
    batches = [[record.text for record in batch.records] for batch in read.batches if batch.records]
    assert batches == [["0", "1"], ["2", "3", "4", "5"], ["6", "7", "8", "9"], ["10", "11"]]


def test_a_group_renamed_to_a_name_with_a_colon_is_nobody(tmp_path: Path) -> None:
    path = write_chat(
        tmp_path,
        f"[13/02/24, 15:04:00] Old Name: {LRM}Messages and calls are end-to-end encrypted.",
        f"[13/02/24, 15:04:10] Ana Pita: {LRM}Ana Pita changed the group name to “News: Example”",
        f"[13/02/24, 15:04:20] News: Example: {LRM}Bob Ray left",
        "[13/02/24, 15:04:25] Ana Pita: kia ora",
        f"[13/02/24, 15:04:30] Ana Pita: seen: {LRM}Bob Ray left",
        name="_chat.txt",
    )
    last = read_paths(path).records[2:]
    assert [(record.sender.name, record.kind) for record in last] == [
        ("WhatsApp", RecordKind.NOTICE),
        ("Ana Pita", RecordKind.MESSAGE),
        ("Ana Pita", RecordKind.MESSAGE),
    ]
    assert last[0].text == "Bob Ray left"


def test_the_second_hour_of_the_autumn_night_is_not_called_out_of_order(tmp_path: Path) -> None:
    path = write_chat(
        tmp_path,
        "07/04/2024, 02:50 - Sam Example: first",
        "07/04/2024, 02:31 - Sam Example: second",
        "13/04/2024, 02:31 - Sam Example: proves the order",
    )
    second = read_paths(path).records[1]
    assert second.sent is not None
    assert second.sent.utc.hour == 14
    assert len(second.notes) == 1
