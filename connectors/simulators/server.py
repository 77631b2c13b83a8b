"""Serves the simulated platforms on loopback, each under its own address, with media beside them and faults on request.

with simulate(seed=1, platforms=("facebook",)) as sim:
    sim.base_url("facebook"), sim.token("facebook")     for the connector
    sim.advance(days=1)                                 another day goes by
    sim.fail("facebook", Fault.HTML, path="/feed")      the next request there goes wrong
    sim.requests("facebook")                            what was asked, without tokens
    sim.planted                                         the invented identifiers that stand in the texts
"""

from __future__ import annotations

import contextlib
import importlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from connectors.simulators.http_server import PlatformServer
from connectors.simulators.media import Medium
from connectors.simulators.wire import Fault, PlatformSimulator, Reply, Request
from connectors.simulators.words import Planted
from connectors.simulators.world import Account, World

__all__ = ["Fault", "PlatformSimulator", "Reply", "Request", "Simulation", "simulate"]

LINK_LIFE_S = 12 * 3600
"""How long a media link works, in seconds of the world's time."""


@dataclass(slots=True)
class _Trouble:
    """A fault that waits for its requests."""

    what: Fault | Reply
    path: str
    query: str
    left: int
    skip: int


@dataclass(slots=True)
class _Running:
    platform: str
    simulator: PlatformSimulator
    server: PlatformServer
    troubles: list[_Trouble] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)


class Simulation:
    """The running platforms. Made by `simulate`."""

    def __init__(self, world: World, *, latency_s: float) -> None:
        self.world = world
        self.most_at_once = 0
        """How many requests to the platforms were under way at a time, at the most so far."""
        self._under_way = 0
        self._latency_s = latency_s
        self._lock = threading.Lock()
        self._media: dict[int, Medium] = {}
        self._issued = 0
        self._running: dict[str, _Running] = {}
        self._media_server = PlatformServer(self._medium)

    # --- what a test or the demo asks -------------------------------------------------------------------------------

    @property
    def planted(self) -> tuple[Planted, ...]:
        """Every invented identifier that stands in a text so far."""
        return tuple(self.world.planted)

    @property
    def platforms(self) -> tuple[str, ...]:
        return tuple(self._running)

    def base_url(self, platform: str) -> str:
        """What goes into the channel's `base_url`."""
        return self._running[platform].server.address

    def token(self, platform: str) -> str:
        """The token that this platform accepts."""
        return self._running[platform].simulator.token

    def account(self, platform: str) -> Account:
        """The platform's part of the world, to look at and to add to."""
        return self.world.accounts[platform]

    def simulator(self, platform: str) -> Any:
        """The platform's own simulator, with what only it knows (the account's id, its limits)."""
        return self._running[platform].simulator

    def advance(self, days: int = 1) -> None:
        """Let days go by: new messages, late comments, edits, removals; media links of earlier days expire."""
        with self._lock:
            self.world.advance(days)

    def fail(
        self,
        platform: str,
        what: Fault | Reply | str,
        *,
        path: str = "",
        query: str = "",
        times: int = 1,
        after: int = 0,
    ) -> None:
        """The next `times` requests whose path contains `path`, and whose query has `query` in it, go wrong, once `after`
        such requests have gone well. `what` is a fault of the wire, a whole answer, or the name of a trouble that the
        platform's simulator knows. Platform `media` means the media links."""
        running = self._running.get(platform)
        if isinstance(what, str) and not isinstance(what, Fault):
            if running is None:
                raise ValueError("only a platform knows troubles by name")
            what = running.simulator.error(what)
        trouble = _Trouble(what, path, query, times, after)
        (running.troubles if running else self._media_server.troubles).append(trouble)

    def heal(self, platform: str) -> None:
        """Forget the troubles that still wait."""
        running = self._running.get(platform)
        (running.troubles if running else self._media_server.troubles).clear()

    def requests(self, platform: str) -> tuple[Request, ...]:
        """What was asked of a platform (or of `media`) so far, in order. Tokens are left out."""
        running = self._running.get(platform)
        return tuple(running.asked if running else self._media_server.asked)

    def forget_requests(self) -> None:
        """Count requests from here on."""
        self._media_server.asked.clear()
        self.most_at_once = 0
        for running in self._running.values():
            running.asked.clear()

    # --- how it runs ------------------------------------------------------------------------------------------------

    def start(self, platform: str, make: Callable[..., PlatformSimulator]) -> None:
        """Serve a platform. `make` is its simulator's class."""
        server = PlatformServer(lambda request: self._answer(platform, request))
        simulator = make(world=self.world, base_url=server.address, link=self._link)
        self._running[platform] = _Running(platform, simulator, server)

    def stop(self) -> None:
        """Stop serving."""
        for running in self._running.values():
            running.server.stop()
        self._media_server.stop()

    def _answer(self, platform: str, request: Request) -> Reply | Fault:
        with self._lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        if self._latency_s:
            time.sleep(self._latency_s)
        with self._lock:
            self._under_way -= 1
            running = self._running[platform]
            running.asked.append(_without_tokens(request))
            trouble = _due(running.troubles, request)
            return trouble if trouble is not None else running.simulator.answer(request)

    def _medium(self, request: Request) -> Reply | Fault:
        with self._lock:
            self._media_server.asked.append(request)
            trouble = _due(self._media_server.troubles, request)
            if trouble is not None:
                return trouble
            medium = self._media.get(int(request.path.rpartition("/")[2].partition(".")[0] or 0))
            if medium is None:
                return Reply(status=404, body=b"Not Found", content_type="text/plain")
            if int(request.query.get("oe", "0"), 16) <= int(self.world.now.timestamp()):
                return Reply(status=403, body=b"URL signature expired", content_type="text/plain")
            return Reply(body=medium.body, content_type=medium.media_type)

    def _link(self, medium: Medium) -> str:
        # A link is made anew at each reading, as the platform does; so no two are alike.
        self._issued += 1
        self._media[medium.number] = medium
        ending = medium.name.rpartition(".")[2]
        expires = int(self.world.now.timestamp()) + LINK_LIFE_S
        return f"{self._media_server.address}/v/{medium.number}.{ending}?oh=00_Af{self._issued:06d}&oe={expires:X}"


@contextlib.contextmanager
def simulate(
    *,
    seed: int = 1,
    day: int = 0,
    platforms: tuple[str, ...] = ("facebook", "instagram"),
    size: int = 1,
    latency_s: float = 0.0,
) -> Iterator[Simulation]:
    """Run platforms on loopback until the block ends. `size` multiplies posts and conversations of day 0; `latency_s` is
    added to every answer."""
    from connectors.simulators import SIMULATORS

    world = World(seed, platforms, size=size)
    world.advance(day)
    simulation = Simulation(world, latency_s=latency_s)
    try:
        for platform in platforms:
            module, _, name = SIMULATORS[platform].partition(":")
            make = cast(Callable[..., PlatformSimulator], getattr(importlib.import_module(module), name))
            simulation.start(platform, make)
        yield simulation
    finally:
        simulation.stop()


def _due(troubles: list[Any], request: Request) -> Fault | Reply | None:
    for trouble in troubles:
        if trouble.path not in request.path or not any(
            trouble.query in f"{name}={value}" for name, value in (request.query or {"": ""}).items()
        ):
            continue
        if trouble.skip:
            trouble.skip -= 1
            continue
        trouble.left -= 1
        if not trouble.left:
            troubles.remove(trouble)
        return cast(Fault | Reply, trouble.what)
    return None


_SECRET = frozenset({"access_token", "input_token", "client_secret", "refresh_token", "code_verifier"})


def _without_tokens(request: Request) -> Request:
    return Request(
        method=request.method,
        path=request.path,
        query={name: value for name, value in request.query.items() if name not in _SECRET},
        headers={name: value for name, value in request.headers.items() if name != "authorization"},
        form={name: value for name, value in request.form.items() if name not in _SECRET},
    )
