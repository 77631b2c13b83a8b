"""Raw bytes to sealed originals on disk: encrypted to public keys, streamed, named by digest, durable on return.

This machine cannot read back what it sealed, and clear text never touches its disk. The same bytes sealed again for the
same recipients give the original that lies there already: a run killed before its rows were written loses and doubles
nothing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from archiver.errors import StorageError
from archiver.model.capture import Exchange, Sealed
from archiver.vault import pack
from archiver.vault.durable import PartFile, fsync_folder, make_folders, storage, storage_error, sweep_parts
from archiver.vault.keypair import check_recipients
from archiver.vault.places import OPEN, Ref, check_channel, container_ref, inside, open_folder
from archiver.vault.streams import Hasher, Reading, Writing
from archiver.vault.warc import WARC_MEDIA_TYPE, warc_bytes

CONTENT_PURPOSE = "sealed content"
_CLAIM_PURPOSE = "sealed name"
# Only these are kept of a name: "Chat with J.Smith" ends in a person, not in a type.
_SUFFIXES = frozenset(
    {
        *(".zip", ".gz", ".txt", ".json", ".js", ".csv", ".html", ".htm", ".xml", ".pdf", ".rtf", ".vcf", ".ics"),
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".bmp", ".svg", ".mp4", ".mov", ".3gp", ".webm"),
        *(".mp3", ".m4a", ".aac", ".ogg", ".opus", ".wav", ".amr", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx"),
    }
)
_CHUNK = 1 << 20


class Keyer(Protocol):
    """What sealing needs of the archive's secrets."""

    def key(self, purpose: str, value: str) -> str: ...
    def hasher(self, purpose: str) -> Hasher: ...


class Vault:
    """The sealed originals of one archive. One process at a time may write a channel: hold its lock."""

    def __init__(self, root: Path, recipients: Sequence[str], keyer: Keyer, *, software: str = "archiver") -> None:
        """`root` is the archive's `originals` folder. Raises ConfigError unless all recipients are age public keys."""
        check_recipients(tuple(recipients))
        self.root = root
        self.recipients = tuple(dict.fromkeys(recipients))
        self._keyer = keyer
        self._software = software
        self._claims: dict[str, dict[str, list[Ref]]] = {}
        self._next: dict[tuple[str, str], int] = {}

    def seal_stream(
        self,
        source: BinaryIO,
        *,
        channel: str,
        when: dt.datetime,
        media_type: str = "application/octet-stream",
        name_hint: str = "",
        run: str = "",
    ) -> Sealed:
        """Seal all that `source` still gives. On return it is durable and named.

        Without `run` it becomes a file of its own; with `run` a member of the run's container, loose until `pack`. Of
        `name_hint` only the suffix is kept. An error of `source` passes through unchanged and leaves nothing behind;
        the disk's errors become StorageError.
        """
        check_channel(channel)
        if when.tzinfo is None:
            raise ValueError("a naive time reached a sealed original")
        year = f"{when.astimezone(dt.UTC).year:04d}"
        folder = open_folder(self.root, channel, run) if run else inside(self.root, channel, year)
        with storage("sealing into", folder):
            make_folders(folder, mode=0o750)
        reading, part = Reading(source, self._keyer.hasher(CONTENT_PURPOSE)), PartFile(folder)
        # Only our own writes may be called storage errors: `source` is somebody else's disk.
        with _own_storage(reading, folder), part:
            writing = Writing(part.stream)
            self._encrypt(reading, writing)
            content_key = reading.hasher.hexdigest()
            found = None if run else self._find(channel, content_key)
            if found is None:
                found = self._publish(part, channel, run, writing.sha256.hexdigest(), content_key, name_hint)
                sha256, size = writing.sha256.hexdigest(), writing.size
            else:
                # Who sealed it may have been killed before its name was durable.
                fsync_folder(inside(self.root, channel, found.year))
                sha256, size = _digest(inside(self.root, *str(found).split("/")))
        return Sealed(
            ref=str(found),
            sha256=sha256,
            size=size,
            content_key=content_key,
            content_size=reading.size,
            media_type=media_type,
            sealed_at=when,
            recipients=tuple(short_id(recipient) for recipient in self.recipients),
        )

    def seal_bytes(
        self,
        content: bytes,
        *,
        channel: str,
        when: dt.datetime,
        media_type: str = "application/octet-stream",
        name_hint: str = "",
        run: str = "",
    ) -> Sealed:
        """As `seal_stream`, for bytes at hand."""
        return self.seal_stream(
            io.BytesIO(content), channel=channel, when=when, media_type=media_type, name_hint=name_hint, run=run
        )

    def seal_file(
        self,
        path: Path,
        *,
        channel: str,
        when: dt.datetime,
        media_type: str = "application/octet-stream",
        run: str = "",
    ) -> Sealed:
        """As `seal_stream`, for a file as it is. The file is only read. Raises OSError when it cannot be."""
        with path.open("rb") as source:
            return self.seal_stream(
                source, channel=channel, when=when, media_type=media_type, name_hint=path.name, run=run
            )

    def seal_exchanges(self, exchanges: Iterable[Exchange], *, channel: str, run: str, when: dt.datetime) -> Sealed:
        """Seal the responses of one batch, as WARC records, into the run's container."""
        content = warc_bytes(exchanges, software=self._software)
        return self.seal_bytes(
            content, channel=channel, when=when, media_type=WARC_MEDIA_TYPE, name_hint="batch.warc.gz", run=run
        )

    def content_key(self, source: BinaryIO) -> str:
        """The keyed hash `seal_stream` would give: to see whether an export is known before sealing it."""
        hasher = self._keyer.hasher(CONTENT_PURPOSE)
        while chunk := source.read(_CHUNK):
            hasher.update(chunk)
        return hasher.hexdigest()

    def open_runs(self, channel: str) -> tuple[str, ...]:
        """Runs of the channel whose members still lie loose, oldest first: what a killed run left to be packed."""
        return pack.open_runs(self.root, channel)

    def pack(self, channel: str, run: str) -> pack.Packed | None:
        """Put a run's loose members into its one container; see `archiver.vault.pack.pack`."""
        packed = pack.pack(self.root, channel, run)
        self._next.pop((channel, run), None)
        return packed

    def sweep(self, channel: str) -> int:
        """Remove what a killed process left half-written (never an original); how many. Call it under the lock."""
        home = inside(self.root, check_channel(channel))
        folders = [path for pattern in ("*", f"{OPEN}/*") for path in home.glob(pattern) if path.is_dir()]
        return sum(sweep_parts(inside(self.root, *path.relative_to(self.root).parts)) for path in folders)

    def _encrypt(self, reading: Reading, writing: Writing) -> None:
        import pyrage

        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in self.recipients]
        try:
            pyrage.encrypt_io(reading, writing, keys)
        except (pyrage.EncryptError, OSError) as error:
            # pyrage flattens whatever its streams raise, a signal's exception included, into its own error.
            cause = reading.error or writing.error
            if cause is not None:
                raise cause from None
            raise StorageError(f"sealing failed: {error}") from error

    def _publish(self, part: PartFile, channel: str, run: str, sha256: str, content_key: str, hint: str) -> Ref:
        tail = f"{sha256[:32]}{_suffix(hint)}.age"
        if run:
            number = self._number(channel, run)
            name = f"{number:06d}-{tail}"
            home = container_ref(channel, run)
            found = Ref(channel=channel, year=home.year, file=home.file, member=name)
            part.publish(name, replace=True)
            self._next[channel, run] = number + 1
        else:
            claim = self._claim(content_key)
            found = Ref(channel=channel, year=part.folder.name, file=f"{claim}-{tail}")
            part.publish(found.file, replace=True)
            self._known(channel).setdefault(claim, []).append(found)
        return found

    def _number(self, channel: str, run: str) -> int:
        number = self._next.get((channel, run))
        if number is None:
            names = pack.member_names(self.root, channel, run)
            number = max((int(name[:6]) for name in names if name[:6].isdigit()), default=0) + 1
        return number

    def _find(self, channel: str, content_key: str) -> Ref | None:
        """The original that holds these bytes for these recipients already, if it is whole."""
        for found in self._known(channel).get(self._claim(content_key), ()):
            try:
                sha256, _ = _digest(inside(self.root, *str(found).split("/")))
            except FileNotFoundError:
                continue
            # A damaged one stays as evidence; the bytes are sealed anew beside it.
            if sha256.startswith(pack.named_digest(found.file)):
                return found
        return None

    def _known(self, channel: str) -> dict[str, list[Ref]]:
        known = self._claims.get(channel)
        if known is None:
            known = {}
            home = inside(self.root, channel)
            for path in sorted(home.glob("[0-9][0-9][0-9][0-9]/*.age")):
                claim, _, _ = path.name.partition("-")
                found = Ref(channel=channel, year=path.parent.name, file=path.name)
                known.setdefault(claim, []).append(found)
            self._claims[channel] = known
        return known

    def _claim(self, content_key: str) -> str:
        # The recipients are part of it: an original for the keys of last year does not serve those added since.
        return self._keyer.key(_CLAIM_PURPOSE, "\n".join((content_key, *sorted(self.recipients))))[:16]


def short_id(recipient: str) -> str:
    """Enough of a public key to tell it from the agency's others."""
    return recipient[:12]


def _suffix(hint: str) -> str:
    """`.zip`, `.warc.gz` or nothing: never more of a name, which may be a person's."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(hint).suffixes]
    if suffixes[-2:] == [".warc", ".gz"]:
        return ".warc.gz"
    return suffixes[-1] if suffixes and suffixes[-1] in _SUFFIXES else ""


def _digest(path: Path) -> tuple[str, int]:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return sha256, os.fstat(handle).st_size


@contextlib.contextmanager
def _own_storage(reading: Reading, folder: Path) -> Iterator[None]:
    """`storage`, save for what the source raised: that is another disk's trouble, and its reader names it."""
    try:
        yield
    except OSError as error:
        if error is reading.error:
            raise
        raise storage_error("sealing into", folder, error) from error
