"""One record to files beside their final places: rendered, read back, digested, not yet published.

Runs in this process or in a pool's: it only reads the store and writes part files, so a pool of readers gives the same
bytes as one process does.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from archiver.errors import StorageError
from archiver.model.conversation import FileKind, Heading, RecordView, Stamp, Status
from archiver.model.ids import ChannelId, RecordNumber
from archiver.pipeline.crash import where
from archiver.pipeline.leakcheck import LeakCheck
from archiver.pipeline.readback import SHARED, Share
from archiver.store import Store, ViewContext
from archiver.vault.durable import make_folders
from exports.base import Exporter
from exports.names import channel_folder, posts_file_stem, record_file_stem

PART_SUFFIX = ".part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What an edition was made of; an equal one need not be made again."""

    edition: int
    content_sha256: str
    status: Status
    title: str
    formats: tuple[str, ...]
    rules: str
    reviewed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One record to look at, and `formats` to write if it is not as `before` says."""

    number: RecordNumber
    channel: ChannelId
    formats: tuple[str, ...]
    all_formats: tuple[str, ...]
    before: Fingerprint | None
    apart: bool = False
    """Whether a long file is only written here, and read back by `Look`s that share it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A rendered file: lies at `part`, wants to be `path`; both relative to the archive folder."""

    format: str
    part: str
    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One share of a written file to read back. All of a file's shares together are its leak check."""

    number: RecordNumber
    heading: Heading
    part: Part
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What came of a job: `parts` is empty when nothing changed, when leaks were found, or when it failed. `unread`: a part
    was not read back yet, and must not be released before it was."""

    number: RecordNumber
    unchanged: bool = False
    heading: Heading | None = None
    made: dt.datetime | None = None
    parts: tuple[Part, ...] = ()
    leaks: tuple[str, ...] = ()
    error: str = ""
    unread: bool = False


class Renderer:
    """Renders jobs of any channel. `contexts` gives a channel's view context; `exporters` maps format to (suffix, function)."""

    def __init__(
        self,
        root: Path,
        store: Store,
        *,
        contexts: Callable[[ChannelId], ViewContext],
        exporters: Mapping[str, tuple[str, Exporter]],
        leaks: LeakCheck,
        software: str,
        rules: str,
    ) -> None:
        self._root = root
        self._store = store
        self._contexts = contexts
        self._exporters = exporters
        self._leaks = leaks
        self._software = software
        self._rules = rules

    def render(self, job: Job) -> Rendered:
        """Look at one record and write what it needs. A record that cannot be written is reported, never half-published."""
        context = self._contexts(job.channel)
        view = self._store.view(job.number, context)
        now = Fingerprint(
            edition=view.heading.edition,
            content_sha256=view.heading.content_sha256,
            status=view.heading.status,
            title=view.heading.title,
            formats=job.all_formats,
            rules=self._rules,
            reviewed=view.heading.reviewed,
        )
        if job.before is not None and _same(job.before, now):
            return Rendered(number=job.number, unchanged=True, heading=view.heading)
        # The time in the file is the capture's that gave its newest content: rendered again, the bytes are the same.
        stamp = Stamp(made=view.heading.last_captured, software=self._software, rules=self._rules)
        parts: list[Part] = []
        leaks: list[str] = []
        try:
            for name in job.formats:
                part = self._write(view, stamp, name)
                parts.append(part)
                if job.apart and name in SHARED:
                    continue
                leaks += self._leaks.check(self._root / part.part, name, view.heading, released_as=part.path)
        except Exception as error:  # a record that raises is set aside with its error; the run goes on
            self._drop(view, job)
            # Without a number of the system's it is a library's word for content it cannot use, not the disk's refusal.
            if isinstance(error, OSError) and error.errno is not None:
                raise StorageError(f"writing record {job.number} failed: {os.strerror(error.errno)}") from error
            # The exception's own text may quote a correspondent: its type and place are enough to find it.
            return Rendered(number=job.number, heading=view.heading, error=where(error))
        if leaks:
            self._drop(view, job)
            return Rendered(number=job.number, heading=view.heading, leaks=tuple(leaks))
        return Rendered(
            number=job.number,
            heading=view.heading,
            made=stamp.made,
            parts=tuple(parts),
            unread=job.apart and not SHARED.isdisjoint(job.formats),
        )

    def look(self, look: Look) -> Rendered:
        """The leak check of one share of a file that was written apart. What cannot be read back is not released."""
        part = look.part
        try:
            leaks = self._leaks.check(
                self._root / part.part, part.format, look.heading, released_as=part.path, share=look.share
            )
        except Exception as error:  # noqa: BLE001 - as for a record that raises
            return Rendered(number=look.number, error=where(error))
        return Rendered(number=look.number, leaks=leaks)

    def _write(self, view: RecordView, stamp: Stamp, name: str) -> Part:
        path, part = self._places(view, name)
        make_folders(part.parent, mode=0o750)
        _, exporter = self._exporters[name]
        with open(part, "wb", opener=_private) as stream:
            digesting = _Digesting(stream)
            exporter(view, cast(BinaryIO, digesting), stamp)
            stream.flush()
            os.fsync(stream.fileno())
            size = stream.tell()
        return Part(
            format=name,
            part=str(part.relative_to(self._root)),
            path=path,
            sha256=digesting.hexdigest(part),
            size=size,
        )

    def _places(self, view: RecordView, name: str) -> tuple[str, Path]:
        """Where the file of a format is to lie, relative to the archive, and where it lies until then."""
        suffix, _ = self._exporters[name]
        path = file_path(view.heading, suffix)
        return path, (self._root / path).parent / f".{view.heading.number}{suffix}{PART_SUFFIX}"

    def _drop(self, view: RecordView, job: Job) -> None:
        """Remove what was written of a record that is not released, half-written files too."""
        for name in job.formats:
            self._places(view, name)[1].unlink(missing_ok=True)


def file_path(heading: Heading, suffix: str) -> str:
    """Where a record's file lies, relative to the archive folder, with forward slashes."""
    folder = f"records/{channel_folder(heading.channel.id)}"
    local = heading.began.astimezone(heading.zone).date()
    if heading.kind is FileKind.POSTS:
        stem = posts_file_stem(heading.channel.name, local, heading.number, heading.edition)
        return f"{folder}/posts/{stem}{suffix}"
    name = heading.title.removesuffix(f" {local.isoformat()}")
    return f"{folder}/messages/{record_file_stem(name, local, heading.number, heading.edition)}{suffix}"


def _same(before: Fingerprint, now: Fingerprint) -> bool:
    # The edition's number is not compared: the view tells the number it would get if it were made.
    return dataclasses.replace(before, edition=0, rules="") == dataclasses.replace(now, edition=0, rules="")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o640)


class _Digesting:
    """Digests what is written in order; a writer that seeks back (zip does) is digested from the file at the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._sha256 = hashlib.sha256()
        self._in_order = True

    def write(self, content: bytes) -> int:
        if self._in_order:
            self._sha256.update(content)
        return self._stream.write(content)

    def seek(self, offset: int, whence: int = 0) -> int:
        self._in_order = False
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def flush(self) -> None:
        self._stream.flush()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def hexdigest(self, path: Path) -> str:
        if self._in_order:
            return self._sha256.hexdigest()
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
