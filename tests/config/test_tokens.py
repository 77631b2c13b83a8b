"""Where secrets come from: the environment, an owner-only file, systemd's credentials; and what is said when they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.errors import ConfigError
from config.tokens import read_secret

SECRET = "EAABsbCS1iHgBAL-test"


def fetch(ref: str, home: Path, environ: dict[str, str] | None = None) -> str:
    return read_secret(ref, key="channels.a.token", home=home, environ=environ or {})


def test_a_variable_is_read_without_blanks(tmp_path: Path) -> None:
    assert fetch("env:TOKEN", tmp_path, {"TOKEN": f" {SECRET}\n"}) == SECRET


@pytest.mark.parametrize("environ", [{}, {"TOKEN": ""}, {"TOKEN": " \n"}])
def test_a_variable_that_is_not_set_is_named(tmp_path: Path, environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"channels\.a\.token: the environment variable TOKEN is not set"):
        fetch("env:TOKEN", tmp_path, environ)


def test_an_owner_only_file_is_read_from_beside_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "token"
    path.parent.mkdir()
    path.write_text(f"{SECRET}\n")
    path.chmod(0o600)
    assert fetch("file:secrets/token", tmp_path) == SECRET
    assert fetch(f"file:{path}", tmp_path / "elsewhere") == SECRET


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o622])
def test_a_file_that_others_can_touch_is_refused_and_not_quoted(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "token"
    path.write_text(SECRET)
    path.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        fetch("file:token", tmp_path)
    assert SECRET not in str(caught.value)


def test_a_link_is_judged_by_what_it_leads_to(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_text(SECRET)
    real.chmod(0o644)
    (tmp_path / "token").symlink_to(real)
    with pytest.raises(ConfigError, match="others may read"):
        fetch("file:token", tmp_path)


def test_a_missing_an_empty_and_a_binary_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="FileNotFoundError"):
        fetch("file:token", tmp_path)
    path = tmp_path / "token"
    path.touch(mode=0o600)
    with pytest.raises(ConfigError, match="is empty"):
        fetch("file:token", tmp_path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UnicodeDecodeError"):
        fetch("file:token", tmp_path)
    with pytest.raises(ConfigError, match="cannot be read"):
        fetch("file:.", tmp_path)


def test_a_credential_comes_from_systemds_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "page").write_text(f"{SECRET}\n")
    assert fetch("credential:page", tmp_path, {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == SECRET
    with pytest.raises(ConfigError, match="LoadCredential"):
        fetch("credential:page", tmp_path, {})
    with pytest.raises(ConfigError, match="cannot be read"):
        fetch("credential:..", tmp_path, {"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_a_credential_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text(SECRET)
    (tmp_path / "inside").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        fetch("credential:../outside", tmp_path, {"CREDENTIALS_DIRECTORY": str(tmp_path / "inside")})


@pytest.mark.parametrize("ref", ["", SECRET, "vault:token"])
def test_anything_else_is_refused_without_being_quoted(tmp_path: Path, ref: str) -> None:
    with pytest.raises(ConfigError) as caught:
        fetch(ref, tmp_path)
    assert SECRET not in str(caught.value)
