"""HMAC and signing keys of one archive: made once, kept outside it, owner-only, never printed.

Keyed hashes let the archive recognise a value without holding it; the signature lets others see that heads came from
here. Each purpose has its own derived key, so that equal values under two purposes cannot be linked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets as random_source
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Self

from archiver.errors import ConfigError
from archiver.vault.durable import make_folders, storage, write_whole
from archiver.vault.streams import Hasher

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_FORMAT = "archiver-secrets-1"
_KEY_BYTES = 32
_MOST_BYTES = 4096


class Secrets:
    """The keys of one archive. Fit to be passed around: printing or logging it shows only the signing key's id."""

    __slots__ = ("_hmac_key", "_public", "_purposes", "_signer", "_signing_key")

    def __init__(self, *, hmac_key: bytes, signing_key: bytes) -> None:
        if len(hmac_key) != _KEY_BYTES or len(signing_key) != _KEY_BYTES:
            raise ValueError(f"a key has {_KEY_BYTES} bytes")
        self._hmac_key = hmac_key
        self._signing_key = signing_key
        self._purposes: dict[str, bytes] = {}
        self._signer: Ed25519PrivateKey | None = None
        self._public: bytes | None = None

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make new keys and keep them in `path` (mode 0600, its new folders 0700). Raises ConfigError when it exists:
        other keys would make every keyed hash of the archive unfindable. Raises StorageError when the disk refuses."""
        made = cls(hmac_key=random_source.token_bytes(_KEY_BYTES), signing_key=random_source.token_bytes(_KEY_BYTES))
        content = json.dumps(
            {"format": _FORMAT, "hmac_key": made._hmac_key.hex(), "signing_key": made._signing_key.hex()}, indent=1
        )
        with storage("making", path.parent):
            make_folders(path.parent, mode=0o700)
        try:
            write_whole(path, content.encode() + b"\n", mode=0o600, replace=False)
        except FileExistsError as error:
            raise ConfigError(f"{path}: there are keys already; they are kept") from error
        return made

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the keys. Raises ConfigError when the file is missing, damaged, or open to others (as ssh does)."""
        content = _read_owner_only(path)
        try:
            fields = json.loads(content)
            if not isinstance(fields, dict) or fields.get("format") != _FORMAT:
                raise ValueError
            return cls(hmac_key=bytes.fromhex(fields["hmac_key"]), signing_key=bytes.fromhex(fields["signing_key"]))
        except (ValueError, KeyError, TypeError):
            # `from None`: the parser's own error quotes the text it choked on, which here is a key.
            raise ConfigError(
                f"{path}: this is not a key file of the archiver, or it is damaged; restore it from its backup"
            ) from None

    def key(self, purpose: str, value: str) -> str:
        """The keyed hash of `value` for `purpose`, 64 hexadecimal digits; the same for ever under the same keys."""
        return hmac.digest(self._purpose_key(purpose), value.encode("utf-8", "surrogatepass"), "sha256").hex()

    def hasher(self, purpose: str) -> Hasher:
        """As `key`, for bytes that come in pieces."""
        return hmac.new(self._purpose_key(purpose), digestmod="sha256")

    def _purpose_key(self, purpose: str) -> bytes:
        found = self._purposes.get(purpose)
        if found is None:
            found = hmac.digest(self._hmac_key, b"archiver purpose\x00" + purpose.encode(), "sha256")
            self._purposes[purpose] = found
        return found

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        return self._signing().sign(message)

    @property
    def public_key(self) -> bytes:
        """The raw Ed25519 public key, 32 bytes: what others need to check a signature."""
        if self._public is None:
            self._public = self._signing().public_key().public_bytes_raw()
        return self._public

    @property
    def key_id(self) -> str:
        """Names the signing key in what it signed: the first 16 hexadecimal digits of the public key's SHA-256."""
        return hashlib.sha256(self.public_key).hexdigest()[:16]

    def _signing(self) -> Ed25519PrivateKey:
        if self._signer is None:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

            self._signer = Ed25519PrivateKey.from_private_bytes(self._signing_key)
        return self._signer

    def __repr__(self) -> str:
        return f"Secrets(key_id={self.key_id!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not copied, pickled or sent")


def _read_owner_only(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path}: the key file is missing: restore it from its backup (a new one, as `archiver init` makes, would know "
            "nothing of this archive)"
        ) from error
    except OSError as error:
        raise ConfigError(f"{path}: the key file cannot be read ({error.strerror})") from error
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise ConfigError(f"{path}: the key file is not a plain file")
        if state.st_uid not in (os.geteuid(), 0):
            raise ConfigError(f"{path}: the key file belongs to another user; `chown` it to the one who runs this")
        if state.st_mode & 0o077:
            raise ConfigError(
                f"{path}: others may read or change the key file (mode {stat.S_IMODE(state.st_mode):04o}); "
                f"run `chmod 600 {path}`"
            )
        return os.read(handle, _MOST_BYTES)
    finally:
        os.close(handle)
