"""The manifest brought up to date where no record file changed: its lines of records are carried over as they stand.

A night that published nothing touches a handful of lines; reading a million records' rows for that would make quiet nights
as dear as the archive is large. Only a manifest that is byte for byte the one the newest head signed is carried over: any
other is made anew from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from archiver.integrity.findings import HeldFile
from archiver.integrity.manifest import Manifest
from archiver.model.digest import sha256_hex
from archiver.vault.durable import storage, write_whole

RECORD_KIND = "record"
_ANY, _RECORD = b"\n# kind=", b"\n# kind=record "


def splice(path: Path, signed: str, others: Callable[[Mapping[str, HeldFile]], Iterable[HeldFile]]) -> str | None:
    """Make the manifest at `path` list `others` (given those it lists now) beside its records; its digest.

    None, and nothing changed, when it is not the one with the digest `signed`, or its records do not stand together at
    its end: then it must be made anew. Raises StorageError."""
    with storage("reading", path):
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return None
    if sha256_hex(raw) != signed:
        return None
    cut = raw.find(_RECORD) + 1
    if not cut or raw.count(_ANY, cut - 1) != raw.count(_RECORD, cut - 1):
        return None
    before = Manifest.parse(path, raw[:cut])
    wanted = Manifest(path, others(before.held))
    first = raw[cut : raw.index(b"\n", raw.index(b"\n", cut) + 1)].split(b"  ", 1)[1].decode()
    if any(other >= first or one.kind == RECORD_KIND for other, one in wanted.held.items()):
        return None
    if wanted.held == before.held:
        return signed
    content = wanted.as_bytes() + raw[cut:]
    write_whole(path, content)
    return sha256_hex(content)
