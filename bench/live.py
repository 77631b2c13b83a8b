"""Live capture: messages and comments a second from a platform that takes 50 ms to answer, beside a plain sequential client,
and whether memory stays flat however many there are.

The platform is a server in a process of its own that makes its pages as it is asked. Its limits are set aside: within them
it is X itself that sets the pace (1,500 messages in a quarter of an hour).
"""

from __future__ import annotations

import contextlib
import datetime as dt
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
from bench.measure import cost_of
from connectors.base import CaptureContext, Connector
from connectors.simulators.wire import Reply, Request

LATENCY_S = 0.05
MESSAGES = 5_000
POSTS, COMMENTS = 60, 25
FLAT = (20_000, 200_000)
ACCOUNT = "2244990001"
_ROOT = Path(__file__).resolve().parent.parent
_START = dt.datetime(2026, 2, 1, 11, tzinfo=dt.UTC)
_FIRST = 2_017_000_000_000_000_000
_ACTIVITY = "urn:li:activity:8000000000000000000"


def run() -> None:
    """Measure and print."""
    print(f"\nLive capture from a platform that takes {LATENCY_S * 1000:.0f} ms to answer; one core\n")
    print(f"{'':<44} {'a second':>10} {'peak MiB':>9}")
    rates = {name: _case(name, LATENCY_S, size) for name, size in (("x", MESSAGES), ("linkedin", POSTS))}
    peers = {name: _case(f"{name}-plain", LATENCY_S, size) for name, size in (("x", MESSAGES), ("linkedin", POSTS))}
    for name, said in (("x", "X messages"), ("linkedin", "LinkedIn comments")):
        print(f"{said + ', against a plain sequential client':<52} {rates[name][0] / peers[name][0]:>6.1f} times")
    print("(X hands out its pages one behind the other; LinkedIn's posts are asked for side by side)")
    print()
    peaks = [_case("x", 0.0, size)[1] for size in FLAT]
    print(f"{f'memory, {FLAT[1]:,} messages against {FLAT[0]:,}':<52} {peaks[1] / peaks[0]:>6.2f} times")


def _case(name: str, latency: float, size: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder, _platform(latency, size) as address:
        log = Path(folder) / "out.json"
        command = [sys.executable, "-m", "bench.live", name, address]
        cost = cost_of(command, folder=_ROOT, log=log)
        told = json.loads(log.read_text())
    rate = float(told["count"]) / float(told["seconds"])
    print(f"{told['said']:<44} {rate:>10,.0f} {cost.peak_mib:>9.0f}")
    return rate, cost.peak_mib


@contextlib.contextmanager
def _platform(latency: float, size: int) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.live", "serve", str(latency), str(size)]
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
    from connectors.linkedin.client import connector as linkedin
    from connectors.x.client import connector as x
    from connectors.x.options import XOptions

    channel = Channel(id=ChannelId("bench"), platform=name, account=ACCOUNT, name="Example Agency")
    live: Connector = (
        x(channel, "bench", address, options=XOptions(encrypted=False))
        if name == "x"
        else linkedin(channel, "bench", address)
    )
    context = CaptureContext(
        cursors={},
        knows=lambda source_id: False,
        now=lambda: _START,
        monotonic=time.monotonic,
        sleep=time.sleep,
        deadline=time.monotonic() + 600,
        stopping=lambda: False,
    )
    began = time.perf_counter()
    count = sum(len(batch.records) for batch in live.batches(context))
    return {"said": f"{name}: {count:,} records captured", "count": count, "seconds": time.perf_counter() - began}


def _plain(name: str, address: str) -> dict[str, object]:
    """What a script of a few lines does: ask, decode, count, ask for the next."""
    import httpx

    began, count = time.perf_counter(), 0
    with httpx.Client(base_url=address, headers={"authorization": "Bearer bench"}) as client:
        if name == "x":
            token: str | None = ""
            while token is not None:
                page = client.get("/2/dm_events", params={"max_results": "100", "pagination_token": token}).json()
                count += len(page["data"])
                token = page["meta"].get("next_token")
        else:
            posts = client.get("/rest/posts").json()["elements"]
            for post in posts:
                page = client.get(f"/rest/socialActions/{post['id']}/comments").json()
                count += 1 + len(page["elements"])
    return {"said": f"{name}: {count:,} objects, plain client", "count": count, "seconds": time.perf_counter() - began}


# --- the platform -----------------------------------------------------------------------------------------------------


def _serve(latency: float, size: int) -> None:
    from connectors.simulators.http_server import PlatformServer

    def answer(request: Request) -> Reply:
        time.sleep(latency)
        return Reply(value=_answer(request, size))

    server = PlatformServer(answer)
    sys.stdout.write(f"{server.address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop()


def _answer(request: Request, size: int) -> dict[str, Any]:
    path = request.path
    if path == "/2/users/me":
        return {"data": {"id": ACCOUNT, "name": "Example Agency", "username": "example"}}
    if path == "/2/dm_events":
        at = int(request.query.get("pagination_token") or 0)
        data = [_message(number) for number in range(at, min(at + 100, size))]
        more = {"next_token": str(at + 100)} if at + 100 < size else {}
        return {"data": data, "meta": {"result_count": len(data), **more}}
    if path == "/rest/posts":
        return {"elements": [_post(number) for number in range(size)], "paging": {"links": []}}
    if path.endswith("/comments"):
        urn = int(path.split("/")[3].rpartition("A" if "%3A" in path else ":")[2])
        return {"elements": [_comment(urn, number) for number in range(COMMENTS)], "paging": {"links": []}}
    return {"meta": {"result_count": 0}, "elements": [], "results": {}}


def _message(number: int) -> dict[str, Any]:
    other = str(9_000_000_000 + number // 50)
    return {
        "id": str(_FIRST - number * 4_194_304),
        "event_type": "MessageCreate",
        "text": f"Kia ora, this is message {number}. When do you open on Monday? Thank you for your help.",
        "created_at": "2026-01-31T03:04:05.000Z",
        "dm_conversation_id": f"{ACCOUNT}-{other}",
        "sender_id": other if number % 2 else ACCOUNT,
    }


def _post(number: int) -> dict[str, Any]:
    return {
        "id": f"urn:li:share:{7_000_000_000_000_000_000 + number}",
        "author": f"urn:li:organization:{ACCOUNT}",
        "commentary": "Our offices close at noon",
        "publishedAt": 1769900000000,
        "lastModifiedAt": 1769900000000,
        "lifecycleState": "PUBLISHED",
    }


def _comment(post: int, number: int) -> dict[str, Any]:
    own = post * 100 + number
    return {
        "id": str(own),
        "commentUrn": f"urn:li:comment:({_ACTIVITY},{own})",
        "object": _ACTIVITY,
        "actor": f"urn:li:person:P{number}",
        "created": {"time": 1769900000000 + number},
        "message": {"text": "When do you open?"},
        "commentsSummary": {"totalFirstLevelComments": 0},
    }


def main() -> None:
    """One case, in a process of its own."""
    if sys.argv[1] == "serve":
        _serve(float(sys.argv[2]), int(sys.argv[3]))
        return
    name, _, plain = sys.argv[1].partition("-")
    told = _plain(name, sys.argv[2]) if plain else _ours(name, sys.argv[2])
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
