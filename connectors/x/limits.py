"""X's limits by endpoint, obeyed before they are hit: each answer tells how many requests are left, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connectors.fields import whole
from connectors.x.troubles import wait_told

_FIRST_WAIT = dt.timedelta(seconds=60)
_MOST_THROTTLES = 5


@dataclass(frozen=True, slots=True)
class Wait:
    """An endpoint that may not be asked before `until` (seconds of the run's monotonic clock)."""

    endpoint: str
    until: float


class Pace:
    """When each endpoint may be asked again."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._free_at: dict[str, float] = {}
        self._throttles: dict[str, int] = {}

    def wait(self, endpoint: str) -> Wait | None:
        """How long to wait before the next request; None when it may be made now."""
        until = self._free_at.get(endpoint, 0.0)
        return Wait(endpoint, until) if until > self._monotonic() else None

    def learn(self, endpoint: str, headers: Mapping[str, str]) -> None:
        """Take what an answer that went well tells of its endpoint's limit."""
        self._throttles.pop(endpoint, None)
        if whole(headers.get("x-rate-limit-remaining", "")) == 0:
            wait = wait_told(headers)
            if wait is not None:
                self._free_at[endpoint] = self._monotonic() + wait.total_seconds()

    def waited(self, wait: Wait) -> None:
        """The wait is over."""
        if self._free_at.get(wait.endpoint) == wait.until:
            del self._free_at[wait.endpoint]

    def throttled(self, endpoint: str, told: dt.timedelta | None) -> bool:
        """Note a refusal. Waits a minute, doubling, where X does not say. False when it has been refused too often."""
        times = self._throttles[endpoint] = self._throttles.get(endpoint, 0) + 1
        wait = told if told is not None else _FIRST_WAIT * 2 ** (times - 1)
        self._free_at[endpoint] = self._monotonic() + wait.total_seconds()
        return times < _MOST_THROTTLES
