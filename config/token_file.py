"""The file a channel's token is kept in, where the configuration names one: read, and replaced whole when it is renewed.

Owner-only from its first byte; the new content is on disk before the old name points to it. One process at a time may
renew: a platform that rotates refresh tokens would lock both out otherwise.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from archiver.errors import StorageError
from config.tokens import read_secret

_WAIT_S = 120.0


class TokenFile:
    """Keeps the secret of `ref` (`file:PATH`, relative to `home`). `key` names the setting in errors."""

    def __init__(self, ref: str, *, key: str, home: Path) -> None:
        self._ref = ref
        self._key = key
        self._home = home
        self._path = (home / ref.removeprefix("file:")).resolve()

    def load(self) -> str:
        """The secret. Raises ConfigError when there is none, or when others may read its file."""
        return read_secret(self._ref, key=self._key, home=self._home)

    def save(self, secret: str) -> None:
        """Replace the secret, durably. Raises StorageError when the disk refuses; the old one then stays whole."""
        folder, temporary = self._path.parent, ""
        try:
            # mkstemp makes the file owner-only before anything stands in it.
            number, temporary = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=folder)
            with os.fdopen(number, "wb") as file:
                file.write(secret.encode())
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self._path)
            _sync(folder)
        except OSError as error:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            raise StorageError(f"{self._key}: the renewed token could not be kept ({type(error).__name__})") from None

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[None]:
        """Holds the file's lock. Raises StorageError when another process keeps it for too long, or no lock can be had."""
        from filelock import FileLock, Timeout

        lock = FileLock(self._path.with_name(f".{self._path.name}.lock"), timeout=_WAIT_S, mode=0o600)
        try:
            lock.acquire()
        except (Timeout, OSError) as error:
            raise StorageError(f"{self._key}: the token's file could not be locked ({type(error).__name__})") from None
        try:
            yield
        finally:
            lock.release()


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def token_file(ref: str, *, key: str, home: Path) -> TokenFile | None:
    """The keeper of a token configured as file:PATH; None where it is given by the environment or by systemd."""
    return TokenFile(ref, key=key, home=home) if ref.startswith("file:") else None
