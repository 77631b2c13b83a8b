"""SQLite's write-ahead log needs shared memory and working locks, which network file systems do not give.

A database there works until it does not, and then loses records; so it is refused at the start.
"""

from __future__ import annotations

from pathlib import Path

from archiver.errors import StorageError

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "9p", "davfs", "lustre", "beegfs"}
)
_NETWORK_FUSE = ("sshfs", "davfs", "rclone", "s3fs", "glusterfs", "curlftpfs", "gcsfuse", "goofys", "smbnetfs")


def refuse_network(path: Path, *, mounts: Path = Path("/proc/self/mounts")) -> None:
    """Raise StorageError when the file would lie on a network file system. Says nothing where that cannot be told."""
    kind = file_system(path, mounts=mounts)
    name = kind.removeprefix("fuse.")
    if kind in _NETWORK or (name != kind and any(word in name for word in _NETWORK_FUSE)):
        raise StorageError(
            f"the database {path} would lie on a network file system ({kind}), where SQLite is not safe: "
            "put the archive on a local disk, or use PostgreSQL"
        )


def file_system(path: Path, *, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The type of the file system that holds `path`, or "" where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place = path.absolute().parent.resolve()
    best, kind = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        mount = Path(fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        # A later line hides an earlier one of the same place.
        if place.is_relative_to(mount) and len(mount.parts) >= best:
            best, kind = len(mount.parts), fields[2]
    return kind
