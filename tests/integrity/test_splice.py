"""The manifest brought up to date without its records: the same bytes as one made anew, or no touch at all."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.integrity.findings import HeldFile
from archiver.integrity.manifest import Manifest
from archiver.integrity.splice import splice
from archiver.model.digest import sha256_hex


def held(path: str, kind: str, content: str = "x") -> HeldFile:
    return HeldFile(path=path, sha256=sha256_hex(content.encode()), size=len(content), kind=kind)


def record(number: int) -> HeldFile:
    path = f"records/fb/messages/Mere Kāhotea 2026-01-0{number} R{number}.pdf"
    return HeldFile(path=path, sha256=sha256_hex(str(number).encode()), size=number, kind="record", record=f"R{number}")


RECORDS = [record(number) for number in range(1, 6)]
OTHERS = [held("index/Reference index.csv", "index"), held("originals/fb/2026/a.tar", "container")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "manifest-sha256.txt"
    Manifest(place).update([*RECORDS, *OTHERS])
    return place


def digest(path: Path) -> str:
    return sha256_hex(path.read_bytes())


names = st.sampled_from(["index.html", "index/a.csv", "originals/fb/2026/b.tar", "originals/x/c.age", "pictures/a.jpg"])


@given(wanted=st.dictionaries(names, st.text("abc", min_size=1, max_size=3)))
def test_the_result_is_byte_for_byte_a_manifest_made_anew(
    tmp_path_factory: pytest.TempPathFactory, wanted: dict[str, str]
) -> None:
    place = tmp_path_factory.mktemp("m") / "manifest-sha256.txt"
    Manifest(place).update([*RECORDS, *OTHERS])
    others = [held(name, "index", content) for name, content in wanted.items()]
    found = splice(place, digest(place), lambda listed: others)
    anew = Manifest(place, [*RECORDS, *others])
    assert place.read_bytes() == anew.as_bytes()
    assert found == anew.digest()


def test_what_is_listed_now_is_handed_over_without_the_records(path: Path) -> None:
    seen: dict[str, HeldFile] = {}

    def others(listed: Mapping[str, HeldFile]) -> Iterable[HeldFile]:
        seen.update(listed)
        return OTHERS

    before = path.stat().st_mtime_ns
    assert splice(path, digest(path), others) == digest(path)
    assert sorted(seen) == sorted(one.path for one in OTHERS)
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("R3.pdf", "R9.pdf"),
        lambda text: text + "# kind=index size=1\n" + "0" * 64 + "  z\n",
        lambda text: "",
    ],
)
def test_one_that_is_not_what_was_signed_is_left_to_be_made_anew(path: Path, change: Any) -> None:
    signed = digest(path)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    before = path.read_bytes()
    assert splice(path, signed, lambda listed: OTHERS) is None
    assert path.read_bytes() == before


def test_records_that_do_not_stand_together_are_left_to_be_made_anew(path: Path) -> None:
    Manifest(path).update([*RECORDS, held("zzz", "index")])
    assert splice(path, digest(path), lambda listed: OTHERS) is None
    Manifest(path).update(RECORDS)
    assert splice(path, digest(path), lambda listed: [held("zzz", "index")]) is None


def test_one_without_records_or_that_is_not_there_is_left_to_be_made_anew(path: Path, tmp_path: Path) -> None:
    Manifest(path).update(OTHERS)
    assert splice(path, digest(path), lambda listed: OTHERS) is None
    assert splice(tmp_path / "none", "", lambda listed: OTHERS) is None


def test_sha256sum_reads_a_spliced_manifest(path: Path, tmp_path: Path, tool: Any) -> None:
    splice(path, digest(path), lambda listed: [*OTHERS, held("originals/fb/2026/b.tar", "container", "new")])
    for one in Manifest.load(path).held.values():
        (tmp_path / one.path).parent.mkdir(parents=True, exist_ok=True)
    contents = {one.path: "x" for one in OTHERS} | {"originals/fb/2026/b.tar": "new"}
    for name in [*contents, *(one.path for one in RECORDS)]:
        (tmp_path / name).write_text(contents.get(name) or name[-5])
    done = subprocess.run([tool("sha256sum"), "--check", "--quiet", "--strict", path], cwd=tmp_path, check=False)
    assert done.returncode == 0
