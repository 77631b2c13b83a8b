"""Every clock, date form and encoding that phones write; names, threads and lines that belong to no message."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, ThreadKind
from archiver.model.time import Assumption, Precision
from connectors.base import DateOrder
from connectors.intake import open_source
from connectors.whatsapp.archive import importer
from tests.connectors.whatsapp.chatfiles import FIXTURES, LRM, NNBSP, ZONE, read_paths, write_chat, write_zip


@pytest.mark.parametrize(
    "start",
    [
        "13/02/24, 15:04 - ",
        "13/2/24, 15:04 - ",
        "2/13/24, 15:04 - ",
        "2/13/24, 3:04 PM - ",
        "13/02/2024, 3:04 pm - ",
        "13/02/2024, 3:04 p.m. - ",
        "13/02/2024, 3:04 p. m. - ",
        "13/02/2024, 3:04 p.\u00a0m. - ",
        f"13/02/2024, 3:04{NNBSP}pm - ",
        "13/02/2024, 3:04\u2009PM - ",
        "2024/02/13, 15:04 - ",
        "2024-02-13, 15:04 - ",
        "2024-02-13 15:04 - ",
        "13.02.24, 15:04 - ",
        "13.2.2024 klo 15.04 - ",
        "13-2-2024 15:04 – ",
        "13-02-2024 15:04 - ",
        "13/02/2024 à 15:04 - ",
        "13/02/2024, 15 h 04 - ",
        "2024/2/13 下午3:04 - ",
        "\u200f13\u200f/02\u200f/2024, 3:04 م - ",
        "١٣/٠٢/٢٠٢٤، ١٥:٠٤ - ",
        "[13/02/24, 3:04:00 PM] ",
        f"[13/02/24, 3:04:00{NNBSP}PM] ",
        f"{LRM}[13/02/24, 15:04:00] ",
        "[2024-02-13, 15:04:00] ",
        "[13.02.24, 15:04:00] ",
        "[13.2.2024 klo 15.04.00] ",
        "[2/13/24, 3:04:00 p.m.] ",
        "[13/02/2024 15:04:00] ",
    ],
)
def test_every_form_of_date_and_clock_is_read(tmp_path: Path, start: str) -> None:
    read = read_paths(write_chat(tmp_path, f"{start}Sam Example: kia ora", "again", f"{start}Example Agency: tēnā koe"))
    first, second = read.records
    assert first.sent is not None
    assert first.sent.local(ZONE).replace(tzinfo=None) == dt.datetime(2024, 2, 13, 15, 4)  # noqa: DTZ001  # wall clock
    assert first.sent.assumption is Assumption.ZONE
    assert first.sent.precision is (Precision.SECOND if "[" in start else Precision.MINUTE)
    assert first.sent.source.strip("\u200f") in start
    assert (first.text, first.sender.name, second.text) == ("kia ora\nagain", "Sam Example", "tēnā koe")
    assert second.sender.role is Role.AGENCY
    assert read.tally("lines_read") == read.tally("lines_in_records") == 3


@pytest.mark.parametrize(("clock", "hour"), [("12:05 am", 0), ("12:05 pm", 12), ("1:05 am", 1), ("11:05 pm", 23)])
def test_noon_and_midnight_are_told_apart(tmp_path: Path, clock: str, hour: int) -> None:
    (record,) = read_paths(write_chat(tmp_path, f"13/02/24, {clock} - Sam Example: x")).records
    assert record.sent is not None
    assert record.sent.local(ZONE).hour == hour


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16")]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends_are_read(tmp_path: Path, encoding: str, named: str, end: str) -> None:
    path = tmp_path / "chat.txt"
    text = end.join(["13/02/24, 15:04 - Sam Example: Māori 🌿", "x\u2028y", "13/02/24, 15:05 - Example Agency: ok", ""])
    path.write_bytes(("\ufeff" + text if encoding == "utf-16-be" else text).encode(encoding))
    read = read_paths(path)
    assert [record.text for record in read.records] == ["Māori 🌿\nx\u2028y", "ok"]
    assert named in read.notes
    assert read.tally("encoding_repairs") == 0


def test_a_file_whose_lines_end_with_cr_alone_keeps_its_messages_apart(tmp_path: Path) -> None:
    lines = ("13/02/24, 15:04 - Sam Example: kia ora", "again", "13/02/24, 15:05 - Example Agency: tēnā koe")
    first, second = read_paths(write_chat(tmp_path, *lines, end="\r")).records
    assert (first.text, second.text) == ("kia ora\nagain", "tēnā koe")
    assert second.sender.role is Role.AGENCY


def test_a_cr_within_a_message_stays_where_lines_end_with_lf(tmp_path: Path) -> None:
    (record,) = read_paths(write_chat(tmp_path, "13/02/24, 15:04 - Sam Example: kia\rora")).records
    assert record.text == "kia\rora"


def test_bytes_that_are_no_text_are_repaired_counted_and_located(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(b"13/02/24, 15:04 - Sam Example: ok\n13/02/24, 15:05 - Sam Example: M\xe4ori\n")
    read = read_paths(path)
    assert read.records[1].text == "M\ufffdori"
    assert read.tally("encoding_repairs") == 1
    (damage,) = read.quarantined
    assert (damage.place, damage.reason[:33]) == ("line 2", "1 line held bytes that are no tex")


def test_lines_above_the_first_message_are_located_and_not_shown(tmp_path: Path) -> None:
    read = read_paths(write_chat(tmp_path, "secret words", "", "more", "13/02/24, 15:04 - Sam Example: x"))
    (found,) = read.quarantined
    assert (found.place, found.reason) == ("lines 1 to 3", "text above the first message")
    assert read.tally("lines_before_first_message") == 3
    assert "secret" not in repr([batch.notes for batch in read.batches]) + repr(read.quarantined)


def test_a_message_whose_date_does_not_exist_is_not_glued_to_another(tmp_path: Path) -> None:
    lines = [f"{day}/02/24, 15:04 - Sam Example: x" for day in range(10, 29)]
    path = write_chat(
        tmp_path, *lines, "31/02/24, 15:05 - Sam Example: odd", "more of it", "29/02/24, 9:00 - Sam Example: y"
    )
    read = read_paths(path)
    assert [record.text for record in read.records] == ["x"] * 19 + ["y"]
    assert [found.place for found in read.quarantined] == ["line 20"]
    assert read.tally("lines_not_understood") == 2


def test_a_line_quoted_from_another_phone_stays_text(tmp_path: Path) -> None:
    read = read_paths(
        write_chat(
            tmp_path,
            "13/02/24, 15:04 - Sam Example: look:",
            "[12/02/24, 3:04:05 PM] Example Agency: we approve it",
            "13/02/24, 15:05 - Example Agency: we did not",
        )
    )
    assert len(read.records) == 2
    assert "we approve it" in read.records[0].text
    assert "1 lines begin like messages in another form and are kept as text (line 2)" in read.notes


def test_joined_exports_of_two_phones_are_both_read(tmp_path: Path) -> None:
    one = [f"13/02/24, 15:0{number} - Sam Example: a{number}" for number in range(5)]
    two = [f"[02/14/24, 15:0{number}:00] Sam Example: b{number}" for number in range(5)]
    read = read_paths(write_chat(tmp_path, *one, *two))
    assert [record.text for record in read.records] == [f"a{n}" for n in range(5)] + [f"b{n}" for n in range(5)]
    assert "in 2 forms" in read.notes


def test_the_same_chat_has_one_thread_from_either_phone(tmp_path: Path) -> None:
    android = write_chat(tmp_path, "13/02/24, 15:04 - Sam Example: x", name="WhatsApp Chat with Sam Example (1).txt")
    ios = write_zip(
        tmp_path / "WhatsApp Chat - Sam Example.zip",
        {"_chat.txt": f"[13/02/24, 15:04:00] Sam Example: {LRM}Messages are end-to-end encrypted.\n"},
    )
    plain = write_chat(
        tmp_path, "13/02/24, 15:04 - Sam Example: x", "13/02/24, 15:05 - Example Agency: y", name="a.txt"
    )
    keys = {read_paths(path).records[0].thread.key for path in (android, ios, plain)}
    assert len(keys) == 1
    assert "Sam" not in keys.pop()


def test_a_group_is_keyed_by_its_name_whatever_a_file_name_can_hold(tmp_path: Path) -> None:
    one = write_zip(
        tmp_path / "WhatsApp Chat - Forms_ A_B.zip",
        {"_chat.txt": f"[13/02/24, 15:04:00] Forms: A/B: {LRM}Sam created group “Forms: A/B”\n"},
    )
    two = write_chat(tmp_path, "13/02/24, 15:04 - Sam created group “x”", name="WhatsApp Chat with Forms- A-B.txt")
    first, second = read_paths(one).records[0], read_paths(two).records[0]
    assert first.thread.key == second.thread.key
    assert {first.thread.kind, second.thread.kind} == {ThreadKind.GROUP}
    assert {first.kind, second.kind} == {RecordKind.NOTICE}


def test_a_phone_number_in_a_file_name_is_in_no_report_and_no_key(tmp_path: Path) -> None:
    number = "+64 21 000 0000"
    path = write_chat(tmp_path, "above", f"13/02/24, 15:04 - {number}: x", name=f"WhatsApp Chat with {number}.txt")
    read = read_paths(path)
    assert read.records[0].thread.title == number
    said = (
        repr([(batch.notes, batch.quarantined, batch.tallies) for batch in read.batches]) + read.records[0].thread.key
    )
    assert "000" not in said
    assert read.records[0].sender.platform_id == read.records[0].sender.handle == ""


@pytest.mark.parametrize("account", ["+64 4 000 1111", "04 000 1111", "0064 4 000 1111"])
def test_an_account_given_as_a_number_is_the_agency(tmp_path: Path, account: str) -> None:
    path = write_chat(tmp_path, "13/02/24, 15:04 - \u202a+64 4 000 1111\u202c: x", "13/02/24, 15:05 - Sam Example: y")
    read = read_paths(path, account=account)
    assert [record.sender.role for record in read.records] == [Role.AGENCY, Role.CORRESPONDENT]


def test_an_account_with_a_colon_in_its_name_is_not_cut(tmp_path: Path) -> None:
    path = write_chat(tmp_path, "13/02/24, 15:04 - Help: Forms: kia ora: all", "13/02/24, 15:05 - Sam Example: y")
    read = read_paths(path, account="Help: Forms")
    assert (read.records[0].text, read.records[0].sender.role) == ("kia ora: all", Role.AGENCY)


def test_a_chat_without_the_account_says_so(tmp_path: Path) -> None:
    read = read_paths(write_chat(tmp_path, "13/02/24, 15:04 - Sam Example: x"), account="Another Name")
    assert "no message bears the name of the channel's account" in read.notes


def test_a_changed_subject_with_a_colon_in_it_names_nobody(tmp_path: Path) -> None:
    line = '13/02/24, 15:04 - Sam Example changed the subject from "Help: old" to "Help: new"'
    (record,) = read_paths(write_chat(tmp_path, line)).records
    assert (record.kind, record.sender.role) == (RecordKind.NOTICE, Role.SYSTEM)
    assert [person.name for person in record.thread.participants if "Help" in person.name] == []


def test_a_nickname_in_quotation_marks_is_a_name(tmp_path: Path) -> None:
    path = write_chat(tmp_path, '13/02/24, 15:04 - Sam "Sammy" Example: x', "13/02/24, 15:05 - Example Agency: y")
    (first, _) = read_paths(path).records
    assert (first.sender.name, first.text, first.kind) == ('Sam "Sammy" Example', "x", RecordKind.MESSAGE)


def test_several_chats_are_read_and_a_broken_one_stops_none(tmp_path: Path) -> None:
    good = write_chat(tmp_path, "13/02/24, 15:04 - Sam Example: x", name="WhatsApp Chat with Sam Example.txt")
    empty = write_chat(tmp_path, "nothing here", name="WhatsApp Chat with Nobody.txt")
    read = read_paths(empty, good)
    assert [record.text for record in read.records] == ["x"]
    assert [(found.source, found.place) for found in read.quarantined] == [
        ("WhatsApp Chat with Nobody.txt", "whole file")
    ]
    assert {batch.export for batch in read.batches if batch.records} == {"WhatsApp Chat with Sam Example.txt"}


def test_a_text_file_beside_the_chat_is_an_attachment(tmp_path: Path) -> None:
    folder = tmp_path / "WhatsApp Chat - Sam Example"
    folder.mkdir()
    chat = f"[13/02/24, 15:04:00] Sam Example: {LRM}<attached: 00000001-notes.txt>\n"
    (folder / "_chat.txt").write_text(chat)
    (folder / "00000001-notes.txt").write_text("13/02/24, 15:04 - Sam Example: within\n")
    read = read_paths(folder)
    (record,) = read.records
    assert record.attachments[0].member == "00000001-notes.txt"
    assert record.thread.title == "Sam Example"


def test_a_batch_is_never_larger_than_asked_and_the_order_holds(tmp_path: Path) -> None:
    lines = [
        f"13/02/24, {hour:02}:{minute:02} - Sam Example: {hour}-{minute}" for hour in range(10) for minute in range(60)
    ]
    read = read_paths(write_chat(tmp_path, *lines), batch_size=100)
    assert [len(batch.records) for batch in read.batches if batch.records] == [100] * 6
    times = [record.sent.utc for record in read.records if record.sent]
    assert times == sorted(times)


def test_a_full_export_is_warned_of(tmp_path: Path) -> None:
    lines = [f"13/02/24, 15:{number % 60:02} - Sam Example: x" for number in range(9_990)]
    assert "older ones may be missing" in read_paths(write_chat(tmp_path, *lines)).notes


def test_detection_looks_at_names_and_first_lines(tmp_path: Path) -> None:
    chat = write_chat(tmp_path, "13/02/24, 15:04 - Sam Example: x", name="anything.txt")
    other = write_chat(tmp_path, "dear diary", name="notes.txt")
    with open_source([chat]) as source:
        found = importer().detect(source)
        assert found is not None
        assert found.score > 0.9
    with open_source([other]) as source:
        assert importer().detect(source) is None


def test_an_operator_can_say_the_order_of_a_fixture_that_proves_itself(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", {"_chat.txt": (FIXTURES / "ios_group.txt").read_bytes()})
    assert len(read_paths(path, order=DateOrder.DAY_FIRST).records) == 19


def test_a_year_at_the_calendars_end_is_a_line_not_understood(tmp_path: Path) -> None:
    path = write_chat(
        tmp_path,
        "13/02/2024, 3:04 pm - Sam Example: before",
        "31/12/9999, 11:59 pm - Sam Example: no such day",
        "14/02/2024, 3:04 pm - Example Agency: after",
    )
    read = read_paths(path, order=DateOrder.DAY_FIRST)
    assert [record.text for record in read.records] == ["before", "after"]
    assert [(found.place, "does not exist" in found.reason) for found in read.quarantined] == [("line 2", True)]
