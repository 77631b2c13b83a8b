"""An Instagram account in miniature, in the Graph API's wire format: details of the 20 newest messages of a conversation
alone, and the claim that older ones were deleted.

`mode` is the login that its token is of: `instagram`, or `facebook` (a Page's token on Facebook's host).
"""

from __future__ import annotations

import base64
import re

from connectors.simulators.graph_wire import GraphWire, Node, error_reply, graph_time, no_field, select
from connectors.simulators.media import Medium
from connectors.simulators.wire import Links, Reply, Request
from connectors.simulators.world import Comment, Conversation, Message, Person, Post, World

ACCOUNT_ID = "17841400000000001"
PAGE_ID = "100200300400500"
TOKEN = "IGAASimulatedUserToken"
WINDOW = 20
_PATH = re.compile(r"/v[0-9]+\.0/(.+)\Z")

MEDIA = frozenset(
    {
        *("id", "caption", "media_type", "media_product_type", "media_url", "thumbnail_url", "permalink", "shortcode"),
        *("timestamp", "username", "owner", "comments_count", "like_count", "is_comment_enabled", "is_shared_to_feed"),
        *("alt_text", "children"),
    }
)
COMMENT = frozenset(
    {"id", "text", "timestamp", "username", "from", "user", "hidden", "like_count", "parent_id", "media", "replies"}
)
CONVERSATION = frozenset({"id", "updated_time", "participants", "messages", "name"})
MESSAGE = frozenset(
    {"id", "created_time", "from", "to", "message", "attachments", "shares", "story", "reactions", "is_unsupported"}
)
ME = frozenset({"id", "user_id", "username", "account_type", "name"})
PAGE = frozenset({"id", "name", "username", "instagram_business_account"})
_MESSAGES_A_PAGE = 25


class InstagramSimulator:
    """One account. `wire.load` tells how full the limits are."""

    def __init__(self, *, world: World, base_url: str, link: Links) -> None:
        self.account_id = ACCOUNT_ID
        self.token = TOKEN
        self.mode = "instagram"
        self.withheld: set[int] = set()
        self.is_young = False
        """The token is less than a day old: too young to be refreshed."""
        self.ends_old = False
        """A refresh ends the token it was asked with. The documents do not say; a connector must bear both."""
        self._accepted = {TOKEN}
        self._refreshed = 0
        self.wire = GraphWire(base_url, TOKEN, ACCOUNT_ID, "instagram")
        self._base_url = base_url
        self._account = world.accounts["instagram"]
        self._link = link

    def error(self, name: str) -> Reply:
        """See PlatformSimulator."""
        return error_reply(name, "IGApiException" if self.mode == "instagram" else "OAuthException")

    def answer(self, request: Request) -> Reply:
        """See PlatformSimulator."""
        if request.path == "/refresh_access_token":
            return self._refresh(request)
        found = _PATH.match(request.path)
        if found is None:
            return self.error("unknown_path")
        if request.query.get("access_token") not in self._accepted:
            return self.error("invalid_token")
        node, _, edge = found.group(1).partition("/")
        if node == "debug_token" and self.mode == "facebook":
            valid = {"is_valid": True, "expires_at": 0, "scopes": ["instagram_basic"]}
            return Reply(value={"data": valid}, headers=self.wire.headers())
        if node == "me" and not edge:
            return self._me(request)
        if edge == "conversations":
            return self._conversations(node, request)
        if node == ACCOUNT_ID:
            return self._account_edge(edge, request)
        return self._edge(node, edge, request) if edge else self._node(node, request)

    def _refresh(self, request: Request) -> Reply:
        if self.mode != "instagram" or request.query.get("grant_type") != "ig_refresh_token":
            return self.error("unknown_path")
        if request.query.get("access_token") not in self._accepted or self.is_young:
            return self.error("invalid_token")
        if self.ends_old:
            self._accepted.clear()
        self._refreshed += 1
        self.token = self.wire.token = f"{TOKEN}{self._refreshed}"
        self._accepted.add(self.token)
        return Reply(value={"access_token": self.token, "token_type": "bearer", "expires_in": 5_183_944})

    def _me(self, request: Request) -> Reply:
        name = self._account.agency.handle
        if self.mode == "instagram":
            me = {"id": "9988776655", "user_id": ACCOUNT_ID, "username": name, "name": self._account.agency.name}
            me["account_type"] = "BUSINESS"
            return self.wire.node(me, request, "id", ME, "IGUser")
        page = {"id": PAGE_ID, "name": self._account.agency.name, "instagram_business_account": {"id": ACCOUNT_ID}}
        return self.wire.node(page, request, "id,name", PAGE, "Page")

    def _conversations(self, node: str, request: Request) -> Reply:
        expected = {"me", ACCOUNT_ID} if self.mode == "instagram" else {PAGE_ID, "me"}
        if node not in expected or request.query.get("platform") != "instagram":
            return self.error("not_visible")
        chosen = [c for c in self._account.shown_conversations if c.folder == "inbox"]
        return self.wire.page(chosen, self._conversation, request, "id,updated_time", CONVERSATION, "UnifiedThread")

    def _account_edge(self, edge: str, request: Request) -> Reply:
        if edge not in ("media", "stories", "tags"):
            return self.error("unknown_path")
        own = [post for post in self._account.shown_posts if post.author is self._account.agency]
        posts = {"media": own, "stories": self._account.stories, "tags": []}[edge]
        return self.wire.page(posts, self._post, request, "id", MEDIA, "IGMedia", most=50)

    def _edge(self, node: str, edge: str, request: Request) -> Reply:
        conversation = next((c for c in self._account.conversations if self._conversation_id(c) == node), None)
        if conversation is not None and edge == "messages":
            asked = request.query.get("fields", "id,created_time")
            if asked != "id,created_time":
                return no_field(asked, "UnifiedMessage")
            return Reply(value=self._listed(conversation, int(request.query["after"])), headers=self.wire.headers())
        post = next((p for p in self._account.shown_posts if self._post_id(p) == node), None)
        if post is not None and edge == "comments":
            top = [c for c in post.shown_comments if c.parent is None and not c.low_quality]
            return self.wire.page(
                top[::-1], lambda c: self._comment(post, c), request, "id,text,timestamp", COMMENT, "IGComment", most=50
            )
        for each in self._account.shown_posts:
            for comment in each.shown_comments:
                if edge == "replies" and self._comment_id(comment) == node:
                    replies = [c for c in each.shown_comments if c.parent is comment]
                    start = int(request.query.get("after", "0"))
                    fields = request.query.get("fields", "id,text,timestamp")
                    return Reply(value=self._replies(comment, replies, start, fields), headers=self.wire.headers())
        return self.error("not_visible")

    def _node(self, node: str, request: Request) -> Reply:
        for conversation in self._account.conversations:
            if self._conversation_id(conversation) == node:
                return self._messages(conversation, request)
            for place, message in enumerate(conversation.shown[::-1]):
                if self.message_id(message) != node:
                    continue
                if place >= WINDOW:
                    return self.error("message_gone")
                found = self._message(conversation, message)
                return self.wire.node(found, request, "id,created_time", MESSAGE, "UnifiedMessage")
        for post in (*self._account.shown_posts, *self._account.stories):
            if self._post_id(post) == node:
                return self.wire.node(self._post(post), request, "id", MEDIA, "IGMedia")
        return self.error("not_visible")

    # --- objects ----------------------------------------------------------------------------------------------------

    def message_id(self, message: Message) -> str:
        return "aWdfZAG1faXRlbToxOk" + base64.urlsafe_b64encode(f"simulated {message.number}".encode()).decode().rstrip(
            "="
        )

    def _person_id(self, person: Person) -> str:
        return ACCOUNT_ID if person is self._account.agency else str(1234_0000_0000_0000 + person.number)

    def _post_id(self, post: Post) -> str:
        return str(17900000000000000 + post.number)

    def _comment_id(self, comment: Comment) -> str:
        return str(17870000000000000 + comment.number)

    def _conversation_id(self, conversation: Conversation) -> str:
        return "aWdfZAG06" + base64.urlsafe_b64encode(f"thread {conversation.number}".encode()).decode().rstrip("=")

    def _end(self, person: Person) -> Node:
        return {"username": person.handle, "id": self._person_id(person)}

    def _post(self, post: Post) -> Node:
        story = post in self._account.stories
        files = [self._file(medium, post) for medium in post.media] or [{"id": "1", "media_type": "IMAGE"}]
        node = {
            "id": self._post_id(post),
            "caption": post.text or None,
            "media_product_type": "STORY" if story else "FEED",
            "permalink": f"https://www.instagram.com/p/{post.number}/",
            "shortcode": str(post.number),
            "timestamp": graph_time(post.at),
            "username": post.author.handle,
            "owner": {"id": self._person_id(post.author)},
            "comments_count": len(post.shown_comments),
            "like_count": post.number % 30,
            "is_comment_enabled": True,
        }
        if len(files) > 1:
            return {**node, "media_type": "CAROUSEL_ALBUM", "children": {"data": files}}
        return {**files[0], **node}

    def _file(self, medium: Medium, post: Post) -> Node:
        node: Node = {
            "id": str(17900500000000000 + medium.number),
            "media_type": "VIDEO" if medium.kind == "video" else "IMAGE",
            "timestamp": graph_time(post.at),
        }
        if medium.number not in self.withheld:
            node["media_url"] = self._link(medium)
        return node

    def _comment(self, post: Post, comment: Comment) -> Node:
        replies = [each for each in post.shown_comments if each.parent is comment]
        node = self._said(comment)
        if replies:
            node["replies"] = self._replies(comment, replies, 0, "")
        return node

    def _said(self, comment: Comment) -> Node:
        node: Node = {
            "id": self._comment_id(comment),
            "text": comment.text,
            "timestamp": graph_time(comment.at),
            "hidden": comment.hidden,
            "like_count": comment.number % 4,
        }
        if comment.author is not None:
            node |= {"username": comment.author.handle, "from": self._end(comment.author)}
        if comment.parent is not None:
            node["parent_id"] = self._comment_id(comment.parent)
        return node

    def _replies(self, comment: Comment, replies: list[Comment], start: int, fields: str) -> Node:
        """Three replies at a time; the rest has to be asked for."""
        shown = [self._said(reply) for reply in replies[start : start + 3]]
        value: Node = {"data": [select(each, fields) if fields else each for each in shown]}
        if start + 3 < len(replies):
            query = f"access_token={self.token}&after={start + 3}"
            query += "&fields=id,text,timestamp,username,from,hidden,like_count,parent_id"
            address = f"{self._base_url}/v25.0/{self._comment_id(comment)}/replies?{query}"
            value["paging"] = {"cursors": {"after": str(start + 3)}, "next": address}
        return value

    def _conversation(self, conversation: Conversation) -> Node:
        people = [self._end(person) for person in (*conversation.people, self._account.agency)]
        return {
            "id": self._conversation_id(conversation),
            "updated_time": graph_time(conversation.updated),
            "participants": {"data": people},
        }

    def _messages(self, conversation: Conversation, request: Request) -> Reply:
        """A conversation with the ids and times of all its messages, newest first, some at a time."""
        fields = request.query.get("fields", "id")
        if "messages" not in fields:
            return self.wire.node(
                self._conversation(conversation), request, "id,updated_time", CONVERSATION, "UnifiedThread"
            )
        if fields != "messages":
            return no_field(fields, "UnifiedThread")
        value = {"messages": self._listed(conversation, 0), "id": self._conversation_id(conversation)}
        return Reply(value=value, headers=self.wire.headers())

    def _listed(self, conversation: Conversation, start: int) -> Node:
        newest_first = conversation.shown[::-1]
        part = newest_first[start : start + _MESSAGES_A_PAGE]
        inner: Node = {
            "data": [{"id": self.message_id(message), "created_time": graph_time(message.at)} for message in part]
        }
        following = start + _MESSAGES_A_PAGE
        if following < len(newest_first):
            address = f"{self._base_url}/v25.0/{self._conversation_id(conversation)}/messages"
            link = f"{address}?fields=id,created_time&limit=25&access_token={self.token}&after={following}"
            inner["paging"] = {"cursors": {"after": str(following)}, "next": link}
        return inner

    def _message(self, conversation: Conversation, message: Message) -> Node:
        ends = [*conversation.people, self._account.agency]
        node: Node = {
            "id": self.message_id(message),
            "created_time": graph_time(message.at),
            "from": self._end(message.sender),
            "to": {"data": [self._end(person) for person in ends if person is not message.sender]},
            "message": message.text,
        }
        if message.media:
            node["attachments"] = {"data": [self._attached(each) for each in message.media]}
        if message.reactions:
            node["reactions"] = {
                "data": [{"reaction": value, "users": [self._end(person)]} for value, person in message.reactions]
            }
        if message.unsupported:
            node["is_unsupported"] = True
        return node

    def _attached(self, medium: Medium) -> Node:
        url = self._link(medium)
        if medium.kind == "video":
            return {"video_data": {"width": 1, "height": 1, "url": url, "preview_url": url}}
        if medium.kind in ("image", "sticker"):
            sticker = medium.kind == "sticker"
            return {
                "image_data": {"width": 1, "height": 1, "url": url, "preview_url": url, "render_as_sticker": sticker}
            }
        return {"file_url": url}
