"""A Facebook Page, live: its conversations, its posts and its visitors', and the comments below them.

Lists of posts are ranked and trimmed by the platform, so they are always walked to their end and joined by id. Whatever
is refused, missing or odd becomes a gap or a quarantined object; only a refused token, throttling and silence end a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from archiver.model.capture import Batch, Exchange
from archiver.model.channel import Channel, Platform
from connectors.base import CaptureContext, TokenHealth
from connectors.drafts import Draft, Wanted
from connectors.facebook.messenger import Messenger
from connectors.facebook.parse import COMMENT_FIELDS, PAGE_FIELDS, POST_FIELDS, read_comment, read_post
from connectors.fields import objects_of, text_of, whole
from connectors.meta.capture import run_stages
from connectors.meta.connector import GraphConnector
from connectors.meta.discussion import Touched
from connectors.meta.ends import Ends
from connectors.meta.graph import Graph
from connectors.meta.health import debug_token
from connectors.meta.messages import MESSAGE_FIELDS
from connectors.meta.public import AskedAgain, Edge, Public, Shape
from connectors.meta.values import counted, id_of, words
from connectors.meta.walk import Walk

BASE_URL = "https://graph.facebook.com"
SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_messaging",
    "pages_manage_metadata",
)
COMMENT_PARAMS = {"filter": "stream", "order": "chronological", "live_filter": "no_filter", "summary": "true"}
"""Without these the platform leaves replies out, hides comments it thinks little of, and ranks the rest."""

SHAPE = Shape(
    edges=(
        Edge(name="published_posts", params={"include_hidden": "true"}),
        Edge(name="feed", params={"include_hidden": "true"}),
        Edge(name="visitor_posts", params={"include_hidden": "true"}),
        Edge(name="tagged", is_own=False),
    ),
    what="posts",
    post_fields=POST_FIELDS,
    comment_fields=COMMENT_FIELDS,
    message_fields=MESSAGE_FIELDS,
    comment_params=COMMENT_PARAMS,
    inside_post=("attachments", "to"),
    read_post=lambda item, ends, source, place: read_post(item, ends, source=source, place=place),
    read_comments=lambda item, post, ends, place: (read_comment(item, post, ends, place=place),),
    touched=lambda fields: Touched(updated=text_of(fields, "updated_time"), count=counted(fields, "comments")),
    is_short_normal=False,
)


class FacebookConnector(GraphConnector):
    """Live connector of one Page."""

    platform: str = Platform.FACEBOOK
    default_url = BASE_URL

    def capture(self, graph: Graph, context: CaptureContext) -> Iterator[Batch]:
        return _Capture(self.channel, graph, context).batches()

    def health(self) -> TokenHealth:
        """See Connector."""
        with self.asking() as graph:
            return debug_token(graph, self.access.token, SCOPES)


connector = FacebookConnector
"""The live connector of a Page: what the registry calls."""


class _Capture:
    """One capture."""

    def __init__(self, channel: Channel, graph: Graph, context: CaptureContext) -> None:
        self._ends = Ends(channel.account)
        self._page_id = channel.account
        self._graph = graph
        self._walk = Walk(channel, graph, context, links=_Links(graph, self._ends, SHAPE))
        graph.accounts.add(channel.account)

    def batches(self) -> Iterator[Batch]:
        yield from self._identity()
        messenger = Messenger(self._walk, self._ends, self._page_id)
        public = Public(self._walk, self._ends, SHAPE, self._page_id)
        yield from run_stages(self._walk, {"conversations": messenger.batches, "posts": public.batches})

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


class _Links(AskedAgain):
    """Full-size pictures and films by their own ids; fresh links by asking for what they belong to again."""

    def better(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        if not wanted.node or wanted.kind not in ("photo", "video"):
            return "", ()
        item, page = self._graph.node(wanted.node, "source" if wanted.kind == "video" else "images")
        if wanted.kind == "video":
            return text_of(item, "source"), page.exchanges
        images = sorted(objects_of(item.get("images")), key=lambda image: whole(image.get("width")) or 0)
        return (text_of(images[-1], "source") if images else ""), page.exchanges
