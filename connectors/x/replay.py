"""X's sealed answers read anew, by the same parsing as when they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archiver.model.capture import Batch, Exchange, Quarantined
from archiver.model.channel import Channel
from connectors.drafts import Draft
from connectors.fields import fields_of, list_of, objects_of
from connectors.replaying import Seen, batch_of, seen
from connectors.x.includes import Includes
from connectors.x.parse_api import post_of
from connectors.x.parse_messages import conversation_id, encrypted_of, event_of
from connectors.x.people_api import People

_LISTS = {"tweets": "posts", "mentions": "mentions"}


def replay(captures: Iterable[Sequence[Exchange]], channel: Channel) -> Iterator[Batch]:
    """See Replay."""
    yield from _Replay(channel).run(captures)


class _Replay:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._people = People(channel)
        self._members: dict[str, dict[str, None]] = {}
        self._encrypted: dict[str, dict[str, None]] = {}

    def run(self, captures: Iterable[Sequence[Exchange]]) -> Iterator[Batch]:
        for exchanges in captures:
            items = [item for answer in seen(exchanges) for item in self._read(answer)]
            drafts = {item.record.source_id: item for item in items if isinstance(item, Draft)}
            bad = [item for item in items if isinstance(item, Quarantined)]
            ordered = [drafts[number] for number in sorted(drafts, key=_order)]
            yield batch_of(self._channel, exchanges, [*ordered, *bad])

    def _read(self, answer: Seen) -> Iterator[Draft | Quarantined]:
        path, body, people = answer.path[1:], answer.body, self._people
        if path == ("users", "me"):
            people.owner(fields_of(body.get("data")))
            return
        includes = Includes(body)
        people.learn(includes.users)
        data = body.get("data")
        items = list_of(data) or ([data] if isinstance(data, dict) else [])
        for at, item in enumerate(items):
            place = f"data[{at}]"
            if path == ("dm_events",):
                yield event_of(item, includes, people, self._members, source="messages", place=place)
            elif path[:1] == ("users",) and path[-1:] and path[-1] in _LISTS:
                yield post_of(item, includes, people, source=_LISTS[path[-1]], place=place)
            elif path == ("tweets", "search", "recent"):
                yield post_of(item, includes, people, source="replies", place=place)
            elif path[:1] == ("tweets",):
                yield post_of(item, includes, people, source="posts", place=place)
            elif path[:2] == ("chat", "conversations") and path[-1:] == ("events",):
                yield encrypted_of(item, people, self._encrypted, source="encrypted", place=place)
        if path == ("chat", "conversations"):
            for conversation in objects_of(body.get("data")):
                members = [each for each in list_of(conversation.get("participant_ids")) if isinstance(each, str)]
                self._encrypted.setdefault(conversation_id(conversation), {}).update(dict.fromkeys(members))


def _order(number: str) -> tuple[int, str]:
    return (int(number), "") if number.isdigit() else (0, number)
