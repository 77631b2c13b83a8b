"""A time stamp authority of the tests' own: `openssl ts`, with a root it makes itself."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from archiver.integrity.timestamp import load_certificates

CONFIG = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {certs}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """`openssl ts -reply`, and how often it was asked."""

    def __init__(self, folder: Path, openssl: Path) -> None:
        self.folder, self.openssl, self.asked = folder, openssl, 0
        self.answer: Callable[[bytes], bytes] = lambda reply: reply

    @property
    def roots(self) -> tuple[bytes, ...]:
        return load_certificates(self.folder / "root.pem")

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([str(self.openssl), *arguments], cwd=self.folder, capture_output=True, check=check)

    def configure(self, *, certs: str) -> None:
        text = CONFIG.format(folder=self.folder, certs=f"{self.folder}/{certs}")
        # One certificate goes in through signer_cert; `certs` adds to it.
        lines = [line for line in text.splitlines() if certs or not line.startswith("certs")]
        (self.folder / "openssl.cnf").write_text("\n".join(lines) + "\n")

    def __call__(self, request: bytes) -> bytes:
        self.asked += 1
        (self.folder / "request.tsq").write_bytes(request)
        self.run("ts", "-reply", "-config", "openssl.cnf", "-section", "tsa", "-queryfile", "request.tsq",
                 "-out", "reply.tsr")  # fmt: skip
        return self.answer((self.folder / "reply.tsr").read_bytes())
