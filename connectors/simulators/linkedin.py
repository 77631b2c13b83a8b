"""LinkedIn's interface in miniature: posts, comments, counts and notifications of one organisation.

What it does as LinkedIn does, and what a connector must bear: names of members are withheld, a comment names an activity
where its post is a share, the total may be missing, notifications are kept for sixty days, and limits are by the day.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from connectors.simulators.linkedin_objects import Json, Objects, ms
from connectors.simulators.wire import Links, Reply, Request
from connectors.simulators.world import Comment, Post, World

SUNSET = "202508"
"""Versions before this one are no longer taken."""

_RANGE = re.compile(r"\(start:(\d+),end:(\d+)\)\Z")


class LinkedInSimulator:
    """See PlatformSimulator. `counts_allowed`, `notifications_allowed` and `files_allowed` may be taken away; `daily` is how
    many requests are left today, None for as many as you like."""

    def __init__(self, *, world: World, base_url: str, link: Links) -> None:
        self._world = world
        self._objects = Objects(world.accounts["linkedin"], link)
        self._renewals = 0
        self.token = "simulated-linkedin-access-0"
        self.refresh_token = "simulated-linkedin-refresh"
        self.client = ("simulated-linkedin-client", "simulated-linkedin-client-secret")
        self.counts_allowed = True
        self.notifications_allowed = True
        self.files_allowed = True
        self.daily: int | None = None

    @property
    def account_id(self) -> str:
        """What goes into the channel's `account`."""
        return self._objects.organization.rpartition(":")[2]

    def post_urn(self, post: Post) -> str:
        """The name under which a post of the world is shown."""
        return self._objects.share(post)

    def comment_urn(self, post: Post, comment: Comment) -> str:
        """The name under which a comment of the world is shown."""
        return self._objects.comment(post, comment)

    def expire(self) -> None:
        """The access token ends; only a renewal helps."""
        self.token = "simulated-linkedin-ended"

    def answer(self, request: Request) -> Reply:
        """See PlatformSimulator."""
        if request.path == "/oauth/v2/accessToken" and request.method == "POST":
            return self._renewed(request)
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return self.error("invalid")
        if self.daily is not None:
            if self.daily <= 0:
                return self.error("quota")
            self.daily -= 1
        version = request.headers.get("linkedin-version", "")
        if not version or request.headers.get("x-restli-protocol-version") != "2.0.0":
            return _error(400, 0, "VERSION_MISSING", "A version must be present.")
        if version < SUNSET:
            return self.error("version")
        route = self._route([unquote(part) for part in request.path.strip("/").split("/")])
        return route(request) if route else self.error("gone")

    def error(self, name: str) -> Reply:
        """invalid, revoked, expired, forbidden, gone, quota, version, unprocessable, internal, error_in_200."""
        return {
            "invalid": _error(401, 65600, "INVALID_ACCESS_TOKEN", "Invalid access token"),
            "revoked": _error(
                401, 65601, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user"
            ),
            "expired": _error(401, 65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired"),
            "forbidden": _error(403, 100, "ACCESS_DENIED", "Not enough permissions to access: GET /posts"),
            "gone": _error(404, 0, "NOT_FOUND", "Could not find entity"),
            "quota": _error(429, 101, "TOO_MANY_REQUESTS", "Resource level throttle limit is reached."),
            "version": _error(426, 0, "NONEXISTENT_VERSION", "Requested version is not active"),
            "unprocessable": _error(422, 0, "UNPROCESSABLE_ENTITY", "unprocessable"),
            "internal": _error(500, 0, "INTERNAL_SERVER_ERROR", "Internal server error"),
            "error_in_200": Reply(value={"status": 500, "serviceErrorCode": 0, "message": "sorry"}),
        }[name]

    def _renewed(self, request: Request) -> Reply:
        form = request.form
        if (form.get("client_id", ""), form.get("client_secret", "")) != self.client:
            return Reply(status=401, value={"error": "invalid_client"})
        if form.get("refresh_token") != self.refresh_token:
            return Reply(
                status=400, value={"error": "invalid_request", "error_description": "refresh token is invalid"}
            )
        self._renewals += 1
        self.token = f"simulated-linkedin-access-{self._renewals}"
        return Reply(
            value={
                "access_token": self.token,
                "expires_in": 5_184_000,
                "refresh_token": self.refresh_token,
                "refresh_token_expires_in": 20_000_000,
                "scope": "r_organization_social,rw_organization_admin",
            }
        )

    # --- what is asked ----------------------------------------------------------------------------------------------

    def _route(self, parts: list[str]) -> Callable[[Request], Reply] | None:
        match parts:
            case ["rest", "posts"]:
                return self._posts
            case ["rest", "posts", urn]:
                return lambda request: self._post(urn)
            case ["rest", "socialMetadata"]:
                return self._social
            case ["rest", "socialActions", urn, "comments"]:
                return lambda request: self._comments(urn, request)
            case ["rest", "images" | "videos" | "documents" as kind, urn]:
                return lambda request: self._file(kind, urn)
            case ["rest", "organizationalEntityNotifications"]:
                return self._notifications
        return None

    def _posts(self, request: Request) -> Reply:
        if request.query.get("author") != self._objects.organization or request.query.get("q") != "author":
            return self.error("forbidden")
        elements = [self._objects.post_json(post) for post in self._objects.posts()]
        return _page(elements, request, most=100, path="/rest/posts", total=len(elements))

    def _post(self, urn: str) -> Reply:
        found = self._find(urn)
        return Reply(value=self._objects.post_json(found)) if found else self.error("gone")

    def _find(self, urn: str) -> Post | None:
        return next(
            (
                post
                for post in self._objects.posts()
                if urn in (self._objects.share(post), self._objects.activity(post))
            ),
            None,
        )

    def _social(self, request: Request) -> Reply:
        if not self.counts_allowed:
            return self.error("forbidden")
        urns = request.query.get("ids", "").removeprefix("List(").removesuffix(")").split(",")
        found = {urn: post for urn in urns if (post := self._find(urn))}
        results = {urn: self._objects.social_json(post) for urn, post in found.items()}
        return Reply(value={"results": results, "statuses": dict.fromkeys(results, 200), "errors": {}})

    def _file(self, kind: str, urn: str) -> Reply:
        if not self.files_allowed:
            return self.error("forbidden")
        told = self._objects.file_json(urn) if urn.startswith(f"urn:li:{kind[:-1]}:") else None
        return Reply(value=told) if told else self.error("gone")

    def _comments(self, urn: str, request: Request) -> Reply:
        path = f"/rest/socialActions/{urn}/comments"
        for post in self._objects.posts():
            if urn in (self._objects.share(post), self._objects.activity(post)):
                shown = [self._objects.comment_json(post, each) for each in self._objects.replies(post, None)]
                return _page(shown, request, most=100, path=path)
            for comment in post.shown_comments:
                if urn == self._objects.comment(post, comment):
                    shown = [self._objects.comment_json(post, each) for each in self._objects.replies(post, comment)]
                    return _page(shown, request, most=100, path=path)
        return self.error("gone")

    def _notifications(self, request: Request) -> Reply:
        if not self.notifications_allowed:
            return self.error("forbidden")
        actions = request.query.get("actions", "").removeprefix("List(").removesuffix(")").split(",")
        bounds = _RANGE.match(request.query.get("timeRange", ""))
        if not bounds or request.query.get("organizationalEntity") != self._objects.organization:
            return self.error("unprocessable")
        first, last = int(bounds[1]), int(bounds[2])
        told = sorted(self._objects.notifications(self._world.now), key=lambda pair: pair[0], reverse=True)
        elements = [value for at, value in told if value["action"] in actions and first <= ms(at) <= last]
        return _page(elements, request, most=100, path="/rest/organizationalEntityNotifications")


def _page(elements: list[Json], request: Request, *, most: int, path: str, total: int | None = None) -> Reply:
    start = int(request.query.get("start", "0"))
    count = min(most, int(request.query.get("count", "10")))
    links: list[Json] = []
    if start + count < len(elements):
        links.append({"type": "application/json", "rel": "next", "href": f"{path}?count={count}&start={start + count}"})
    paging: Json = {"start": start, "count": count, "links": links}
    if total is not None:
        paging["total"] = total
    return Reply(
        value={"paging": paging, "elements": elements[start : start + count]}, headers={"x-li-uuid": "AAY0simulated"}
    )


def _error(status: int, number: int, code: str, message: str) -> Reply:
    value: Json = {"status": status, "code": code, "message": message}
    if number:
        value["serviceErrorCode"] = number
    return Reply(status=status, value=value, headers={"x-li-uuid": "AAY0simulated"})
