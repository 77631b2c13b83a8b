"""One container a channel and run: the run's sealed members, still sealed, in an uncompressed tar.

Ten years of nightly batches are then thousands of files and not millions, and `tar` and `age` alone still open them.
The container is whole and durable before the first loose member goes; killed anywhere and packed again, nothing is lost
or doubled. The same members give the same bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tarfile
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from archiver.errors import IntegrityError
from archiver.vault.durable import PART_SUFFIX, PartFile, fsync_folder, make_folders, storage
from archiver.vault.places import OPEN, check_channel, container_ref, inside, open_folder
from archiver.vault.streams import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A sealed member inside a container: where its bytes begin, and how many there are."""

    offset: int
    size: int

    @property
    def end(self) -> int:
        """Where the next entry begins: the size rounded up to whole blocks."""
        return self.offset - (-self.size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A finished container. `ref` is relative to the originals folder; `sha256` and `size` are of the tar."""

    ref: str
    sha256: str
    size: int
    members: int


def open_runs(root: Path, channel: str) -> tuple[str, ...]:
    """Runs that are not packed yet, in order of their ids."""
    folder = inside(root, check_channel(channel), OPEN)
    with storage("reading", folder):
        if not folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.is_symlink()))


def member_names(root: Path, channel: str, run: str) -> tuple[str, ...]:
    """Names of the run's members, loose and packed, in order."""
    names = {path.name for path in _loose(open_folder(root, channel, run))}
    target = _target(root, channel, run)
    if target.exists():
        names |= set(members(target))
    return tuple(sorted(names))


def members(path: Path) -> dict[str, Member]:
    """What a container holds, by name, in order. Raises IntegrityError when it is damaged or cut short."""
    found: dict[str, Member] = {}
    try:
        with _opened(path) as stream, tarfile.open(fileobj=stream, mode="r:") as tar:
            for info in tar:
                if not info.isreg() or info.name in found:
                    raise IntegrityError(f"{path}: the container holds an entry that we did not write")
                found[info.name] = Member(offset=info.offset_data, size=info.size)
            _check_end(path, stream, max((member.end for member in found.values()), default=0))
    except (tarfile.TarError, EOFError) as error:
        raise IntegrityError(f"{path}: the container is damaged or cut short") from error
    return found


def _check_end(path: Path, stream: BinaryIO, end: int) -> None:
    # tarfile takes a file that stops between two members for a finished one; we always wrote two empty blocks behind.
    stream.seek(end)
    if stream.read(2 * tarfile.BLOCKSIZE) != bytes(2 * tarfile.BLOCKSIZE):
        raise IntegrityError(f"{path}: the container is damaged or cut short")


def pack(root: Path, channel: str, run: str) -> Packed | None:
    """Move the run's loose members into its container and say what it is; None when the run sealed nothing.

    Members sealed after an earlier pack join the same container. Raises IntegrityError, changing nothing, when a member
    is not what its name says or the container is damaged; StorageError when the disk refuses.
    """
    folder, target = open_folder(root, channel, run), _target(root, channel, run)
    loose = _loose(folder)
    with storage("packing", target):
        packed = members(target) if target.exists() else {}
        if any(path.name not in packed for path in loose):
            make_folders(target.parent)
            with PartFile(target.parent) as part:
                _write(part, target if packed else None, packed, loose)
                part.publish(target.name, replace=True)
            packed = members(target)
        if not packed:
            _remove_folder(folder)
            return None
        _check_members(target, packed, [path.name for path in loose])
        # A run killed right after its rename left a container whose name may not be durable yet.
        fsync_folder(target.parent)
        for path in loose:
            path.unlink()
        _remove_folder(folder)
        sha256, size = digest_of(target), target.lstat().st_size
    return Packed(ref=str(container_ref(channel, run)), sha256=sha256, size=size, members=len(packed))


def digest_of(path: Path, member: Member | None = None) -> str:
    """SHA-256 of a whole file, or of a member inside it. Raises OSError; a file cut short gives another digest."""
    with _opened(path) as stream:
        left = os.fstat(stream.fileno()).st_size
        if member is not None:
            stream.seek(member.offset)
            left = member.size
        hasher = hashlib.sha256()
        while left and (chunk := stream.read(min(left, 1 << 20))):
            hasher.update(chunk)
            left -= len(chunk)
        return hasher.hexdigest()


def named_digest(name: str) -> str:
    """The first 32 hexadecimal digits of the sealed bytes' SHA-256, which every original's name carries."""
    return name.partition("-")[2][:32]


def _target(root: Path, channel: str, run: str) -> Path:
    return inside(root, *str(container_ref(channel, run)).split("/"))


def _loose(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = sorted(path for path in folder.iterdir() if not path.name.endswith(PART_SUFFIX))
    for path in found:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise IntegrityError(f"{path}: only sealed originals belong here")
    return found


def _write(part: PartFile, old: Path | None, packed: dict[str, Member], loose: list[Path]) -> None:
    """The container's bytes: what it held, then what is new, each checked against its name on the way."""
    with tarfile.open(fileobj=part.stream, mode="w:", format=tarfile.PAX_FORMAT) as tar:
        if old is not None:
            with _opened(old) as stream:
                for name, member in packed.items():
                    stream.seek(member.offset)
                    _add(tar, name, member.size, stream, old)
        for path in loose:
            if path.name not in packed:
                with _opened(path) as stream:
                    _add(tar, path.name, os.fstat(stream.fileno()).st_size, stream, path)


def _add(tar: tarfile.TarFile, name: str, size: int, stream: BinaryIO, path: Path) -> None:
    info = tarfile.TarInfo(name)
    # Nothing of this machine or moment goes in: the same members give the same bytes.
    info.size, info.mode, info.mtime = size, 0o440, 0
    reading = Reading(stream, hashlib.sha256())
    try:
        tar.addfile(info, reading)
    except tarfile.ReadError as error:
        raise IntegrityError(f"{path}: the sealed original is shorter than it was") from error
    if not reading.hasher.hexdigest().startswith(named_digest(name)):
        raise IntegrityError(f"{path}: the sealed original {name} is not what its name says; nothing was packed")


def _check_members(target: Path, packed: dict[str, Member], names: list[str]) -> None:
    """Read back, from the container as it lies on disk, every member whose loose file is about to go."""
    for name in names:
        if not digest_of(target, packed[name]).startswith(named_digest(name)):
            raise IntegrityError(f"{target}: the member {name} is damaged; its loose file is kept")


def _remove_folder(folder: Path) -> None:
    if not folder.is_dir():
        return
    fsync_folder(folder)
    # A half-written file of a killed run keeps the folder until the sweep.
    with contextlib.suppress(OSError):
        folder.rmdir()
        fsync_folder(folder.parent)


def _opened(path: Path) -> BufferedReader:
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
