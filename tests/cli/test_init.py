"""`archiver init`: everything made, owner-only where it must be, nothing ever overwritten, never a question."""

from __future__ import annotations

import stat
from pathlib import Path

import pyrage
import pytest

from config.sources import load
from tests.cli.calling import Caller


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_made_can_be_loaded_and_is_owner_only_where_it_must_be(archiver: Caller, tmp_path: Path) -> None:
    done = archiver("init", tmp_path / "a", "--json")
    assert done.code == 0
    made = {name: Path(path) for name, path in done.json.items()}
    settings = load(made["config"], {})
    assert settings.archive_path == made["archive"]
    assert settings.key_file == made["key_file"]
    assert (mode(made["key_file"]), mode(made["private_key"])) == (0o600, 0o600)
    assert mode(made["key_file"].parent) == 0o700
    assert mode(made["config"]) & 0o007 == 0
    assert mode(made["archive"]) & 0o007 == 0
    identity = made["private_key"].read_text().splitlines()[-1]
    assert str(pyrage.x25519.Identity.from_str(identity).to_public()) in settings.sealing.recipients


def test_the_words_say_that_the_key_must_leave(archiver: Caller, tmp_path: Path) -> None:
    done = archiver("init", tmp_path)
    assert "MOVE IT OFF THIS MACHINE" in done.out
    assert "AGE-SECRET-KEY" not in done.out + done.err


def test_with_recipients_no_private_key_is_made(archiver: Caller, tmp_path: Path) -> None:
    keys = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]
    done = archiver("init", tmp_path, *(word for key in keys for word in ("--recipient", key)), "--json")
    assert done.code == 0
    assert done.json["private_key"] is None
    assert not (tmp_path / "private-key-move-me.txt").exists()
    assert load(tmp_path / "archiver.toml", {}).sealing.recipients == tuple(keys)


@pytest.mark.parametrize("recipient", ["age1nonsense", "", "ssh-ed25519 AAAA", "private"])
def test_a_recipient_that_is_none_makes_nothing(archiver: Caller, tmp_path: Path, recipient: str) -> None:
    if recipient == "private":
        recipient = str(pyrage.x25519.Identity.generate())
    done = archiver("init", tmp_path / "a", "--recipient", recipient)
    assert done.code == 2
    assert not (tmp_path / "a").exists()
    assert "AGE-SECRET-KEY-1" not in done.err


def test_a_second_init_changes_nothing(archiver: Caller, tmp_path: Path) -> None:
    archiver("init", tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = archiver("init", tmp_path)
    assert done.code == 2
    assert "nothing was changed" in done.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_keys_that_lie_there_are_kept(archiver: Caller, tmp_path: Path) -> None:
    archiver("init", tmp_path)
    key = (tmp_path / "secrets" / "archiver.key").read_bytes()
    (tmp_path / "archiver.toml").unlink()
    refused = archiver("init", tmp_path)
    assert refused.code == 2
    assert "private key" in refused.err
    (tmp_path / "private-key-move-me.txt").unlink()
    assert archiver("init", tmp_path).code == 0
    assert (tmp_path / "secrets" / "archiver.key").read_bytes() == key


def test_a_file_in_the_folders_place_is_said_in_words(archiver: Caller, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    done = archiver("init", tmp_path / "a")
    assert done.code in (1, 2)
    assert "error of the program" not in done.err
    assert (tmp_path / "a").read_text() == "x"


def test_the_fresh_configuration_warns_until_the_key_has_left(archiver: Caller, tmp_path: Path) -> None:
    archiver("init", tmp_path)
    config = tmp_path / "archiver.toml"
    done = archiver("run", "--json", config=config)
    assert (done.code, done.json["outcome"]) == (1, "complete")
    assert "private-key-move-me.txt" in done.json["warnings"][0]
    (tmp_path / "private-key-move-me.txt").rename(tmp_path / "archive" / "key.txt")
    refused = archiver("run", config=config)
    assert refused.code == 2
    assert "key.txt" in refused.err
    (tmp_path / "archive" / "key.txt").unlink()
    assert archiver("run", "--json", config=config).code == 0
