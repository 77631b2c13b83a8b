"""The only way back: a sealed original and a private key give the bytes. Used where the key is, never by the night run.

Clear bytes are handed out only after the whole original proved genuine. They stay in memory, or go where a person asked
for them and nowhere else: owner-only files, nothing overwritten, never inside the archive.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from archiver.errors import ArchiverError, ConfigError, IntegrityError, UsageError
from archiver.vault import pack
from archiver.vault.durable import PartFile, make_folders, storage, storage_error
from archiver.vault.places import Ref, inside, open_folder, parse_ref
from archiver.vault.streams import Window, Writing

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

_MOST_KEY_BYTES = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsealed:
    """One original written in clear: which, where, and how many bytes."""

    ref: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsealing:
    """What `unseal` wrote, and which refs it could not open and why."""

    files: tuple[Unsealed, ...] = ()
    failures: tuple[tuple[str, ArchiverError], ...] = ()


def load_identities(path: Path) -> tuple[Identity, ...]:
    """The private keys in an age identity file. Raises ConfigError; the message never holds a line of the file."""
    import pyrage

    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_KEY_BYTES)
    except OSError as error:
        raise ConfigError(f"{path}: the private key file cannot be read ({error.strerror})") from error
    if content.startswith((b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE")):
        raise ConfigError(f"{path}: the private key is itself encrypted; open it first, with `age -d`")
    found = []
    for line in content.decode("utf-8", "replace").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        try:
            found.append(pyrage.x25519.Identity.from_str(line))
        except pyrage.IdentityError:
            raise ConfigError(f"{path}: a line is not an age private key (AGE-SECRET-KEY-1...)") from None
    if not found:
        raise ConfigError(f"{path}: there is no private key in this file")
    return tuple(found)


@contextlib.contextmanager
def ciphertext(root: Path, ref: str) -> Iterator[tuple[BinaryIO, int]]:
    """The sealed bytes a ref names, and how many, loose or inside a container. Raises IntegrityError when missing."""
    stream, member = _sealed_file(root, parse_ref(ref))
    with stream:
        if member is None:
            yield stream, os.fstat(stream.fileno()).st_size
        else:
            yield cast(BinaryIO, Window(stream, offset=member.offset, size=member.size)), member.size


def _sealed_file(root: Path, ref: Ref) -> tuple[BinaryIO, pack.Member | None]:
    """The opened file that holds the original, and where in it when it is a container."""
    # Loose first: while a run is being packed a member may lie in both places, and the loose one goes last.
    with contextlib.suppress(FileNotFoundError):
        return _plain(_loose_path(root, ref)), None
    if not ref.member:
        raise IntegrityError(f"{ref}: the sealed original is missing")
    container = inside(root, ref.channel, ref.year, ref.file)
    try:
        member = _members(container).get(ref.member)
        stream = _plain(container)
    except FileNotFoundError:
        raise IntegrityError(f"{ref}: the sealed original is missing, and so is its container") from None
    if member is None:
        stream.close()
        raise IntegrityError(f"{ref}: the container does not hold this original")
    return stream, member


@contextlib.contextmanager
def open_sealed(root: Path, ref: str, identities: Sequence[Identity]) -> Iterator[BinaryIO]:
    """The clear bytes of one original, seekable, in memory only, gone after the `with` block.

    Raises ConfigError for a key that does not fit, IntegrityError for a missing or damaged original.
    """
    with _memory_file() as clear:
        _decrypt(root, ref, identities, clear)
        clear.seek(0)
        yield clear


def unseal(root: Path, refs: Iterable[str], *, identity_file: Path, to_dir: Path) -> Unsealing:
    """Write each original in clear into `to_dir`, named after its ref, mode 0600, numbered where a name is taken.

    One original that cannot be opened does not stop the others. Raises UsageError when `to_dir` lies in the archive,
    ConfigError for an unusable key file, StorageError when the disk refuses.
    """
    archive = root.parent.resolve()
    if to_dir.resolve().is_relative_to(archive):
        raise UsageError(f"{to_dir} lies inside the archive; opened originals must not be kept there")
    identities = load_identities(identity_file)
    with storage("making", to_dir):
        make_folders(to_dir, mode=0o700)
    files, failures = [], []
    for ref in dict.fromkeys(refs):
        try:
            files.append(_unseal_one(root, ref, identities, to_dir))
        except (IntegrityError, ConfigError) as error:
            failures.append((ref, error))
    return Unsealing(files=tuple(files), failures=tuple(failures))


def _unseal_one(root: Path, ref: str, identities: Sequence[Identity], to_dir: Path) -> Unsealed:
    parsed = parse_ref(ref)
    name = (parsed.member or parsed.file).removesuffix(".age")
    stem, dot, suffix = name.partition(".")
    with storage("unsealing into", to_dir), PartFile(to_dir, mode=0o600) as part:
        _decrypt(root, ref, identities, part.stream)
        size = part.stream.tell()
        number = 1
        while True:
            candidate = f"{parsed.channel} {stem}{'' if number == 1 else f' ({number})'}{dot}{suffix}"
            with contextlib.suppress(FileExistsError):
                return Unsealed(ref=ref, path=part.publish(candidate), size=size)
            number += 1


def _decrypt(root: Path, ref: str, identities: Sequence[Identity], target: BinaryIO) -> None:
    import pyrage

    writing = Writing(target)
    with ciphertext(root, ref) as (stream, _):
        try:
            pyrage.decrypt_io(stream, writing, list(identities))
        except (pyrage.DecryptError, OSError) as error:
            if writing.error is not None:
                raise writing.error from None
            if "No matching keys" in str(error):
                raise ConfigError(f"{ref}: none of the given private keys opens this original") from None
            raise IntegrityError(f"{ref}: the sealed original is damaged ({error})") from None


@contextlib.contextmanager
def _memory_file() -> Iterator[BinaryIO]:
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("unsealed", os.MFD_CLOEXEC), "w+b") as stream:
            yield stream
    else:
        yield io.BytesIO()


def _loose_path(root: Path, ref: Ref) -> Path:
    if ref.member:
        return inside(root, *open_folder(root, ref.channel, ref.run).relative_to(root).parts, ref.member)
    return inside(root, ref.channel, ref.year, ref.file)


def _plain(path: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise storage_error("reading", path, error) from error


_listings: dict[Path, tuple[tuple[int, int, int], dict[str, pack.Member]]] = {}


def _members(container: Path) -> dict[str, pack.Member]:
    """`pack.members`, read once for many refs into one container; a container that changed is read again."""
    state = container.stat()
    mark = (state.st_ino, state.st_size, state.st_mtime_ns)
    held = _listings.get(container)
    if held is None or held[0] != mark:
        if len(_listings) > 8:
            _listings.clear()
        held = _listings[container] = (mark, pack.members(container))
    return held[1]
