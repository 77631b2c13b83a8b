"""The simulated world's things as Facebook's objects, with the fields that each kind has."""

from __future__ import annotations

import base64
from typing import Any

from connectors.simulators.graph_wire import Node, graph_time
from connectors.simulators.media import Medium, make_medium
from connectors.simulators.wire import Links
from connectors.simulators.world import Account, Comment, Conversation, Message, Person, Post

PAGE = frozenset({"id", "name", "username", "link", "instagram_business_account"})
POST = frozenset(
    {
        *(
            "id",
            "created_time",
            "updated_time",
            "backdated_time",
            "from",
            "message",
            "message_tags",
            "story",
            "story_tags",
        ),
        *(
            "permalink_url",
            "status_type",
            "is_published",
            "is_hidden",
            "is_expired",
            "parent_id",
            "properties",
            "place",
        ),
        *("privacy", "shares", "target", "to", "via", "full_picture", "call_to_action", "child_attachments"),
        *("admin_creator", "application", "scheduled_publish_time", "attachments", "comments", "reactions"),
    }
)
COMMENT = frozenset(
    {
        *(
            "id",
            "created_time",
            "from",
            "message",
            "message_tags",
            "attachment",
            "comment_count",
            "like_count",
            "parent",
        ),
        *("object", "permalink_url", "is_hidden", "is_private", "admin_creator", "application"),
        *("private_reply_conversation", "live_broadcast_timestamp"),
    }
)
CONVERSATION = frozenset(
    {
        *("id", "updated_time", "link", "message_count", "unread_count", "snippet", "participants", "senders"),
        *("former_participants", "can_reply", "is_subscribed", "scoped_thread_key", "folder", "name", "is_owner"),
    }
)
MESSAGE = frozenset(
    {
        *("id", "created_time", "from", "to", "message", "tags", "attachments", "shares", "sticker", "story"),
        *("reactions", "is_unsupported"),
    }
)
PHOTO = frozenset({"id", "images", "created_time", "name"})
VIDEO = frozenset({"id", "source", "created_time", "description"})
_STILLS = 500_000
"""A film's preview is a picture of its own."""

_TYPE = {"image": "photo", "video": "video"}


class Nodes:
    """Builds objects and finds things by their ids."""

    def __init__(self, page_id: str, account: Account, link: Links) -> None:
        self._page_id = page_id
        self._account = account
        self._link = link

    # --- ids --------------------------------------------------------------------------------------------------------

    def person_id(self, person: Person) -> str:
        """The page-scoped id of a person; the Page's own for the agency."""
        return self._page_id if person is self._account.agency else str(5566_0000_0000_0000 + person.number)

    def post_id(self, post: Post) -> str:
        return f"{self._page_id}_{900800700000000 + post.number}"

    def comment_id(self, post: Post, comment: Comment) -> str:
        return f"{900800700000000 + post.number}_{111000000000000 + comment.number}"

    def conversation_id(self, conversation: Conversation) -> str:
        return f"t_{10203040000000 + conversation.number}"

    def message_id(self, message: Message) -> str:
        return "m_" + base64.urlsafe_b64encode(f"simulated message {message.number}".encode()).decode().rstrip("=")

    def medium_id(self, medium: Medium) -> str:
        return str(7788_0000_0000 + medium.number)

    # --- objects ----------------------------------------------------------------------------------------------------

    def page(self) -> Node:
        agency = self._account.agency
        return {
            "id": self._page_id,
            "name": agency.name,
            "username": agency.handle,
            "link": "https://www.facebook.com/e",
        }

    def post(self, post: Post) -> Node:
        shown = post.shown_comments
        node = {
            "id": self.post_id(post),
            "created_time": graph_time(post.at),
            "updated_time": graph_time(post.updated),
            "from": self._from(post.author),
            "message": post.text or None,
            "permalink_url": f"https://www.facebook.com/{self.post_id(post)}",
            "status_type": "added_photos" if post.media else "mobile_status_update",
            "is_hidden": post.hidden,
            "is_published": True,
            "is_expired": False,
            "privacy": {"value": "EVERYONE", "description": "Public"},
            "comments": {"data": [], "summary": {"order": "ranked", "total_count": len(shown), "can_comment": True}},
            "reactions": {"data": [], "summary": {"total_count": post.number % 40}},
            "shares": {"count": post.number % 5} if post.number % 5 else None,
        }
        if post.media:
            node["attachments"] = {"data": [self._attachment(each) for each in post.media]}
        return node

    def comment(self, post: Post, comment: Comment) -> Node:
        node = {
            "id": self.comment_id(post, comment),
            "created_time": graph_time(comment.at),
            "from": self._from(comment.author) if comment.author else None,
            "message": comment.text,
            "object": {"id": self.post_id(post)},
            "permalink_url": f"https://www.facebook.com/{self.comment_id(post, comment)}",
            "comment_count": sum(reply.parent is comment for reply in post.shown_comments),
            "like_count": comment.number % 4,
            "is_hidden": comment.hidden,
            "is_private": False,
        }
        if comment.parent is not None:
            parent = comment.parent
            node["parent"] = {
                "id": self.comment_id(post, parent),
                "created_time": graph_time(parent.at),
                "message": parent.text,
                "from": self._from(parent.author) if parent.author else None,
            }
        if comment.media:
            node["attachment"] = self._attachment(comment.media[0])
        return node

    def conversation(self, conversation: Conversation) -> Node:
        people = [self._end(person) for person in (*conversation.people, self._account.agency)]
        return {
            "id": self.conversation_id(conversation),
            "link": f"/{self._page_id}/inbox/{conversation.number}/",
            "updated_time": graph_time(conversation.updated),
            "message_count": len(conversation.shown),
            "unread_count": 0,
            "snippet": conversation.shown[-1].text[:60] if conversation.shown else "",
            "participants": {"data": people},
            "senders": {"data": people},
            "former_participants": {"data": []},
            "can_reply": False,
            "is_subscribed": True,
        }

    def message(self, conversation: Conversation, message: Message) -> Node:
        ends = [*conversation.people, self._account.agency]
        node: Node = {
            "id": self.message_id(message),
            "created_time": graph_time(message.at),
            "from": self._end(message.sender),
            "to": {"data": [self._end(person) for person in ends if person is not message.sender]},
            "message": message.text,
            "tags": {"data": [{"name": "inbox"}, {"name": "read"}, {"name": "source:mobile"}]},
        }
        stickers = [medium for medium in message.media if medium.kind == "sticker"]
        files = [medium for medium in message.media if medium.kind != "sticker"]
        if stickers:
            node["sticker"] = self._link(stickers[0])
        if files:
            node["attachments"] = {"data": [self._file(each) for each in files], "paging": {"cursors": {"before": "a"}}}
        if message.reactions:
            node["reactions"] = {
                "data": [
                    {"reaction": value, "users": [{"id": self.person_id(by), "name": by.name}]}
                    for value, by in message.reactions
                ]
            }
        if message.unsupported:
            node["is_unsupported"] = True
        return node

    def _from(self, person: Person) -> Node:
        return {"id": self.person_id(person), "name": person.name}

    def _end(self, person: Person) -> Node:
        number = self.person_id(person)
        return {"name": person.name, "email": f"{number}@facebook.com", "id": number}

    def _attachment(self, medium: Medium) -> Node:
        target = {"id": self.medium_id(medium), "url": f"https://www.facebook.com/photo.php?fbid={medium.number}"}
        still = make_medium(medium.number + _STILLS, "image") if medium.kind == "video" else medium
        image = {"height": 1, "width": 1, "src": self._link(still)}
        kind = _TYPE.get(medium.kind, "photo")
        return {"media_type": kind, "type": kind, "target": target, "media": {"image": image}, "url": target["url"]}

    def _file(self, medium: Medium) -> Node:
        node: Node = {
            "id": self.medium_id(medium),
            "mime_type": medium.media_type,
            "name": medium.name,
            "size": len(medium.body),
        }
        url = self._link(medium)
        if medium.kind == "image":
            node["image_data"] = {"width": 1, "height": 1, "url": url, "preview_url": url, "render_as_sticker": False}
        elif medium.kind == "video":
            node["video_data"] = {"width": 1, "height": 1, "url": url, "preview_url": url, "length": 1}
        else:
            node["file_url"] = url
        return node

    # --- finding ----------------------------------------------------------------------------------------------------

    def find_post(self, number: str) -> Post | None:
        return next((p for p in self._account.shown_posts if self.post_id(p) == number), None)

    def find_conversation(self, number: str) -> Conversation | None:
        return next((c for c in self._account.conversations if self.conversation_id(c) == number), None)

    def find(self, number: str) -> tuple[Any, str, frozenset[str], str] | None:
        """(object, default fields, known fields, kind) of whatever bears that id."""
        post = self.find_post(number)
        if post is not None:
            return self.post(post), "id,created_time,message", POST, "PagePost"
        conversation = self.find_conversation(number)
        if conversation is not None:
            return self.conversation(conversation), "id,link,updated_time", CONVERSATION, "UnifiedThread"
        for each in self._account.conversations:
            for message in each.shown:
                if self.message_id(message) == number:
                    return self.message(each, message), "id,created_time", MESSAGE, "UnifiedMessage"
        for commented in self._account.shown_posts:
            for comment in commented.shown_comments:
                if self.comment_id(commented, comment) == number:
                    return self.comment(commented, comment), "id,created_time,message", COMMENT, "Comment"
        return self._find_medium(number)

    def _find_medium(self, number: str) -> tuple[Any, str, frozenset[str], str] | None:
        for post in self._account.shown_posts:
            for medium in (*post.media, *(m for comment in post.comments for m in comment.media)):
                if self.medium_id(medium) != number:
                    continue
                if medium.kind == "video":
                    return {"id": number, "source": self._link(medium)}, "id", VIDEO, "Video"
                images = [{"height": 1, "width": 1, "source": self._link(medium)}]
                return {"id": number, "images": images}, "id", PHOTO, "Photo"
        return None
