"""A key pair for sealing, made on request and handed over at once: the private half must not stay on this machine."""

from __future__ import annotations

from pathlib import Path

from archiver.errors import ConfigError
from archiver.vault.durable import write_whole

PRIVATE_KEY_FILE = "private-key-move-me.txt"


def make_identity() -> tuple[str, str]:
    """A new recipient (`age1...`, public) and its identity (`AGE-SECRET-KEY-1...`, private; never log it)."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


def write_identity(folder: Path, *, recipient: str, identity: str) -> Path:
    """Leave the private key in `private-key-move-me.txt`, owner-only, in the form every age tool reads.

    Raises ConfigError when a file of that name is there: it may be the only copy of an earlier key.
    """
    path = folder / PRIVATE_KEY_FILE
    text = (
        "# The private key of this archive's sealed originals. Whoever holds it can read them all; without it\n"
        "# nobody can. Move this file to a safe place off this machine, keep a second copy, then delete it here.\n"
        f"# public key: {recipient}\n"
        f"{identity}\n"
    )
    try:
        write_whole(path, text.encode(), mode=0o600, replace=False)
    except FileExistsError as error:
        raise ConfigError(f"{path}: a private key lies here already; move it to a safe place first") from error
    return path


def check_recipients(recipients: tuple[str, ...]) -> None:
    """Raise ConfigError, naming each by its place, unless all are age public keys and there is at least one."""
    import pyrage

    problems = []
    for place, recipient in enumerate(recipients, start=1):
        if recipient.strip().upper().startswith("AGE-SECRET-KEY-"):
            problems.append(f"sealing.recipients: number {place} is a private key; put its public key (age1...) here")
            continue
        try:
            pyrage.x25519.Recipient.from_str(recipient)
        except pyrage.RecipientError:
            problems.append(f"sealing.recipients: number {place} is not an age public key (age1...)")
    if not recipients:
        problems.append("sealing.recipients: at least one public key is needed")
    if problems:
        raise ConfigError("; ".join(problems), problems=tuple(problems))
