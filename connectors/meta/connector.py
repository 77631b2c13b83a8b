"""What the connectors of the Graph API share: a channel's way to the platform, opened for one capture or one question."""

from __future__ import annotations

import abc
import contextlib
import time
from collections.abc import Iterator
from typing import Any

from archiver.model.capture import Batch
from archiver.model.channel import Channel
from connectors.addresses import Resolve, resolve
from connectors.base import CaptureContext
from connectors.cannot import CANNOT
from connectors.http import Bounds
from connectors.meta.access import Access, now_utc
from connectors.meta.graph import Graph


class GraphConnector(abc.ABC):
    """A live connector. Another names its `platform`, where it is asked, and writes `capture` and `health`. `transport`,
    `resolver` and `bounds` are for tests."""

    platform: str
    default_url: str

    def __init__(
        self,
        channel: Channel,
        token: str,
        base_url: str = "",
        *,
        transport: Any = None,
        resolver: Resolve = resolve,
        bounds: Bounds | None = None,
    ) -> None:
        self.channel = channel
        self.access = Access(
            base_url=base_url or self.default_url, token=token, transport=transport, resolver=resolver, bounds=bounds
        )

    def batches(self, context: CaptureContext) -> Iterator[Batch]:
        """See Connector."""
        with self.access.open(now=context.now, monotonic=context.monotonic, sleep=context.sleep) as graph:
            yield from self.capture(graph, context)

    @abc.abstractmethod
    def capture(self, graph: Graph, context: CaptureContext) -> Iterator[Batch]:
        """One capture."""

    @contextlib.contextmanager
    def asking(self) -> Iterator[Graph]:
        """The way to the platform for a question, by the system's own clock."""
        with self.access.open(now=now_utc, monotonic=time.monotonic, sleep=time.sleep) as graph:
            yield graph

    def cannot(self) -> tuple[str, ...]:
        """See Connector."""
        return CANNOT[self.platform]
