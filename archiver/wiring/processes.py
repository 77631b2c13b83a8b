"""Processes beside the one that decides: how they begin and how they end.

They are made afresh, never forked from one with open databases. They take no orders but their work: signals are the first
process's to answer, and when it is gone they end at once.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading


def begin() -> None:
    """Called first in every process of a pool."""
    _end_with_parent()
    # The terminal's interrupt and a manager's stop reach a whole group of processes: only the first decides to stop.
    os.setpgrp()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_with_parent() -> None:
    """A process whose run was killed ends at once: it must not write on, into files that the next run makes."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="end with parent", daemon=True).start()
