"""A Facebook Page in miniature, in the Graph API's wire format, its unkind defaults included.

Replies and comments of low quality are left out unless asked for, the feed is ranked and trimmed, hidden posts stay out of
the list of published ones, and a user's token gets empty lists of comments without a word.
"""

from __future__ import annotations

import re
from typing import Any

from connectors.simulators.facebook_nodes import (
    COMMENT,
    CONVERSATION,
    MESSAGE,
    PAGE,
    POST,
    Nodes,
)
from connectors.simulators.graph_wire import GraphWire, error_reply
from connectors.simulators.wire import Links, Reply, Request
from connectors.simulators.world import Comment, Post, World

PAGE_ID = "100200300400500"
TOKEN = "EAASimulatedPageToken|with/odd+letters"
_PATH = re.compile(r"/v[0-9]+\.0/(.+)\Z")
_POSTS = "id,created_time,message"
_MESSAGES = "id,created_time"
_FOLDERS = {"inbox", "other", "spam"}


class FacebookSimulator:
    """One Page. `page_id` is the account; `wire.load` tells how full the limits are; `is_user_token` makes comments empty."""

    def __init__(self, *, world: World, base_url: str, link: Links) -> None:
        self.page_id = PAGE_ID
        self.account_id = PAGE_ID
        self.token = TOKEN
        self.is_user_token = False
        self.wire = GraphWire(base_url, TOKEN, PAGE_ID, "pages")
        self.expires_at = 0
        self.scopes = [
            "pages_show_list",
            "pages_read_engagement",
            "pages_read_user_content",
            "pages_messaging",
            "pages_manage_metadata",
        ]
        self._world = world
        self._account = world.accounts["facebook"]
        self.nodes = Nodes(PAGE_ID, self._account, link)

    def error(self, name: str) -> Reply:
        """See PlatformSimulator."""
        return error_reply(name)

    def answer(self, request: Request) -> Reply:
        """See PlatformSimulator."""
        found = _PATH.match(request.path)
        if found is None:
            return error_reply("unknown_path")
        if request.query.get("access_token") != self.token:
            return error_reply("invalid_token")
        node, _, edge = found.group(1).partition("/")
        if node == "debug_token":
            return self._debug(request)
        if node in (PAGE_ID, "me"):
            return self._page(edge, request)
        if edge:
            return self._edge(node, edge, request)
        return self._node(node, request)

    def _debug(self, request: Request) -> Reply:
        valid = request.query.get("input_token") == self.token
        value = {
            "app_id": "778899",
            "type": "PAGE",
            "is_valid": valid,
            "expires_at": self.expires_at,
            "data_access_expires_at": 1790000000,
            "scopes": self.scopes,
            "profile_id": PAGE_ID,
        }
        return Reply(value={"data": value}, headers=self.wire.headers())

    def _page(self, edge: str, request: Request) -> Reply:
        if not edge:
            return self.wire.node(self.nodes.page(), request, "id,name", PAGE, "Page")
        if edge in ("conversations", "threads"):
            folder = request.query.get("folder", "inbox")
            if folder not in _FOLDERS:
                return error_reply("parameter")
            chosen = [c for c in self._account.shown_conversations if c.folder == folder]
            return self.wire.page(
                chosen, self.nodes.conversation, request, "id,link,updated_time", CONVERSATION, "UnifiedThread"
            )
        posts = self._posts(edge, request)
        if posts is None:
            return error_reply("unknown_path")
        return self.wire.page(posts, self.nodes.post, request, _POSTS, POST, "PagePost")

    def _posts(self, edge: str, request: Request) -> list[Post] | None:
        own = self._account.agency
        posts = self._account.shown_posts
        hidden = request.query.get("include_hidden") == "true"
        if edge == "published_posts":
            return [post for post in posts if post.author is own and (hidden or not post.hidden)]
        if edge == "feed":
            # Ranked, and trimmed: one in nine is never shown here.
            shown = [post for post in posts if (hidden or not post.hidden) and post.number % 9]
            return sorted(shown, key=lambda post: (-(len(post.comments) % 5), post.number))
        if edge == "visitor_posts":
            return [post for post in posts if post.author is not own and (hidden or not post.hidden)]
        return [] if edge == "tagged" else None

    def _edge(self, node: str, edge: str, request: Request) -> Reply:
        post = self.nodes.find_post(node)
        if post is not None and edge == "comments":
            chosen = self._comments(post, request)
            if self.is_user_token:
                return Reply(value={"data": []}, headers=self.wire.headers())
            total = len(chosen) if request.query.get("summary") == "true" else None
            return self.wire.page(
                chosen,
                lambda comment: self.nodes.comment(post, comment),
                request,
                "id,created_time,from,message",
                COMMENT,
                "Comment",
                total=total,
            )
        conversation = self.nodes.find_conversation(node)
        if conversation is not None and edge == "messages":
            newest_first = conversation.shown[::-1]
            return self.wire.page(
                newest_first,
                lambda message: self.nodes.message(conversation, message),
                request,
                _MESSAGES,
                MESSAGE,
                "UnifiedMessage",
            )
        return error_reply("not_visible")

    def _comments(self, post: Post, request: Request) -> list[Comment]:
        chosen = post.shown_comments
        if request.query.get("filter", "toplevel") == "toplevel":
            chosen = [comment for comment in chosen if comment.parent is None]
        if request.query.get("live_filter", "filter_low_quality") == "filter_low_quality":
            chosen = [comment for comment in chosen if not comment.low_quality]
        if request.query.get("order", "ranked") != "chronological":
            chosen = sorted(chosen, key=lambda comment: (comment.number * 7919) % 101)
        return chosen

    def _node(self, node: str, request: Request) -> Reply:
        found: tuple[Any, str, frozenset[str], str] | None = self.nodes.find(node)
        if found is None:
            return error_reply("not_visible")
        value, default, known, kind = found
        return self.wire.node(value, request, default, known, kind)
