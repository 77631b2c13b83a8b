"""Signed tree heads: one small file a run that says what the archive held then, each naming the one before it.

A file holds the exact signed text and its signature, so that `openssl pkeyutl` alone can check it:
`{"signed": "<json text>", "signature": "<base64>"}`. The signing key lies on the capturing machine, so a head proves
"not changed since it left this machine": copies kept elsewhere, and time stamps, carry the weight.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archiver.errors import IntegrityError, StorageError
from archiver.integrity.tree import Frontier
from archiver.model.digest import GENESIS, canonical_json, sha256_hex
from archiver.model.time import iso_utc
from archiver.vault.durable import storage, sweep_parts, write_whole

_FORMAT = "archiver-head-1"
_FILE = re.compile(r"([0-9]{8})\.json")
KEY_FILE = "signing-key.pem"


class Signer(Protocol):
    """What signing needs of the archive's secrets."""

    @property
    def key_id(self) -> str: ...
    @property
    def public_key(self) -> bytes: ...
    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What was true at the end of a run. `previous` is the SHA-256 of the head file before it, 64 zeros for the first.

    `tree` is over the leaves accepted so far; `events` and `events_hash` are the last event's `seq` and hash;
    `manifest` is the SHA-256 of the manifest file, empty when there was none."""

    number: int
    tree: Frontier
    time: dt.datetime
    previous: str
    key_id: str
    events: int = 0
    events_hash: str = GENESIS
    manifest: str = ""

    def signed_text(self) -> bytes:
        """The bytes that are signed: canonical JSON."""
        return canonical_json(
            {
                "format": _FORMAT,
                "number": self.number,
                "size": self.tree.size,
                "root": self.tree.root().hex(),
                "peaks": self.tree.peaks_hex(),
                "time": iso_utc(self.time),
                "previous": self.previous,
                "key_id": self.key_id,
                "events": self.events,
                "events_hash": self.events_hash,
                "manifest": self.manifest,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """A head as it lies on disk: `text` is what was signed, `sha256` is of the whole file."""

    head: Head
    text: bytes
    signature: bytes
    path: Path
    sha256: str


class HeadLog:
    """The heads of one archive, in `proof/heads/`, numbered from 1. Files are added, never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def numbers(self) -> tuple[int, ...]:
        """The numbers of the heads that are there, ascending."""
        with storage("reading", self.folder):
            if not self.folder.is_dir():
                return ()
            found = [match for path in self.folder.iterdir() if (match := _FILE.fullmatch(path.name))]
        return tuple(sorted(int(match[1]) for match in found))

    def path(self, number: int) -> Path:
        """Where head `number` lies."""
        return self.folder / f"{number:08d}.json"

    def read(self, number: int) -> SignedHead:
        """One head; its signature is not judged here. Raises IntegrityError when it is no readable head."""
        path = self.path(number)
        with storage("reading", path):
            content = path.read_bytes()
        try:
            outer = json.loads(content)
            text = outer["signed"].encode()
            fields = json.loads(text)
            head = Head(
                number=_whole(fields["number"]),
                tree=Frontier.from_hex(_whole(fields["size"]), fields["peaks"]),
                time=dt.datetime.fromisoformat(fields["time"]),
                previous=str(fields["previous"]),
                key_id=str(fields["key_id"]),
                events=_whole(fields["events"]),
                events_hash=str(fields["events_hash"]),
                manifest=str(fields["manifest"]),
            )
            # Reading and writing again must give the signed bytes: no field of ours may be lost or read otherwise.
            if head.signed_text() != text:
                raise ValueError
            signature = base64.b64decode(outer["signature"], validate=True)
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError):
            raise IntegrityError(f"{path}: this is not a readable head") from None
        return SignedHead(head=head, text=text, signature=signature, path=path, sha256=sha256_hex(content))

    def last(self) -> SignedHead | None:
        """The newest head, None before the first. Raises IntegrityError when it cannot be read."""
        numbers = self.numbers()
        return self.read(numbers[-1]) if numbers else None

    def sweep(self) -> int:
        """Remove what a killed process left half-written among the proof; how many. Call it under the lock."""
        return sum(sweep_parts(folder) for folder in (self.folder, self.folder.parent))

    def append(
        self,
        tree: Frontier,
        *,
        when: dt.datetime,
        signer: Signer,
        events: int = 0,
        events_hash: str = GENESIS,
        manifest: str = "",
    ) -> SignedHead | None:
        """Sign and keep a head, durable on return; None, and nothing written, when nothing changed since the last.

        Raises IntegrityError when the tree or the events got smaller: that is never right, and is not signed.
        """
        last = self.last()
        if last is not None:
            old = last.head
            if (old.tree, old.events, old.events_hash, old.manifest) == (tree, events, events_hash, manifest):
                return None
            if tree.size < old.tree.size or events < old.events:
                raise IntegrityError(f"{last.path}: this head is larger than what the archive now holds")
            if tree.size == old.tree.size and tree != old.tree:
                raise IntegrityError(f"{last.path}: what this head covers has changed since")
        head = Head(
            number=last.head.number + 1 if last else 1,
            tree=tree,
            time=when,
            previous=last.sha256 if last else GENESIS,
            key_id=signer.key_id,
            events=events,
            events_hash=events_hash,
            manifest=manifest,
        )
        text = head.signed_text()
        outer = {"signed": text.decode(), "signature": base64.b64encode(signer.sign(text)).decode()}
        path = self.path(head.number)
        try:
            write_whole(path, json.dumps(outer).encode() + b"\n", mode=0o440, replace=False)
        except FileExistsError as error:
            raise StorageError(f"{path}: another run wrote this head at the same time") from error
        return self.read(head.number)


def publish_key(folder: Path, public_key: bytes) -> Path:
    """Leave the public key beside the heads' folder, as PEM, for whoever checks them without this program."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = Ed25519PublicKey.from_public_bytes(public_key)
    content = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path = folder / KEY_FILE
    with storage("reading", path):
        known = path.exists() and path.read_bytes() == content
    if not known:
        write_whole(path, content)
    return path


def signature_fits(head: SignedHead, public_key: bytes) -> bool:
    """Whether the head's text was signed with the key that belongs to `public_key`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(head.signature, head.text)
    except InvalidSignature:
        return False
    return True


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError
    return value
