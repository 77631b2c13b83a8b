"""The reference index: written from the store, whole and atomically, exactly one line a published record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archiver.errors import IntegrityError
from archiver.model.conversation import IndexRow
from archiver.store import Store
from archiver.vault.durable import PartFile, make_folders, storage

Rows = Callable[[], Iterator[IndexRow]]
"""Gives the rows from the start, as often as it is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFile:
    """One file of the index: its path relative to the archive folder, and what writes it."""

    path: str
    write: Callable[[Rows, BinaryIO], None]


IndexWriters = tuple[IndexFile, ...]


def index_present(root: Path, writers: IndexWriters) -> bool:
    """Whether every index file is there."""
    return all((root / file.path).is_file() for file in writers)


def write_index(root: Path, store: Store, writers: IndexWriters) -> int:
    """Write all index files; how many records they list. Raises IntegrityError when a record would stand in it twice."""
    numbers: set[str] = set()
    for row in store.index_rows():
        if row.number in numbers:
            raise IntegrityError(f"record {row.number} would stand in the reference index twice")
        numbers.add(row.number)
    for file in writers:
        target = root / file.path
        with storage("writing", target):
            make_folders(target.parent, mode=0o750)
            with PartFile(target.parent, mode=0o640) as part:
                file.write(store.index_rows, part.stream)
                part.publish(target.name, replace=True)
    return len(numbers)
