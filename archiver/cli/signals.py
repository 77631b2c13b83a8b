"""SIGTERM and SIGINT ask the work to stop after the current batch, with its place kept; a second one stops at once."""

from __future__ import annotations

import contextlib
import signal
import types
from collections.abc import Callable, Iterator


class StopRequest:
    """Whether a signal came, and which."""

    def __init__(self) -> None:
        self.signal: int | None = None

    def __call__(self) -> bool:
        return self.signal is not None

    @property
    def interrupted(self) -> bool:
        """Whether it was the terminal's interrupt rather than a request to terminate."""
        return self.signal == signal.SIGINT


def _nobody() -> None:
    """Nobody waits to be told."""


@contextlib.contextmanager
def stop_request(told: Callable[[], None] = _nobody) -> Iterator[StopRequest]:
    """Catch both signals for the length of the block. `told` is called from the handler: it must be safe there."""
    request = StopRequest()

    def asked(number: int, frame: types.FrameType | None) -> None:
        if request.signal is not None:
            raise KeyboardInterrupt
        request.signal = number
        told()

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
