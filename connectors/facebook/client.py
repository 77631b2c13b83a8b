"""A Facebook Page, live: its conversations, its posts and its visitors', and the comments below them.

Lists of posts are ranked and trimmed by the platform, so they are always walked to their end and joined by id. Whatever
is refused, missing or odd becomes a gap or a quarantined object; only a refused token, throttling and silence end a run.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from archiver.model.capture import Batch, Exchange, Quarantined
from archiver.model.channel import Channel, Platform
from archiver.model.record import RecordKind
from connectors.addresses import Resolve, resolve
from connectors.base import CaptureContext, TokenHealth
from connectors.cannot import CANNOT
from connectors.drafts import Draft, Wanted
from connectors.facebook.messenger import Messenger
from connectors.facebook.parse import COMMENT_FIELDS, PAGE_FIELDS, POST_FIELDS, read_comment, read_post
from connectors.fields import fields_of, objects_of, text_of, whole
from connectors.http import Bounds
from connectors.meta.access import Access, now_utc
from connectors.meta.capture import run_stages
from connectors.meta.discussion import Below, CommentsRefused, Discussion, Touched
from connectors.meta.ends import Ends
from connectors.meta.graph import Graph, Page
from connectors.meta.health import debug_token
from connectors.meta.messages import MESSAGE_FIELDS, read_message
from connectors.meta.troubles import Kind
from connectors.meta.values import counted, id_of, words
from connectors.meta.walk import Item, Walk

BASE_URL = "https://graph.facebook.com"
SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_messaging",
    "pages_manage_metadata",
)
POST_EDGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("published_posts", {"include_hidden": "true"}),
    ("feed", {"include_hidden": "true"}),
    ("visitor_posts", {"include_hidden": "true"}),
    ("tagged", {}),
)
COMMENT_PARAMS = {"filter": "stream", "order": "chronological", "live_filter": "no_filter", "summary": "true"}
"""Without these the platform leaves replies out, hides comments it thinks little of, and ranks the rest."""


def connector(
    channel: Channel,
    token: str,
    base_url: str = "",
    *,
    transport: Any = None,
    resolver: Resolve = resolve,
    bounds: Bounds | None = None,
) -> FacebookConnector:
    """The live connector of a Page. `transport`, `resolver` and `bounds` are for tests."""
    access = Access(base_url=base_url or BASE_URL, token=token, transport=transport, resolver=resolver, bounds=bounds)
    return FacebookConnector(channel, access)


class FacebookConnector:
    """Live connector of one Page."""

    platform: str = Platform.FACEBOOK

    def __init__(self, channel: Channel, access: Access) -> None:
        self._channel = channel
        self._access = access

    def batches(self, context: CaptureContext) -> Iterator[Batch]:
        """See Connector."""
        with self._access.open(now=context.now, monotonic=context.monotonic, sleep=context.sleep) as graph:
            yield from _Capture(self._channel, graph, context).batches()

    def health(self) -> TokenHealth:
        """See Connector."""
        with self._access.open(now=now_utc, monotonic=time.monotonic, sleep=time.sleep) as graph:
            return debug_token(graph, self._access.token, SCOPES)

    def cannot(self) -> tuple[str, ...]:
        """See Connector."""
        return CANNOT["facebook"]


class _Capture:
    """One capture."""

    def __init__(self, channel: Channel, graph: Graph, context: CaptureContext) -> None:
        self._ends = Ends(channel.account)
        self._page_id = channel.account
        self._graph = graph
        self._walk = Walk(channel, graph, context, links=_Links(graph, self._ends))
        self._listed: dict[str, Touched] = {}
        self._met: set[str] = set()
        graph.accounts.add(channel.account)

    def batches(self) -> Iterator[Batch]:
        yield from self._identity()
        messenger = Messenger(self._walk, self._ends, self._page_id)
        yield from run_stages(self._walk, {"conversations": messenger.batches, "posts": self._public})

    def _identity(self) -> Iterator[Batch]:
        item, page = self._graph.node(self._page_id, PAGE_FIELDS)
        if page.trouble is not None:
            yield from self._walk.unknown_account(page)
            yield from self._walk.failed(page, "page", "edge:page")
            return
        self._page_id = id_of(item) or self._page_id
        self._graph.accounts.add(self._page_id)
        self._ends.know(ids=(self._page_id,), name=words(item, "name"), handle=words(item, "username"))
        yield self._walk.batch(exchanges=page.exchanges, closed=("edge:page",), edge="page")
        self._walk.check()

    # --- posts ------------------------------------------------------------------------------------------------------

    def _public(self) -> Iterator[Batch]:
        whole_list = True
        for edge, params in POST_EDGES:
            failed: Page | None = None
            for page in self._graph.pages(f"{self._page_id}/{edge}", POST_FIELDS, params):
                if page.trouble is not None:
                    failed = page
                    break
                yield from self._took_posts(page, edge)
                self._walk.check()
            if failed is None:
                yield self._walk.read_whole(edge, f"edge:{edge}")
            else:
                whole_list = False
                yield from self._walk.failed(failed, edge, f"edge:{edge}")
        if whole_list:
            yield self._walk.level("posts", len(self._met))
        yield from self._comments()

    def _took_posts(self, page: Page, edge: str) -> Iterator[Batch]:
        items: list[Item] = []
        more: list[Exchange] = []
        broken: list[Page] = []
        for number, item in enumerate(page.items):
            fields, exchanges, failed = self._walk.whole(fields_of(item), "attachments", "to")
            more += exchanges
            broken += [failed] if failed else []
            read = read_post(fields, self._ends, source=edge, place=f"{edge}[{number}]")
            if isinstance(read, Quarantined):
                items.append(read)
                continue
            post = read.record.source_id
            self._walk.tallies[f"{edge}_listed"] += 1
            if post not in self._met:
                self._walk.tallies["posts_fetched"] += 1
                items.append(read)
            self._met.add(post)
            if edge != "tagged":
                # What is said below a post on somebody else's page is not this channel's.
                self._listed[post] = Touched(updated=text_of(fields, "updated_time"), count=counted(fields, "comments"))
        yield from self._walk.took(page, items, edge, exchanges=tuple(more))
        for failed in broken:
            yield from self._walk.failed(failed, edge, f"edge:{edge}")

    # --- comments ---------------------------------------------------------------------------------------------------

    def _comments(self) -> Iterator[Batch]:
        discussion = Discussion(self._walk, self._below, is_short_normal=False)
        try:
            for post in discussion.due(self._listed):
                yield from discussion.below(post, self._listed[post])
                self._walk.check()
            for post in discussion.unlisted(self._listed):
                yield from self._unlisted(discussion, post)
                self._walk.check()
        except CommentsRefused:
            return

    def _unlisted(self, discussion: Discussion, post: str) -> Iterator[Batch]:
        item, page = self._graph.node(post, POST_FIELDS)
        if page.trouble is None:
            read = read_post(item, self._ends, source="posts", place=post)
            yield from self._walk.took(page, (read,), "posts")
            touched = Touched(updated=text_of(item, "updated_time"), count=counted(item, "comments"))
            yield from discussion.below(post, touched)
        elif page.trouble.kind in (Kind.GONE, Kind.OUTSIDE, Kind.ACCOUNT):
            yield discussion.gone(post, page)
        else:
            yield from self._walk.failed(page, "posts", f"post:{post}")

    def _below(self, post: str, below: Below) -> Iterator[Batch]:
        for page in self._graph.pages(f"{post}/comments", COMMENT_FIELDS, COMMENT_PARAMS):
            if page.trouble is not None:
                below.failed = page
                return
            below.total = page.total if page.total is not None else below.total
            items: list[Item] = []
            for number, item in enumerate(page.items):
                read = read_comment(item, post, self._ends, place=f"{post} comments[{number}]")
                if isinstance(read, Draft):
                    below.ids.append(read.record.source_id)
                items.append(read)
            yield from self._walk.took(page, items, "comments")
            self._walk.check()


class _Links:
    """Full-size pictures and films by their own ids; fresh links by asking for the message, post or comment again."""

    def __init__(self, graph: Graph, ends: Ends) -> None:
        self._graph = graph
        self._ends = ends

    def better(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        if not wanted.node or wanted.kind not in ("photo", "video"):
            return "", ()
        item, page = self._graph.node(wanted.node, "source" if wanted.kind == "video" else "images")
        if wanted.kind == "video":
            return text_of(item, "source"), page.exchanges
        images = sorted(objects_of(item.get("images")), key=lambda image: whole(image.get("width")) or 0)
        return (text_of(images[-1], "source") if images else ""), page.exchanges

    def fresh(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        record = draft.record
        if record.kind is RecordKind.MESSAGE:
            item, page = self._graph.node(record.source_id, MESSAGE_FIELDS, paced=True)
            again: Item = read_message(item, record.thread, self._ends, source="messages", place="")
        elif record.kind is RecordKind.COMMENT:
            item, page = self._graph.node(record.source_id, COMMENT_FIELDS)
            again = read_comment(item, record.thread.key, self._ends, place="")
        else:
            item, page = self._graph.node(record.source_id, POST_FIELDS)
            again = read_post(item, self._ends, source="posts", place="")
        found = again.wanted if isinstance(again, Draft) else ()
        return next((each.url for each in found if each.index == wanted.index), ""), page.exchanges
