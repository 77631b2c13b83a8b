"""Opens a channel's way to the Graph API with its token, for the length of one capture or one question."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from connectors.addresses import Resolve, is_loopback, origin, resolve
from connectors.http import Bounds, Http
from connectors.meta.graph import CONVERSATION_INTERVAL_S, Graph
from connectors.meta.troubles import worth_repeating


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Access:
    """Where and with which token. `transport` and `resolver` are for tests; `repr` shows nothing of it."""

    base_url: str
    token: str
    transport: Any = None
    resolver: Resolve = resolve
    bounds: Bounds | None = None

    @contextlib.contextmanager
    def open(
        self,
        *,
        now: Callable[[], dt.datetime],
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> Iterator[Graph]:
        """A Graph that is closed when the block ends."""
        http = self.http(now=now, monotonic=monotonic, sleep=sleep)
        # Two calls a second is the platform's rule; a simulator on this machine has none.
        pause = 0.0 if is_loopback(origin(self.base_url)[1]) else CONVERSATION_INTERVAL_S
        try:
            yield Graph(http, monotonic=monotonic, sleep=sleep, pause_s=pause)
        finally:
            http.close()

    def http(
        self,
        *,
        now: Callable[[], dt.datetime],
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> Http:
        """The way there alone, for whoever closes it."""
        return Http(
            self.base_url,
            authorise=self._authorise,
            secrets=lambda: (self.token,),
            now=now,
            monotonic=monotonic,
            sleep=sleep,
            transport=self.transport,
            resolver=self.resolver,
            bounds=self.bounds,
            again=worth_repeating,
        )

    def _authorise(self, method: str, url: str, params: dict[str, str], headers: dict[str, str]) -> None:
        # The documented place. It is taken out of everything that is kept, and httpx is kept from logging it.
        params["access_token"] = self.token


def now_utc() -> dt.datetime:
    """The system's clock, where no other is given."""
    return dt.datetime.now(dt.UTC)
