"""`archiver import` on what real life and ill will hand over: each ends in words, loses nothing and writes nowhere else."""

from __future__ import annotations

import datetime as dt
import json
import stat
import struct
import tarfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import docx
import pyrage
import pytest

from tests.cli.calling import Caller, Done
from tests.e2e.archives import new_archive

OURS = "Harbour Assistance"


class Bench:
    """A fresh archive of one format, and imports into it."""

    def __init__(self, archiver: Caller, folder: Path) -> None:
        self.archiver = archiver
        self.folder = folder
        self.config = new_archive(folder / "agency", formats='["xlsx"]')
        self.archive = folder / "agency" / "archive"

    def settle(self, before: str, after: str) -> None:
        """Change the configuration."""
        text = self.config.read_text()
        assert before in text
        self.config.write_text(text.replace(before, after))

    def chat(self, *lines: str, name: str = "WhatsApp Chat with Mere Example.txt") -> Path:
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def take(self, *paths: Path, channel: str = "wa", more: tuple[str, ...] = ()) -> Done:
        return self.archiver("import", *paths, "--channel", channel, "--json", *more, config=self.config)

    def names(self) -> list[str]:
        return sorted(path.name for path in (self.archive / "records").rglob("*") if path.is_file())

    def outside(self) -> set[Path]:
        """Every file that is not the archive's."""
        return {p for p in self.folder.rglob("*") if p.is_file() and not p.is_relative_to(self.archive)}


@pytest.fixture
def bench(archiver: Caller, tmp_path: Path) -> Bench:
    return Bench(archiver, tmp_path)


def said(day: str, who: str, text: str, clock: str = "9:01 am") -> str:
    return f"{day}/2026, {clock} - {who}: {text}"


# --- settings that change what comes out ----------------------------------------------------------------------------


def test_docx_alone_is_written_when_docx_alone_is_wanted(bench: Bench) -> None:
    bench.settle('formats = ["xlsx"]', 'formats = ["docx"]')
    report = bench.take(bench.chat(said("13/01", "Mere Example", "kia ora"), said("14/01", OURS, "tēnā koe"))).json
    assert report["records"]["written"] == 1
    (name,) = bench.names()
    assert name.startswith("Mere Example 2026-01-13 R")
    assert name.endswith(".docx")
    (path,) = (bench.archive / "records").rglob("*.docx")
    assert "tēnā koe" in "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def test_a_format_added_later_is_written_for_what_lies_there(bench: Bench) -> None:
    bench.take(bench.chat(said("13/01", "Mere Example", "kia ora"), said("14/01", OURS, "x")))
    (before,) = bench.names()
    bench.settle('formats = ["xlsx"]', 'formats = ["xlsx", "docx"]')
    report = bench.take(bench.chat(said("13/01", "Mere Example", "kia ora"), said("16/01", OURS, "y"))).json
    assert report["outcome"] == "complete"
    assert [name.rpartition(".")[2] for name in bench.names()] == ["docx", "xlsx"]
    assert before in bench.names()


def test_never_keeps_the_whole_thread_in_one_record_and_thirty_days_split_it(bench: Bench, tmp_path: Path) -> None:
    lines = (
        "13/01/2024, 9:01 am - Mere Example: first",
        "13/01/2025, 9:01 am - Mere Example: second",
        "14/01/2026, 9:01 am - Mere Example: third",
    )
    report = bench.take(bench.chat(*lines)).json
    assert report["records"]["written"] == 3
    other = Bench(bench.archiver, tmp_path / "other")
    other.settle('conversation_gap = "30d"', 'conversation_gap = "never"')
    report = other.take(bench.folder / "WhatsApp Chat with Mere Example.txt").json
    assert report["records"]["written"] == 1
    assert other.names()[0].startswith("Mere Example 2024-01-13 ")


def test_dates_in_titles_are_the_agencys(bench: Bench) -> None:
    # 00:30 on the 14th here is the 13th in UTC.
    bench.take(bench.chat(said("14/01", "Mere Example", "late", "12:30 am"), said("15/01", OURS, "x")))
    assert bench.names()[0].startswith("Mere Example 2026-01-14 ")


# --- names ----------------------------------------------------------------------------------------------------------


def test_two_people_of_one_name_never_share_a_file(bench: Bench) -> None:
    first = bench.chat(
        said("13/01", "Jo Example", "one"), said("13/01", OURS, "a"), name="WhatsApp Chat with Jo Example.txt"
    )
    second = bench.chat(
        said("13/01", "JO EXAMPLE", "two"), said("13/01", OURS, "b"), name="WhatsApp Chat with JO EXAMPLE.txt"
    )
    for path in (first, second):
        assert bench.take(path).json["records"]["withheld"] == 0
    names = bench.names()
    assert len({name.casefold() for name in names}) == len(names)


def test_a_group_is_titled_with_three_names_and_the_number_of_others(bench: Bench) -> None:
    people = ["Ana Example", "Ben Example", "Cam Example", "Dee Example", "Eli Example"]
    lines = [
        '13/01/2026, 9:00 am - Ana Example created group "Street clean-up"',
        *(said("13/01", person, "kia ora", f"9:0{number} am") for number, person in enumerate(people, 1)),
        said("13/01", OURS, "tēnā koutou", "9:30 am"),
    ]
    bench.take(bench.chat(*lines, name="WhatsApp Chat with Street clean-up.txt"))
    assert bench.names()[0].startswith("Ana Example, Ben Example, Cam Example and 2 others 2026-01-13 ")


def test_a_number_in_a_display_name_reaches_no_title(bench: Bench) -> None:
    path = bench.chat(
        said("13/01", "Jo 021 555 0199", "kia ora"),
        said("13/01", OURS, "kia ora Jo"),
        name="WhatsApp Chat with Jo 021 555 0199.txt",
    )
    done = bench.take(path)
    assert done.json["records"]["written"] == 1
    assert not any("0199" in name for name in bench.names())
    assert "0199" not in done.out + done.err
    for file in bench.archive.rglob("*"):
        assert "0199" not in file.name
        if file.is_file() and file.suffix in (".csv", ".html"):
            assert "021 555 0199" not in file.read_text(encoding="utf-8")


def test_an_unsaved_number_is_titled_unknown_or_masked_but_never_in_digits(bench: Bench) -> None:
    path = bench.chat(
        said("13/01", "+64 21 555 0199", "kia ora"),
        said("13/01", OURS, "x"),
        name="WhatsApp Chat with +64 21 555 0199.txt",
    )
    done = bench.take(path)
    assert done.json["records"]["written"] == 1
    assert "0199" not in "".join(bench.names()) + done.out + done.err


@pytest.mark.parametrize(
    "name",
    [
        "CON",
        "../../../etc/passwd",
        "a/b\\c",
        "Jo <script>alert(1)</script>",
        '=HYPERLINK("x")',
        "Jo\u202eelpmaxE",
        "e\u0301" * 120,
        "😀" * 80,
        "...",
        "Jo Example ",
        "aux.txt",
    ],
)
def test_a_hostile_name_gives_a_file_that_windows_takes(bench: Bench, name: str) -> None:
    before = bench.outside()
    done = bench.take(
        bench.chat(said("13/01", name, "kia ora"), said("13/01", OURS, "x"), name="WhatsApp Chat with Somebody.txt")
    )
    assert done.json["records"]["written"] == 1, done.err
    assert bench.outside() - before == {bench.folder / "WhatsApp Chat with Somebody.txt"}
    for path in bench.archive.rglob("*"):
        if path.name.startswith(".") and path.name != ".lock":
            continue
        stem = path.name
        assert not set('<>:"/\\|?*') & set(stem)
        assert stem == stem.rstrip(" .")
        assert len(stem) <= 140
        assert len(stem.encode()) < 255
        assert unicodedata.is_normalized("NFC", stem)
        assert stem.partition(".")[0].upper() not in {"CON", "AUX", "NUL", "PRN"}
        assert not any(unicodedata.category(char) in ("Cc", "Cf") for char in stem)


# --- what cannot be read --------------------------------------------------------------------------------------------


def test_the_order_of_day_and_month_is_asked_for_and_nothing_is_kept(bench: Bench) -> None:
    path = bench.chat("03/04/2025, 9:01 am - Mere Example: secret words", "03/04/2025, 9:02 am - Harbour Assistance: x")
    done = bench.take(path)
    assert done.code == 2
    report = done.json
    assert report["channels"][0]["error"]["code"] == "date_order"
    assert "secret words" not in done.out + done.err
    assert not list((bench.archive / "originals").rglob("*.age"))
    assert bench.take(path, more=("--date-order", "dmy")).code == 0
    assert bench.names()[0].startswith("Mere Example 2025-04-03 ")


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"PK\x03\x04broken", b"%PDF-1.7\n", b"just words\n"])
def test_a_file_that_is_no_export_is_refused_in_words(bench: Bench, content: bytes) -> None:
    path = bench.folder / "thing.zip"
    path.write_bytes(content)
    done = bench.take(path)
    assert (done.code in (1, 2), done.out) == (True, "")
    assert "error of the program" not in done.err


def test_an_empty_folder_is_refused_in_words(bench: Bench) -> None:
    (bench.folder / "empty").mkdir()
    done = bench.take(bench.folder / "empty")
    assert done.code in (1, 2)
    assert "error of the program" not in done.err


def test_a_zip_that_climbs_or_links_out_writes_nothing_outside(bench: Bench) -> None:
    path = bench.folder / "WhatsApp Chat with Mere Example.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(
            "_chat.txt", f"[13/01/2026, 9:01:00 am] Mere Example: kia ora\n[13/01/2026, 9:02:00 am] {OURS}: x\n"
        )
        made.writestr("../../../../escaped.txt", "x")
        made.writestr("/absolute.txt", "x")
        made.writestr("C:\\windows.txt", "x")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    before = bench.outside()
    done = bench.take(path)
    assert done.code == 1
    report = done.json
    assert report["channels"][0]["counts"]["messages"] == 2
    assert report["channels"][0]["counts"]["quarantined"] == 4
    assert bench.outside() == before
    # The original is kept whole all the same.
    identity = pyrage.x25519.Identity.from_str(bench.config.parent.with_suffix(".key").read_text().splitlines()[-1])
    opened = [pyrage.decrypt(p.read_bytes(), [identity]) for p in (bench.archive / "originals").rglob("*.zip.age")]
    assert opened == [path.read_bytes()]


def test_a_bomb_is_refused_by_its_ratio_and_its_siblings_are_read(bench: Bench) -> None:
    path = bench.folder / "WhatsApp Chat with Mere Example.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(
            "_chat.txt", f"[13/01/2026, 9:01:00 am] Mere Example: kia ora\n[13/01/2026, 9:02:00 am] {OURS}: x\n"
        )
        made.writestr("bomb.txt", b"\0" * 300_000_000)
    done = bench.take(path)
    assert (done.code, done.json["channels"][0]["counts"]["messages"]) == (1, 2)
    assert done.json["channels"][0]["counts"]["quarantined"] == 1


def test_a_zip_that_lies_about_a_size_does_not_fill_memory(bench: Bench) -> None:
    path = bench.folder / "WhatsApp Chat with Mere Example.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("_chat.txt", "[13/01/2026, 9:01:00 am] Mere Example: kia ora\n" * 2000)
    content = bytearray(path.read_bytes())
    place = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 24, 40)
    path.write_bytes(bytes(content))
    done = bench.take(path)
    assert done.code in (1, 2)
    assert "error of the program" not in done.err


def test_escape_sequences_of_a_members_name_reach_no_terminal(bench: Bench) -> None:
    path = bench.folder / "\x1b[31mred.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("\x1b]0;owned\x07.txt", "x")
    done = bench.archiver("import", path, "--channel", "wa", config=bench.config)
    assert done.code in (1, 2)
    assert "\x1b" not in done.out + done.err


# --- several files, folders, and again ------------------------------------------------------------------------------


def test_a_folder_is_sealed_as_a_tar_that_gives_it_back(bench: Bench, tmp_path: Path) -> None:
    folder = bench.folder / "WhatsApp Chat - Mere Example"
    (folder / "media").mkdir(parents=True)
    (folder / "_chat.txt").write_text(
        f"[13/01/2026, 9:01:00 am] Mere Example: kia ora\n[13/01/2026, 9:02:00 am] {OURS}: x\n", encoding="utf-8"
    )
    (folder / "media" / "plän.pdf").write_bytes(b"%PDF-")
    assert bench.take(folder).code in (0, 1)
    identity = pyrage.x25519.Identity.from_str(bench.config.parent.with_suffix(".key").read_text().splitlines()[-1])
    # Beside it lies the sealed list of what was given.
    (sealed,) = (p for p in (bench.archive / "originals").rglob("*.age") if not p.name.endswith(".json.age"))
    opened = tmp_path / "opened.tar"
    opened.write_bytes(pyrage.decrypt(sealed.read_bytes(), [identity]))
    with tarfile.open(opened) as tar:
        assert sorted(tar.getnames()) == ["_chat.txt", "media/plän.pdf"]


def test_two_files_of_one_name_are_both_kept(bench: Bench) -> None:
    paths = []
    for number, who in enumerate(("Mere Example", "Sam Example"), 1):
        folder = bench.folder / str(number)
        folder.mkdir()
        path = folder / "WhatsApp Chat with Somebody.txt"
        path.write_text(
            f"{said('13/01', who, 'kia ora')}\n{said('14/01', OURS, f'tēnā koe {who}')}\n", encoding="utf-8"
        )
        paths.append(path)
    report = bench.take(*paths).json
    assert report["channels"][0]["sealed_files"] == 2
    assert report["channels"][0]["counts"]["new"] == 4
    assert report["reconciliation"]["balanced"]


def test_a_late_message_makes_the_next_edition_and_the_first_stays_byte_for_byte(bench: Bench) -> None:
    day = dt.date(2025, 10, 1)
    first = f"{day:%d/%m/%Y}, 9:01 am - Mere Example: kia ora"
    last = f"{day + dt.timedelta(days=20):%d/%m/%Y}, 9:01 am - Harbour Assistance: ka kite"
    late = f"{day + dt.timedelta(days=10):%d/%m/%Y}, 9:01 am - Mere Example: came late"
    bench.take(bench.chat(first, last))
    (name,) = bench.names()
    (path,) = (bench.archive / "records").rglob("*.xlsx")
    before = path.read_bytes()
    report = bench.take(bench.chat(first, late, last)).json
    assert report["records"]["written"] == 1
    assert bench.names() == sorted([name, name.replace(".xlsx", " edition 2.xlsx")])
    assert path.read_bytes() == before
    assert bench.archiver("verify", "--full", config=bench.config).code == 0
    shown = bench.archiver("show", "R000001", "--json", config=bench.config).json
    assert [edition["edition"] for edition in shown["editions"]] == [1, 2]


def test_a_channel_that_left_the_configuration_keeps_its_records_and_the_figures_add_up(bench: Bench) -> None:
    bench.take(bench.chat(said("13/01", "Mere Example", "kia ora"), said("14/01", OURS, "x")))
    text = bench.config.read_text()
    start = text.index("[channels.wa]")
    bench.config.write_text(text[:start] + text[text.index("[channels.fb]") :])
    # The index is written again, with every record that was ever published.
    (bench.archive / "index" / "Reference index.csv").unlink()
    done = bench.archiver("run", "--json", config=bench.config)
    assert (done.code, done.json["reconciliation"]["balanced"]) == (0, True), done.json["reconciliation"]
    found = bench.archiver("search", "ora", "--json", config=bench.config).json
    assert [hit["record"] for hit in found] == ["R000001"]
    assert bench.archiver("verify", "--full", config=bench.config).code == 0


# --- what is printed ------------------------------------------------------------------------------------------------


def test_json_stands_alone_on_standard_output(bench: Bench) -> None:
    done = bench.take(bench.chat(said("13/01", "Mere Example", "kia ora"), said("14/01", OURS, "x")))
    assert json.loads(done.out)["kind"] == "import"
    assert done.err == ""


def test_unwatched_and_well_it_says_nothing(bench: Bench) -> None:
    path = bench.chat(said("13/01", "Mere Example", "kia ora"), said("14/01", OURS, "x"))
    done = bench.archiver("import", path, "--channel", "wa", config=bench.config)
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_report_never_holds_what_was_written(bench: Bench) -> None:
    lines = [
        said("13/01", "Mere Example", "unusualword 421 873 906"),
        "99/99/2026, 9:01 am - Mere Example: unusualword in a bad line",
        said("14/01", OURS, "x"),
    ]
    done: Any = bench.archiver("-v", "import", bench.chat(*lines), "--channel", "wa", config=bench.config)
    assert "unusualword" not in done.out + done.err
    assert "873" not in done.out + done.err
