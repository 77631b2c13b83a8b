"""The Graph API's manners, for Facebook's and Instagram's simulators alike: envelopes, fields, errors, usage headers.

Lists are served as the platform serves them: pages shorter than asked, an empty one with a `next` behind it, and a `next`
that holds the caller's token.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from connectors.meta.field_lists import name_of, split
from connectors.simulators.wire import Reply, Request

Node = dict[str, Any]

ERRORS: dict[str, tuple[int, Node]] = {
    "unknown": (500, {"code": 1, "message": "An unknown error occurred", "type": "OAuthException"}),
    "too_much": (
        500,
        {"code": 1, "message": "Please reduce the amount of data you're asking for, then retry your request"},
    ),
    "unavailable": (500, {"code": 2, "message": "An unexpected error has occurred.", "is_transient": True}),
    "no_capability": (
        400,
        {"code": 3, "message": "(#3) Application does not have the capability to make this API call."},
    ),
    "app_limit": (403, {"code": 4, "message": "(#4) Application request limit reached"}),
    "user_limit": (400, {"code": 17, "message": "(#17) User request limit reached"}),
    "page_limit": (400, {"code": 32, "message": "(#32) Page request limit reached"}),
    "application_limit": (400, {"code": 341, "message": "(#341) Feed action request limit reached"}),
    "custom_limit": (
        400,
        {"code": 613, "error_subcode": 1996, "message": "(#613) Calls to this api have exceeded the limit"},
    ),
    "business_limit": (400, {"code": 80001, "error_subcode": 2446079, "message": "There have been too many calls"}),
    "messenger_limit": (400, {"code": 80006, "message": "There have been too many calls to this messenger account"}),
    "permission": (403, {"code": 10, "message": "(#10) This endpoint requires the 'pages_read_engagement' permission"}),
    "permission_200": (403, {"code": 200, "message": "(#200) Requires extended permission: pages_messaging"}),
    "messages_off": (
        403,
        {"code": 200, "error_subcode": 2534041, "message": "(#200) The account owner has disabled access to messages"},
    ),
    "parameter": (400, {"code": 100, "message": "(#100) Invalid parameter"}),
    "not_visible": (
        400,
        {"code": 100, "error_subcode": 33, "message": "Unsupported get request. Object with ID '1' does not exist"},
    ),
    "session": (401, {"code": 102, "message": "Session key invalid or no longer valid"}),
    "expired": (
        400,
        {"code": 190, "error_subcode": 463, "message": "Error validating access token: Session has expired"},
    ),
    "revoked": (400, {"code": 190, "error_subcode": 458, "message": "Error validating access token: not authorized"}),
    "checkpoint": (400, {"code": 190, "error_subcode": 459, "message": "Error validating access token: checkpoint"}),
    "password": (
        400,
        {"code": 190, "error_subcode": 460, "message": "Error validating access token: password changed"},
    ),
    "unconfirmed": (400, {"code": 190, "error_subcode": 464, "message": "Error validating access token: unconfirmed"}),
    "ended": (400, {"code": 190, "error_subcode": 466, "message": "Error validating access token: invalidated"}),
    "logged_out": (400, {"code": 190, "error_subcode": 467, "message": "Error validating access token: logged out"}),
    "invalid_token": (400, {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}),
    "blocked": (
        400,
        {"code": 368, "message": "The action attempted has been deemed abusive or is otherwise disallowed"},
    ),
    "unknown_id": (404, {"code": 803, "message": "(#803) Some of the aliases you requested do not exist: 1"}),
    "unknown_path": (400, {"code": 2500, "message": "Unknown path components: /somewhere"}),
    "error_in_200": (200, {"code": 2, "message": "An unexpected error has occurred.", "is_transient": True}),
    "message_gone": (400, {"code": 100, "message": "This message has been deleted or is not available"}),
}
"""Trouble -> status and error body, as section by section of the platform's error reference has them."""


def error_reply(name: str, kind: str = "OAuthException") -> Reply:
    """The answer in a trouble of that name."""
    status, error = ERRORS[name]
    return Reply(status=status, value={"error": {"type": kind, "fbtrace_id": "A1b2C3d4E5", **error}})


def no_field(name: str, node: str) -> Reply:
    """The answer to a field that the object does not have."""
    message = f"(#100) Tried accessing nonexisting field ({name}) on node type ({node})"
    return Reply(status=400, value={"error": {"message": message, "type": "OAuthException", "code": 100}})


class GraphWire:
    """What both simulators answer with. `load` is the percentage that the usage headers tell; `refused` names fields that
    the token may not read."""

    def __init__(self, base_url: str, token: str, account: str, kind: str) -> None:
        self.base_url = base_url
        self.token = token
        self.load = 5
        self.wait_minutes = 0
        self.refused: set[str] = set()
        self.heavy = False
        self._account = account
        self._kind = kind

    def headers(self) -> Mapping[str, str]:
        """The limits' state, as with every answer."""
        usage = {"call_count": min(self.load, 28), "total_time": 5, "total_cputime": 5}
        entry = {"type": self._kind, "call_count": self.load, "total_cputime": 5, "total_time": 5}
        business = {self._account: [{**entry, "estimated_time_to_regain_access": self.wait_minutes}]}
        return {
            "X-App-Usage": json.dumps(usage),
            "X-Business-Use-Case-Usage": json.dumps(business),
            "facebook-api-version": "v25.0",
        }

    def node(self, value: Node, request: Request, default: str, known: frozenset[str], kind: str) -> Reply:
        """One object with the fields that were asked for."""
        fields = request.query.get("fields", default)
        wrong = self._wrong(fields, known, kind)
        return wrong or Reply(value=select(value, fields), headers=self.headers())

    def page(
        self,
        items: Sequence[Any],
        make: Callable[[Any], Node],
        request: Request,
        default: str,
        known: frozenset[str],
        kind: str,
        *,
        total: int | None = None,
        most: int = 100,
    ) -> Reply:
        """One page of a list. `make` builds an item's object; only those of this page are built."""
        fields = request.query.get("fields", default)
        wrong = self._wrong(fields, known, kind)
        if wrong:
            return wrong
        limit = int(request.query.get("limit", "25"))
        if limit > 25 and self.heavy:
            return error_reply("too_much")
        size = max(1, min(limit, most))
        start, number = _place(request.query.get("after", ""))
        if number % 3 == 1 and len(items) > size:
            size = 0  # filtered to nothing, with more behind it
        elif number % 3 == 2:
            size = max(1, size - 2)
        chosen = items[start : start + size]
        value: Node = {"data": [select(make(item), fields) for item in chosen]}
        end = start + size
        value["paging"] = {"cursors": {"before": _cursor(start, number), "after": _cursor(end, number + 1)}}
        if end < len(items):
            query = {**request.query, "access_token": self.token, "after": _cursor(end, number + 1)}
            value["paging"]["next"] = f"{self.base_url}{request.path}?{urlencode(query)}"
        if total is not None:
            value["summary"] = {"order": "chronological", "total_count": total}
        return Reply(value=value, headers=self.headers())

    def _wrong(self, fields: str, known: frozenset[str], kind: str) -> Reply | None:
        for member in split(fields):
            if name_of(member) not in known:
                return no_field(name_of(member), kind)
            if name_of(member) in self.refused:
                message = f"(#200) The token may not read the field {name_of(member)}"
                return Reply(status=403, value={"error": {"message": message, "type": "OAuthException", "code": 200}})
        return None


def select(value: Node, fields: str) -> Node:
    """The fields that were asked for and that have something in them; `id` always."""
    chosen: Node = {}
    for member in split(fields):
        name = name_of(member)
        found = value.get(name)
        if found is None:
            continue
        inner = member.partition("{")[2].removesuffix("}")
        chosen[name] = _inner(found, inner) if inner else found
    return {"id": value["id"], **chosen} if "id" in value else chosen


def _inner(value: Any, fields: str) -> Any:
    if isinstance(value, dict) and "data" in value:
        return {**value, "data": [select(each, fields) for each in value["data"]]}
    return select(value, fields) if isinstance(value, dict) else value


def _cursor(start: int, number: int) -> str:
    return base64.urlsafe_b64encode(f"{start}/{number}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[int, int]:
    if not cursor:
        return 0, 0
    start, _, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("/")
    return int(start), int(number)


def graph_time(value: Any) -> str:
    """`2026-02-01T03:04:05+0000`."""
    return str(value.strftime("%Y-%m-%dT%H:%M:%S+0000"))
