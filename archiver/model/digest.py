"""Canonical bytes and the hash chain: what is hashed is defined once, here.

Clear text is never hashed without a key (nine digits can be tried out in seconds): keyed digests are made by
archiver.vault.secrets; this module only says which bytes go in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]
"""What canonical JSON takes. No floats: their text differs between writers."""

GENESIS = "0" * 64
"""The `prev` of the first link of a chain."""


def canonical_json(value: Json) -> bytes:
    """RFC 8785 bytes for the subset without floats: sorted keys, no blanks, UTF-8. Raises TypeError on other types."""
    return _canonical(value).encode()


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def sha256_hex(content: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def chain_hash(prev: str, payload: Json) -> str:
    """The hash of the next link: over the hexadecimal of the one before, a newline, and the canonical payload."""
    return sha256_hex(prev.encode() + b"\n" + canonical_json(payload))
