"""A folder as one stream: exactly what `tar` reads, the same bytes each time, nothing passed over in silence."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from archiver.errors import SourceError
from archiver.pipeline.foldertar import FolderTar


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of every awkward size and name."""
    root = tmp_path / "export"
    (root / "b" / "deep" / ("d" * 120)).mkdir(parents=True)
    (root / "a").mkdir()
    (root / "empty").mkdir()
    contents = {
        "z.txt": b"last at the top",
        "none.txt": b"",
        "block.bin": b"x" * 512,
        "big.bin": os.urandom(3_000_001),
        "a/Māori 😀.txt": "tēnā koe".encode(),
        "b/deep/" + "d" * 120 + "/" + "n" * 110 + ".txt": b"a long name",
        "b/.hidden": b"hidden",
    }
    for name, content in contents.items():
        (root / name).write_bytes(content)
    (root / "b" / os.fsdecode(b"odd\xff.txt")).write_bytes(b"not UTF-8")
    return root


def whole(folder: Path, size: int = -1) -> bytes:
    stream = FolderTar(folder)
    pieces = []
    while piece := stream.read(size):
        pieces.append(piece)
    return b"".join(pieces)


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_tar_gives_the_folder_back(folder: Path, tmp_path: Path, tool: Callable[..., Path]) -> None:
    (tmp_path / "made.tar").write_bytes(whole(folder))
    (tmp_path / "out").mkdir()
    done = subprocess.run(
        [tool("tar"), "-xf", tmp_path / "made.tar", "-C", tmp_path / "out"], capture_output=True, check=False
    )
    # It may say that it does not know how a name that is no UTF-8 is marked; it takes the name all the same.
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "out") == files(folder)


def test_python_reads_it_as_a_stream_too(folder: Path) -> None:
    with tarfile.open(fileobj=cast(io.BytesIO, FolderTar(folder)), mode="r|") as tar:
        found = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    assert found == files(folder)


@pytest.mark.parametrize("size", [1 << 20, 10_240, 4_097])
def test_reads_of_any_size_give_the_same_bytes(folder: Path, size: int) -> None:
    assert whole(folder, size) == whole(folder)


def test_owners_times_and_order_on_disk_do_not_matter(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "copy"
    for name, content in sorted(files(folder).items(), reverse=True):
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_bytes(content)
        os.utime(other / name, (1, 1))
        (other / name).chmod(0o600)
    assert whole(other) == whole(folder)


def test_links_and_pipes_are_left_out_and_nothing_waits_for_them(folder: Path) -> None:
    before = whole(folder)
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    assert whole(folder) == before


def test_a_file_that_shrinks_while_it_is_read_is_an_error(folder: Path) -> None:
    stream = FolderTar(folder)
    stream.read(512)
    os.truncate(folder / "big.bin", 10)
    with pytest.raises(SourceError, match="grew shorter"):
        stream.read(-1)


def test_a_file_that_grows_is_taken_as_long_as_it_was(folder: Path) -> None:
    stream = FolderTar(folder)
    content = stream.read(512)
    with (folder / "big.bin").open("ab") as file:
        file.write(b"more" * 1000)
    while piece := stream.read(1 << 16):
        content += piece
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        assert tar.getmember("big.bin").size == 3_000_001
        assert "z.txt" in tar.getnames()


def test_what_may_not_be_looked_into_is_an_error_and_not_a_smaller_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tests may run as root, whom no mode stops.
    real = os.scandir

    def refusing(path: str) -> object:
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(SourceError, match="Permission denied") as caught:
        whole(folder)
    assert caught.value.path == "b/deep"


def test_a_file_that_may_not_be_opened_is_an_error_that_names_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refusing(path: Path, flags: int) -> int:
        if path.name == "z.txt":
            raise PermissionError(13, "Permission denied")
        return real(path, flags)

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(SourceError) as caught:
        whole(folder)
    assert caught.value.path == "z.txt"
