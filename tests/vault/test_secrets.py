from __future__ import annotations

import hashlib
import hmac
import json
import pickle
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from archiver.errors import ConfigError
from archiver.vault.custody import misplaced_private_keys, refuse_private_keys
from archiver.vault.keypair import check_recipients, make_identity, write_identity
from archiver.vault.secrets import Secrets


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "archiver.key"


def test_the_key_file_and_its_folder_are_for_the_owner_alone(path: Path) -> None:
    Secrets.create(path)

    assert path.stat().st_mode & 0o7777 == 0o600
    assert path.parent.stat().st_mode & 0o7777 == 0o700


def test_loaded_keys_hash_and_sign_as_the_created_ones_did(path: Path) -> None:
    made = Secrets.create(path)
    loaded = Secrets.load(path)

    assert loaded.key("phone", "021 555 0199") == made.key("phone", "021 555 0199")
    assert loaded.public_key == made.public_key
    Ed25519PublicKey.from_public_bytes(made.public_key).verify(loaded.sign(b"a head"), b"a head")


def test_two_archives_never_share_a_keyed_hash(path: Path, tmp_path: Path) -> None:
    other = Secrets.create(tmp_path / "other.key")

    assert Secrets.create(path).key("phone", "1") != other.key("phone", "1")


def test_purposes_cannot_be_linked_and_pieces_hash_as_the_whole(path: Path) -> None:
    secrets = Secrets.create(path)
    hasher = secrets.hasher("content")
    for piece in (b"ab", b"", b"c"):
        hasher.update(piece)

    assert hasher.hexdigest() == secrets.key("content", "abc")
    assert secrets.key("phone", "abc") != secrets.key("content", "abc")
    assert len(secrets.key("phone", "broken \ud83d half of an emoji")) == 64


def test_the_keyed_hash_is_the_documented_one(path: Path) -> None:
    secrets = Secrets.create(path)
    master = bytes.fromhex(json.loads(path.read_text())["hmac_key"])
    purpose = hmac.new(master, b"archiver purpose\0phone", hashlib.sha256).digest()

    assert secrets.key("phone", "Māori") == hmac.new(purpose, "Māori".encode(), hashlib.sha256).hexdigest()


def test_existing_keys_are_never_replaced(path: Path) -> None:
    Secrets.create(path)
    before = path.read_bytes()

    with pytest.raises(ConfigError, match="they are kept"):
        Secrets.create(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o601])
def test_a_key_file_open_to_others_is_refused_with_what_to_do(path: Path, mode: int) -> None:
    Secrets.create(path)
    path.chmod(mode)

    with pytest.raises(ConfigError, match=f"chmod 600 {path}"):
        Secrets.load(path)


def test_a_missing_key_file_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(ConfigError, match="archiver init"):
        Secrets.load(path)


@pytest.mark.parametrize("cut", [0, 40, 100])
def test_a_damaged_key_file_is_refused_without_showing_it(path: Path, cut: int) -> None:
    Secrets.create(path)
    content = path.read_text()
    path.write_text(content[:cut] + "\x00")

    with pytest.raises(ConfigError) as caught:
        Secrets.load(path)
    key = json.loads(content)["hmac_key"]
    assert key[:8] not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_folder_or_pipe_in_the_key_files_place_is_refused(path: Path) -> None:
    path.mkdir(parents=True)

    with pytest.raises(ConfigError, match="not a plain file|cannot be read"):
        Secrets.load(path)


def test_keys_are_never_printed_or_pickled(path: Path) -> None:
    secrets = Secrets.create(path)
    fields = json.loads(path.read_text())

    for shown in (repr(secrets), str(secrets), f"{secrets!r}"):
        assert fields["hmac_key"] not in shown
        assert fields["signing_key"] not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secrets)


def test_a_private_key_is_left_owner_only_and_never_over_another(tmp_path: Path) -> None:
    recipient, identity = make_identity()
    path = write_identity(tmp_path, recipient=recipient, identity=identity)

    assert path.name == "private-key-move-me.txt"
    assert path.stat().st_mode & 0o7777 == 0o600
    with pytest.raises(ConfigError, match="lies here already"):
        write_identity(tmp_path, recipient=recipient, identity="AGE-SECRET-KEY-1OTHER")
    assert identity in path.read_text()


def test_every_bad_recipient_is_named_by_place_and_a_private_one_is_not_echoed() -> None:
    recipient, identity = make_identity()

    with pytest.raises(ConfigError) as caught:
        check_recipients((recipient, identity, "age1nonsense"))
    assert len(caught.value.problems) == 2
    assert "number 2 is a private key" in str(caught.value)
    assert "number 3" in str(caught.value)
    assert identity not in str(caught.value)
    with pytest.raises(ConfigError, match="at least one"):
        check_recipients(())


def test_private_keys_in_the_archive_or_beside_the_configuration_are_found(tmp_path: Path) -> None:
    recipient, identity = make_identity()
    (tmp_path / "archive" / "records" / "a").mkdir(parents=True)
    first = write_identity(tmp_path, recipient=recipient, identity=identity)
    second = tmp_path / "archive" / "records" / "a" / "notes.txt"
    second.write_text("from the meeting:\n" + identity)
    third = tmp_path / "archive" / "id.pem"
    third.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    Secrets.create(tmp_path / "secrets" / "archiver.key")
    (tmp_path / "archiver.toml").write_text(f'recipients = ["{recipient}"]')

    assert misplaced_private_keys([tmp_path]) == tuple(sorted([first, second, third]))
    assert misplaced_private_keys([tmp_path], depth=0) == (first,)
    with pytest.raises(ConfigError, match="move-me") as caught:
        refuse_private_keys([tmp_path / "archive", tmp_path])
    assert len(caught.value.problems) == 3


def test_a_clean_machine_is_not_accused(tmp_path: Path) -> None:
    Secrets.create(tmp_path / "secrets" / "archiver.key")
    (tmp_path / "big.txt").write_bytes(b"x" * 100_000 + b"AGE-SECRET-KEY-1")

    assert misplaced_private_keys([tmp_path, tmp_path / "absent"]) == ()
    refuse_private_keys([tmp_path])


def test_the_search_for_keys_is_bounded(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02d}.txt").write_text("AGE-SECRET-KEY-1")

    assert len(misplaced_private_keys([tmp_path], most_files=5)) == 5
