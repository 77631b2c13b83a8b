from __future__ import annotations

import os

import pytest

from archiver.integrity.containers import containers
from archiver.integrity.findings import CONTAINER_KIND
from archiver.integrity.verify import Depth
from archiver.model.digest import sha256_hex
from archiver.vault import pack
from tests.integrity.conftest import RUN, WHEN, Archive, held_original

CONTAINER = f"originals/msd-facebook/2026/{RUN}.tar"


def test_a_container_is_listed_as_it_lies_there(archive: Archive) -> None:
    (one,) = containers(archive.path, {})
    content = (archive.path / CONTAINER).read_bytes()

    assert (one.path, one.kind, one.size, one.sha256) == (CONTAINER, CONTAINER_KIND, len(content), sha256_hex(content))
    assert archive.manifest.held[CONTAINER] == one


def test_what_is_listed_already_is_not_read_again(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = archive.manifest.held

    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("archiver.integrity.containers.digest_of", refuse)
    assert containers(archive.path, listed) == (listed[CONTAINER],)


def test_a_container_that_grew_is_listed_anew(archive: Archive) -> None:
    for _ in range(8):
        sealed = archive.vault.seal_bytes(os.urandom(3000), channel="msd-facebook", when=WHEN, run=RUN)
        archive.held.append(held_original(sealed))
    archive.vault.pack("msd-facebook", RUN)
    (one,) = containers(archive.path, archive.manifest.held)

    assert one.sha256 == sha256_hex((archive.path / CONTAINER).read_bytes())
    archive.finish_run()
    assert archive.check().findings == ()


@pytest.mark.parametrize("change", ["flip", "cut", "gone", "grow"])
def test_the_manifest_never_follows_tampering(archive: Archive, change: str) -> None:
    path = archive.path / CONTAINER
    before = archive.manifest.held[CONTAINER]
    content = bytearray(path.read_bytes())
    content[next(iter(pack.members(path).values())).offset + 9] ^= 1
    path.unlink()
    if change != "gone":
        path.write_bytes({"flip": content, "cut": content[:5000], "grow": content + bytes(10240)}[change])

    assert containers(archive.path, archive.manifest.held) == (before,)
    archive.finish_run()
    assert not archive.check(Depth.FULL).ok


def test_a_damaged_container_is_never_listed(archive: Archive) -> None:
    path = archive.path / CONTAINER
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[next(iter(pack.members(path).values())).offset] ^= 1
    path.write_bytes(content)

    assert containers(archive.path, {}) == ()
