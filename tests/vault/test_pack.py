from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archiver.errors import IntegrityError, StorageError
from archiver.model.capture import Sealed
from archiver.vault import pack as packing
from archiver.vault.open import ciphertext, load_identities, open_sealed
from tests.vault.conftest import RUN, WHEN, Bench

CONTENTS = [f"response {number}".encode() * (number * 37 + 1) for number in range(7)]


def _seal(bench: Bench, contents: list[bytes] = CONTENTS) -> list[Sealed]:
    vault = bench.vault()
    return [vault.seal_bytes(content, channel="c", when=WHEN, run=RUN, name_hint="b.warc.gz") for content in contents]


def _opened(bench: Bench, sealed: list[Sealed]) -> list[bytes]:
    identities = load_identities(bench.identity_file)
    found = []
    for one in sealed:
        with open_sealed(bench.root, one.ref, identities) as stream:
            found.append(stream.read())
    return found


@pytest.fixture
def container(bench: Bench) -> Path:
    return bench.root / "c" / "2026" / f"{RUN}.tar"


def test_a_ref_holds_before_and_after_packing(bench: Bench, container: Path) -> None:
    sealed = _seal(bench)
    assert not container.exists()
    assert _opened(bench, sealed) == CONTENTS

    bench.vault().pack("c", RUN)
    assert _opened(bench, sealed) == CONTENTS
    for one in sealed:
        assert one.ref.startswith(f"c/2026/{RUN}.tar#")
        with ciphertext(bench.root, one.ref) as (stream, size):
            assert hashlib.sha256(stream.read()).hexdigest() == one.sha256
            assert size == one.size


def test_a_packed_run_is_one_file_and_nothing_loose(bench: Bench, container: Path) -> None:
    _seal(bench)
    packed = bench.vault().pack("c", RUN)

    assert packed is not None
    assert list(bench.files()) == [packed.ref]
    assert packed.members == len(CONTENTS)
    assert packed.size == container.stat().st_size
    assert packed.sha256 == hashlib.sha256(container.read_bytes()).hexdigest()
    assert bench.vault().open_runs("c") == ()
    assert not (bench.root / "c" / "open" / RUN).exists()


def test_the_tar_tool_lists_the_members_in_order(bench: Bench, container: Path, tool: Callable[..., Path]) -> None:
    sealed = _seal(bench)
    bench.vault().pack("c", RUN)
    listed = subprocess.run([tool("tar"), "-tf", container], capture_output=True, check=True, text=True).stdout

    assert listed.splitlines() == [one.ref.partition("#")[2] for one in sealed]
    assert listed.startswith("000001-")


def test_the_same_members_give_the_same_container(bench: Bench, container: Path) -> None:
    _seal(bench)
    members = bench.files()
    bench.vault().pack("c", RUN)
    first = container.read_bytes()
    container.unlink()
    for name, content in members.items():
        path = bench.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (1, 1))

    bench.vault().pack("c", RUN)
    assert container.read_bytes() == first


def test_members_sealed_after_packing_join_the_container(bench: Bench) -> None:
    vault = bench.vault()
    first = [vault.seal_bytes(content, channel="c", when=WHEN, run=RUN) for content in CONTENTS[:3]]
    vault.pack("c", RUN)
    more = [vault.seal_bytes(content, channel="c", when=WHEN, run=RUN) for content in CONTENTS[3:]]
    packed = vault.pack("c", RUN)

    assert packed is not None
    assert packed.members == len(CONTENTS)
    assert _opened(bench, first + more) == CONTENTS
    assert [one.ref.partition("#")[2][:6] for one in first + more] == [f"{n:06d}" for n in range(1, 8)]


def test_packing_again_says_the_same_and_changes_nothing(bench: Bench) -> None:
    _seal(bench)
    first = bench.vault().pack("c", RUN)
    before = bench.files()

    assert bench.vault().pack("c", RUN) == first
    assert bench.files() == before


def test_a_run_that_sealed_nothing_has_no_container(bench: Bench) -> None:
    (bench.root / "c" / "open" / RUN).mkdir(parents=True)

    assert bench.vault().pack("c", RUN) is None
    assert bench.vault().pack("never", RUN) is None
    assert bench.files() == {}


def test_runs_left_loose_by_a_kill_are_listed_oldest_first(bench: Bench) -> None:
    later = "20260301T011500Z-aaaa"
    bench.vault().seal_bytes(b"x", channel="c", when=WHEN, run=later)
    _seal(bench)

    assert bench.vault().open_runs("c") == (RUN, later)


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs, as far as the disk can tell."""


CALLS = [(os, "open"), (os, "fsync"), (os, "fchmod"), (Path, "replace"), (Path, "unlink"), (Path, "rmdir"),
         (os, "close"), (Path, "mkdir")]  # fmt: skip


def _sabotage(patch: pytest.MonkeyPatch, stop_at: int, before: bool) -> Iterator[int]:
    """Patches every call that changes the disk: the `stop_at`th dies before or after it, and so do all that follow."""
    count = 0

    def wrap(original: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal count
            count += 1
            if count > stop_at or (before and count == stop_at):
                raise Killed
            result = original(*args, **kwargs)
            if count == stop_at:
                raise Killed
            return result

        return call

    for owner, name in CALLS:
        patch.setattr(owner, name, wrap(getattr(owner, name)))
    while True:
        yield count


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("second", [False, True])
def test_killed_at_any_step_and_packed_again_nothing_is_lost_or_doubled(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, before: bool, second: bool
) -> None:
    sealed = _seal(bench, CONTENTS[:3])
    if second:
        bench.vault().pack("c", RUN)
        sealed += _seal(bench, CONTENTS[3:5])
    contents = CONTENTS[: len(sealed)]
    start = bench.files()
    steps = 0
    while True:
        steps += 1
        _restore(bench, start)
        vault = bench.vault()
        with monkeypatch.context() as patch:
            next(_sabotage(patch, steps, before))
            try:
                finished = vault.pack("c", RUN)
            except Killed:
                finished = None
        assert _opened(bench, sealed) == contents, f"lost right after the kill at step {steps}"
        bench.vault().sweep("c")
        packed = bench.vault().pack("c", RUN)
        assert packed is not None
        assert packed.members == len(sealed)
        assert list(bench.files()) == [packed.ref], f"doubled after the kill at step {steps}"
        assert _opened(bench, sealed) == contents
        if finished is not None:
            break
    assert steps > 12


def _restore(bench: Bench, files: dict[str, bytes]) -> None:
    for path in bench.root.rglob("*"):
        if path.is_file():
            path.unlink()
    for name, content in files.items():
        path = bench.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_a_container_is_durable_before_any_loose_member_goes(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    _seal(bench, CONTENTS[:2])
    loose = bench.files()
    bench.vault().pack("c", RUN)
    # As after a kill between the rename and the fsync of its folder: both places hold the members.
    for name, content in loose.items():
        (bench.root / name).parent.mkdir(parents=True, exist_ok=True)
        (bench.root / name).write_bytes(content)
    steps: list[str] = []
    fsync, unlink = os.fsync, Path.unlink

    def watched_fsync(handle: int) -> None:
        steps.append(f"fsync {Path(f'/proc/self/fd/{handle}').readlink().name}")
        fsync(handle)

    def watched_unlink(path: Path, missing_ok: bool = False) -> None:
        steps.append("unlink")
        unlink(path, missing_ok)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "unlink", watched_unlink)
    bench.vault().pack("c", RUN)
    assert steps.count("unlink") == 2
    assert steps.index("fsync 2026") < steps.index("unlink")


def test_a_damaged_loose_member_stops_packing_and_nothing_changes(bench: Bench, container: Path) -> None:
    _seal(bench)
    damaged = sorted((bench.root / "c" / "open" / RUN).iterdir())[2]
    damaged.chmod(0o600)
    content = bytearray(damaged.read_bytes())
    content[-1] ^= 1
    damaged.write_bytes(content)
    before = bench.files()

    with pytest.raises(IntegrityError, match="not what its name says"):
        bench.vault().pack("c", RUN)
    assert bench.files() == before
    assert not container.exists()


@pytest.mark.parametrize("keep", [0, 100, 512, 2000, -1, -9000])
def test_a_cut_container_is_named_and_what_is_loose_stays(bench: Bench, container: Path, keep: int) -> None:
    _seal(bench, CONTENTS[:3])
    bench.vault().pack("c", RUN)
    sealed = _seal(bench, CONTENTS[3:4])
    container.chmod(0o600)
    os.truncate(container, keep if keep >= 0 else container.stat().st_size + keep)
    before = bench.files()

    if keep == -1:
        # Only padding is gone; every member and the end mark are there.
        assert len(packing.members(container)) == 3
        return
    with pytest.raises(IntegrityError, match="cut short"):
        bench.vault().pack("c", RUN)
    assert bench.files() == before
    assert _opened(bench, sealed) == CONTENTS[3:4]


def test_a_container_cut_between_two_members_is_not_taken_for_whole(bench: Bench, container: Path) -> None:
    _seal(bench, CONTENTS[:3])
    bench.vault().pack("c", RUN)
    cut = list(packing.members(container).values())[1].end
    container.chmod(0o600)
    os.truncate(container, cut)
    with tarfile.open(container) as tar:
        assert len(tar.getnames()) == 2, "the tar library sees nothing wrong"

    with pytest.raises(IntegrityError, match="cut short"):
        packing.members(container)


def test_a_missing_member_or_container_is_an_integrity_error(bench: Bench, container: Path) -> None:
    sealed = _seal(bench, CONTENTS[:2])
    bench.vault().pack("c", RUN)
    with (
        pytest.raises(IntegrityError, match="does not hold"),
        ciphertext(bench.root, f"c/2026/{RUN}.tar#000009-{'0' * 32}.age"),
    ):
        pass
    container.unlink()
    with pytest.raises(IntegrityError, match="missing"), ciphertext(bench.root, sealed[0].ref):
        pass


def test_a_stranger_in_the_open_folder_stops_packing(bench: Bench, tmp_path: Path) -> None:
    _seal(bench)
    (bench.root / "c" / "open" / RUN / "link").symlink_to(tmp_path)

    with pytest.raises(IntegrityError, match="only sealed originals"):
        bench.vault().pack("c", RUN)


def test_a_full_disk_while_packing_keeps_the_loose_members(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = _seal(bench)
    before = bench.files()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="disk is full"):
            bench.vault().pack("c", RUN)
    assert bench.files() == before
    assert _opened(bench, sealed) == CONTENTS
