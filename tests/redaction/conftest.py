"""One redactor over the shipped pack, and short ways to redact a conversation with it."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from archiver.redaction import Redactor
from config.rules import load_packs

CONTACTS = (
    "0800 559 009",
    "online@example.govt.nz",
    "12 Example Street, Wellington",
    "@ExampleNZ",
    "https://www.example.govt.nz",
)


class TestKeyer:
    """An HMAC with a key of the test's own."""

    __test__ = False

    def __init__(self, secret: bytes = b"only for tests") -> None:
        self._secret = secret

    def key(self, purpose: str, value: str) -> str:
        return hmac.new(self._secret, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


@pytest.fixture(scope="session")
def redactor() -> Redactor:
    return Redactor(load_packs(), TestKeyer(), public_contacts=CONTACTS)


@pytest.fixture(scope="session")
def keyer() -> TestKeyer:
    return TestKeyer()
