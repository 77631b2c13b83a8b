"""An Instagram professional account, live: posts, reels and stories, comments with their replies, and direct messages.

Both ways of login serve: a Facebook Page's token (graph.facebook.com) and Instagram's own (graph.instagram.com). Which one
a token is of is asked, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from archiver.errors import ConfigError
from archiver.model.capture import Batch, CaptureMethod
from archiver.model.channel import Channel, Platform
from connectors.addresses import Resolve, origin, resolve
from connectors.base import CaptureContext, TokenHealth
from connectors.fields import fields_of, text_of, whole
from connectors.http import Bounds
from connectors.instagram.direct import Direct
from connectors.instagram.parse import (
    COMMENT_FIELDS,
    ME_FIELDS,
    MEDIA_FIELDS,
    MESSAGE_FIELDS,
    PAGE_FIELDS,
    read_comments,
    read_media,
)
from connectors.instagram.token import InstagramToken
from connectors.meta.capture import run_stages
from connectors.meta.connector import GraphConnector
from connectors.meta.discussion import Touched
from connectors.meta.ends import Ends
from connectors.meta.graph import Graph, Page
from connectors.meta.health import debug_token, refused
from connectors.meta.public import AskedAgain, Edge, Public, Shape
from connectors.meta.troubles import Kind
from connectors.meta.values import id_of, words
from connectors.meta.walk import Walk
from connectors.tokens import TokenKeeper

FACEBOOK_HOST, INSTAGRAM_HOST = "graph.facebook.com", "graph.instagram.com"
BASE_URL = f"https://{INSTAGRAM_HOST}"
FACEBOOK_SCOPES = (
    "instagram_basic",
    "instagram_manage_comments",
    "instagram_manage_messages",
    "pages_manage_metadata",
    "pages_read_engagement",
)
SHAPE = Shape(
    edges=(Edge(name="media"), Edge(name="stories", is_own=False), Edge(name="tags", is_own=False)),
    what="media",
    post_fields=MEDIA_FIELDS,
    comment_fields=COMMENT_FIELDS,
    message_fields=MESSAGE_FIELDS,
    inside_post=("children",),
    inside_comment=("replies",),
    read_post=lambda item, ends, source, place: read_media(item, ends, source=source, place=place),
    read_comments=lambda item, post, ends, place: read_comments(item, post, ends, place=place),
    touched=lambda fields: Touched(count=whole(fields.get("comments_count"))),
    is_short_normal=True,
)
RENEWAL = (
    "Instagram does not say when its own tokens end: 60 days after they were made or last refreshed. This one is refreshed "
    "by itself only where it is configured as file:PATH, a file that this program may write; else a person must do it in time"
)


class InstagramConnector(GraphConnector):
    """Live connector of one account. `keeper`: where a refreshed token is kept, if it can be written to. `transport`,
    `resolver` and `bounds` are for tests. Raises ConfigError when the secret's text is none that Instagram has."""

    platform: str = Platform.INSTAGRAM
    default_url = BASE_URL

    def __init__(
        self,
        channel: Channel,
        token: str,
        base_url: str = "",
        *,
        keeper: TokenKeeper | None = None,
        transport: Any = None,
        resolver: Resolve = resolve,
        bounds: Bounds | None = None,
    ) -> None:
        self._token = InstagramToken(token, channel=channel.id, keeper=keeper)
        super().__init__(channel, self._token.access, base_url, transport=transport, resolver=resolver, bounds=bounds)

    def batches(self, context: CaptureContext) -> Iterator[Batch]:
        """See Connector. Instagram's own token is given another sixty days first, where it is time."""
        yield from self._refreshed(context)
        yield from super().batches(context)

    def _refreshed(self, context: CaptureContext) -> Iterator[Batch]:
        # A Page's token has no such end, and Facebook's host knows no such question.
        if origin(self.access.base_url)[1] == FACEBOOK_HOST or not self._token.is_due(context.now()):
            return
        why = self._token.refresh(
            lambda: self.access.http(now=context.now, monotonic=context.monotonic, sleep=context.sleep), context.now()
        )
        self.access = replace(self.access, token=self._token.access)
        if why:
            note = f"account: the token was not given another sixty days: {why}; the next run asks again"
            yield Batch(
                channel=self.channel.id, captured=context.now(), method=CaptureMethod.API, notes=(note,), edge="account"
            )

    def capture(self, graph: Graph, context: CaptureContext) -> Iterator[Batch]:
        return _Capture(self.channel, graph, context).batches()

    def health(self) -> TokenHealth:
        """See Connector. For Instagram's own login `detail` says what must be done about the token's end."""
        with self.asking() as graph:
            item, page = who_am_i(graph, ME_FIELDS)
            if id_of(item, "user_id"):
                expires = self._token.expires
                return TokenHealth(valid=True, expires=expires, detail="" if expires else RENEWAL)
            if page.trouble is not None and page.trouble.kind is Kind.CREDENTIAL:
                return refused(page.trouble)
            return debug_token(graph, self.access.token, FACEBOOK_SCOPES)


connector = InstagramConnector
"""The live connector of an account: what the registry calls."""


def who_am_i(graph: Graph, fields: str) -> tuple[dict[str, object], Page]:
    """What the token's own node says of itself."""
    item, page = graph.node("me", fields)
    return dict(item), page


class _Capture:
    """One capture."""

    def __init__(self, channel: Channel, graph: Graph, context: CaptureContext) -> None:
        self._channel = channel
        self._graph = graph
        self._ends = Ends(channel.account)
        self._account = channel.account
        self._conversations = "me/conversations"
        self._walk = Walk(channel, graph, context, links=AskedAgain(graph, self._ends, SHAPE))
        graph.accounts.add(channel.account)

    def batches(self) -> Iterator[Batch]:
        yield from self._identity()
        direct = Direct(self._walk, self._ends, self._conversations)
        public = Public(self._walk, self._ends, SHAPE, self._account)
        yield from run_stages(self._walk, {"conversations": direct.batches, "posts": public.batches})

    # --- whose token this is ----------------------------------------------------------------------------------------

    def _identity(self) -> Iterator[Batch]:
        """Which login the token is of, and that it is this account's."""
        host = origin(self._graph.http.base_url)[1]
        page: Page | None = None
        if host != FACEBOOK_HOST:
            item, page = who_am_i(self._graph, ME_FIELDS)
            user = id_of(item, "user_id")
            if user:
                self._same_account(user, id_of(item), text_of(item, "username"))
                self._ends.know(ids=(user, id_of(item)), name=words(item, "name"), handle=words(item, "username"))
                self._account = user
                yield self._walk.batch(exchanges=page.exchanges, closed=("edge:account",), edge="account")
                self._walk.check()
                return
        if host == INSTAGRAM_HOST and page is not None and page.trouble is not None:
            yield from self._walk.failed(page, "account", "edge:account")
            return
        yield from self._page(page)

    def _page(self, asked: Page | None) -> Iterator[Batch]:
        before = asked.exchanges if asked is not None else ()
        item, page = who_am_i(self._graph, PAGE_FIELDS)
        if page.trouble is not None:
            yield from self._walk.failed(replace(page, exchanges=(*before, *page.exchanges)), "account", "edge:account")
            return
        linked = id_of(fields_of(item.get("instagram_business_account")))
        if linked:
            self._same_account(linked)
            self._account = linked
        number = id_of(item)
        self._graph.accounts.add(number)
        self._ends.know(ids=(linked, number), name=words(item, "name"))
        self._conversations = f"{number}/conversations"
        yield self._walk.batch(exchanges=(*before, *page.exchanges), closed=("edge:account",), edge="account")
        self._walk.check()

    def _same_account(self, *names: str) -> None:
        if self._channel.account not in names:
            raise ConfigError(f"channels.{self._channel.id}.account: the token belongs to another Instagram account")
