from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.errors import IntegrityError
from archiver.integrity.findings import HeldFile
from archiver.integrity.manifest import Manifest
from tests.integrity.conftest import Archive


def _one(path: str, digit: str = "a", record: str = "") -> HeldFile:
    return HeldFile(path=path, sha256=digit * 64, size=12, kind="pdf", record=record)


def test_sha256sum_checks_every_file_from_the_archive_folder(archive: Archive, tool: Callable[..., Path]) -> None:
    archive.write("records/c/messages/Māori “Ngā” #1 & co 2026-01-01 R000009.pdf", b"x", "R000009")
    archive.finish_run()
    command = [str(tool("sha256sum")), "--strict", "-c", "proof/manifest-sha256.txt"]
    run = subprocess.run(command, cwd=archive.path, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert len(run.stdout.splitlines()) == len(archive.whole_files())

    (archive.path / archive.held[0].path).write_bytes(b"changed")
    assert subprocess.run(command, cwd=archive.path, capture_output=True, check=False).returncode == 1


def test_a_night_with_nothing_new_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "proof" / "manifest-sha256.txt"
    held = [_one(f"records/{number:05d}.pdf", record="R000001") for number in range(300)]
    assert Manifest.load(path).update(held)
    state = path.stat()

    manifest = Manifest.load(path)
    assert not manifest.update(held)
    assert not manifest.replace(reversed(held))
    assert not manifest.update(gone=["records/never.pdf"])
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (state.st_mtime_ns, state.st_ino)


def test_lines_are_added_replaced_and_dropped(tmp_path: Path) -> None:
    path = tmp_path / "m.txt"
    first, second, third = _one("b.pdf"), _one("a.pdf"), _one("c.pdf")
    manifest = Manifest.load(path)
    manifest.update([first, second])
    assert manifest.update([replace(first, sha256="f" * 64), third], gone=["a.pdf"])
    read = Manifest.load(path)

    assert [(one.path, one.sha256[0]) for one in read.held.values()] == [("b.pdf", "f"), ("c.pdf", "a")]
    assert read.digest() == manifest.digest()
    assert read.as_bytes() == path.read_bytes()


def test_an_empty_archive_has_an_empty_manifest(tmp_path: Path) -> None:
    path = tmp_path / "m.txt"

    assert Manifest.load(path).update()
    assert dict(Manifest.load(path).held) == {}


@pytest.mark.parametrize("path", ["a\nb", "a\\b", "a\rb", "", "originals/c/2026/r.tar#000001-a.age"])
def test_a_path_that_would_need_an_escape_or_is_a_member_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="manifest"):
        Manifest(tmp_path / "m.txt", [_one(path)])


@pytest.mark.parametrize("change", [{"sha256": "A" * 64}, {"sha256": "a" * 63}, {"kind": "a b"}, {"record": "a b"}])
def test_a_line_that_could_not_be_read_back_is_never_written(tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="cannot stand"):
        Manifest(tmp_path / "m.txt").update([replace(_one("a.pdf"), **change)])  # type: ignore[arg-type]
    assert not (tmp_path / "m.txt").exists()


@pytest.mark.parametrize(
    "content", [b"", b"x\n", b"\xff\n", b"# kind=pdf size=1\nnot a digest  a\n", b"%s  a\n" % (b"a" * 64)]
)
def test_a_damaged_manifest_is_an_integrity_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.txt"
    path.write_bytes(content)

    with pytest.raises(IntegrityError, match=r"m\.txt"):
        Manifest.load(path)
