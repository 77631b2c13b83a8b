"""What every test may ask for: outside tools, a PostgreSQL database, and a network that ends at loopback.

Areas add fixtures of their own in tests/<area>/conftest.py.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgres import find_binaries, private_database, private_server
from tests.tools import lacking, require_tool


@pytest.fixture(scope="session")
def tool() -> Callable[..., Path]:
    """`tool("pdftotext")` is that program's path; without it the test is skipped, or fails under CI."""
    return require_tool


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a server's maintenance database: ARCHIVER_TEST_POSTGRES, or a private server started for this run."""
    if given := os.environ.get("ARCHIVER_TEST_POSTGRES"):
        yield given
        return
    binaries = find_binaries()
    if binaries is None:
        lacking("PostgreSQL (initdb)")
    with private_server(binaries) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of one database for the whole run (of this worker); its tests share what they leave in it."""
    with private_database(postgres_server) as url:
        yield url


@pytest.fixture
def fresh_postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of a database made for this test alone, empty."""
    with private_database(postgres_server) as url:
        yield url


class ReachedOutside(AssertionError):
    """A test tried to leave the machine."""


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """No test reaches past loopback: what would have gone to a platform fails here, at once and by name."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    yield
    patch.undo()


def _guarded(original: Callable[[socket.socket, object], object]) -> Callable[[socket.socket, object], object]:
    def connect(self: socket.socket, address: object) -> object:
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            host = str(address[0])
            if host != "localhost" and not _is_loopback(host):
                raise ReachedOutside(f"a test tried to connect to {host}")
        return original(self, address)

    return connect


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
