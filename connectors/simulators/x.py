"""X's API in miniature: v2 lists with page marks, both vocabularies, limits, windows, errors, tokens that are renewed.

What it does as X does, and what a connector must bear: fields that were not asked for are absent; an empty list has no
`data`; a page may be short and have another behind it; messages are of the last thirty days; an object that is not there is
told in `errors` beside what is.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
import time
from collections.abc import Callable, Iterable, Sequence

from connectors.simulators.wire import Links, Reply, Request
from connectors.simulators.world import START, Comment, Conversation, Post, World
from connectors.simulators.x_access import Access
from connectors.simulators.x_chat import chat_events, chats
from connectors.simulators.x_errors import PROBLEMS, invalid, missing, problem, trouble, wrong_parameter
from connectors.simulators.x_objects import SUSPENDED, Json, Objects, Shown, Version, user_id

WINDOW = dt.timedelta(days=30)
SEARCHED = dt.timedelta(days=7)
LIMITS = {
    "users/me": 75,
    "search": 300,
    "users/tweets": 900,
    "users/mentions": 300,
    "tweets": 5000,
    "dm_events": 15,
    "chat": 900,
}
REACH = {"users/tweets": 3200, "users/mentions": 800}
ENCRYPTED = 7
"""Which of the world's first conversations is encrypted (its place in their order)."""

_UNNAMED = START - dt.timedelta(days=6)
"""From here on every fourth reply does not name the account, so that mentions do not hold it."""

_TERM = re.compile(r"conversation_id:([0-9]{1,19})\Z")


class XSimulator:
    """See PlatformSimulator. `dialect` is "tweet" or "post"; `limits` may be changed; `protected` holds ids of posts that
    X refuses to show; `short_pages` makes every second page of a list half empty."""

    def __init__(self, *, world: World, base_url: str, link: Links) -> None:
        self._world = world
        self._objects = Objects(world.accounts["x"], link)
        self._marks: dict[str, tuple[str, str]] = {}
        self._used: dict[str, int] = {}
        self.access = Access()
        self.dialect = "tweet"
        self.limits = dict(LIMITS)
        self.protected: set[str] = set()
        self.short_pages = True

    @property
    def token(self) -> str:
        """The Bearer token that is accepted now."""
        return self.access.token

    @property
    def account_id(self) -> str:
        """What goes into the channel's `account`."""
        return user_id(self._world.accounts["x"].agency)

    def versions_of(self, source: Post | Comment) -> list[str]:
        """The ids of every version of a post or reply that was ever shown, oldest first."""
        return self._objects.versions_of(source)

    def shown_ids(self) -> set[str]:
        """The ids of every version of every post and reply that is there now."""
        return {version.id for shown in self._objects.posts() for version in shown.versions}

    def renew_limits(self) -> None:
        """A quarter of an hour goes by."""
        self._used.clear()

    def answer(self, request: Request) -> Reply:
        """See PlatformSimulator."""
        if request.path == "/2/oauth2/token" and request.method == "POST":
            return self.access.renewed(request)
        if not self.access.allows(request):
            return self.error("expired")
        self._objects.old = self.dialect == "tweet"
        parts = request.path.strip("/").split("/")
        route, endpoint = self._route(parts)
        if route is None:
            return problem(404, "Not Found", "about:blank", "no such address")
        limit = self.limits.get(endpoint)
        if limit is not None and self._used.get(endpoint, 0) >= limit:
            return self._throttled(endpoint)
        self._used[endpoint] = self._used.get(endpoint, 0) + 1
        wrong = wrong_parameter(request, self.dialect)
        reply = wrong or route(request)
        left = {"x-access-level": "read-write-directmessages"}
        if limit is not None:
            left |= self._limit_headers(endpoint)
        return Reply(status=reply.status, value=reply.value, headers={**left, **reply.headers})

    def error(self, name: str) -> Reply:
        """See x_errors.trouble."""
        return trouble(name)

    # --- who asks ---------------------------------------------------------------------------------------------------

    def _limit_headers(self, endpoint: str) -> dict[str, str]:
        left = max(0, self.limits[endpoint] - self._used.get(endpoint, 0))
        return {
            "x-rate-limit-limit": str(self.limits[endpoint]),
            "x-rate-limit-remaining": str(left),
            "x-rate-limit-reset": str(int(time.time()) + 900),
        }

    def _throttled(self, endpoint: str) -> Reply:
        reply = self.error("throttled")
        return Reply(status=429, value=reply.value, headers=self._limit_headers(endpoint))

    # --- what is asked ----------------------------------------------------------------------------------------------

    def _route(self, parts: list[str]) -> tuple[Callable[[Request], Reply] | None, str]:
        match parts:
            case ["2", "users", "me"]:
                return self._me, "users/me"
            case ["2", "users", number, "tweets"] if number == self.account_id:
                return self._timeline, "users/tweets"
            case ["2", "users", number, "mentions"] if number == self.account_id:
                return self._mentions, "users/mentions"
            case ["2", "tweets", "search", "recent"]:
                return self._search, "search"
            case ["2", "tweets"]:
                return self._tweets, "tweets"
            case ["2", "dm_events"]:
                return self._messages, "dm_events"
            case ["2", "chat", "conversations"]:
                return self._chats, "chat"
            case ["2", "chat", "conversations", _, "events"]:
                return self._chat_events, "chat"
        return None, ""

    def _asked(self, request: Request, name: str) -> set[str]:
        return set(filter(None, request.query.get(name, "").split(",")))

    def _me(self, request: Request) -> Reply:
        return Reply(value={"data": self._objects.people()[self.account_id]})

    def _timeline(self, request: Request) -> Reply:
        agency = self._world.accounts["x"].agency
        shown = [each for each in self._objects.posts() if each.author is agency]
        return self._post_list(request, shown, "users/tweets")

    def _mentions(self, request: Request) -> Reply:
        agency = self._world.accounts["x"].agency
        shown = [each for each in self._objects.posts() if each.author is not agency and not self.is_unnamed(each)]
        return self._post_list(request, shown, "users/mentions")

    @staticmethod
    def is_unnamed(shown: Shown) -> bool:
        """Whether a reply does not name the account."""
        return bool(shown.parent) and shown.source.number % 4 == 1 and shown.source.at >= _UNNAMED

    def _search(self, request: Request) -> Reply:
        query, start = request.query.get("query", ""), request.query.get("start_time", "")
        terms = [_TERM.match(term) for term in query.split(" OR ")]
        if not 1 <= len(query) <= 512 or not all(terms):
            return invalid("query", query)
        since = self._world.now - SEARCHED
        if start:
            told = dt.datetime.strptime(start, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
            if not since <= told <= self._world.now:
                return invalid("start_time", start)
            since = told
        roots = {term[1] for term in terms if term}
        shown = [e for e in self._objects.posts() if e.root in roots and e.newest.made >= since]
        return self._post_list(request, shown, "search", least=10)

    def _post_list(self, request: Request, shown: list[Shown], endpoint: str, *, least: int = 5) -> Reply:
        size = int(request.query.get("max_results", "10"))
        if not least <= size <= 100:
            return invalid("max_results", str(size))
        ordered = sorted(shown, key=lambda each: int(each.newest.id), reverse=True)[: REACH.get(endpoint)]
        found = self._page(request, endpoint, [each.newest.id for each in ordered], size)
        if isinstance(found, Reply):
            return found
        page, token = found
        by_id = {each.newest.id: each for each in ordered}
        return self._posts_answer(request, [(by_id[each], by_id[each].newest) for each in page], [], token=token)

    def _posts_answer(
        self, request: Request, found: Sequence[tuple[Shown, Version]], errors: list[Json], *, token: str | None
    ) -> Reply:
        word = "tweet" if self.dialect == "tweet" else "post"
        fields, expansions = self._asked(request, f"{word}.fields"), self._asked(request, "expansions")
        data = [self._objects.post(shown, version, fields, expansions) for shown, version in found]
        if any(item.get("author_id") == SUSPENDED for item in data):
            errors = [*errors, missing("user", SUSPENDED, "author_id", "resource-not-found", "Not Found Error")]
        body: Json = {"data": data} if data else {}
        includes = self._includes(data, expansions)
        if includes:
            body["includes"] = includes
        if errors:
            body["errors"] = errors
        if token is not None:
            body["meta"] = _meta([str(each["id"]) for each in data], token)
        return Reply(value=body)

    def _tweets(self, request: Request) -> Reply:
        ids = request.query.get("ids", "").split(",")
        if not 1 <= len(ids) <= 100 or not all(each.isdigit() for each in ids):
            return invalid("ids", "")
        known = {version.id: (shown, version) for shown in self._objects.posts() for version in shown.versions}
        found, errors = [], []
        for each in ids:
            if each in self.protected:
                errors.append(missing("tweet", each, "ids", "not-authorized-for-resource", "Authorization Error"))
            elif each in known:
                found.append(known[each])
            else:
                errors.append(missing("tweet", each, "ids", "resource-not-found", "Not Found Error"))
        return self._posts_answer(request, found, errors, token=None)

    # --- messages ---------------------------------------------------------------------------------------------------

    def _conversations(self, *, encrypted: bool) -> Iterable[Conversation]:
        for place, conversation in enumerate(self._world.accounts["x"].conversations):
            if conversation.messages and (place == ENCRYPTED) is encrypted:
                yield conversation

    def _messages(self, request: Request) -> Reply:
        fields, expansions = self._asked(request, "dm_event.fields"), self._asked(request, "expansions")
        size = int(request.query.get("max_results", "100"))
        if not 1 <= size <= 100:
            return invalid("max_results", str(size))
        events: dict[str, Json] = {}
        since = self._world.now - WINDOW
        for conversation in self._conversations(encrypted=False):
            for message in conversation.shown:
                if message.at > since:
                    made = self._objects.event(conversation, message, fields, expansions)
                    events[str(made["id"])] = made
            if len(conversation.people) > 1 and conversation.messages[0].at > since:
                made = self._objects.join(conversation, fields, expansions)
                events[str(made["id"])] = made
        found = self._page(request, "dm_events", sorted(events, key=int, reverse=True), size)
        if isinstance(found, Reply):
            return found
        page, token = found
        data = [events[each] for each in page]
        body: Json = {"data": data} if data else {}
        includes = self._includes(data, expansions)
        if includes:
            body["includes"] = includes
        return Reply(value={**body, "meta": _meta(page, token)})

    def _chats(self, request: Request) -> Reply:
        return chats(self._objects, list(self._conversations(encrypted=True)))

    def _chat_events(self, request: Request) -> Reply:
        number = request.path.split("/")[4]
        events = chat_events(self._objects, list(self._conversations(encrypted=True)), number)
        if events is None:
            return problem(404, "Not Found Error", f"{PROBLEMS}/resource-not-found", "no such conversation")
        size = int(request.query.get("max_results", "10"))
        found = self._page(request, f"chat/{number}", sorted(events, key=int, reverse=True), size)
        if isinstance(found, Reply):
            return found
        page, token = found
        meta = _meta(page, token) | {"has_more": bool(token), "conversation_key_events": ["a2V5"]}
        return Reply(value={"data": [events[each] for each in page], "meta": meta})

    # --- pages and what comes beside --------------------------------------------------------------------------------

    def _page(self, request: Request, endpoint: str, ids: list[str], size: int) -> tuple[list[str], str] | Reply:
        """The ids of a page and the next one's mark. A mark names the last id served, so a list may grow meanwhile."""
        mark = request.query.get("pagination_token", "") or request.query.get("next_token", "")
        if mark:
            owner, last = self._marks.get(mark, ("", ""))
            if owner != endpoint:
                return invalid("pagination_token", mark)
            ids = [each for each in ids if int(each) < int(last)]
        if mark and self.short_pages:
            size = max(1, size // 2)
        page = ids[:size]
        if len(ids) <= len(page):
            return page, ""
        token = f"7140{base64.b32encode(f'{endpoint}{page[-1]}'.encode()).decode().lower().rstrip('=')}"
        self._marks[token] = (endpoint, page[-1])
        return page, token

    def _includes(self, data: list[Json], expansions: set[str]) -> Json:
        people, media = set[str](), list[str]()
        for item in data:
            for name in ("author_id", "sender_id", "in_reply_to_user_id"):
                if name in expansions and isinstance(item.get(name), str):
                    people.add(str(item[name]))
            if "participant_ids" in expansions:
                people.update(_strings(item.get("participant_ids")))
            attached = item.get("attachments")
            if "attachments.media_keys" in expansions and isinstance(attached, dict):
                media += _strings(attached.get("media_keys"))
        everyone = self._objects.people()
        users = [everyone[each] for each in sorted(people) if each in everyone]
        made: Json = {"users": users} if users else {}
        if media:
            made["media"] = [self._objects.medium(key) for key in dict.fromkeys(media)]
        return made


def _strings(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _meta(ids: list[str], token: str) -> Json:
    ends = {"newest_id": ids[0], "oldest_id": ids[-1]} if ids else {}
    return {"result_count": len(ids), **ends, **({"next_token": token} if token else {})}
