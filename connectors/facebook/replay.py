"""A Page's sealed answers read anew, by the same parsing as when they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archiver.model.capture import Batch, Exchange
from archiver.model.channel import Channel
from connectors.facebook.client import SHAPE
from connectors.facebook.parse import PAGE_FIELDS, read_comment, read_post
from connectors.fields import list_of, text_of
from connectors.meta.messages import read_message
from connectors.meta.replaying import GraphReplay, Items
from connectors.meta.values import id_of
from connectors.replaying import Seen

_POSTS = frozenset(edge.name for edge in SHAPE.edges)


def replay(captures: Iterable[Sequence[Exchange]], channel: Channel) -> Iterator[Batch]:
    """See Replay."""
    yield from _Replay(channel).run(captures)


class _Replay:
    def __init__(self, channel: Channel) -> None:
        self._graph = GraphReplay(channel)

    def run(self, captures: Iterable[Sequence[Exchange]]) -> Iterator[Batch]:
        return self._graph.batches(captures, self._read)

    def _read(self, answer: Seen, path: tuple[str, ...]) -> Items:
        graph, ends = self._graph, self._graph.ends
        items = list_of(answer.body.get("data"))
        fields = set(answer.query.get("fields", "").split(","))
        if len(path) == 2 and path[1] == "conversations":
            for item in items:
                graph.met(graph.whole(item))
        elif len(path) == 2 and path[1] == "messages":
            # A page comes newest first; a thread reads the other way.
            for number, item in reversed(list(enumerate(items))):
                whole = graph.whole(item, "attachments", "shares")
                place = f"{path[0]} messages[{number}]"
                yield read_message(whole, graph.thread(path[0]), ends, source="messages", place=place)
        elif len(path) == 2 and path[1] in _POSTS:
            for number, item in enumerate(items):
                whole = graph.whole(item, "attachments", "to")
                yield read_post(whole, ends, source=path[1], place=f"{path[1]}[{number}]")
        elif len(path) == 2 and path[1] == "comments":
            for number, item in enumerate(items):
                yield read_comment(item, path[0], ends, place=f"{path[0]} comments[{number}]")
        elif len(path) == 1 and answer.query.get("fields") == PAGE_FIELDS:
            ends.know(
                ids=(id_of(answer.body),), name=text_of(answer.body, "name"), handle=text_of(answer.body, "username")
            )
        elif len(path) == 1 and "message_count" in fields:
            graph.met({"id": path[0], **answer.body})
        elif len(path) == 1 and {"permalink_url", "status_type"} <= fields:
            yield read_post(answer.body, ends, source="posts", place=path[0])
