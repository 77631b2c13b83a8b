"""A vault in a fresh folder, with a key that opens what it seals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from archiver.vault.keypair import make_identity, write_identity
from archiver.vault.seal import Vault
from archiver.vault.secrets import Secrets

WHEN = dt.datetime(2026, 2, 1, 1, 15, tzinfo=dt.UTC)
RUN = "20260201T011500Z-3f2a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A vault and everything around it; `identity_file` opens, `other_identity_file` is the second recipient's."""

    root: Path
    recipients: tuple[str, ...]
    identity_file: Path
    other_identity_file: Path
    secrets: Secrets

    def vault(self) -> Vault:
        """A vault as a new process would make it: nothing remembered."""
        return Vault(self.root, self.recipients, self.secrets)

    def files(self) -> dict[str, bytes]:
        """Every file under the originals folder, by its path in it."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    pairs = [make_identity() for _ in range(2)]
    files = [
        write_identity(tmp_path / f"keys{number}", recipient=recipient, identity=identity)
        for number, (recipient, identity) in enumerate(pairs)
    ]
    root = tmp_path / "archive" / "originals"
    root.mkdir(parents=True)
    return Bench(
        root=root,
        recipients=tuple(recipient for recipient, _ in pairs),
        identity_file=files[0],
        other_identity_file=files[1],
        secrets=Secrets.create(tmp_path / "secrets" / "archiver.key"),
    )
