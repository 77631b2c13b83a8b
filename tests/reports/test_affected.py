"""A damaged file is told with the records it concerns and the kinds of personal information in them, and nothing more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.whatsapp_chat import AGENCY
from tests.e2e.archives import answer, call, new_archive

CHAT = """\
03/02/2026, 10:00 - Aroha Example: hello, my IRD number is 49-091-850
03/02/2026, 10:01 - {agency}: thank you
03/02/2026, 10:02 - Aroha Example: and my account is 01-0902-0068389-00
"""


def taken(tmp_path: Path) -> Path:
    config = new_archive(tmp_path / "a", formats='["xlsx"]', accounts={"wa": AGENCY})
    chat = tmp_path / "WhatsApp Chat with Aroha Example.txt"
    chat.write_text(CHAT.format(agency=AGENCY))
    assert answer("import", chat, "--channel", "wa", config=config)[0] == 0
    return config


def damage(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00\x00")


def check(config: Path) -> tuple[Any, str]:
    code, report = answer("verify", "--full", config=config)
    assert code == 5
    done = call("verify", "--full", config=config)
    assert "possible privacy breach" in done.stdout
    assert "Aroha" not in done.stdout, "records are named by their numbers"
    return report, done.stdout


def test_a_damaged_original_names_the_record_that_was_made_of_it(tmp_path: Path) -> None:
    config = taken(tmp_path)
    assert answer("verify", "--full", config=config)[1]["affected"] is None
    shown = answer("show", "R000001", config=config)[1]
    [original] = [each["ref"] for each in shown["originals"]]
    damage(config.parent / "archive" / "originals" / original)
    report, told = check(config)
    assert report["affected"] == {"records": ["R000001"], "kinds": ["ird", "bank"]}
    assert "names and words of correspondents, IRD NUMBER, BANK ACCOUNT" in told


def test_a_damaged_record_file_names_its_kinds(tmp_path: Path) -> None:
    config = taken(tmp_path)
    [file] = (config.parent / "archive" / "records").rglob("*.xlsx")
    damage(file)
    report, _ = check(config)
    assert report["affected"] == {"records": ["R000001"], "kinds": ["ird", "bank"]}


def test_a_finding_that_names_no_record_says_so(tmp_path: Path) -> None:
    config = taken(tmp_path)
    damage(config.parent / "archive" / "proof" / "heads" / "00000001.json")
    report, told = check(config)
    assert report["affected"] == {"records": [], "kinds": []}
    assert "is not known" in told
