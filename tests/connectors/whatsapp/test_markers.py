"""What WhatsApp writes in place of text becomes facts of the record; a person's own words stay words."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from archiver.model.attachment import Held
from archiver.model.correspondent import Role
from archiver.model.record import Record, RecordKind, State, ThreadKind
from tests.connectors.whatsapp.chatfiles import FIXTURES, LRM, Read, read_paths, write_chat, write_zip


@pytest.fixture
def ios(tmp_path: Path) -> Read:
    return read_paths(
        write_zip(
            tmp_path / "WhatsApp Chat - Benefit Help.zip",
            {
                "_chat.txt": (FIXTURES / "ios_group.txt").read_bytes(),
                "00000003-PHOTO-2024-02-13-15-06-00.jpg": b"a photo",
                "00000004-VIDEO-2024-02-13-15-06-30.mp4": b"a video",
                "00000009-PHOTO-2024-02-13-16-00-00.jpg": b"named by nobody",
            },
        )
    )


@pytest.fixture
def android(tmp_path: Path) -> Read:
    return read_paths(
        write_zip(
            tmp_path / "WhatsApp Chat with Sam Example.zip",
            {
                "WhatsApp Chat with Sam Example.txt": (FIXTURES / "android_private.txt").read_bytes(),
                "IMG-20240213-WA0001.jpg": b"a photo",
                "letter from you.pdf": b"%PDF",
            },
        )
    )


def at(read: Read, line: int) -> Record:
    return next(record for record in read.records if record.place == f"line {line}")


def test_an_ios_group_is_read_whole(ios: Read) -> None:
    assert ios.quarantined == []
    assert len(ios.records) == 19
    assert {record.thread.kind for record in ios.records} == {ThreadKind.GROUP}
    assert {record.thread.title for record in ios.records} == {"Benefit Help"}
    assert {(person.name, person.role) for person in ios.records[0].thread.participants} == {
        ("Sam", Role.CORRESPONDENT),
        ("Alex Sample", Role.CORRESPONDENT),
        ("+64 21 000 0000", Role.CORRESPONDENT),
        ("Example Agency", Role.AGENCY),
    }


def test_the_platforms_own_lines_are_notices_of_its_own(ios: Read) -> None:
    for line in (1, 2, 25):
        record = at(ios, line)
        assert (record.kind, record.sender.role, record.recipients) == (RecordKind.NOTICE, Role.SYSTEM, ())
        assert LRM not in record.text


def test_lines_of_a_message_stay_together_with_their_breaks(ios: Read) -> None:
    assert at(ios, 3).text == "first line\nsecond line\n\nfourth line"
    assert at(ios, 3).sender.name == "Sam"


def test_attached_files_are_found_and_hashed(ios: Read) -> None:
    record = at(ios, 7)
    (photo,) = record.attachments
    assert record.text == ""
    assert photo.held is Held.SEALED
    assert photo.sha256 == hashlib.sha256(b"a photo").hexdigest()
    assert (photo.size, photo.media_type, photo.member) == (7, "image/jpeg", "00000003-PHOTO-2024-02-13-15-06-00.jpg")
    assert record.sender.role is Role.AGENCY


def test_a_caption_stays_text_and_a_file_that_is_not_there_is_missing(ios: Read) -> None:
    assert at(ios, 8).text == "the lease"
    assert at(ios, 8).attachments[0].held is Held.SEALED
    (document,) = at(ios, 9).attachments
    assert (document.name, document.held) == ("00000005-lease.pdf", Held.MISSING)
    assert at(ios, 9).text == ""
    assert ios.tally("attachments_missing") == 1


def test_what_was_left_out_is_said_and_the_same_words_by_a_person_are_text(ios: Read) -> None:
    (image,) = at(ios, 10).attachments
    assert (image.name, image.held, at(ios, 10).text) == ("image", Held.NOT_EXPORTED, "")
    assert at(ios, 11).text == "image omitted"
    assert at(ios, 11).attachments == ()
    assert at(ios, 22).attachments[0].name == "contact card"


def test_deleted_and_edited_messages_are_marked(ios: Read, android: Read) -> None:
    assert (at(ios, 12).state, at(ios, 12).text) == (State.DELETED, "")
    assert (at(ios, 13).edited, at(ios, 13).text) == (True, "The office opens at nine")
    assert [record.state for record in android.records].count(State.DELETED) == 2
    assert [record.text for record in android.records if record.edited] == ["Open from nine"]


def test_polls_places_calls_and_view_once_messages_are_known(ios: Read) -> None:
    assert "a poll" in at(ios, 14).notes[0]
    assert at(ios, 14).text.splitlines()[1:3] == ["Which day suits?", "OPTION: Monday (2 votes)"]
    assert at(ios, 18).links[0].url == "https://maps.google.com/?q=-41.28,174.77"
    for line, text in ((19, "Missed voice call"), (20, "Video call, 5 min")):
        call = at(ios, line)
        assert (call.kind, call.text, call.sender.name) == (RecordKind.NOTICE, text, "Alex Sample")
    assert at(ios, 21).attachments[0].held is Held.NOT_EXPORTED
    assert at(ios, 24).text == ""


def test_an_android_chat_is_read_whole(android: Read) -> None:
    assert android.quarantined == []
    assert {record.thread.kind for record in android.records} == {ThreadKind.PRIVATE}
    photo, letter = (record for record in android.records if record.attachments and record.attachments[0].sha256)
    assert (photo.text, photo.attachments[0].name) == ("my caption", "IMG-20240213-WA0001.jpg")
    assert letter.attachments[0].name == "letter from you.pdf"
    notices = [record.text[:12] for record in android.records if record.kind is RecordKind.NOTICE]
    assert notices == ["Messages and", "Your securit"]
    assert android.records[-1].text == ""


def test_a_private_message_knows_its_destination(android: Read) -> None:
    asked, answered = android.records[1], android.records[2]
    assert [person.name for person in asked.recipients] == ["Example Agency"]
    assert [person.name for person in answered.recipients] == ["Sam Example"]
    assert answered.text == "Kia ora Sam. Yes:\n\nuse form A1."


def test_a_date_inside_a_message_is_no_new_message(android: Read) -> None:
    quoting = next(record for record in android.records if record.text.startswith("you wrote on"))
    assert quoting.text == "you wrote on\n01/02/24, 10:00 - see you then\nand on 14/02/24, 10:00 - or so"
    assert android.tally("lines_quoted") == 1


def test_two_equal_messages_of_one_minute_are_two(android: Read) -> None:
    assert [record.occurrence for record in android.records if record.text == "ok"] == [0, 1]


def test_files_that_no_message_names_are_counted(ios: Read) -> None:
    assert ios.tally("files_named_by_no_message") == 1
    assert "1 files of the export are named by no message" in ios.notes


@pytest.mark.parametrize(
    "body",
    [
        "This message was deleted by mistake",
        "see <attached: it>",
        "a (file attached)",
        "<b>bold</b>",
        "an image omitted",
        "<3",
    ],
)
def test_words_that_only_look_like_a_marker_stay_text(tmp_path: Path, body: str) -> None:
    read = read_paths(write_chat(tmp_path, f"13/02/24, 15:04 - Sam Example: {body}"))
    (record,) = read.records
    assert (record.text, record.state, record.attachments) == (body, State.PRESENT, ())


@pytest.mark.parametrize(
    ("body", "state", "attachments"),
    [
        ("<Medien ausgeschlossen>", State.PRESENT, 1),
        ("Du hast diese Nachricht gelöscht.", State.DELETED, 0),
        ("<Multimedia omitido>", State.PRESENT, 1),
        ("Se eliminó este mensaje.", State.DELETED, 0),
        ("<Médias omis>", State.PRESENT, 1),
        ("Ce message a été supprimé", State.DELETED, 0),
        ("<Mídia oculta>", State.PRESENT, 1),
        ("Mensagem apagada", State.DELETED, 0),
        ("<Media weggelaten>", State.PRESENT, 1),
        ("Dit bericht is verwijderd", State.DELETED, 0),
        ("<Media omessi>", State.PRESENT, 1),
        ("Questo messaggio è stato eliminato", State.DELETED, 0),
        ("IMG-20240213-WA0001.jpg (Datei angehängt)", State.PRESENT, 1),
        ("IMG-20240213-WA0001.jpg (archivo adjunto)", State.PRESENT, 1),
    ],
)
def test_markers_are_known_in_other_languages(tmp_path: Path, body: str, state: State, attachments: int) -> None:
    read = read_paths(write_chat(tmp_path, f"13/02/24, 15:04 - Sam Example: {body}"))
    (record,) = read.records
    assert (record.text, record.state, len(record.attachments)) == ("", state, attachments)


def test_a_damaged_attachment_is_missing_and_named_and_the_chat_is_read(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Sam Example.zip"
    chat = "13/02/24, 15:04 - Sam Example: IMG-20240213-WA0001.jpg (file attached)\n13/02/24, 15:05 - Sam Example: ok\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
        made.writestr("WhatsApp Chat with Sam Example.txt", chat)
        made.writestr("IMG-20240213-WA0001.jpg", b"picture")
    path.write_bytes(path.read_bytes().replace(b"picture", b"pucture"))
    read = read_paths(path)
    assert [record.text for record in read.records] == ["", "ok"]
    assert (read.records[0].attachments[0].held, read.records[0].attachments[0].reason) == (
        Held.MISSING,
        "in the export, but damaged",
    )
    (found,) = read.quarantined
    assert found.place == "IMG-20240213-WA0001.jpg, line 1"
    assert "checksum" in found.reason
