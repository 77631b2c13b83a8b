"""Whoever changes a word in the database is found out by `verify --full`, which names the record and not the word."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bench.whatsapp_chat import AGENCY
from tests.e2e.archives import answer, call, new_archive

CHAT = """\
03/02/2026, 10:00 - Aroha Example: the rent is $450
03/02/2026, 10:01 - {agency}: thank you
"""


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tampered")
    config = new_archive(folder / "a", formats='["xlsx"]', accounts={"wa": AGENCY})
    chat = folder / "WhatsApp Chat with Aroha Example.txt"
    chat.write_text(CHAT.format(agency=AGENCY))
    assert answer("import", chat, "--channel", "wa", config=config)[0] == 0
    return config


@pytest.fixture
def rows(taken: Path) -> Iterator[sqlite3.Connection]:
    """The database, as one who can write the file changes it; put back afterwards."""
    path = taken.parent / "archive" / "archive.db"
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        yield connection
    path.write_bytes(before)


def check(config: Path) -> tuple[int, Any]:
    code, report = answer("verify", "--full", config=config)
    assert "450" not in str(report["findings"])
    assert "950" not in str(report["findings"])
    return code, {(finding["kind"], finding.get("record"), finding.get("path")) for finding in report["findings"]}


HIT = ("content_differs", "R000001", None)


def test_a_changed_word_is_found(taken: Path, rows: sqlite3.Connection) -> None:
    assert check(taken) == (0, set())
    ((number, body),) = rows.execute("SELECT id, body FROM record WHERE instr(body, CAST('$450' AS BLOB))").fetchall()
    rows.execute("UPDATE record SET body = ? WHERE id = ?", (body.replace(b"$450", b"$950"), number))
    rows.commit()
    assert check(taken) == (5, {HIT})
    assert call("verify", config=taken).returncode == 0, "the quick look reads no words"
    done = call("verify", "--full", config=taken)
    assert done.returncode == 5
    assert "Records: R000001." in done.stdout


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record SET digest = randomblob(32) WHERE id = (SELECT min(id) FROM record)",
        "UPDATE edition SET content_sha256 = replace(hex(zeroblob(32)), '0', 'a')",
        "UPDATE person SET name = 'Someone Else' WHERE name LIKE '%Aroha%'",
    ],
)
def test_a_changed_digest_or_name_is_found(taken: Path, rows: sqlite3.Connection, change: str) -> None:
    assert rows.execute(change).rowcount == 1
    rows.commit()
    assert check(taken) == (5, {HIT})


def test_an_index_that_does_not_fit_its_table_is_found(taken: Path, rows: sqlite3.Connection) -> None:
    # A table of another form under the same rows: what a damaged page looks like to SQLite.
    rows.execute("PRAGMA writable_schema = ON")
    rows.execute(
        "UPDATE sqlite_master SET sql = replace(sql, '(ended, id)', '(began, id)') WHERE name = 'ix_volume_ended'"
    )
    rows.commit()
    code, found = check(taken)
    assert (code, {kind for kind, _, _ in found}) == (5, {"database_damaged"})
