"""A Graph API made of plain functions: what a test answers with, and what was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from connectors.meta.access import Access
from connectors.meta.graph import Graph
from tests.connectors.nights import Clock

NOW = dt.datetime(2026, 2, 1, 11, tzinfo=dt.UTC)
BASE = "https://graph.example"
TOKEN = "EAAtoken"

Respond = Callable[[httpx.Request], Any]
"""A request to a JSON value, or to a whole httpx.Response."""


def transport(respond: Respond) -> httpx.MockTransport:
    def handler(request: httpx.Request) -> httpx.Response:
        answer = respond(request)
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    return httpx.MockTransport(handler)


@contextmanager
def graph(respond: Respond, clock: Clock | None = None) -> Iterator[Graph]:
    clock = clock or Clock()
    access = Access(base_url=BASE, token=TOKEN, transport=transport(respond))
    with access.open(now=lambda: NOW, monotonic=clock.monotonic, sleep=clock.sleep) as opened:
        yield opened


def public(host: str, port: int) -> tuple[str, ...]:
    return ("93.184.216.34",)
