"""Live capture: messages and comments a second from a platform that takes 50 ms to answer, beside a plain sequential client,
and whether memory stays flat however many there are.

The platform is a server in a process of its own that makes its pages as it is asked. Its limits are set aside: within them
it is the platform that sets the pace (X gives 1,500 messages in a quarter of an hour, Meta two calls a second).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from bench.live_platforms import ACCOUNT, COMMENTS, PLATFORMS
from bench.measure import cost_of
from connectors.base import CaptureContext, Connector
from connectors.simulators.wire import Reply, Request

LATENCY_S = 0.05
SIZES = {"facebook": 5_000, "instagram": 1_000, "linkedin": 60, "x": 5_000}
"""How much each platform has while it takes its time: messages, or LinkedIn's posts with their comments."""

SAID = {
    "facebook": "Messenger messages",
    "instagram": "Instagram messages",
    "linkedin": "LinkedIn comments",
    "x": "X messages",
}
FLAT = (20_000, 200_000)
_ROOT = Path(__file__).resolve().parent.parent
_START = dt.datetime(2026, 2, 1, 11, tzinfo=dt.UTC)


def run() -> None:
    """Measure and print."""
    print(f"\nLive capture from a platform that takes {LATENCY_S * 1000:.0f} ms to answer; one core\n")
    print(f"{'':<52} {'a second':>10} {'peak MiB':>9}")
    ours = {name: _case(name, LATENCY_S, size) for name, size in SIZES.items()}
    plain = {name: _case(f"{name}-plain", LATENCY_S, size) for name, size in SIZES.items()}
    print()
    for name, said in SAID.items():
        print(f"{said + ', against a plain sequential client':<52} {ours[name][0] / plain[name][0]:>10.1f} times")
    print("(X hands out its pages one behind the other; conversations and posts of the others are read side by side)")
    print()
    for name, said in SAID.items():
        share = COMMENTS if name == "linkedin" else 1
        small, large = (_case(name, 0.0, size // share)[1] for size in FLAT)
        print(f"{f'memory, {FLAT[1]:,} {said} against {FLAT[0]:,}':<63} {large / small:>8.2f} times")


def _case(name: str, latency: float, size: int) -> tuple[float, float]:
    platform = name.partition("-")[0]
    with tempfile.TemporaryDirectory() as folder, _platform(platform, latency, size) as address:
        log = Path(folder) / "out.json"
        command = [sys.executable, "-m", "bench.live", name, address]
        cost = cost_of(command, folder=_ROOT, log=log)
        told = json.loads(log.read_text())
    rate = float(told["count"]) / float(told["seconds"])
    print(f"{told['said']:<52} {rate:>10,.0f} {cost.peak_mib:>9.0f}")
    return rate, cost.peak_mib


@contextlib.contextmanager
def _platform(name: str, latency: float, size: int) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.live", "serve", name, str(latency), str(size)]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        if server.stdout is None or server.stdin is None:
            raise RuntimeError("the server has no pipes")
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()
            server.wait(timeout=30)


# --- our connectors, and a plain client -------------------------------------------------------------------------------


def _ours(name: str, address: str) -> dict[str, object]:
    options: dict[str, Any] = {}
    if name == "x":
        from connectors.x.options import XOptions

        options["options"] = XOptions(encrypted=False)
    channel = Channel(id=ChannelId("bench"), platform=name, account=ACCOUNT, name="Example Agency")
    make = importlib.import_module(f"connectors.{name}.client").connector
    live: Connector = make(channel, "bench", address, **options)
    context = CaptureContext(
        cursors={},
        knows=lambda source_id: False,
        now=lambda: _START,
        monotonic=time.monotonic,
        sleep=time.sleep,
        deadline=time.monotonic() + 3600,
        stopping=lambda: False,
    )
    began = time.perf_counter()
    count = sum(len(batch.records) for batch in live.batches(context))
    return {"said": f"{name}: {count:,} records captured", "count": count, "seconds": time.perf_counter() - began}


def _plain(name: str, address: str) -> dict[str, object]:
    """What a script of a few lines does: ask, decode, count, ask for the next."""
    import httpx

    began = time.perf_counter()
    with httpx.Client(base_url=address, headers={"authorization": "Bearer bench"}) as client:
        count = sum(_counted(client, name))
    said = f"{name}: {count:,} objects, plain sequential client"
    return {"said": said, "count": count, "seconds": time.perf_counter() - began}


def _counted(client: Any, name: str) -> Iterator[int]:
    if name == "x":
        token: str | None = ""
        while token is not None:
            page = client.get("/2/dm_events", params={"max_results": "100", "pagination_token": token}).json()
            yield len(page["data"])
            token = page["meta"].get("next_token")
        return
    if name == "linkedin":
        for post in client.get("/rest/posts").json()["elements"]:
            yield 1 + len(client.get(f"/rest/socialActions/{post['id']}/comments").json()["elements"])
        return
    link = f"/v25.0/{ACCOUNT if name == 'facebook' else 'me'}/conversations"
    while link:
        page = client.get(link).json()
        for conversation in page["data"]:
            node = f"/v25.0/{conversation['id']}"
            if name == "facebook":
                yield len(client.get(f"{node}/messages").json()["data"])
                continue
            for message in client.get(node, params={"fields": "messages"}).json()["messages"]["data"]:
                yield "message" in client.get(f"/v25.0/{message['id']}").json()
        link = page.get("paging", {}).get("next", "")


# --- the platform -----------------------------------------------------------------------------------------------------


def _serve(name: str, latency: float, size: int) -> None:
    from connectors.simulators.http_server import PlatformServer

    def answer(request: Request) -> Reply:
        time.sleep(latency)
        return Reply(value=PLATFORMS[name](request, size))

    server = PlatformServer(answer)
    sys.stdout.write(f"{server.address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop()


def main() -> None:
    """One case, in a process of its own."""
    if sys.argv[1] == "serve":
        _serve(sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
        return
    name, _, plain = sys.argv[1].partition("-")
    told = _plain(name, sys.argv[2]) if plain else _ours(name, sys.argv[2])
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
