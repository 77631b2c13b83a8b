from __future__ import annotations

import datetime as dt
import errno
import hashlib
import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import ConfigError, IntegrityError, Stopped, StorageError, UsageError
from archiver.model.capture import Sealed
from archiver.vault.open import ciphertext, load_identities, open_sealed, unseal
from archiver.vault.seal import Vault
from tests.vault.conftest import RUN, WHEN, Bench

SECRET = b"My client number is 123456789, from Aroha. " * 5000


def _open(bench: Bench, sealed: Sealed) -> bytes:
    with open_sealed(bench.root, sealed.ref, load_identities(bench.identity_file)) as stream:
        return stream.read()


def test_an_original_is_named_by_digest_under_channel_and_year(bench: Bench) -> None:
    sealed = bench.vault().seal_bytes(
        SECRET, channel="msd-whatsapp", when=WHEN, media_type="text/plain", name_hint="Chat with J.Smith.txt"
    )
    content = (bench.root / sealed.ref).read_bytes()

    assert sealed.ref.startswith("msd-whatsapp/2026/")
    assert sealed.ref.endswith(f"-{sealed.sha256[:32]}.txt.age")
    assert sealed.sha256 == hashlib.sha256(content).hexdigest()
    assert sealed.size == len(content)
    assert sealed.content_size == len(SECRET)
    assert sealed.content_key == bench.secrets.key("sealed content", SECRET.decode())
    assert sealed.recipients == tuple(recipient[:12] for recipient in bench.recipients)
    assert (sealed.sealed_at, sealed.media_type) == (WHEN, "text/plain")


def test_no_part_of_a_persons_name_is_kept_as_a_suffix(bench: Bench) -> None:
    sealed = bench.vault().seal_bytes(SECRET, channel="c", when=WHEN, name_hint="Chat with J.Smith")

    assert sealed.ref.endswith(f"{sealed.sha256[:32]}.age")


def test_every_recipient_opens_it_and_nobody_else(bench: Bench, tmp_path: Path) -> None:
    sealed = bench.vault().seal_bytes(SECRET, channel="c", when=WHEN)
    from archiver.vault.keypair import make_identity, write_identity

    stranger = write_identity(tmp_path / "stranger", recipient="age1x", identity=make_identity()[1])

    for file in (bench.identity_file, bench.other_identity_file):
        with open_sealed(bench.root, sealed.ref, load_identities(file)) as stream:
            assert stream.read() == SECRET
            stream.seek(3)
            assert stream.read(6) == SECRET[3:9]
    with (
        pytest.raises(ConfigError, match="none of the given private keys"),
        open_sealed(bench.root, sealed.ref, load_identities(stranger)),
    ):
        pass


def test_the_age_tool_opens_what_we_sealed(bench: Bench, tool: Callable[..., Path]) -> None:
    vault = bench.vault()
    loose = vault.seal_bytes(SECRET, channel="c", when=WHEN)
    vault.seal_bytes(SECRET[:100], channel="c", when=WHEN, run=RUN)
    vault.pack("c", RUN)
    age = [str(tool("age")), "-d", "-i", str(bench.identity_file)]
    member = subprocess.run(
        [tool("tar"), "-xOf", bench.root / "c" / "2026" / f"{RUN}.tar"], capture_output=True, check=True
    ).stdout

    assert subprocess.run([*age, str(bench.root / loose.ref)], capture_output=True, check=True).stdout == SECRET
    assert subprocess.run(age, input=member, capture_output=True, check=True).stdout == SECRET[:100]


def test_clear_text_never_touches_the_disk(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    original = os.open

    def watched(path: Path, flags: int, mode: int = 0o777) -> int:
        opened.append(Path(path))
        return original(path, flags, mode)

    monkeypatch.setattr(os, "open", watched)
    bench.vault().seal_stream(io.BytesIO(SECRET), channel="c", when=WHEN)

    assert all(path.is_relative_to(bench.root) for path in opened)
    assert all(b"client number" not in content for content in bench.files().values())


def test_the_same_bytes_sealed_again_are_the_original_that_is_there(bench: Bench) -> None:
    first = bench.vault().seal_bytes(SECRET, channel="c", when=WHEN, name_hint="a.zip")
    before = bench.files()
    # A new process, a year later, whose database knows nothing of it.
    again = bench.vault().seal_bytes(SECRET, channel="c", when=WHEN + dt.timedelta(days=400), name_hint="a.zip")

    assert (again.ref, again.sha256, again.size) == (first.ref, first.sha256, first.size)
    assert bench.files() == before
    assert bench.vault().content_key(io.BytesIO(SECRET)) == first.content_key


def test_channels_do_not_share_originals(bench: Bench) -> None:
    vault = bench.vault()

    assert vault.seal_bytes(SECRET, channel="a", when=WHEN).ref.startswith("a/")
    assert vault.seal_bytes(SECRET, channel="b", when=WHEN).ref.startswith("b/")


def test_a_recipient_added_later_gets_an_original_of_its_own(bench: Bench) -> None:
    first = Vault(bench.root, bench.recipients[:1], bench.secrets).seal_bytes(SECRET, channel="c", when=WHEN)
    second = bench.vault().seal_bytes(SECRET, channel="c", when=WHEN)

    assert first.ref != second.ref
    assert len(second.recipients) == 2
    with open_sealed(bench.root, second.ref, load_identities(bench.other_identity_file)) as stream:
        assert stream.read() == SECRET


def test_a_damaged_original_is_not_taken_for_whole(bench: Bench) -> None:
    first = bench.vault().seal_bytes(SECRET, channel="c", when=WHEN)
    path = bench.root / first.ref
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    second = bench.vault().seal_bytes(SECRET, channel="c", when=WHEN)
    third = bench.vault().seal_bytes(SECRET, channel="c", when=WHEN)

    assert first.ref != second.ref == third.ref
    assert _open(bench, second) == SECRET
    assert path.exists()


def test_an_empty_file_and_a_large_one_come_back_whole(bench: Bench) -> None:
    vault = bench.vault()
    large = os.urandom(3_000_001)

    assert _open(bench, vault.seal_bytes(b"", channel="c", when=WHEN)) == b""
    assert _open(bench, vault.seal_stream(io.BytesIO(large), channel="c", when=WHEN)) == large


def test_a_file_is_sealed_as_it_is_and_left_as_it_was(bench: Bench, tmp_path: Path) -> None:
    export = tmp_path / "export.zip"
    export.write_bytes(SECRET)
    sealed = bench.vault().seal_file(export, channel="c", when=WHEN, media_type="application/zip")

    assert sealed.ref.endswith(".zip.age")
    assert _open(bench, sealed) == export.read_bytes()


@pytest.mark.parametrize("channel", ["../x", "a/b", "", ".hidden", "a\x00", "Ünicode", "a#b"])
def test_a_channel_cannot_lead_out_of_the_folder(bench: Bench, channel: str) -> None:
    with pytest.raises(ValueError, match="channel"):
        bench.vault().seal_bytes(b"x", channel=channel, when=WHEN)
    assert bench.files() == {}


@pytest.mark.parametrize("run", ["../2026", "x", "2026/..", "2026 a"])
def test_a_run_cannot_lead_out_of_the_folder(bench: Bench, run: str) -> None:
    with pytest.raises(ValueError, match="run"):
        bench.vault().seal_bytes(b"x", channel="c", when=WHEN, run=run)


@pytest.mark.parametrize("place", ["c", "c/2026", "c/open", f"c/open/{RUN}"])
def test_a_symbolic_link_among_the_originals_is_refused(bench: Bench, tmp_path: Path, place: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = bench.root / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)

    with pytest.raises(IntegrityError, match="symbolic link"):
        bench.vault().seal_bytes(b"x", channel="c", when=WHEN, run=RUN if "open" in place else "")
    assert list(elsewhere.iterdir()) == []


def test_a_linked_original_is_not_read(bench: Bench, tmp_path: Path) -> None:
    sealed = bench.vault().seal_bytes(SECRET, channel="c", when=WHEN)
    path = bench.root / sealed.ref
    moved = path.rename(tmp_path / "moved.age")
    path.symlink_to(moved)

    with pytest.raises(IntegrityError, match="symbolic link"), ciphertext(bench.root, sealed.ref):
        pass


@pytest.mark.parametrize(
    "ref",
    ["", "c", "c/2026/../../x.age", "/etc/2026/passwd", "c/2026/a.age#m", "c/2026/r.tar#../x", "c/2026/r.tar#",
     "c/26/a.age", "c/2026/r.tar#a#b", "c/2026/.hidden.age", "c/2026/a\n.age"],
)  # fmt: skip
def test_a_ref_we_did_not_write_is_refused(bench: Bench, ref: str) -> None:
    with pytest.raises(IntegrityError, match="does not name"), ciphertext(bench.root, ref):
        pass


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "cannot be written"), (errno.EACCES, "cannot be written")],
)
@pytest.mark.parametrize("call", ["fsync", "open", "fchmod"])
def test_a_disk_that_refuses_is_a_storage_error_in_words(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, code: int, words: str, call: str
) -> None:
    vault = bench.vault()
    vault.seal_bytes(b"before", channel="c", when=WHEN)
    before = bench.files()

    def refuse(*_: object, **__: object) -> int:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        with pytest.raises(StorageError, match=words) as caught:
            vault.seal_bytes(SECRET, channel="c", when=WHEN)
    assert "c/2026" in str(caught.value)
    assert bench.files() == before


def test_a_full_disk_in_the_middle_of_the_stream_leaves_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.FileIO):
        def write(self, content: object, /) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdopen", lambda handle, mode: Full(handle, mode))
    with pytest.raises(StorageError, match="disk is full"):
        bench.vault().seal_bytes(SECRET, channel="c", when=WHEN)
    assert bench.files() == {}


@pytest.mark.parametrize("error", [OSError(errno.EIO, "bad sector"), Stopped(), KeyboardInterrupt(), ValueError("zip")])
def test_what_the_source_raises_passes_through_as_it_is(bench: Bench, error: BaseException) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 50_000:
                raise error
            return super().read(size)

    with pytest.raises(type(error)) as caught:
        bench.vault().seal_stream(Broken(SECRET), channel="c", when=WHEN)
    assert caught.value is error
    assert bench.files() == {}


class Killed(BaseException):
    """Stands for SIGKILL: nothing that would change the disk runs after it."""


@pytest.mark.parametrize("before", [True, False])
def test_killed_at_any_step_of_sealing_and_sealed_again_there_is_one_original(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    calls: list[tuple[Any, str]] = [(os, "open"), (os, "fsync"), (os, "fchmod"), (os, "close"), (Path, "mkdir"),
                                    (Path, "replace"), (Path, "unlink")]  # fmt: skip

    def seal(vault: Vault) -> Sealed:
        return vault.seal_bytes(SECRET, channel="c", when=WHEN, name_hint="a.zip")

    def wrap(original: Callable[..., object], steps: list[int]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            steps[0] -= 1
            if steps[0] < 0 or (before and steps[0] == 0):
                raise Killed
            result = original(*args, **kwargs)
            if steps[0] == 0:
                raise Killed
            return result

        return call

    step, finished = 0, False
    while not finished:
        step += 1
        shutil.rmtree(bench.root, ignore_errors=True)
        with monkeypatch.context() as patch:
            steps = [step]
            for owner, name in calls:
                patch.setattr(owner, name, wrap(getattr(owner, name), steps))
            try:
                seal(bench.vault())
                finished = True
            except Killed:
                pass
        bench.vault().sweep("c")
        sealed = seal(bench.vault())
        assert list(bench.files()) == [sealed.ref], f"killed at step {step}"
        assert _open(bench, sealed) == SECRET
    assert step > 8


def test_a_naive_time_is_refused(bench: Bench) -> None:
    with pytest.raises(ValueError, match="naive"):
        bench.vault().seal_bytes(b"x", channel="c", when=WHEN.replace(tzinfo=None))


def test_what_a_killed_run_left_half_written_is_swept_and_originals_stay(bench: Bench) -> None:
    vault = bench.vault()
    vault.seal_bytes(SECRET, channel="c", when=WHEN)
    vault.seal_bytes(SECRET, channel="c", when=WHEN, run=RUN)
    before = bench.files()
    for folder in (bench.root / "c" / "2026", bench.root / "c" / "open" / RUN):
        (folder / ".0011223344556677.part").write_bytes(b"half")

    assert vault.sweep("c") == 2
    assert bench.files() == before
    assert vault.sweep("never-used") == 0


def test_unsealed_files_are_owner_only_numbered_and_never_overwrite(bench: Bench, tmp_path: Path) -> None:
    vault = bench.vault()
    loose = vault.seal_bytes(SECRET, channel="c", when=WHEN, name_hint="chat.txt")
    packed = vault.seal_bytes(b"a response", channel="c", when=WHEN, run=RUN)
    vault.pack("c", RUN)
    target = tmp_path / "opened"
    refs = [loose.ref, packed.ref, loose.ref]
    first = unseal(bench.root, refs, identity_file=bench.identity_file, to_dir=target)
    second = unseal(bench.root, refs, identity_file=bench.other_identity_file, to_dir=target)

    assert first.failures == second.failures == ()
    assert [file.path.read_bytes() for file in first.files] == [SECRET, b"a response"]
    assert [file.path.read_bytes() for file in second.files] == [SECRET, b"a response"]
    assert " (2)" in second.files[0].path.name
    assert first.files[0].path.suffix == ".txt"
    assert {path.stat().st_mode & 0o7777 for path in target.iterdir()} == {0o600}
    assert len(list(target.iterdir())) == 4


def test_one_original_that_cannot_be_opened_does_not_stop_the_others(bench: Bench, tmp_path: Path) -> None:
    vault = bench.vault()
    sealed = [vault.seal_bytes(bytes([number]) * 99_999, channel="c", when=WHEN) for number in range(4)]
    flipped = bench.root / sealed[0].ref
    flipped.chmod(0o600)
    content = bytearray(flipped.read_bytes())
    content[-500] ^= 1
    flipped.write_bytes(content)
    (bench.root / sealed[1].ref).unlink()
    cut = bench.root / sealed[2].ref
    cut.chmod(0o600)
    os.truncate(cut, 70_000)
    target = tmp_path / "opened"
    result = unseal(bench.root, [one.ref for one in sealed], identity_file=bench.identity_file, to_dir=target)

    assert [file.ref for file in result.files] == [sealed[3].ref]
    reasons = {ref: str(error) for ref, error in result.failures}
    assert "damaged" in reasons[sealed[0].ref]
    assert "missing" in reasons[sealed[1].ref]
    assert "damaged" in reasons[sealed[2].ref]
    assert all(isinstance(error, IntegrityError) for _, error in result.failures)
    assert len(list(target.iterdir())) == 1


def test_clear_text_is_never_unsealed_into_the_archive(bench: Bench) -> None:
    sealed = bench.vault().seal_bytes(SECRET, channel="c", when=WHEN)

    for place in (bench.root.parent, bench.root.parent / "records", bench.root / ".." / "x"):
        with pytest.raises(UsageError, match="inside the archive"):
            unseal(bench.root, [sealed.ref], identity_file=bench.identity_file, to_dir=place)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no private key"),
        ("# only a comment\n", "no private key"),
        ("AGE-SECRET-KEY-1NOTAKEY\n", "not an age private key"),
        ("age-encryption.org/v1\n-> scrypt", "itself encrypted"),
    ],
)
def test_a_key_file_that_is_none_is_refused_without_showing_it(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "key.txt"
    path.write_text(content)

    with pytest.raises(ConfigError, match=words) as caught:
        load_identities(path)
    assert "NOTAKEY" not in str(caught.value)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_identities(tmp_path / "absent.txt")
