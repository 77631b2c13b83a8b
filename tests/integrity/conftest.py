"""A small finished archive: records, a packed run, a loose import, manifest, events, leaves and two signed heads."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from archiver.integrity.chain import ChainLink
from archiver.integrity.containers import containers
from archiver.integrity.findings import HeldFile, VerifyReport
from archiver.integrity.heads import HeadLog, publish_key
from archiver.integrity.manifest import MANIFEST_NAME, Manifest
from archiver.integrity.tree import Frontier, leaf_hash
from archiver.integrity.verify import Depth, Expected, verify
from archiver.model.capture import Sealed
from archiver.model.digest import GENESIS, Json, canonical_json, chain_hash
from archiver.vault.keypair import make_identity
from archiver.vault.seal import Vault
from archiver.vault.secrets import Secrets
from tests.integrity.authority import Authority

WHEN = dt.datetime(2026, 2, 1, 1, 15, tzinfo=dt.UTC)
RUN = "20260201T011500Z-3f2a"


def make_links(count: int) -> list[ChainLink]:
    """A chain of invented events."""
    links: list[ChainLink] = []
    prev = GENESIS
    for seq in range(1, count + 1):
        payload: dict[str, Json] = {
            "kind": "ingestion",
            "subject": f"R{seq:06d}",
            "at": "2026-02-01T01:15:00Z",
            "detail": {"new": seq},
        }
        following = chain_hash(prev, payload)
        links.append(
            ChainLink(seq=seq, payload=canonical_json(payload), prev=prev, hash=following, record=f"R{seq:06d}")
        )
        prev = following
    return links


def make_leaves(count: int) -> list[bytes]:
    """Leaf hashes of invented revisions."""
    return [leaf_hash(b"revision %d" % number) for number in range(count)]


def held_original(sealed: Sealed, kind: str = "original") -> HeldFile:
    """A sealed original as the store would hand it over."""
    return HeldFile(path=f"originals/{sealed.ref}", sha256=sealed.sha256, size=sealed.size, kind=kind, record="R000001")


@dataclass
class Archive:
    """The archive at `path` and what its rows would say of it."""

    path: Path
    secrets: Secrets
    vault: Vault
    log: HeadLog
    held: list[HeldFile] = field(default_factory=list)
    links: list[ChainLink] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)

    @property
    def manifest(self) -> Manifest:
        return Manifest.load(self.path / "proof" / MANIFEST_NAME)

    def write(self, path: str, content: bytes, record: str = "") -> HeldFile:
        """Publish a record's file."""
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        one = HeldFile(
            path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content), kind="pdf", record=record
        )
        self.held.append(one)
        return one

    def finish_run(self, when: dt.datetime = WHEN) -> None:
        """Manifest, then head, as the end of a run does."""
        manifest = self.manifest
        manifest.replace(self.whole_files())
        self.log.append(
            Frontier().extended(self.leaves),
            when=when,
            signer=self.secrets,
            events=len(self.links),
            events_hash=self.links[-1].hash,
            manifest=manifest.digest(),
        )

    def whole_files(self) -> list[HeldFile]:
        """What the manifest lists: files that rows name, and the containers."""
        return [one for one in self.held if not one.is_member] + [*containers(self.path, self.manifest.held)]

    def expected(self, **changes: object) -> Expected:
        fields: dict[str, object] = {
            "trusted": {self.secrets.key_id: self.secrets.public_key},
            "held": tuple(self.held),
            "events": self.links,
            "leaves": self.leaves,
        }
        return Expected(**{**fields, **changes})  # type: ignore[arg-type]

    def check(self, depth: Depth = Depth.QUICK, **changes: object) -> VerifyReport:
        return verify(self.path, self.expected(**changes), depth=depth)

    def kinds(self, depth: Depth = Depth.QUICK, **changes: object) -> list[tuple[str, str]]:
        return [(str(one.kind), one.path) for one in self.check(depth, **changes).findings]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    path = tmp_path / "archive"
    recipient, _ = make_identity()
    secrets = Secrets.create(tmp_path / "secrets" / "archiver.key")
    made = Archive(
        path=path,
        secrets=secrets,
        vault=Vault(path / "originals", [recipient], secrets),
        log=HeadLog(path / "proof" / "heads"),
        links=make_links(5),
        leaves=make_leaves(11),
    )
    for number in range(1, 4):
        made.write(
            f"records/msd-facebook/messages/Aroha Ngata 2026-01-0{number} R00000{number}.pdf",
            f"%PDF record {number}".encode() * 500,
            f"R00000{number}",
        )
    made.write("index/Reference index.csv", b"record_number\r\nR000001\r\n")
    (path / "archive.db").write_bytes(b"a database")
    made.held.append(held_original(made.vault.seal_bytes(b"an export" * 999, channel="msd-whatsapp", when=WHEN)))
    for number in range(4):
        content = f"response {number}".encode() * 100
        sealed = made.vault.seal_bytes(content, channel="msd-facebook", when=WHEN, run=RUN)
        made.held.append(held_original(sealed))
    packed = made.vault.pack("msd-facebook", RUN)
    assert packed is not None
    publish_key(path / "proof", secrets.public_key)
    made.finish_run()
    made.links = make_links(8)
    made.leaves = make_leaves(17)
    made.write("records/msd-facebook/posts/Work and Income posts 2026-01 R000004.pdf", b"%PDF posts", "R000004")
    made.finish_run(WHEN + dt.timedelta(days=1))
    return made


@pytest.fixture(scope="session")
def made_authority(tmp_path_factory: pytest.TempPathFactory, tool: Callable[..., Path]) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    authority = Authority(folder, tool("openssl"))
    authority.configure(certs="")
    (folder / "serial").write_text("01\n")
    key = ("-newkey", "rsa:2048", "-nodes", "-config", "openssl.cnf")
    authority.run("req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Test Root",
                  "-days", "30", "-extensions", "root")  # fmt: skip
    authority.run("req", "-new", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Test TSA")
    authority.run("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
                  "-out", "tsa.pem", "-days", "30", "-extfile", "openssl.cnf", "-extensions", "leaf")  # fmt: skip
    return folder


@pytest.fixture
def authority(made_authority: Path, tmp_path: Path, tool: Callable[..., Path]) -> Authority:
    folder = tmp_path / "authority"
    shutil.copytree(made_authority, folder)
    authority = Authority(folder, tool("openssl"))
    authority.configure(certs="")
    return authority
