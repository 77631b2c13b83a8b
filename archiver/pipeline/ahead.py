"""Channels captured side by side: each platform is waited for in a thread of its own, what comes is taken in by one.

The store, the vault and redaction see one batch after the other, whatever arrives when; a thread is at most one batch
ahead of what was accepted, so memory does not grow with a slow disk.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from archiver.model.capture import Batch

GRACE_S = 5.0
"""After a signal, how long a thread that waits for its platform is waited for."""
_TICK_S = 0.2


@dataclass(frozen=True, slots=True)
class Ended:
    """A channel's walk is over: by itself, or by the error it raised."""

    error: BaseException | None = None


class Ahead:
    """Runs several walks; `walks` give their batches in order, or raise."""

    def __init__(
        self,
        walks: Sequence[Callable[[], Iterator[Batch]]],
        *,
        stopping: Callable[[], bool],
        monotonic: Callable[[], float],
    ) -> None:
        self._stopping = stopping
        self._monotonic = monotonic
        self._arrived: queue.Queue[tuple[int, Batch | Ended]] = queue.Queue()
        self._turns = [threading.Semaphore(1) for _ in walks]
        self._given_up = [threading.Event() for _ in walks]
        self._open = set(range(len(walks)))
        for number, walk in enumerate(walks):
            threading.Thread(target=self._walk, args=(number, walk), daemon=True, name=f"channel {number}").start()

    def give_up(self, number: int) -> None:
        """Take nothing more from this walk."""
        self._given_up[number].set()

    def __iter__(self) -> Iterator[tuple[int, Batch | Ended]]:
        """(walk's number, a batch or its end) as they come. After a signal, walks that do not end in time are left."""
        stopped_at: float | None = None
        while self._open:
            if stopped_at is None and self._stopping():
                stopped_at = self._monotonic()
            try:
                number, item = self._arrived.get(timeout=_TICK_S)
            except queue.Empty:
                if stopped_at is not None and self._monotonic() - stopped_at > GRACE_S:
                    return
                continue
            if isinstance(item, Ended):
                self._open.discard(number)
            yield number, item
            # The next batch is fetched while nothing of this one is unaccepted.
            self._turns[number].release()

    def _walk(self, number: int, walk: Callable[[], Iterator[Batch]]) -> None:
        error: BaseException | None = None
        try:
            for batch in walk():
                self._turns[number].acquire()
                if self._given_up[number].is_set():
                    break
                self._arrived.put((number, batch))
        except BaseException as raised:  # noqa: BLE001 - carried to the thread that knows what to do with it
            error = raised
        self._arrived.put((number, Ended(error)))
