"""`archiver import` as a person and as another program uses it: the report, the files, and the second time."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from connectors.samples import ACCOUNTS, write_samples
from tests.e2e.archives import answer, call, holdings, new_archive

Taken = tuple[Path, dict[str, Path], dict[str, Any]]
CHANNEL = {"whatsapp": "wa", "facebook": "fb", "instagram": "ig", "x": "x", "linkedin": "li"}


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """An archive with every platform's sample in it; the exports; the reports by platform."""
    folder = tmp_path_factory.mktemp("import")
    config = new_archive(
        folder / "agency", formats='["pdf", "xlsx", "docx"]', accounts={CHANNEL[k]: v for k, v in ACCOUNTS.items()}
    )
    exports = write_samples(folder / "exports")
    reports = {}
    for platform, path in exports.items():
        code, reports[platform] = answer("import", path, "--channel", CHANNEL[platform], config=config)
        assert code in (0, 1), reports[platform]
    return config, exports, reports


def test_the_report_has_the_contracts_shape(taken_in: Taken) -> None:
    for report in taken_in[2].values():
        assert report["outcome"] in ("complete", "partial", "failed")
        (channel,) = report["channels"]
        assert {"channel", "outcome", "counts", "gaps", "error"} <= channel.keys()
        assert {"posts", "comments", "messages", "new", "revised", "gone", "quarantined"} <= channel["counts"].keys()
        assert {"written", "unchanged", "withheld"} <= report["records"].keys()
        assert report["reconciliation"]["balanced"] is True, report["reconciliation"]
        assert channel["counts"]["new"] > 0
        assert report["records"]["withheld"] == 0


def test_a_record_is_titled_with_correspondent_and_date(taken_in: Taken) -> None:
    records = taken_in[0].parent / "archive" / "records" / "wa" / "messages"
    names = sorted(path.name for path in records.iterdir())
    stem = names[0].rsplit(".", 1)[0]
    assert stem.startswith("Mere Kahotea 2026-01-")
    assert {name.rsplit(".", 1)[1] for name in names} == {"pdf", "xlsx", "docx"}


def test_the_index_lists_every_record_once(taken_in: Taken) -> None:
    archive = taken_in[0].parent / "archive"
    with (archive / "index" / "Reference index.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = (
        "record_number, kind, channel, correspondent, began, ended, messages, edition, status, title, files, sha256"
    )
    assert list(rows[0]) == columns.split(", ")
    files = {path for row in rows for path in row["files"].split("; ")}
    on_disk = {str(path.relative_to(archive)) for path in (archive / "records").rglob("*") if path.is_file()}
    assert files == on_disk
    book = openpyxl.load_workbook(archive / "index" / "Reference index.xlsx", read_only=True)
    assert {"By name", "By date", "By channel"} <= set(book.sheetnames)
    assert len({row["record_number"] for row in rows}) == len(rows)


def test_the_same_export_again_adds_nothing(taken_in: Taken) -> None:
    config, exports, _ = taken_in
    before = holdings(config)
    originals = sorted((config.parent / "archive" / "originals").rglob("*.age"))
    for platform, path in exports.items():
        _, report = answer("import", path, "--channel", CHANNEL[platform], config=config)
        counts = report["channels"][0]["counts"]
        assert (counts["new"], counts["revised"], report["records"]["written"]) == (0, 0, 0), (platform, counts)
    assert holdings(config) == before
    assert sorted((config.parent / "archive" / "originals").rglob("*.age")) == originals


def test_search_finds_with_and_without_macrons(taken_in: Taken) -> None:
    config = taken_in[0]
    _, by_name = answer("search", "--correspondent", "kahotea", config=config)
    assert by_name
    assert {"record", "title", "channel", "correspondent", "began", "ended", "messages", "files", "snippet"} <= set(
        by_name[0]
    )
    _, plain = answer("search", "korero", config=config)
    _, marked = answer("search", "kōrero", config=config)
    assert [hit["record"] for hit in plain] == [hit["record"] for hit in marked]
    code, _ = answer("search", '" OR x NEAR( *', config=config)
    assert code == 0


def test_an_identifier_finds_its_conversation_and_no_other(taken_in: Taken) -> None:
    config = taken_in[0]
    for typed in ("617 350 942", "617350942", "617-350-942"):
        _, hits = answer("find-identifier", typed, config=config)
        assert [hit["channel"] for hit in hits] == ["wa"], typed
    _, none = answer("find-identifier", "617 350 943", config=config)
    assert none == []


def test_verify_is_clean_and_sees_a_changed_byte(taken_in: Taken, tmp_path: Path) -> None:
    config = taken_in[0]
    code, report = answer("verify", "--full", config=config)
    assert (code, report["ok"], report["findings"]) == (0, True, [])
    victim = next((config.parent / "archive" / "records" / "fb").rglob("*.pdf"))
    whole = victim.read_bytes()
    victim.chmod(0o640)
    victim.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        code, report = answer("verify", "--full", config=config)
        assert (code, report["ok"]) == (5, False)
        assert any(finding["kind"] == "digest_mismatch" for finding in report["findings"])
    finally:
        victim.write_bytes(whole)


def test_retrieve_and_unseal_hand_over_with_a_reason(taken_in: Taken, tmp_path: Path) -> None:
    config, exports, _ = taken_in
    _, (hit, *_) = answer("search", "--channel", "wa", config=config)
    code, handed = answer("retrieve", hit["record"], "--to", tmp_path / "out", "--reason", "a request", config=config)
    assert (code, len(handed["files"]), handed["problems"]) == (0, 3, [])
    key = config.parent.with_suffix(".key")
    code, opened = answer(
        "unseal", hit["record"], "--identity", key, "--to", tmp_path / "clear", "--reason", "a test", config=config
    )
    assert code == 0, opened
    assert Path(opened["files"][0]).read_bytes() == exports["whatsapp"].read_bytes()
    _, shown = answer("show", hit["record"], config=config)
    assert {"dissemination", "access"} <= {event["event"] for event in shown["events"]}
    assert call("retrieve", hit["record"], "--to", tmp_path / "out", "--reason", " ", config=config).returncode == 2


def test_the_channel_of_another_platform_is_refused_with_a_hint(taken_in: Taken) -> None:
    config, exports, _ = taken_in
    done = call("import", exports["whatsapp"], "--channel", "fb", config=config)
    assert done.returncode == 2
    assert "WhatsApp" in done.stderr
    assert call("import", exports["whatsapp"], "--channel", "none", config=config).returncode == 2
    assert call("import", "no-such-file.zip", "--channel", "wa", config=config).returncode == 2


def test_redact_answers_line_for_line(taken_in: Taken) -> None:
    given = [
        {
            "id": 7,
            "participants": [{"display_name": "Mere Kahotea", "role": "correspondent"}],
            "messages": [
                {"text": "my client number is 421 873 906", "from": "correspondent"},
                {"text": "Thanks Mere, ring 0800 555 010", "from": "agency"},
            ],
        },
        {"id": "b", "messages": [{"text": "see you at 3pm on 12 March"}]},
    ]
    lines = "\n".join(map(json.dumps, given)) + "\n"
    done = call("redact", config=taken_in[0], stdin=lines)
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["id"] == 7
    assert "421" not in first["messages"][0]["text"]
    mark = first["messages"][0]["marks"][0]
    assert first["messages"][0]["text"][mark["start"] : mark["end"]] == "[CLIENT NUMBER 1]"
    assert mark["kind"] == "client_number"
    assert second["messages"] == [{"text": "see you at 3pm on 12 March", "marks": []}]
