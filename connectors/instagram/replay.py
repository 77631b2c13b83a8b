"""An Instagram account's sealed answers read anew, by the same parsing as when they came.

What a conversation lists beyond the platform's window is not told again: that a message exists was recorded at the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archiver.model.capture import Batch, Exchange
from archiver.model.channel import Channel
from connectors.fields import Fields, fields_of, list_of
from connectors.instagram.client import SHAPE
from connectors.instagram.parse import read_comments, read_media
from connectors.meta.messages import read_message
from connectors.meta.replaying import GraphReplay, Items
from connectors.meta.values import data_of, id_of, words
from connectors.replaying import Seen

_POSTS = frozenset(edge.name for edge in SHAPE.edges)


def replay(captures: Iterable[Sequence[Exchange]], channel: Channel) -> Iterator[Batch]:
    """See Replay."""
    yield from _Replay(channel).run(captures)


class _Replay:
    def __init__(self, channel: Channel) -> None:
        self._graph = GraphReplay(channel)
        self._listed: dict[str, tuple[str, Fields]] = {}
        """Message -> its conversation, and what the list said of it."""

    def run(self, captures: Iterable[Sequence[Exchange]]) -> Iterator[Batch]:
        return self._graph.batches(captures, self._read)

    def _read(self, answer: Seen, path: tuple[str, ...]) -> Items:
        graph, ends = self._graph, self._graph.ends
        items = list_of(answer.body.get("data"))
        fields = set(answer.query.get("fields", "").split(","))
        if path[-1:] == ("conversations",):
            for item in items:
                graph.met(fields_of(item))
        elif len(path) == 2 and path[1] in _POSTS:
            for number, item in enumerate(items):
                whole = graph.whole(item, "children")
                yield read_media(whole, ends, source=path[1], place=f"{path[1]}[{number}]")
        elif len(path) == 2 and path[1] == "comments":
            for number, item in enumerate(items):
                yield from read_comments(
                    graph.whole(item, "replies"), path[0], ends, place=f"{path[0]} comments[{number}]"
                )
        elif len(path) == 2 and path[1] == "messages":
            self._list(path[0], {"messages": {"data": items}})
        elif len(path) == 1:
            yield from self._node(path[0], answer, fields)

    def _node(self, number: str, answer: Seen, fields: set[str]) -> Items:
        graph, body = self._graph, answer.body
        if number == "me":
            linked = id_of(fields_of(body.get("instagram_business_account")))
            graph.ends.know(
                ids=(id_of(body, "user_id"), id_of(body), linked),
                name=words(body, "name"),
                handle=words(body, "username"),
            )
        elif "messages" in fields:
            self._list(number, body)
        elif "participants" in fields:
            graph.met({"id": number, **body})
        elif {"is_unsupported", "message"} <= fields:
            conversation, listed = self._listed.get(number, ("", {}))
            whole = graph.whole({**listed, **body}, "attachments", "shares")
            place = f"{conversation} messages"
            if conversation:
                yield read_message(whole, graph.thread(conversation), graph.ends, source="messages", place=place)
        elif {"media_type", "permalink"} <= fields:
            yield read_media(body, graph.ends, source="media", place=number)

    def _list(self, conversation: str, body: Fields) -> None:
        for message in data_of(body, "messages") or data_of({"messages": body}, "messages"):
            if id_of(message):
                self._listed[id_of(message)] = (conversation, message)
