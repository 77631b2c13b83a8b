"""The containers of sealed members, as lines for the manifest: no row of the database names them, only their members.

A container is listed when every member proved to be what its name says, and listed anew only when it grew. One that
changed otherwise keeps its old line, so that the next check finds it: a manifest never follows tampering.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from archiver.errors import IntegrityError
from archiver.integrity.findings import CONTAINER_KIND, HeldFile
from archiver.vault.durable import storage
from archiver.vault.pack import digest_of, members, named_digest
from archiver.vault.places import inside


def containers(archive: Path, listed: Mapping[str, HeldFile]) -> tuple[HeldFile, ...]:
    """A line for every container under `archive`, by path; `listed` are the manifest's.

    Only what is new or grew is read. Raises StorageError when the disk refuses.
    """
    found = {path: one for path, one in listed.items() if one.kind == CONTAINER_KIND}
    for place in _tars(archive):
        path = place.relative_to(archive).as_posix()
        with storage("reading", place):
            size = place.lstat().st_size
        old = found.get(path)
        if old is not None and size <= old.size:
            continue
        try:
            inside(archive, *path.split("/"))
            digest = _digest(place)
        except IntegrityError:
            continue
        found[path] = HeldFile(path=path, sha256=digest, size=size, kind=CONTAINER_KIND)
    return tuple(found[path] for path in sorted(found))


def _tars(archive: Path) -> Iterator[Path]:
    yield from sorted((archive / "originals").glob("*/[0-9][0-9][0-9][0-9]/*.tar"))


def _digest(place: Path) -> str:
    """SHA-256 of the container. Raises IntegrityError unless each member is what its name says."""
    with storage("reading", place):
        for name, member in members(place).items():
            if not digest_of(place, member).startswith(named_digest(name)):
                raise IntegrityError(f"{place}: the member {name} is damaged")
        return digest_of(place)
