"""Processes beside the one that decides: how they begin and how they end.

They are made afresh, never forked from one with open databases. They take no orders but their work: signals are the first
process's to answer, and when it is gone they end at once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from types import FrameType

_GRACE_S = 60.0
"""How long a process that was told to end goes on for the one that waits for its work."""


@contextlib.contextmanager
def pool(size: int, start: Callable[..., None], *given: object) -> Iterator[ProcessPoolExecutor]:
    """A pool of `size` such processes, open until the context's end; each calls `start` with what is `given`, once, before
    any work."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(size, mp_context=context, initializer=_start, initargs=(start, given)) as made:
        yield made


def _start(start: Callable[..., None], given: tuple[object, ...]) -> None:
    _begin()
    start(*given)


def _begin() -> None:
    _end_with_parent()
    # A terminal's interrupt reaches a whole group of processes, a service manager's stop all that a service began: only
    # the first process decides when to stop, and it needs what it waits for.
    os.setpgrp()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end_later)


def _end_later(number: int, frame: FrameType | None) -> None:
    timer = threading.Timer(_GRACE_S, os._exit, (1,))
    timer.daemon = True
    timer.start()


def _end_with_parent() -> None:
    """A process whose run was killed ends at once: it must not write on, into files that the next run makes."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="end with parent", daemon=True).start()
