"""search, find-identifier, show, retrieve, unseal, verify and status, and what each says when it cannot."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.calling import Caller

RECORD = "R000001"


@pytest.fixture
def copied(config: Path, tmp_path: Path) -> Path:
    """A copy of the archive to damage."""
    return Path(shutil.copytree(config.parent, tmp_path / "copy")) / "archiver.toml"


def identity(config: Path) -> Path:
    return config.parent.with_suffix(".key")


# --- search and find-identifier -------------------------------------------------------------------------------------


def test_search_says_in_words_when_nothing_is_found(archiver: Caller, config: Path) -> None:
    done = archiver("search", "nowhere-to-be-found", config=config)
    assert (done.code, done.out, done.err) == (0, "", "Nothing found.\n")
    assert archiver("search", "nowhere-to-be-found", "--json", config=config).json == []


def test_search_prints_the_record_for_a_person(archiver: Caller, config: Path) -> None:
    done = archiver("search", "kite", config=config)
    assert done.out.startswith(f"{RECORD}  Mere Example 2026-01-13")


@pytest.mark.parametrize("option", ["--from", "--to"])
@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "13/01/2026", "2026-01-13T00:00"])
def test_a_day_that_is_none_is_a_usage_error(archiver: Caller, config: Path, option: str, day: str) -> None:
    done = archiver("search", option, day, config=config)
    assert done.code == 2
    assert option in done.err


def test_bytes_that_are_no_text_find_nothing(archiver: Caller, config: Path) -> None:
    for words in (["search", "\udcff"], ["search", "--correspondent", "\udcff"], ["find-identifier", "\udcff 421"]):
        done = archiver(*words, config=config)
        assert (done.code in (0, 2), done.out) == (True, ""), (words, done.err)


def test_an_identifier_is_found_and_never_repeated(archiver: Caller, config: Path) -> None:
    done = archiver("find-identifier", "421-873-906", "--json", config=config)
    assert [(row["record"], row["mentions"]) for row in done.json] == [(RECORD, 1)]
    for value in ("421 873 907", "not an identifier"):
        done = archiver("find-identifier", value, config=config)
        assert value not in done.out + done.err
        assert done.out == ""


def test_an_empty_identifier_is_a_usage_error(archiver: Caller, config: Path) -> None:
    assert archiver("find-identifier", "  ", config=config).code == 2


# --- show -----------------------------------------------------------------------------------------------------------


def test_show_takes_a_number_in_any_case_and_knows_what_lies_on_disk(archiver: Caller, config: Path) -> None:
    shown = archiver("show", " r000001 ", "--json", config=config).json
    assert shown["title"] == "Mere Example 2026-01-13"
    archive = config.parent / "archive"
    for edition in shown["editions"]:
        for file in edition["files"]:
            assert hashlib.sha256((archive / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    for original in shown["originals"]:
        path = archive / "originals" / original["ref"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == original["sha256"]
    assert "publication" in {event["event"] for event in shown["events"]}


@pytest.mark.parametrize("record", ["R999999", "1", "R", "'; drop table record; --", "R000001\x1b[31m", "\udcff"])
def test_a_record_that_is_not_there_is_a_usage_error(archiver: Caller, config: Path, record: str) -> None:
    for words in (
        ["show", record],
        ["retrieve", record, "--to", "out", "--reason", "x"],
        ["unseal", record, "--identity", str(identity(config)), "--to", "out", "--reason", "x"],
    ):
        done = archiver(*words, config=config)
        assert (done.code, done.out) == (2, ""), words
        assert "there is no record" in done.err
        assert "\x1b" not in done.err
    assert not Path("out").exists()


# --- retrieve -------------------------------------------------------------------------------------------------------


def test_what_is_retrieved_is_proved_by_a_manifest_that_sha256sum_reads(
    archiver: Caller, config: Path, tmp_path: Path
) -> None:
    done = archiver("retrieve", RECORD, "--to", tmp_path / "out", "--reason", "request", "--json", config=config)
    assert (done.code, len(done.json["files"])) == (0, 2)
    for line in (tmp_path / "out" / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest


def test_retrieving_twice_overwrites_nothing(archiver: Caller, config: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert archiver("retrieve", RECORD, "--to", tmp_path, "--reason", "r", config=config).code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 6
    assert "manifest-sha256 (2).txt" in names


def test_one_unknown_record_stops_the_whole_hand_over(archiver: Caller, config: Path, tmp_path: Path) -> None:
    done = archiver("retrieve", RECORD, "R000099", "--to", tmp_path / "out", "--reason", "r", config=config)
    assert done.code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("damage", ["changed", "missing", "link"])
def test_a_damaged_file_is_not_handed_over(archiver: Caller, copied: Path, tmp_path: Path, damage: str) -> None:
    victim = next((copied.parent / "archive" / "records").rglob("*.pdf"))
    if damage == "changed":
        victim.chmod(0o640)
        victim.write_bytes(victim.read_bytes() + b" ")
    else:
        victim.unlink()
        if damage == "link":
            victim.symlink_to("/etc/hostname")
    done = archiver("retrieve", RECORD, "--to", tmp_path / "out", "--reason", "r", "--json", config=copied)
    assert done.code == 5
    assert len(done.json["problems"]) == 1
    assert [Path(path).suffix for path in done.json["files"]] == [".xlsx"]
    assert not list((tmp_path / "out").glob("*.pdf"))


@pytest.mark.parametrize("where", ["archive", "archive/records/wa/messages", "archive/new", "sly/records"])
def test_nothing_is_handed_over_into_the_archive(archiver: Caller, copied: Path, where: str) -> None:
    (copied.parent / "sly").symlink_to(copied.parent / "archive")
    before = sorted(copied.parent.rglob("*"))
    for words in (["retrieve", RECORD], ["unseal", RECORD, "--identity", str(copied.parent.parent)]):
        done = archiver(*words, "--to", copied.parent / where, "--reason", "r", config=copied)
        assert done.code == 2, words
    assert sorted(copied.parent.rglob("*")) == before


def test_a_hand_over_is_in_the_log_with_who_and_why(archiver: Caller, copied: Path, tmp_path: Path) -> None:
    archiver("retrieve", RECORD, "--to", tmp_path / "out", "--reason", "request 26/0117 ā", config=copied)
    shown = archiver("show", RECORD, "--json", config=copied).json
    event = shown["events"][-1]
    assert (event["event"], event["detail"]["reason"]) == ("dissemination", "request 26/0117 ā")
    assert event["agent"].startswith("user")
    assert archiver("verify", "--full", config=copied).code == 0


# --- unseal ---------------------------------------------------------------------------------------------------------


def test_another_key_opens_nothing_and_leaves_nothing(archiver: Caller, config: Path, tmp_path: Path) -> None:
    archiver("init", tmp_path / "other")
    other = tmp_path / "other" / "private-key-move-me.txt"
    done = archiver(
        "unseal", RECORD, "--identity", other, "--to", tmp_path / "out", "--reason", "r", "--json", config=config
    )
    assert done.code != 0
    assert (done.json["files"], len(done.json["problems"])) == ([], 1)
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", [b"", b"not a key\n", b"age-encryption.org/v1\n", None])
def test_a_key_file_that_is_none_is_a_configuration_error_without_its_content(
    archiver: Caller, config: Path, tmp_path: Path, content: bytes | None
) -> None:
    key = tmp_path / "key"
    if content is not None:
        key.write_bytes(content)
    done = archiver("unseal", RECORD, "--identity", key, "--to", tmp_path / "out", "--reason", "r", config=config)
    assert done.code == 2
    assert "not a key" not in done.err


def test_an_opened_original_is_owner_only_and_a_warning_comes_with_it(
    archiver: Caller, config: Path, tmp_path: Path
) -> None:
    done = archiver(
        "unseal", RECORD, "--identity", identity(config), "--to", tmp_path / "out", "--reason", "r", config=config
    )
    assert done.code == 0
    assert "not redacted" in done.err
    (path,) = map(Path, done.out.splitlines())
    assert path.stat().st_mode & 0o077 == 0
    assert b"421 873 906" in path.read_bytes()


def test_a_changed_original_is_an_integrity_finding(
    archiver: Caller, config: Path, copied: Path, tmp_path: Path
) -> None:
    # The export and the list of what was given: whichever a record names, it is damaged.
    for victim in (copied.parent / "archive" / "originals").rglob("*.age"):
        victim.chmod(0o640)
        content = bytearray(victim.read_bytes())
        content[-1] ^= 1
        victim.write_bytes(content)
    done = archiver(
        *("unseal", RECORD, "--identity", identity(config), "--to", tmp_path / "out", "--reason", "r", "--json"),
        config=copied,
    )
    assert (done.code, done.json["files"]) == (5, [])
    assert archiver("verify", config=copied).code == 0
    assert archiver("verify", "--full", config=copied).code == 5


# --- verify, status -------------------------------------------------------------------------------------------------


def test_verify_names_what_is_missing_and_what_should_not_be_there(archiver: Caller, copied: Path) -> None:
    records = copied.parent / "archive" / "records"
    next(records.rglob("*.pdf")).unlink()
    (records / "wa" / "messages" / "Somebody 2026-01-01 R000009.pdf").write_bytes(b"%PDF-")
    done = archiver("verify", "--json", config=copied)
    kinds = {finding["kind"] for finding in done.json["findings"]}
    assert (done.code, done.json["ok"]) == (5, False)
    assert {"file_missing", "file_unexpected"} <= kinds
    told = archiver("verify", config=copied)
    assert "Not well" in told.out
    assert "Somebody" in told.err


def test_an_index_that_lost_a_line_is_found(archiver: Caller, copied: Path) -> None:
    index = copied.parent / "archive" / "index" / "Reference index.csv"
    index.chmod(0o640)
    index.write_text(index.read_text().splitlines()[0] + "\n")
    done = archiver("verify", "--json", config=copied)
    assert "index_differs" in {finding["kind"] for finding in done.json["findings"]}


def test_status_has_the_contracts_keys_and_tells_what_to_do(archiver: Caller, config: Path) -> None:
    value = archiver("status", "--json", config=config).json
    for channel in value["channels"]:
        assert {"channel", "last_success", "next_due", "token_expires", "gaps", "activity", "advice"} <= channel.keys()
    told = archiver("status", config=config).out
    assert "to do" in told
    assert "1 record published" in told


def test_status_after_init_is_that_of_channels_never_captured(archiver: Caller, tmp_path: Path) -> None:
    archiver("init", tmp_path)
    config = tmp_path / "archiver.toml"
    text = '[channels.wa]\nplatform = "whatsapp"\naccount = "A"\nname = "A"\nbusiness_owner = "B"\n'
    config.write_text(config.read_text() + text)
    before = sorted(tmp_path.rglob("*"))
    done = archiver("status", "--json", config=config)
    assert (done.code, done.err) == (0, "")
    (channel,) = done.json["channels"]
    assert (channel["channel"], channel["last_success"], channel["last_attempt"]) == ("wa", None, None)
    assert done.json["archive"]["last_run"] is None
    assert "0 records published" in archiver("status", config=config).out
    assert sorted(tmp_path.rglob("*")) == before


def test_a_database_gone_from_an_archive_with_records_is_no_empty_status(archiver: Caller, copied: Path) -> None:
    for path in (copied.parent / "archive").glob("archive.db*"):
        path.unlink()
    done = archiver("status", config=copied)
    assert done.code != 0
    assert "there is no database" in done.err


def test_a_query_without_a_word_finds_nothing_and_says_so(archiver: Caller, config: Path) -> None:
    done = archiver("search", "%_\\", "--json", config=config)
    assert (done.code, done.json) == (0, [])
    assert "there is no word in that" in done.err


def test_a_channel_that_is_none_is_refused_with_those_there_are(archiver: Caller, copied: Path) -> None:
    done = archiver("search", "--channel", "nope", "--json", config=copied)
    assert (done.code, done.out) == (2, "")
    assert "'nope'" in done.err
    assert "wa" in done.err.partition("there is no channel")[2]
    assert archiver("search", "--channel", "fb", "--json", config=copied).json == []
    # A channel that left the configuration, and of which the archive holds something, stays searchable.
    text = copied.read_text()
    copied.write_text(text.replace("[channels.wa]", "[channels.other]"))
    assert [hit["record"] for hit in archiver("search", "--channel", "wa", "--json", config=copied).json] == [RECORD]


def test_reading_writes_nothing(archiver: Caller, copied: Path) -> None:
    # SQLite may touch its own -wal and -shm files; nothing else may change.
    def seen() -> dict[str, tuple[int, bytes]]:
        files = (path for path in sorted(copied.parent.rglob("*")) if path.is_file())
        return {
            str(path): (path.stat().st_size, hashlib.sha256(path.read_bytes()).digest())
            for path in files
            if not path.name.endswith(("-wal", "-shm"))
        }

    before = seen()
    for words in (["search", "ora"], ["find-identifier", "421873906"], ["show", RECORD], ["status"], ["verify"]):
        assert archiver(*words, config=copied).code == 0, words
    assert seen() == before


def test_a_database_that_is_none_is_said_in_words(archiver: Caller, copied: Path) -> None:
    for name in ("archive.db-wal", "archive.db-shm"):
        (copied.parent / "archive" / name).unlink(missing_ok=True)
    (copied.parent / "archive" / "archive.db").write_bytes(os.urandom(4096))
    for words in (["search", "x"], ["status"], ["run", "--export-only"], ["verify"]):
        done = archiver(*words, config=copied)
        assert done.code in (1, 5), words
        assert "error of the program itself" not in done.err, words
        assert done.err
