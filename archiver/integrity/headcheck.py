"""The check of all heads: numbered without a hole, each naming the one before, signed, over this tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from archiver.errors import IntegrityError
from archiver.integrity.findings import Finding, FindingKind
from archiver.integrity.heads import HeadLog, SignedHead, signature_fits
from archiver.integrity.tree import Frontier
from archiver.model.digest import GENESIS


def verify_heads(
    log: HeadLog,
    *,
    trusted: Mapping[str, bytes],
    known: Mapping[int, str] | None = None,
    leaves: Iterable[bytes] | None = None,
) -> tuple[tuple[SignedHead, ...], list[Finding]]:
    """The readable heads, ascending, and everything wrong with the log.

    `trusted`: public keys by key id. `known`: SHA-256 of head files by number, as a copy elsewhere (the database, a
    mailed report) remembers them; it shows a head that was cut off or replaced and signed anew. `leaves`: all leaf
    hashes in order; every head's tree is then built again from them.
    """
    findings: list[Finding] = []
    heads: list[SignedHead] = []
    numbers = log.numbers()
    remembered = dict(known or {})
    last = max((*numbers, *remembered), default=0)
    there = set(numbers)
    for number in range(1, last + 1):
        path = f"proof/heads/{log.path(number).name}"
        if number not in there:
            findings.append(Finding(kind=FindingKind.HEAD_MISSING, path=path, detail="this head is gone"))
            continue
        try:
            head = log.read(number)
        except IntegrityError:
            findings.append(Finding(kind=FindingKind.HEAD_DIFFERS, path=path, detail="this is not a readable head"))
            continue
        findings.extend(_one(head, heads[-1] if heads else None, path, number, trusted, remembered.get(number)))
        heads.append(head)
    if leaves is not None:
        findings.extend(_trees(heads, leaves))
    return tuple(heads), findings


def _one(
    signed: SignedHead,
    before: SignedHead | None,
    path: str,
    number: int,
    trusted: Mapping[str, bytes],
    remembered: str | None,
) -> Iterator[Finding]:
    head = signed.head
    if head.number != number:
        yield Finding(kind=FindingKind.HEAD_DIFFERS, path=path, detail=f"it calls itself head {head.number}")
    if remembered is not None and remembered != signed.sha256:
        yield Finding(
            kind=FindingKind.HEAD_DIFFERS, path=path, detail="it is not the head that is remembered elsewhere"
        )
    public_key = trusted.get(head.key_id)
    if public_key is None:
        yield Finding(kind=FindingKind.SIGNATURE_BAD, path=path, detail=f"signed with an unknown key, {head.key_id!r}")
    elif not signature_fits(signed, public_key):
        yield Finding(kind=FindingKind.SIGNATURE_BAD, path=path, detail="the signature does not fit its text")
    if before is None:
        if number == 1 and head.previous != GENESIS:
            yield Finding(kind=FindingKind.HEAD_DIFFERS, path=path, detail="the first head names one before it")
        return
    if before.head.number == number - 1 and head.previous != before.sha256:
        yield Finding(kind=FindingKind.HEAD_DIFFERS, path=path, detail="it does not follow from the head before it")
    if head.tree.size < before.head.tree.size or head.events < before.head.events:
        yield Finding(kind=FindingKind.HEAD_DIFFERS, path=path, detail="it goes back behind the head before it")


def _trees(heads: Iterable[SignedHead], leaves: Iterable[bytes]) -> Iterator[Finding]:
    """One walk over all leaves gives the tree at each head's size: each head then extends the one before it."""
    stream = iter(leaves)
    tree = Frontier()
    for signed in sorted(heads, key=lambda one: one.head.tree.size):
        tree = tree.extended(islice(stream, signed.head.tree.size - tree.size))
        path = f"proof/heads/{signed.path.name}"
        if tree.size < signed.head.tree.size:
            detail = f"it covers {signed.head.tree.size} entries, but only {tree.size} are held"
            yield Finding(kind=FindingKind.HEAD_DIFFERS, path=path, detail=detail)
        elif tree != signed.head.tree:
            yield Finding(kind=FindingKind.HEAD_DIFFERS, path=path, detail="what it covers is not what is held")
