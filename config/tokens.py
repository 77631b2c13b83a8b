"""Fetches a secret from where the configuration says it is. Never prints one; refuses files that others can read."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from archiver.errors import ConfigError


def read_secret(ref: str, *, key: str, home: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The secret that `ref` (env:NAME, file:PATH, credential:NAME) points to, without surrounding blanks.

    `key` names the setting in errors. Raises ConfigError when there is none, or when others may read its file."""
    scheme, _, name = ref.partition(":")
    if scheme == "env":
        value = environ.get(name, "").strip()
        if not value:
            raise ConfigError(f"{key}: the environment variable {name} is not set")
        return value
    if scheme == "credential":
        folder = environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            raise ConfigError(
                f"{key}: credential:{name} needs systemd's LoadCredential (CREDENTIALS_DIRECTORY is not set)"
            )
        return _read(Path(folder) / Path(name).name, key, check_mode=False)
    if scheme == "file":
        return _read((home / name).resolve(), key, check_mode=True)
    raise ConfigError(f"{key}: env:NAME, file:PATH or credential:NAME is expected")


def _read(path: Path, key: str, *, check_mode: bool) -> str:
    try:
        if check_mode and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigError(f"{key}: others may read {path}; make it owner-only (chmod 600)")
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{key}: {path} cannot be read ({type(error).__name__})") from None
    if not value:
        raise ConfigError(f"{key}: {path} is empty")
    return value
