"""The data export of LinkedIn: every column variant, conversations oldest first, the member's posts and comments."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from pathlib import Path

import pytest

from archiver.model.attachment import Held
from archiver.model.capture import Batch
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, ThreadKind
from archiver.model.time import Assumption
from connectors.intake import open_source
from connectors.linkedin.archive import importer
from connectors.linkedin.export_order import oldest_first
from connectors.linkedin.export_people import receivers, vanity
from connectors.linkedin.export_table import Row
from connectors.linkedin.parse_export import NotATime, read_time
from tests.connectors.linkedin.exports import FIXTURES, FULL, notes, quarantined, read, records, tally


def write(folder: Path, text: str, name: str = "messages.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.fixture
def export(tmp_path: Path) -> list[Batch]:
    folder = tmp_path / "Complete_LinkedInDataExport"
    shutil.copytree(FIXTURES, folder)
    (folder / "README.md").unlink()
    return read(folder)


def test_each_conversation_runs_oldest_first(export: list[Batch]) -> None:
    thread = [record for record in records(export) if record.thread.key == "2-QWJj=="]
    assert [record.text[:6] for record in thread] == ["Hello,", "Thanks", "Thanks", "Kia or"]
    assert [record.occurrence for record in thread] == [0, 0, 1, 0]
    assert thread[0].text == 'Hello, is the form "A1" still valid?\nIt is the blue one.'
    assert thread[0].subject == "A question"
    assert thread[0].sent is not None
    assert thread[0].sent.utc == dt.datetime(2024, 2, 1, 3, 4, 5, tzinfo=dt.UTC)
    assert thread[0].sent.assumption is Assumption.NONE


def test_people_have_handles_ids_and_roles(export: list[Batch]) -> None:
    asked = next(record for record in records(export) if record.subject == "A question")
    assert (asked.sender.name, asked.sender.handle, asked.sender.role) == (
        "Sam Example",
        "sam-example",
        Role.CORRESPONDENT,
    )
    assert asked.sender.platform_id == "https://www.linkedin.com/in/sam-example"
    (to,) = asked.recipients
    assert (to.name, to.role) == ("Example Agency", Role.AGENCY)
    assert set(asked.thread.participants) == {asked.sender, to}
    assert asked.thread.kind is ThreadKind.PRIVATE


def test_a_group_a_system_row_and_a_departed_person(export: list[Batch]) -> None:
    named, which, left = (record for record in records(export) if record.thread.title == "Forms group")
    assert named.thread.kind is ThreadKind.GROUP
    assert (named.kind, named.sender.role) == (RecordKind.NOTICE, Role.SYSTEM)
    assert [person.name for person in which.recipients] == ["Example Agency", "Sam Example"]
    assert (left.sender.name, left.kind) == ("", RecordKind.MESSAGE)
    assert "no longer on LinkedIn" in left.notes[0]


def test_drafts_are_counted_and_html_is_kept_and_named(export: list[Batch]) -> None:
    assert tally(export, "drafts_not_sent") == 1
    assert "Not sent yet" not in [record.text for record in records(export)]
    offer = next(record for record in records(export) if record.subject == "An offer")
    assert offer.text == "<p>Buy <b>now</b></p>"
    assert "HTML" in offer.notes[0]


def test_an_attachment_is_a_link_the_export_does_not_follow(export: list[Batch]) -> None:
    asked = next(record for record in records(export) if record.subject == "A question")
    (attached,) = asked.attachments
    assert (attached.name, attached.held) == ("form.pdf", Held.NOT_EXPORTED)
    assert asked.links[0].url.startswith("https://www.linkedin.com/dms/")


def test_a_row_that_cannot_be_read_is_named_by_its_line(export: list[Batch]) -> None:
    assert [(found.source, found.place) for found in quarantined(export)] == [("messages.csv", "line 12")]
    assert "odd" not in repr(quarantined(export))


def test_posts_and_comments_bear_linkedins_ids(export: list[Batch]) -> None:
    posts = [record for record in records(export) if record.kind is RecordKind.POST]
    assert [post.source_id for post in posts] == [
        "urn:li:share:7000000000000000002",
        "urn:li:share:7000000000000000001",
    ]
    assert posts[0].text == "Second post\nin two lines"
    assert posts[0].links[0].url == "https://example.org/a"
    assert posts[0].sent is not None
    assert posts[0].sent.assumption is Assumption.ZONE
    (comment,) = (record for record in records(export) if record.kind is RecordKind.COMMENT)
    assert comment.source_id == "urn:li:comment:(activity:7000000000000000009,77)"
    assert comment.thread.key == comment.parent == "urn:li:activity:7000000000000000009"
    assert {record.sender.role for record in (*posts, comment)} == {Role.AGENCY}


def test_the_report_names_columns_and_files_that_were_not_read(export: list[Batch]) -> None:
    assert tally(export, "unknown_field:NEW_COLUMN") == 1
    assert tally(export, "files_without_records") == 1
    assert "connections.csv" in notes(export)
    assert tally(export, "files_read") == 3


@pytest.mark.parametrize(
    "without",
    [(), ("RECIPIENT PROFILE URLS",), ("SENDER PROFILE URL", "RECIPIENT PROFILE URLS"), ("SUBJECT", "FOLDER")],
)
def test_older_columns_are_read_by_name(tmp_path: Path, without: tuple[str, ...]) -> None:
    cells = {
        "CONVERSATION ID": "2-x",
        "FROM": "Sam Example",
        "TO": "Example Agency",
        "DATE": "2024-02-01 03:04:05 UTC",
        "CONTENT": "kia ora",
    }
    columns = [name for name in FULL.split(",") if name not in without]
    random.Random(len(without)).shuffle(columns)
    path = write(tmp_path, ",".join(columns).title() + "\n" + ",".join(cells.get(name, "") for name in columns) + "\n")
    (record,) = records(read(path, account="Example Agency"))
    assert (record.text, record.sender.name, record.recipients[0].role) == ("kia ora", "Sam Example", Role.AGENCY)


def test_lines_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = write(
        tmp_path, f'Notes:\n"some words"\n\n{FULL}\n2-x,,Sam,,Example Agency,,2024-02-01 03:04:05 UTC,,hi,INBOX\n'
    )
    found = read(path)
    assert len(records(found)) == 1
    assert tally(found, "preamble_rows") == 3


def test_a_file_without_a_header_is_quarantined_and_the_others_are_read(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES, tmp_path / "export")
    write(tmp_path / "export", "nothing,of\nthe,kind\n", name="Shares.csv")
    found = read(tmp_path / "export")
    assert ("Shares.csv", "whole file") in [(bad.source, bad.place) for bad in quarantined(found)]
    assert {record.kind for record in records(found)} == {RecordKind.MESSAGE, RecordKind.NOTICE, RecordKind.COMMENT}


def test_a_row_with_too_many_cells_and_a_quote_without_end_cost_no_other_row(tmp_path: Path) -> None:
    good = "2-x,,Sam,,Example Agency,,2024-02-01 03:04:05 UTC,,hi,INBOX\n"
    path = write(tmp_path, f'{FULL}\n{good}2-x,,Sam,,A,,2024-02-01 03:04:05 UTC,,a, b,INBOX\n{good}2-x,"never\n')
    found = read(path)
    assert [record.text for record in records(found)] == ["hi", "hi"]
    assert sorted(bad.place for bad in quarantined(found)) == ["line 3", "line 5"]


def test_the_same_export_twice_in_one_import_numbers_nothing_anew(tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(FIXTURES, tmp_path / name)
    found = [
        (record.thread.key, record.sent, record.text, record.occurrence)
        for record in records(read(tmp_path / "a", tmp_path / "b"))
        if record.kind is RecordKind.MESSAGE
    ]
    assert len(found) == 2 * len(set(found))


@pytest.mark.parametrize("account", ["2414183", "urn:li:organization:2414183"])
def test_an_account_that_names_nobody_falls_back_to_the_owner_and_says_so(tmp_path: Path, account: str) -> None:
    found = read(FIXTURES / "messages.csv", account=account)
    assert {record.sender.name for record in records(found) if record.sender.role is Role.AGENCY} == {"Example Agency"}
    assert "in every conversation is taken as the agency" in notes(found)
    write(tmp_path, f"{FULL}\n2-x,,Sam Owner,,Alex,,2024-02-01 03:04:05 UTC,,hi,INBOX\n")
    write(tmp_path, "First Name,Last Name\nSam,Owner\n", name="Profile.csv")
    found = read(tmp_path, account=account)
    assert records(found)[0].sender.role is Role.AGENCY
    assert "as its profile tells" in notes(found)


def test_batches_are_no_larger_than_asked(tmp_path: Path) -> None:
    rows = "".join(
        f"2-x,,Sam,,Agency,,2024-02-01 03:{n // 60:02}:{n % 60:02} UTC,,m{n},INBOX\n" for n in reversed(range(250))
    )
    found = read(write(tmp_path, f"{FULL}\n{rows}"), batch_size=100)
    assert [len(batch.records) for batch in found if batch.records] == [100, 100, 50]
    assert [record.text for record in records(found)] == [f"m{n}" for n in range(250)]


def test_an_export_larger_than_memory_comes_out_in_the_same_order() -> None:
    rng = random.Random(7)
    places = {"t": 0, "c": 1}
    rows = [Row(line, (str(rng.randrange(50)), rng.choice("ab")), places) for line in range(400)]

    def place(row: Row) -> tuple[str, int]:
        return row.get("c"), int(row.get("t"))

    whole = list(oldest_first(lambda: rows, place))
    assert whole == list(oldest_first(lambda: rows, place, budget=20_000))
    assert sorted(row.line for row in whole) == list(range(400))
    for name in "ab":
        times = [int(row.get("t")) for row in whole if row.get("c") == name]
        assert times == sorted(times)


@pytest.mark.parametrize(
    ("names", "addresses", "expected"),
    [
        ("Sam, Alex", "u1,u2", [("Sam", "u1"), ("Alex", "u2")]),
        ("Sam Example, PhD", "u1", [("Sam Example, PhD", "u1")]),
        ("Sam Example, PhD, Alex", "u1,u2", [("Sam Example, PhD", "u1"), ("Alex", "u2")]),
        ("Sam, Alex", "", [("Sam", ""), ("Alex", "")]),
        ("", "", []),
    ],
)
def test_names_with_commas_are_told_apart(names: str, addresses: str, expected: list[tuple[str, str]]) -> None:
    assert receivers(names, addresses, {"Sam Example, PhD"}) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.linkedin.com/in/sam-example/?trk=x", "sam-example"),
        ("https://nz.linkedin.com/company/ex", "ex"),
        ("https://www.linkedin.com/in/m%C4%81ori", "māori"),
        ("https://linkedin.com.example.org/in/sam", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_a_profile_address_gives_its_last_part(address: str, expected: str) -> None:
    assert vanity(address) == expected


def test_detection_looks_for_the_header() -> None:
    with open_source([FIXTURES]) as source:
        found = importer().detect(source)
        assert found is not None
        assert found.score > 0.9


def test_a_time_at_the_calendars_end_is_none() -> None:
    for text in ("9999-12-31 23:59:59 UTC", "0001-01-01 00:00:00 UTC"):
        with pytest.raises(NotATime):
            read_time(text)


def test_words_in_files_of_other_kinds_are_told_of(tmp_path: Path) -> None:
    write = {
        "messages.csv": f"{FULL}\n",
        "Invitations.csv": "From,To,Sent At,Message,Direction\nSam Example,Example Agency,1/2/24,kia ora,INCOMING\n",
        "guide_messages.csv": "CONVERSATION ID,FROM,CONTENT\n",
        "Connections.csv": "Notes:\nx\n\nFirst Name,Last Name\nSam,Example\n",
        "article.html": "<p>kia ora</p>",
    }
    for name, text in write.items():
        (tmp_path / name).write_text(text)
    found = read(tmp_path)
    assert {each.source: each.reason[:8] for each in quarantined(found)} == {
        "Invitations.csv": "not read",
        "article.html": "not read",
    }
    assert "connections.csv, guide_messages.csv" in notes(found)


def test_letters_that_are_lost_are_told_of_by_their_lines(tmp_path: Path) -> None:
    row = ",".join(
        ["1", "", "Sam Example", "", "Example Agency", "", "2024-02-01 03:04:05 UTC", "", "M\xe4ori", "INBOX"]
    )
    (tmp_path / "messages.csv").write_bytes(f"{FULL}\n{row}\n".encode("latin-1"))
    found = read(tmp_path)
    assert [record.text for record in records(found)] == ["M\ufffdori"]
    assert [(each.source, each.place) for each in quarantined(found)] == [("messages.csv", "lines 2")]
