"""A channel's desk of redaction in a process of its own: what is read next is read and stored while it works.

It has its own redactor under the same rules and key, and reads the store without writing to it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from archiver.model.ids import ChannelId, ThreadKey
from archiver.model.redaction import RedactedText
from archiver.pipeline.desk import Desk, Done, Handed, OwnDesk, own_desk
from archiver.store import Store
from archiver.vault.secrets import Secrets
from archiver.wiring import processes
from archiver.wiring.redacting import make_redactor
from archiver.wiring.values import database_url
from config.settings import Settings


def desk_beside(settings: Settings) -> Callable[[ChannelId], contextlib.AbstractContextManager[Desk]]:
    """What opens a channel's desk beside this process."""

    @contextlib.contextmanager
    def opened(channel: ChannelId) -> Iterator[Desk]:
        with processes.pool(1, _start, settings, channel) as pool:
            yield _DeskBeside(pool)

    return opened


class _DeskBeside:
    """Hands work to the other process; see Desk. What is raised there is raised here."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def submit(self, work: Sequence[Handed]) -> Callable[[], Sequence[Done]]:
        return self._pool.submit(_redact, work).result

    def sweep(self, key: ThreadKey) -> Sequence[tuple[str, RedactedText]]:
        return self._pool.submit(_sweep, key).result()

    def close(self, key: ThreadKey) -> None:
        self._pool.submit(_close, key)


_desk: OwnDesk | None = None


def _start(settings: Settings, channel: ChannelId) -> None:
    global _desk
    redactor, _ = make_redactor(settings, Secrets.load(settings.key_file))
    store = Store.open(database_url(settings), read_only=True)
    _desk = own_desk(redactor, store, channel)


def _own() -> OwnDesk:
    if _desk is None:
        raise RuntimeError("the process was not started")
    return _desk


def _redact(work: Sequence[Handed]) -> list[Done]:
    return _own().redact(work)


def _sweep(key: ThreadKey) -> list[tuple[str, RedactedText]]:
    return _own().sweep(key)


def _close(key: ThreadKey) -> None:
    _own().close(key)
