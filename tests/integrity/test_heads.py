from __future__ import annotations

import base64
import datetime as dt
import errno
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.errors import IntegrityError, StorageError
from archiver.integrity.headcheck import verify_heads
from archiver.integrity.heads import HeadLog, SignedHead, publish_key
from archiver.integrity.tree import Frontier
from archiver.vault.secrets import Secrets
from tests.integrity.conftest import WHEN, make_leaves

LEAVES = make_leaves(20)


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return Secrets.create(tmp_path / "archiver.key")


@pytest.fixture
def log(tmp_path: Path, secrets: Secrets) -> HeadLog:
    log = HeadLog(tmp_path / "archive" / "proof" / "heads")
    for number, size in enumerate((3, 3, 8, 20)):
        log.append(
            Frontier().extended(LEAVES[:size]),
            when=WHEN + dt.timedelta(days=number),
            signer=secrets,
            events=number + 1,
            events_hash=f"{number:064x}",
        )
    return log


def _findings(log: HeadLog, secrets: Secrets, **changes: object) -> list[tuple[str, str]]:
    trusted = {secrets.key_id: secrets.public_key}
    _, findings = verify_heads(log, **{"trusted": trusted, "leaves": LEAVES, **changes})  # type: ignore[arg-type]
    return [(str(one.kind), one.path.rpartition("/")[2][:8]) for one in findings]


def _rewrite(log: HeadLog, number: int, signer: Secrets | None = None, **changes: object) -> None:
    """Forge a head; with `signer`, sign the forgery."""
    path = log.path(number)
    outer = json.loads(path.read_text())
    fields = {**json.loads(outer["signed"]), **changes}
    outer["signed"] = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    if signer is not None:
        outer["signature"] = base64.b64encode(signer.sign(outer["signed"].encode())).decode()
    path.chmod(0o600)
    path.write_text(json.dumps(outer) + "\n")


def test_a_log_of_heads_holds(log: HeadLog, secrets: Secrets) -> None:
    heads, findings = verify_heads(log, trusted={secrets.key_id: secrets.public_key}, leaves=LEAVES)

    assert findings == []
    assert [one.head.tree.size for one in heads] == [3, 3, 8, 20]
    assert [one.head.previous for one in heads[1:]] == [one.sha256 for one in heads[:-1]]
    assert log.numbers() == (1, 2, 3, 4)


def test_a_night_with_nothing_new_writes_nothing(log: HeadLog, secrets: Secrets) -> None:
    last = log.last()
    assert last is not None
    head = last.head
    again = log.append(
        head.tree,
        when=WHEN + dt.timedelta(days=9),
        signer=secrets,
        events=head.events,
        events_hash=head.events_hash,
    )

    assert again is None
    assert log.numbers() == (1, 2, 3, 4)


def test_the_tree_goes_on_from_the_last_head_alone(log: HeadLog, secrets: Secrets) -> None:
    last = HeadLog(log.folder).last()
    assert last is not None
    more = make_leaves(25)
    log.append(last.head.tree.extended(more[20:]), when=WHEN, signer=secrets, events=9, events_hash="f" * 64)

    assert _findings(log, secrets, leaves=more) == []


def test_openssl_alone_checks_a_signature(
    log: HeadLog, secrets: Secrets, tmp_path: Path, tool: Callable[..., Path]
) -> None:
    key = publish_key(log.folder.parent, secrets.public_key)
    assert publish_key(log.folder.parent, secrets.public_key) == key
    outer = json.loads(log.path(3).read_text())
    text, signature = tmp_path / "text", tmp_path / "signature"
    text.write_bytes(outer["signed"].encode())
    signature.write_bytes(base64.b64decode(outer["signature"]))
    command = [str(tool("openssl")), "pkeyutl", "-verify", "-pubin", "-inkey", str(key), "-rawin"]
    command += ["-in", str(text), "-sigfile", str(signature)]

    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    text.write_bytes(text.read_bytes().replace(b'"size":8', b'"size":9'))
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0


def test_a_head_removed_from_the_middle_is_missed(log: HeadLog, secrets: Secrets) -> None:
    log.path(2).unlink()

    assert _findings(log, secrets) == [("head_missing", "00000002")]


def test_the_last_head_cut_off_is_missed_by_whoever_remembers_it(log: HeadLog, secrets: Secrets) -> None:
    known = {number: log.read(number).sha256 for number in log.numbers()}
    log.path(4).unlink()

    assert _findings(log, secrets) == [], "the folder alone cannot show it"
    assert _findings(log, secrets, known=known) == [("head_missing", "00000004")]


def test_a_changed_head_is_found_by_its_signature_and_by_the_next(log: HeadLog, secrets: Secrets) -> None:
    _rewrite(log, 3, manifest="0" * 64)

    assert _findings(log, secrets) == [("signature_bad", "00000003"), ("head_differs", "00000004")]


def test_a_replaced_head_signed_with_the_stolen_key_is_found(log: HeadLog, secrets: Secrets) -> None:
    known = {number: log.read(number).sha256 for number in log.numbers()}
    forged = Frontier().extended([*make_leaves(19), b"\1" * 32])
    _rewrite(log, 4, signer=secrets, root=forged.root().hex(), peaks=forged.peaks_hex())

    assert _findings(log, secrets, leaves=None) == [], "signature and numbering are right"
    assert _findings(log, secrets) == [("head_differs", "00000004")], "but it is not what is held"
    assert _findings(log, secrets, leaves=None, known=known) == [("head_differs", "00000004")]


def test_a_head_signed_by_a_stranger_is_not_trusted(log: HeadLog, secrets: Secrets, tmp_path: Path) -> None:
    stranger = Secrets.create(tmp_path / "stranger.key")
    _rewrite(log, 4, signer=stranger, key_id=stranger.key_id)
    assert _findings(log, secrets) == [("signature_bad", "00000004")]

    _rewrite(log, 4, signer=stranger, key_id=secrets.key_id)
    assert _findings(log, secrets) == [("signature_bad", "00000004")]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b'{"signed": "{}", "signature": ""}', b'{"signed": 5}', b"\xff\xfe", b"[" * 100_000],
)
def test_a_head_that_is_none_is_a_finding_and_no_crash(log: HeadLog, secrets: Secrets, content: bytes) -> None:
    log.path(4).chmod(0o600)
    log.path(4).write_bytes(content)

    assert _findings(log, secrets) == [("head_differs", "00000004")]
    with pytest.raises(IntegrityError, match="readable head"):
        log.append(Frontier().extended(LEAVES), when=WHEN, signer=secrets)


def test_a_field_smuggled_into_a_head_is_not_read_over(log: HeadLog, secrets: Secrets) -> None:
    _rewrite(log, 4, signer=secrets, note="trust me")

    assert _findings(log, secrets) == [("head_differs", "00000004")]


@pytest.mark.parametrize("position", [0, 5, 19])
def test_a_changed_removed_or_swapped_leaf_shows_in_every_head_over_it(
    log: HeadLog, secrets: Secrets, position: int
) -> None:
    changed = [*LEAVES]
    changed[position] = b"\2" * 32
    removed = LEAVES[:position] + LEAVES[position + 1 :]
    hit = [f"{number:08d}" for number, size in enumerate((3, 3, 8, 20), start=1) if size > position]

    assert _findings(log, secrets, leaves=changed) == [("head_differs", name) for name in hit]
    assert _findings(log, secrets, leaves=removed) == [("head_differs", name) for name in hit]


def test_a_smaller_or_changed_tree_is_never_signed(log: HeadLog, secrets: Secrets) -> None:
    for tree in (Frontier().extended(LEAVES[:19]), Frontier().extended([*LEAVES[:19], b"\3" * 32])):
        with pytest.raises(IntegrityError):
            log.append(tree, when=WHEN, signer=secrets, events=9)
    with pytest.raises(IntegrityError):
        log.append(Frontier().extended(LEAVES), when=WHEN, signer=secrets, events=1, events_hash="a" * 64)
    assert log.numbers() == (1, 2, 3, 4)


def test_a_read_only_folder_is_a_storage_error_and_half_a_head_is_swept(
    log: HeadLog, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    def append() -> SignedHead | None:
        return log.append(Frontier().extended(make_leaves(21)), when=WHEN, signer=secrets, events=9)

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", refuse)
        with pytest.raises(StorageError, match="mounted read-only"):
            append()
    assert log.numbers() == (1, 2, 3, 4)
    (log.folder / ".0123456789abcdef.part").write_bytes(b"{")
    assert log.sweep() == 1
    assert append() is not None
    assert sorted(path.suffix for path in log.folder.iterdir()) == [".json"] * 5
