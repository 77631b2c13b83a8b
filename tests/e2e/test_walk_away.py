"""The archive without the program: each recipe of docs/formats/archive.md, followed with other people's tools."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import rfc8785
from warcio.archiveiterator import ArchiveIterator

from tests.pipeline.bench import Bench, Scripted, batch, record

Tool = Callable[..., Path]
ANSWER = b'{"data": ["kia ora"]}'


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """An archive of two nights."""
    made = Bench(tmp_path_factory.mktemp("walk-away"))
    made.night(our_page=Scripted((batch(record(source_id="1"), body=ANSWER),)))
    made.take(record("b", "2026-01-14 09:01", source_id="2"))
    return made


def test_sha256sum_checks_every_file(bench: Bench, tool: Tool) -> None:
    done = subprocess.run(
        [tool("sha256sum"), "-c", "proof/manifest-sha256.txt"],
        cwd=bench.archive,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    checked = {line.rpartition(":")[0] for line in done.stdout.splitlines()}
    kept = {f"{folder}/{name}" for folder in ("records", "originals", "index") for name in bench.files(folder)}
    assert kept <= checked


def test_tar_age_and_a_web_archive_reader_open_an_answer(bench: Bench, tool: Tool, tmp_path: Path) -> None:
    identity = tmp_path / "identity.txt"
    identity.write_text(bench.identity + "\n")
    container = sorted((bench.archive / "originals" / "our-page" / "2026").glob("*.tar"))[0]
    with tarfile.open(container) as tar:
        (name,) = tar.getnames()
        tar.extractall(tmp_path, filter="data")
    clear = tmp_path / "answers.warc.gz"
    subprocess.run([tool("age"), "-d", "-i", identity, "-o", clear, tmp_path / name], check=True, capture_output=True)
    with clear.open("rb") as stream:
        bodies = [found.content_stream().read() for found in ArchiveIterator(stream) if found.rec_type == "response"]
    assert bodies == [ANSWER]


def test_openssl_checks_each_head_and_each_names_the_one_before(bench: Bench, tool: Tool, tmp_path: Path) -> None:
    heads = sorted((bench.archive / "proof" / "heads").glob("*.json"))
    assert len(heads) == 2
    previous, signed = "0" * 64, {}
    for path in heads:
        outer = json.loads(path.read_bytes())
        (tmp_path / "text").write_bytes(outer["signed"].encode())
        (tmp_path / "signature").write_bytes(base64.b64decode(outer["signature"]))
        subprocess.run(
            [
                *(
                    tool("openssl"),
                    "pkeyutl",
                    "-verify",
                    "-pubin",
                    "-inkey",
                    bench.archive / "proof" / "signing-key.pem",
                ),
                *("-rawin", "-in", tmp_path / "text", "-sigfile", tmp_path / "signature"),
            ],
            check=True,
            capture_output=True,
        )
        signed = json.loads(outer["signed"])
        assert rfc8785.dumps(signed) == outer["signed"].encode()
        assert (signed["format"], signed["previous"]) == ("archiver-head-1", previous)
        previous = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = (bench.archive / "proof" / "manifest-sha256.txt").read_bytes()
    assert signed["manifest"] == hashlib.sha256(manifest).hexdigest()


def test_the_event_chain_and_its_tree_follow_from_the_recipe(bench: Bench) -> None:
    with sqlite3.connect(f"file:{bench.archive / 'archive.db'}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "select seq, kind, subject, agent, at, detail, prev, hash from event order by seq"
        ).fetchall()
    before, level = "0" * 64, []
    for place, (seq, kind, subject, agent, at, detail, prev, made) in enumerate(rows, 1):
        payload = {"kind": kind, "subject": subject, "agent": agent, "at": at, "detail": json.loads(detail)}
        assert (seq, prev) == (place, before)
        assert made == hashlib.sha256(prev.encode() + b"\n" + rfc8785.dumps(payload)).hexdigest()
        before = made
        level.append(hashlib.sha256(b"\0" + rfc8785.dumps({"seq": seq, "hash": made})).digest())
    newest = json.loads(
        json.loads(sorted((bench.archive / "proof" / "heads").glob("*.json"))[-1].read_bytes())["signed"]
    )
    covered = newest["events"]
    assert newest["events_hash"] == rows[covered - 1][-1]

    def root(leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return leaves[0]
        split = 1 << ((len(leaves) - 1).bit_length() - 1)
        return hashlib.sha256(b"\1" + root(leaves[:split]) + root(leaves[split:])).digest()

    assert (newest["size"], newest["root"]) == (covered, root(level[:covered]).hex())
