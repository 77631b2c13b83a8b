"""What goes over the simulated wire: a request as a platform sees it, its answer, and the faults that can befall one."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from connectors.simulators.media import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`path` without query; `query` and `form` with the last value of each name; header names in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`value` is sent as JSON unless `body` is given."""

    status: int = 200
    value: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "application/json; charset=UTF-8"

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        return json.dumps(self.value).encode() if self.body is None else self.body


class Fault(enum.StrEnum):
    """What can go wrong on any wire, whatever the platform."""

    RESET = "the connection breaks before an answer"
    RESET_MID_BODY = "the connection breaks within the body"
    TRUNCATED = "the JSON ends too early, in a body that is whole"
    HTML = "a web page instead of JSON"
    EMPTY = "an answer without a body"
    UNAVAILABLE = "HTTP 503"
    TOO_MANY = "HTTP 429"
    STALL = "no answer for a long time"
    BOMB = "a small body that grows without end when unpacked"
    REDIRECT = "a redirect to another host"


class Links(Protocol):
    """Makes a link to a medium that expires."""

    def __call__(self, medium: Medium) -> str: ...


class PlatformSimulator(Protocol):
    """One platform's wire format. `token` is the one it accepts; `media_links` and the world come with construction:
    `Class(world=..., base_url=..., link=...)`."""

    token: str

    def answer(self, request: Request) -> Reply:
        """The answer to a request. Called under a lock: one request at a time."""

    def error(self, name: str) -> Reply:
        """The answer the platform gives in a trouble of that name (`expired`, `throttled`, ...); KeyError for others."""
