"""A private PostgreSQL server for tests: made in a temporary folder, gone with the run.

It listens on loopback alone, on a port that was free, and keeps nothing: fsync is off and the folder is deleted.
PostgreSQL refuses to run as root, so a root test run starts it as the `postgres` user. Its locale is C, the strictest
one: what the tests find about case, order and accents comes from our own code, not from a server's language settings.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

START_TIMEOUT_S = 60.0

_INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
_SETTINGS = (
    "--listen_addresses=127.0.0.1",
    "--fsync=off",
    "--synchronous_commit=off",
    "--full_page_writes=off",
    "--max_connections=60",
    "--shared_buffers=32MB",
    "--log_min_messages=warning",
)


class _As(TypedDict, total=False):
    """How subprocess is told to run as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


class ServerDidNotStart(RuntimeError):
    """initdb or postgres ended early; the message carries its last lines."""


def find_binaries() -> Path | None:
    """The folder of the newest PostgreSQL on this machine, Debian's place first."""

    def version(folder: Path) -> tuple[int, ...]:
        return tuple(int(n) for n in re.findall(r"\d+", folder.parent.name))

    debian = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if debian:
        return max(debian, key=version)
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextlib.contextmanager
def private_server(binaries: Path) -> Iterator[str]:
    """Run a throwaway cluster; yields the URL of its maintenance database, as its superuser."""
    folder = Path(tempfile.mkdtemp(prefix="archiver-postgres-"))
    identity: _As = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    log = folder / "log"
    cluster = folder / "cluster"
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC", "HOME": str(folder)}
    try:
        made = subprocess.run(
            [binaries / "initdb", "-D", cluster, *_INITDB],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            **identity,
        )
        if made.returncode != 0:
            raise ServerDidNotStart(f"initdb: {made.stderr.strip()[-500:]}")
        for attempt in range(3):
            port = _free_port()
            with log.open("wb") as log_file:
                server = subprocess.Popen(
                    [binaries / "postgres", "-D", cluster, "-p", str(port), "-k", folder, *_SETTINGS],
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log_file,
                    stderr=subprocess.STDOUT,
                    **identity,
                )
            url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
            try:
                if _answers(url, server):
                    yield url
                    return
            finally:
                # SIGQUIT is "immediate shutdown": no checkpoint, which nobody would read
                server.send_signal(signal.SIGQUIT)
                server.wait(timeout=START_TIMEOUT_S)
            if attempt == 2:  # the port may have been taken between the look and the start; thrice is another fault
                raise ServerDidNotStart(f"postgres: {log.read_text(errors='replace').strip()[-500:]}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def private_database(server_url: str) -> Iterator[str]:
    """A new, empty database on the server, dropped at the end; yields its URL."""
    name = f"archiver_test_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0").format(
                sql.Identifier(name)
            )
        )
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server takes a connection; False when it ended instead."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False
