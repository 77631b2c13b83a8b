"""What the Graph connectors' replays share: pages of lists, lists inside objects put together again, who is in which thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from archiver.model.capture import Batch, Exchange, Quarantined
from archiver.model.channel import Channel
from archiver.model.ids import ThreadKey
from archiver.model.record import Thread, ThreadKind
from connectors.cleaning import clean_url
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of, list_of
from connectors.meta.ends import Ends
from connectors.meta.values import data_of, id_of, next_of
from connectors.replaying import Seen, batch_of, seen

Items = Iterator[Draft | Quarantined]


class GraphReplay:
    """One replay while it runs. `read` turns one answer into records, given the path behind the version."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.ends = Ends(channel.account)
        self._threads: dict[str, Thread] = {}
        self._more: dict[str, Seen] = {}
        self._used: set[str] = set()

    def batches(
        self, captures: Iterable[Sequence[Exchange]], read: Callable[[Seen, tuple[str, ...]], Items]
    ) -> Iterator[Batch]:
        """See Replay."""
        for exchanges in captures:
            answers = seen(exchanges)
            self._more = {clean_url(each.url): each for each in answers}
            self._used = set()
            items: list[Draft | Quarantined] = []
            for answer in answers:
                if clean_url(answer.url) not in self._used:
                    items += read(answer, _behind_version(answer.path))
            yield batch_of(self.channel, exchanges, items)

    def met(self, conversation: Fields) -> None:
        """A conversation as a list or its own node shows it."""
        number = id_of(conversation)
        if number:
            self._threads[number] = self.ends.thread(conversation)

    def thread(self, number: str) -> Thread:
        """The thread of a conversation; bare where nothing told of it."""
        return self._threads.get(number) or Thread(key=ThreadKey(number), kind=ThreadKind.PRIVATE)

    def whole(self, item: object, *names: str) -> Fields:
        """The object with the lists inside it, as far as their further pages were sealed with it."""
        fields = fields_of(item)
        for name in names:
            link = next_of(fields, name)
            if not link:
                continue
            data: list[object] = [*data_of(fields, name)]
            while link and (page := self._more.get(clean_url(link))) is not None and clean_url(link) not in self._used:
                self._used.add(clean_url(link))
                data += list_of(page.body.get("data"))
                link = next_of({"page": page.body}, "page")
            fields = {**fields, name: {"data": data}}
        return fields


def _behind_version(path: tuple[str, ...]) -> tuple[str, ...]:
    if path and path[0][:1] == "v" and path[0][1:2].isdigit():
        return path[1:]
    return path
