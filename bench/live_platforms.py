"""The platforms of bench.live in a few lines each: pages made as they are asked for, limits set aside.

Each answers what its connector asks and what a plain client of a few lines asks, from numbers alone, so that the server takes
no memory whatever the size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.simulators.wire import Request

ACCOUNT = "2244990001"
COMMENTS = 25
"""Comments below each of LinkedIn's posts."""

MESSENGER, DIRECT = 50, 20
"""Messages of each conversation; Instagram gives details of the twenty newest alone."""

_PAGE = 100
_FIRST = 2_017_000_000_000_000_000
_ACTIVITY = "urn:li:activity:8000000000000000000"
_AT = "2026-01-31T03:04:05+0000"

Answer = dict[str, Any]


def x(request: Request, size: int) -> Answer:
    """`size` private messages, in one list."""
    if request.path == "/2/users/me":
        return {"data": {"id": ACCOUNT, "name": "Example Agency", "username": "example"}}
    if request.path != "/2/dm_events":
        return {"meta": {"result_count": 0}}
    at = int(request.query.get("pagination_token") or 0)
    data = [_event(number) for number in range(at, min(at + _PAGE, size))]
    more = {"next_token": str(at + _PAGE)} if at + _PAGE < size else {}
    return {"data": data, "meta": {"result_count": len(data), **more}}


def linkedin(request: Request, size: int) -> Answer:
    """`size` posts with their comments."""
    if request.path == "/rest/posts":
        start = int(request.query.get("start", "0"))
        until = min(start + _PAGE, size)
        links = [{"rel": "next", "href": f"/rest/posts?start={until}"}] if until < size else []
        return {"elements": [_post(number) for number in range(start, until)], "paging": {"links": links}}
    if request.path.endswith("/comments"):
        urn = int(request.path.split("/")[3].rpartition("A" if "%3A" in request.path else ":")[2])
        return {"elements": [_comment(urn, number) for number in range(COMMENTS)], "paging": {"links": []}}
    return {"elements": [], "results": {}}


def facebook(request: Request, size: int) -> Answer:
    """`size` messages in conversations of MESSENGER each."""
    node, _, edge = request.path.removeprefix("/v25.0/").partition("/")
    if edge == "conversations" and not request.query.get("folder"):
        return _listed(request, size // MESSENGER, lambda number: _conversation(f"t_{number}", MESSENGER))
    if edge == "messages":
        return {"data": [_message(f"{node}_{number}", node) for number in range(MESSENGER)]}
    return {"data": []} if edge else {"id": ACCOUNT, "name": "Example Agency"}


def instagram(request: Request, size: int) -> Answer:
    """`size` messages in conversations of DIRECT each, every one told in detail by itself."""
    node, _, edge = request.path.removeprefix("/v25.0/").partition("/")
    if edge == "conversations":
        return _listed(request, size // DIRECT, lambda number: _conversation(f"c{number}", DIRECT))
    if edge:
        return {"data": []}
    if node == "me":
        return {"user_id": ACCOUNT, "id": "9", "username": "example", "name": "Example Agency"}
    if node.startswith("c"):
        listed = [{"id": f"m_{node}_{number}", "created_time": _AT} for number in range(DIRECT)]
        return {"id": node, "messages": {"data": listed}}
    return _message(node.removeprefix("m_"), node)


PLATFORMS: dict[str, Callable[[Request, int], Answer]] = {
    "facebook": facebook,
    "instagram": instagram,
    "linkedin": linkedin,
    "x": x,
}


def _listed(request: Request, size: int, make: Callable[[int], Answer]) -> Answer:
    at = int(request.query.get("after", "0"))
    until = min(at + _PAGE, size)
    data = [make(number) for number in range(at, until)]
    if until >= size:
        return {"data": data}
    return {"data": data, "paging": {"next": f"http://{request.headers['host']}{request.path}?after={until}"}}


def _conversation(number: str, count: int) -> Answer:
    return {
        "id": number,
        "updated_time": _AT,
        "message_count": count,
        "participants": {"data": [{"id": f"9{number}", "name": "Sam Example"}, {"id": ACCOUNT, "name": "Example"}]},
    }


def _message(number: str, conversation: str) -> Answer:
    return {
        "id": f"m_{number}",
        "created_time": _AT,
        "message": f"Kia ora, this is message {number}. When do you open on Monday? Thank you for your help.",
        "from": {"id": f"9{conversation}", "name": "Sam Example"},
        "to": {"data": [{"id": ACCOUNT, "name": "Example Agency"}]},
    }


def _event(number: int) -> Answer:
    other = str(9_000_000_000 + number // 50)
    return {
        "id": str(_FIRST - number * 4_194_304),
        "event_type": "MessageCreate",
        "text": f"Kia ora, this is message {number}. When do you open on Monday? Thank you for your help.",
        "created_at": "2026-01-31T03:04:05.000Z",
        "dm_conversation_id": f"{ACCOUNT}-{other}",
        "sender_id": other if number % 2 else ACCOUNT,
    }


def _post(number: int) -> Answer:
    return {
        "id": f"urn:li:share:{7_000_000_000_000_000_000 + number}",
        "author": f"urn:li:organization:{ACCOUNT}",
        "commentary": "Our offices close at noon",
        "publishedAt": 1769900000000,
        "lastModifiedAt": 1769900000000,
        "lifecycleState": "PUBLISHED",
    }


def _comment(post: int, number: int) -> Answer:
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
