"""Several things read from a platform side by side, and taken in one behind the other in the order they were named.

Readers run in threads of their own and only ask; whoever iterates takes what they read. So batches and cursors come as if
everything had been asked in turn, and no cursor runs ahead of what was handed over. A reader waits once it is a few parts
ahead, so memory does not grow with what is there to read.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from types import TracebackType
from typing import Generic, TypeVar

from archiver.errors import ArchiverError, Stopped
from archiver.model.capture import Batch

AHEAD = 4
"""How many readers ask at a time."""

PARTS = 3
"""How many parts a reader may be ahead of whoever takes them."""

_LET_GO_S = 5.0

Item = TypeVar("Item")
Part = TypeVar("Part")


class LeftOff(Exception):
    """A reading that was told to end before it had come to its own end."""


class StageEnded(Exception):
    """Nothing more of this stage can be captured now."""


ENDINGS = (ArchiverError, StageEnded, LeftOff)
"""What ends a reading, and the stage with it."""


class _Reading(Generic[Item, Part]):
    """One item's reading: what it gave and is not taken yet, and how it ended."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.parts: deque[Part] = deque()
        self.is_over = False
        self.is_dropped = False
        self.error: BaseException | None = None
        self.thread: threading.Thread | None = None


class SideBySide(Generic[Item, Part]):
    """Reads `items`; a context, at whose end the readers are let go. `read` is called in the reader's thread and may raise:
    whoever takes its parts meets the error behind them. At most `most` readers ask at a time, at most `begun` items are
    begun and not yet taken, and each has at most `parts` that nobody has taken."""

    def __init__(
        self,
        items: Iterable[Item],
        read: Callable[[Item], Iterator[Part]],
        *,
        most: int = AHEAD,
        begun: int = 2 * AHEAD,
        parts: int = PARTS,
    ) -> None:
        self._items = iter(items)
        self._read = read
        self._most = most
        self._limit = begun
        self._parts = parts
        self._changed = threading.Condition()
        self._begun: deque[_Reading[Item, Part]] = deque()
        self._is_left = False

    def __enter__(self) -> SideBySide[Item, Part]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave_off()
        with self._changed:
            for reading in self._begun:
                reading.is_dropped = True
            self._changed.notify_all()
        until = time.monotonic() + _LET_GO_S
        for reading in self._begun:
            if reading.thread is not None:
                # One that waits for a platform which does not answer is left behind: it is a daemon and holds nothing.
                reading.thread.join(max(0.0, until - time.monotonic()))

    def leave_off(self) -> None:
        """Begin nothing more, and let each reader end behind the answer it waits for. What was read can still be taken."""
        with self._changed:
            self._is_left = True
            self._changed.notify_all()

    def __iter__(self) -> Iterator[tuple[Item, Iterator[Part]]]:
        """(item, its parts as they come), in the order of the items. The parts raise what the reader raised, and LeftOff
        where it was ended early."""
        while True:
            self._begin()
            if not self._begun:
                return
            reading = self._begun[0]
            yield reading.item, self._taken(reading)
            with self._changed:
                reading.is_dropped = True
                self._begun.popleft()
                self._changed.notify_all()

    def _begin(self) -> None:
        while len(self._begun) < self._limit:
            with self._changed:
                if self._is_left or sum(not reading.is_over for reading in self._begun) >= self._most:
                    return
            try:
                reading: _Reading[Item, Part] = _Reading(next(self._items))
            except StopIteration:
                return
            self._begun.append(reading)
            reading.thread = threading.Thread(target=self._run, args=(reading,), daemon=True, name="reader")
            reading.thread.start()

    def _taken(self, reading: _Reading[Item, Part]) -> Iterator[Part]:
        while True:
            with self._changed:
                while not reading.parts and not reading.is_over:
                    self._changed.wait()
                if not reading.parts:
                    break
                part = reading.parts.popleft()
                self._changed.notify_all()
            yield part
        # Its reader is free: the next one asks while this one is taken in.
        self._begin()
        if reading.error is not None:
            raise reading.error

    def _run(self, reading: _Reading[Item, Part]) -> None:
        error: BaseException | None = None
        try:
            parts = self._read(reading.item)
            while True:
                with self._changed:
                    while len(reading.parts) >= self._parts and not (self._is_left or reading.is_dropped):
                        self._changed.wait()
                    if self._is_left or reading.is_dropped:
                        error = LeftOff()
                        break
                try:
                    part = next(parts)
                except StopIteration:
                    break
                with self._changed:
                    reading.parts.append(part)
                    self._changed.notify_all()
        except BaseException as raised:  # noqa: BLE001 - carried to the thread that takes the parts
            error = raised
        with self._changed:
            reading.error = error
            reading.is_over = True
            self._changed.notify_all()


def taken_in_order(
    items: Iterable[Item],
    read: Callable[[Item], Iterator[Part]],
    take: Callable[[Item, Iterator[Part]], Iterator[Batch]],
    *,
    check: Callable[[], None],
    parts: int = PARTS,
) -> Iterator[Batch]:
    """Read the items side by side, and `take` each in its order; `check` raises between two of them when the run is to end.
    See SideBySide for `parts`. What ended the stage is raised once all that had been read is taken; a signal at once."""
    ending: Exception | None = None
    with SideBySide(items, read, parts=parts) as readings:
        for item, taken in readings:
            try:
                yield from take(item, taken)
                if ending is None:
                    check()
            except Stopped:
                raise
            except ENDINGS as error:
                ending = ending or error
                readings.leave_off()
    if ending is not None:
        raise ending


def soon(work: Callable[[], Part]) -> Future[Part]:
    """Do it in a thread of its own, which nobody waits for at the program's end."""
    promise: Future[Part] = Future()

    def run() -> None:
        try:
            promise.set_result(work())
        except BaseException as error:  # noqa: BLE001 - carried to whoever asks for the result
            promise.set_exception(error)

    threading.Thread(target=run, daemon=True, name="ahead").start()
    return promise
