"""An Instagram account's direct messages, under the rule that the platform gives details of a conversation's 20 newest
alone. What it lists beside these is recorded as existing; what a capture came too late for is a gap. Neither is a deletion,
though the platform calls it one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.model.capture import Absence, Batch, Exchange, Gap
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of
from connectors.instagram.parse import CONVERSATION_FIELDS, MESSAGE_FIELDS, outside_window
from connectors.meta.conversations import Conversations, Listed, conversation_gap
from connectors.meta.ends import Ends
from connectors.meta.graph import Page
from connectors.meta.messages import read_message
from connectors.meta.reading import files_lacking
from connectors.meta.state import REMEMBERED_MESSAGES, Place, newest
from connectors.meta.troubles import Kind
from connectors.meta.values import id_of, moment_of
from connectors.meta.walk import Item, Walk
from connectors.side_by_side import ENDINGS, taken_in_order

WINDOW = 20
_PER_BATCH = 500
_NOT_RETURNED = "no longer listed among its conversation's messages"
_NOT_GIVEN = frozenset({Kind.OUTSIDE, Kind.GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """All that a conversation lists, newest first; what is asked for in detail comes behind it."""

    ordered: list[Fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Detail:
    """One message as it was told in detail. `denied`: it was listed, and its details are not given. `failed`: the page with
    what went wrong, of the message or of a list inside it."""

    exchanges: tuple[Exchange, ...] = ()
    item: Item | None = None
    denied: Fields | None = None
    failed: Page | None = None


class Direct:
    """Walks the conversations of one account; `path` is the edge that lists them in this mode of login."""

    def __init__(self, walk: Walk, ends: Ends, path: str) -> None:
        self._walk = walk
        self._ends = ends
        self._list = Conversations(
            walk, ends, path=path, platform="instagram", fields=CONVERSATION_FIELDS, folders=("",)
        )

    def batches(self) -> Iterator[Batch]:
        """The list, then every conversation that has moved, then those whose turn it is."""
        yield from self._list.list_all()
        yield from taken_in_order(self._list.due(), self._read, self._take, check=self._walk.check, parts=2 * WINDOW)
        for number in self._list.vanished():
            yield from self._list.look_for(number, self._thread)
            self._walk.check()

    def _thread(self, listed: Listed) -> Iterator[Batch]:
        yield from self._take(listed, self._read(listed))

    def _read(self, listed: Listed) -> Iterator[Page | _Wanted | _Detail]:
        """The pages of a conversation's list; what is wanted of it; the details of that, oldest first: the oldest will be
        the first to be out of reach. A page with a trouble is the last."""
        walk = self._walk
        walk.check()
        messages: list[Fields] = []
        for page in walk.graph.pages_within(listed.id, "messages", paced=True):
            yield page
            if page.trouble is not None:
                return
            messages += [fields_of(item) for item in page.items]
            if page.more:
                walk.check()
        ordered = _newest_first(messages)
        wanted = [
            message
            for message in ordered[:WINDOW]
            if not walk.context.knows(id_of(message)) or walk.owes_file(id_of(message))
        ]
        if walk.is_open(conversation_gap(listed.id)) or not (wanted or listed.full):
            # Something moved the conversation, and it was no new message: an edit or a reaction shows in the details alone.
            wanted = ordered[:WINDOW]
        yield _Wanted(ordered=ordered)
        for number, message in enumerate(reversed(wanted)):
            walk.check()
            detail = self._detail(message, listed, place=f"{listed.id} messages[{number}]")
            yield detail
            if detail.failed is not None:
                return

    def _detail(self, message: Fields, listed: Listed, *, place: str) -> _Detail:
        item, page = self._walk.graph.node(id_of(message), MESSAGE_FIELDS, paced=True)
        if page.trouble is not None and page.trouble.kind not in _NOT_GIVEN:
            return _Detail(failed=page)
        if page.trouble is not None and self._walk.context.knows(id_of(message)):
            return _Detail(
                exchanges=page.exchanges
            )  # What is held stays as it is: being denied now says nothing about it.
        if page.trouble is not None:
            draft = Draft(record=outside_window(message, listed.thread, place=place))
            return _Detail(exchanges=page.exchanges, item=draft, denied=message)
        item, more, failed = self._walk.whole({**message, **item}, "attachments", "shares", paced=True)
        read = read_message(item, listed.thread, self._ends, source="messages", place=place)
        return _Detail(exchanges=(*page.exchanges, *more), item=read, failed=failed)

    def _take(self, listed: Listed, parts: Iterator[Page | _Wanted | _Detail]) -> Iterator[Batch]:
        is_first = not self._list.before.get(listed.id, Place()).full
        details: list[_Detail] = []
        ordered: list[Fields] = []
        lacking: list[str] = []
        outside = 0
        try:
            for part in parts:
                if isinstance(part, _Detail):
                    details.append(part)
                elif isinstance(part, _Wanted):
                    ordered = part.ordered
                    outside = sum(not self._walk.context.knows(id_of(message)) for message in ordered[WINDOW:])
                    yield from self._listed(ordered, listed, is_first=is_first)
                elif part.trouble is not None:
                    yield from self._walk.failed(part, "messages", conversation_gap(listed.id))
                    return
                else:
                    yield from self._walk.took_page(part, (), "messages")
        except ENDINGS:
            yield from self._details(details, listed, is_first=is_first)
            raise
        for batch in self._details(details, listed, is_first=is_first):
            lacking += files_lacking(batch)
            yield batch
        if not (details and details[-1].failed):
            outside += sum(detail.denied is not None for detail in details)
            self._walk.reckon("messages", counted=len(ordered), given=len(ordered) - outside)
            yield self._closing(ordered, listed, lacking)

    def _listed(self, ordered: list[Fields], listed: Listed, *, is_first: bool) -> Iterator[Batch]:
        self._walk.tallies["messages_listed"] += len(ordered)
        late = [message for message in ordered[WINDOW:] if not self._walk.context.knows(id_of(message))]
        # The gap before its records: once these are held, no later run would find them missing.
        if late:
            yield self._walk.batch(gaps=(_window_gap(late, listed, is_first=is_first),))
        yield from self._outside(late[::-1], listed)

    def _details(self, details: list[_Detail], listed: Listed, *, is_first: bool) -> Iterator[Batch]:
        """What was told in detail. Messages that the platform gave no details of are a gap."""
        denied = [detail.denied for detail in details if detail.denied is not None]
        items = [detail.item for detail in details if detail.item is not None]
        if denied:
            yield self._walk.batch(gaps=(_window_gap(denied[::-1], listed, is_first=is_first),))
        if items:
            self._walk.tallies["messages_fetched"] += len(items) - len(denied)
        exchanges = tuple(exchange for detail in details for exchange in detail.exchanges)
        if items or exchanges:
            yield from self._walk.took_page(Page(exchanges=exchanges), items, "messages")
        for detail in details:
            if detail.failed is not None:
                yield from self._walk.failed(detail.failed, "messages", conversation_gap(listed.id))

    def _closing(self, ordered: list[Fields], listed: Listed, lacking: list[str]) -> Batch:
        before = self._list.before.get(listed.id, Place())
        ids = newest([id_of(message) for message in reversed(ordered)], REMEMBERED_MESSAGES)
        met = {id_of(message) for message in ordered}
        in_window = {id_of(message) for message in ordered[:WINDOW]}
        return self._walk.batch(
            absences=tuple(
                Absence(source_id=each, affirmed=False, reason=_NOT_RETURNED) for each in before.ids if each not in met
            ),
            closed=(conversation_gap(listed.id),),
            cursor=Place(
                updated=listed.updated,
                full=self._walk.today.isoformat(),
                ids=ids,
                lacking=tuple(each for each in lacking if each in in_window),
            ).text(),
            edge=f"conversation:{listed.id}",
        )

    def _outside(self, messages: list[Fields], listed: Listed) -> Iterator[Batch]:
        """Records of what is listed beyond the window, oldest first."""
        for start in range(0, len(messages), _PER_BATCH):
            part = messages[start : start + _PER_BATCH]
            self._walk.tallies["messages_outside_window"] += len(part)
            drafts = [Draft(record=outside_window(each, listed.thread, place=f"{listed.id} messages")) for each in part]
            yield from self._walk.took_page(Page(), drafts, "messages")


def _newest_first(messages: list[Fields]) -> list[Fields]:
    """The listed messages, each once. The platform lists them newest first; where it does not, their times decide."""
    unique = {id_of(message): message for message in messages if id_of(message)}
    moments = {number: moment_of(message, "created_time") for number, message in unique.items()}
    times = [moment.utc for moment in moments.values() if moment is not None]
    if len(times) < len(moments):
        return list(unique.values())
    listed = list(zip(times, unique.values(), strict=True))
    if times and times[0] < times[-1]:
        # Oldest first: of messages with one time, too, the later listed is the newer.
        listed.reverse()
    return [message for _, message in sorted(listed, key=lambda pair: pair[0], reverse=True)]


def _window_gap(lost: list[Fields], listed: Listed, *, is_first: bool) -> Gap:
    """What was listed but is out of reach; a gap of its own for each time that something was lost."""
    moments = sorted(moment.utc for moment in (moment_of(each, "created_time") for each in lost) if moment)
    when = "lay outside" if is_first else "had left, since the last capture,"
    advice = "import the account's export" if is_first else "capture more often, and import the account's export"
    return Gap(
        reason=f"{len(lost)} messages {when} the {WINDOW} newest of a conversation, the only ones in detail: {advice}",
        edge="messages",
        key=f"window:{listed.id}:{moments[-1].isoformat() if moments else id_of(lost[0])}",
        start=moments[0] if moments else None,
        end=moments[-1] if moments else None,
    )
