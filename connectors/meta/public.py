"""The public side of a Graph channel, Facebook's and Instagram's alike: every list of posts to its end, joined by id, and
the comments below the channel's own posts.

Lists are ranked and trimmed by the platform, so none is left early. What each platform calls things is its `Shape`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from archiver.model.capture import Batch, Exchange
from archiver.model.record import RecordKind
from connectors.drafts import Draft, Wanted
from connectors.fields import Fields
from connectors.meta.discussion import CommentsRefused, Discussion, Touched
from connectors.meta.ends import Ends
from connectors.meta.graph import Graph
from connectors.meta.messages import read_message
from connectors.meta.reading import Read, read_page
from connectors.meta.troubles import Kind
from connectors.meta.walk import Item, Walk
from connectors.side_by_side import taken_in_order

_NOT_FOUND = (Kind.GONE, Kind.OUTSIDE, Kind.ACCOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A list of posts. `is_own`: they are the channel's own to be discussed below; what is said below a post on somebody
    else's page is not this channel's."""

    name: str
    params: Mapping[str, str] = field(default_factory=dict)
    is_own: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One platform's posts and comments: lists, fields, the lists `inside` an object, and how each is read.

    `is_short_normal`: the platform is known to count comments that it does not give."""

    edges: tuple[Edge, ...]
    what: str
    post_fields: str
    comment_fields: str
    message_fields: str
    comment_params: Mapping[str, str] = field(default_factory=dict)
    inside_post: tuple[str, ...] = ()
    inside_comment: tuple[str, ...] = ()
    read_post: Callable[[object, Ends, str, str], Item]
    """(object, who is who, source, place)"""
    read_comments: Callable[[object, str, Ends, str], Iterable[Item]]
    """(object, post's id, who is who, place)"""
    touched: Callable[[Fields], Touched]
    is_short_normal: bool


@dataclass(frozen=True, slots=True)
class _Post:
    """A post as it was read, and how it looks in its list."""

    item: Item
    touched: Touched


class Public:
    """One capture of posts and comments; `account` is the node whose lists they are."""

    def __init__(self, walk: Walk, ends: Ends, shape: Shape, account: str) -> None:
        self._walk = walk
        self._ends = ends
        self._shape = shape
        self._account = account
        self._listed: dict[str, Touched] = {}
        self._met: set[str] = set()
        self._is_whole = True

    def batches(self) -> Iterator[Batch]:
        """The posts, then what is said below them."""
        yield from taken_in_order(self._shape.edges, self._read_list, self._take_list, check=self._walk.check)
        if self._is_whole:
            yield self._walk.level("posts", len(self._listed))
        yield from self._comments()

    # --- posts ------------------------------------------------------------------------------------------------------

    def _read_list(self, edge: Edge) -> Iterator[tuple[Read, list[Touched]]]:
        walk, shape = self._walk, self._shape
        walk.check()
        for page in walk.graph.pages(f"{self._account}/{edge.name}", shape.post_fields, edge.params):
            looks: list[Touched] = []

            def post(fields: Fields, number: int, looks: list[Touched] = looks) -> Iterator[Item]:
                looks.append(shape.touched(fields))
                yield shape.read_post(fields, self._ends, edge.name, f"{edge.name}[{number}]")

            yield read_page(walk, page, shape.inside_post, post), looks
            if page.more:
                walk.check()

    def _take_list(self, edge: Edge, parts: Iterator[tuple[Read, list[Touched]]]) -> Iterator[Batch]:
        walk, key = self._walk, f"edge:{edge.name}"
        for read, looks in parts:
            if read.page.trouble is not None:
                self._is_whole = self._is_whole and not edge.is_own
                yield from walk.failed(read.page, edge.name, key)
                return
            items: list[Item] = []
            for item, touched in zip(read.items, looks, strict=True):
                if not isinstance(item, Draft):
                    items.append(item)
                    continue
                post = item.record.source_id
                walk.tallies[f"{edge.name}_listed"] += 1
                if post not in self._met:
                    walk.tallies[f"{self._shape.what}_fetched"] += 1
                    items.append(item)
                self._met.add(post)
                if edge.is_own:
                    self._listed[post] = touched
            yield from walk.took_page(read.page, items, edge.name, exchanges=read.exchanges)
            for failed in read.broken:
                yield from walk.failed(failed, edge.name, key)
        yield walk.read_whole(edge.name, key)

    # --- comments ---------------------------------------------------------------------------------------------------

    def _comments(self) -> Iterator[Batch]:
        discussion = Discussion(self._walk, self._below, is_short_normal=self._shape.is_short_normal)
        try:
            yield from discussion.batches(self._listed)
            for post in discussion.unlisted(self._listed):
                yield from self._unlisted(discussion, post)
                self._walk.check()
        except CommentsRefused:
            return

    def _below(self, post: str) -> Iterator[Read]:
        walk, shape = self._walk, self._shape

        def comment(fields: Fields, number: int) -> Iterable[Item]:
            return shape.read_comments(fields, post, self._ends, f"{post} comments[{number}]")

        for page in walk.graph.pages(f"{post}/comments", shape.comment_fields, shape.comment_params):
            read = read_page(walk, page, shape.inside_comment, comment)
            yield read
            if read.broken:
                return
            if page.more:
                walk.check()

    def _unlisted(self, discussion: Discussion, post: str) -> Iterator[Batch]:
        shape = self._shape
        item, page = self._walk.graph.node(post, shape.post_fields)
        if page.trouble is None:
            yield from self._walk.took_page(page, (shape.read_post(item, self._ends, shape.what, post),), shape.what)
            yield from discussion.below(post, shape.touched(item))
        elif page.trouble.kind in _NOT_FOUND:
            yield discussion.gone(post, page)
        else:
            yield from self._walk.failed(page, shape.what, f"post:{post}")


class AskedAgain:
    """Fresh links of a file, by asking anew for the message, post or comment that it belongs to."""

    def __init__(self, graph: Graph, ends: Ends, shape: Shape) -> None:
        self._graph = graph
        self._ends = ends
        self._shape = shape

    def better(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        return "", ()

    def fresh(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        record, shape = draft.record, self._shape
        again: Iterable[Item]
        if record.kind is RecordKind.MESSAGE:
            item, page = self._graph.node(record.source_id, shape.message_fields, paced=True)
            again = (read_message(item, record.thread, self._ends, source="messages", place=""),)
        elif record.kind is RecordKind.COMMENT:
            item, page = self._graph.node(record.source_id, shape.comment_fields)
            again = shape.read_comments(item, record.thread.key, self._ends, "")
        else:
            item, page = self._graph.node(record.source_id, shape.post_fields)
            again = (shape.read_post(item, self._ends, shape.what, ""),)
        first = next((each for each in again if isinstance(each, Draft)), None)
        found = first.wanted if first is not None else ()
        return next((each.url for each in found if each.index == wanted.index), ""), page.exchanges
