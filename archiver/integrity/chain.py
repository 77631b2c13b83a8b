"""The hash chain of events, checked link by link: a changed, removed, added or moved event breaks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archiver.integrity.findings import Finding, FindingKind
from archiver.model.digest import GENESIS, Json, canonical_json, sha256_hex
from archiver.model.event import Event
from archiver.model.time import iso_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One event as stored: `payload` is the canonical JSON that was hashed (see `archiver.model.digest.chain_hash`)."""

    seq: int
    payload: bytes
    prev: str
    hash: str
    record: str = ""

    @classmethod
    def of(cls, event: Event, *, record: str = "") -> ChainLink:
        """The link that an event read from the store stands for."""
        payload: dict[str, Json] = {
            "kind": event.kind.value,
            "subject": event.subject,
            "agent": event.agent,
            "at": iso_utc(event.at),
            "detail": event.detail,
        }
        return cls(seq=event.seq, payload=canonical_json(payload), prev=event.prev, hash=event.hash, record=record)


def verify_chain(links: Iterable[ChainLink], *, known: Mapping[int, str] | None = None) -> tuple[int, list[Finding]]:
    """How many links there are, and every break. `known` are hashes by `seq` that signed heads remember: without them
    nobody could tell that the last events were cut off, or that all were hashed anew."""
    left = dict(known or {})
    findings: list[Finding] = []
    seq, prev, count = 0, GENESIS, 0

    def broken(at: int, detail: str, record: str = "") -> None:
        what = f"event {at}: {detail}"
        findings.append(Finding(kind=FindingKind.CHAIN_BROKEN, path="events", record=record, detail=what))

    for link in links:
        count += 1
        if link.seq != seq + 1:
            missing = link.seq - seq - 1
            broken(link.seq, f"{missing} events before it are missing" if missing > 0 else "out of order", link.record)
        elif link.prev != prev:
            broken(link.seq, "it does not follow from the event before it", link.record)
        if link.hash != sha256_hex(link.prev.encode() + b"\n" + link.payload):
            broken(link.seq, "its content is not what was hashed", link.record)
        remembered = left.pop(link.seq, None)
        if remembered is not None and remembered != link.hash:
            broken(link.seq, "a signed head remembers another event here", link.record)
        # What follows is judged against what is written here, so that one break gives one finding.
        seq, prev = link.seq, link.hash
    if left:
        broken(max(left), f"signed heads remember it, but the events end at {seq}")
    return count, findings
