"""RFC 3161 time stamps over signed heads: an outside authority says the head existed by then.

Whatever the authority answers is kept raw. An authority that is down, or answers what we cannot read, never fails a
run: the head stays unstamped and is asked for again. Sending is somebody else's work and is passed in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import ArchiverError, ConfigError, IntegrityError
from archiver.integrity.heads import HeadLog
from archiver.vault.durable import storage, write_whole

Post = Callable[[bytes], bytes]
"""Sends a request (media type application/timestamp-query) and returns the reply's body; may raise ArchiverError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamping:
    """Which heads were stamped now, and why another was not (empty when all were)."""

    stamped: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    reason: str = ""


def stamp_path(head: Path) -> Path:
    """Where a head's time stamp lies: the raw reply, as `openssl ts -verify` reads it."""
    return head.with_suffix(".tsr")


def unread_path(head: Path) -> Path:
    """Where a reply is kept that refused, or that we could not read."""
    return head.with_suffix(".tsr-unread")


def unstamped(log: HeadLog) -> tuple[int, ...]:
    """Heads without a time stamp, oldest first."""
    return tuple(number for number in log.numbers() if not stamp_path(log.path(number)).exists())


def stamp_heads(log: HeadLog, post: Post, *, most: int = 10, roots: Sequence[bytes] = ()) -> Stamping:
    """Ask for the stamps that are missing, newest first (it vouches for those before it), at most `most` a run.

    With `roots`, only what is signed under one of them (PEM) is a stamp. Raises nothing for what the authority does;
    StorageError when the disk refuses.
    """
    waiting = list(unstamped(log))
    stamped: list[int] = []
    for number in list(reversed(waiting))[:most]:
        head = log.path(number)
        with storage("reading", head):
            content = head.read_bytes()
        try:
            reply = post(request_for(content))
        except (ArchiverError, OSError) as error:
            return Stamping(stamped=tuple(stamped), waiting=tuple(waiting), reason=f"{error}")
        problem = _judge(reply, content, roots)
        if problem:
            write_whole(unread_path(head), reply, mode=0o440)
            return Stamping(stamped=tuple(stamped), waiting=tuple(waiting), reason=problem)
        write_whole(stamp_path(head), reply, mode=0o440)
        with storage("tidying", unread_path(head)):
            unread_path(head).unlink(missing_ok=True)
        stamped.append(number)
        waiting.remove(number)
    return Stamping(stamped=tuple(stamped), waiting=tuple(waiting))


def request_for(content: bytes) -> bytes:
    """The DER request for a stamp over the SHA-256 of `content`, asking for the authority's certificate."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes()


def load_certificates(path: Path) -> tuple[bytes, ...]:
    """The certificates in a PEM file, each as PEM: the authority's roots, pinned by the agency. Raises ConfigError."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: no certificates can be read from this file") from error
    return tuple(certificate.public_bytes(Encoding.PEM) for certificate in found)


def verify_stamp(reply: bytes, content: bytes, *, roots: Sequence[bytes]) -> dt.datetime:
    """When the authority says `content` existed (UTC). Raises IntegrityError unless the stamp is over these bytes and
    signed under one of `roots` (PEM)."""
    from cryptography import x509
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    builder = VerifierBuilder(roots=[x509.load_pem_x509_certificate(root) for root in roots])
    try:
        response = decode_timestamp_response(reply)
        builder.build().verify(response, hashlib.sha256(content).digest())
        return response.tst_info.gen_time.astimezone(dt.UTC)
    except (VerificationError, ValueError) as error:
        raise IntegrityError(f"the time stamp does not hold: {error}") from error


def _judge(reply: bytes, content: bytes, roots: Sequence[bytes]) -> str:
    """Why this reply is no stamp over `content`, in words; empty when it is one."""
    from rfc3161_client import PKIStatus, decode_timestamp_response

    try:
        response = decode_timestamp_response(reply)
        if response.status != PKIStatus.GRANTED:
            return f"the time stamp authority refused (status {int(response.status)})"
        if response.tst_info.message_imprint.message != hashlib.sha256(content).digest():
            return "the time stamp authority stamped something else"
    except ValueError:
        return "the time stamp authority's reply cannot be read; it is kept"
    if roots:
        try:
            verify_stamp(reply, content, roots=roots)
        except IntegrityError:
            return "the time stamp is not signed under the certificates it should be; it is kept"
    return ""
