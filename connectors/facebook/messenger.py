"""A Page's conversations: every changed thread from its newest message back to what is held, oldest handed over first.

A walk may end early only where a whole page is held already and the platform's own count says that nothing else is new;
else it goes to the thread's end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archiver.errors import ArchiverError
from archiver.model.capture import Absence, Batch, Exchange, Gap
from connectors.drafts import Draft
from connectors.fields import fields_of
from connectors.meta.conversations import Conversations, Listed, conversation_gap
from connectors.meta.ends import Ends
from connectors.meta.graph import Page
from connectors.meta.messages import MESSAGE_FIELDS, read_message
from connectors.meta.state import REMEMBERED_MESSAGES, Place, newest
from connectors.meta.values import id_of
from connectors.meta.walk import Item, TimeUsed, Walk

CONVERSATION_FIELDS = (
    "id,updated_time,link,message_count,unread_count,snippet,participants,senders,former_participants,can_reply,"
    "is_subscribed,scoped_thread_key,folder,name,is_owner"
)
FOLDERS = ("", "other", "spam", "page_done")
"""The default one, and the names of others; a name that the platform does not know costs one request and a note."""

_HELD_PAGES = 20
_NOT_RETURNED = "no longer returned among its conversation's messages"


class Messenger:
    """Walks the conversations of one Page."""

    def __init__(self, walk: Walk, ends: Ends, page_id: str) -> None:
        self._walk = walk
        self._ends = ends
        self._list = Conversations(
            walk,
            ends,
            path=f"{page_id}/conversations",
            platform="messenger",
            fields=CONVERSATION_FIELDS,
            folders=FOLDERS,
        )

    def batches(self) -> Iterator[Batch]:
        """The list, then what has changed in it, then what its turn has come for."""
        yield from self._list.list_all()
        for listed in self._list.due():
            yield from self._thread(listed)
            self._walk.check()
        for number in self._list.vanished():
            yield from self._list.look_for(number, self._thread)
            self._walk.check()

    def _thread(self, listed: Listed) -> Iterator[Batch]:
        before = self._list.before.get(listed.id, Place())
        walked = _Walked(before, listed)
        held: list[Page] = []
        try:
            for page in self._walk.graph.pages(f"{listed.id}/messages", MESSAGE_FIELDS, paced=True):
                held.append(page)
                if page.trouble is not None:
                    break
                walked.met(page, self._walk)
                if walked.has_all or (self._walk.must_stop and page.more):
                    break
                if len(held) == _HELD_PAGES:
                    yield from self._hand_over(held, listed, walked)
                    held = []
                    self._walk.check()
        except ArchiverError:
            yield from self._hand_over(held, listed, walked)
            raise
        failed = held.pop() if held and held[-1].trouble is not None else None
        more = bool(held) and held[-1].more
        yield from self._hand_over(held, listed, walked)
        if failed is not None:
            yield from self._walk.failed(failed, "messages", conversation_gap(listed.id))
            return
        if more and not walked.has_all:
            self._walk.check()
            raise TimeUsed
        if walked.is_broken:
            return
        yield self._closing(listed, before, walked)

    def _hand_over(self, held: list[Page], listed: Listed, walked: _Walked) -> Iterator[Batch]:
        """Pages come newest first, and so do the messages of a page; a thread reads the other way."""
        for page in reversed(held):
            items: list[Item] = []
            more: list[Exchange] = []
            broken: list[Page] = []
            for number, item in reversed(list(enumerate(page.items))):
                fields, exchanges, failed = self._walk.whole(fields_of(item), "attachments", "shares", paced=True)
                more += exchanges
                broken += [failed] if failed else []
                items.append(self._read(fields, listed, number))
            yield from self._walk.took(page, items, "messages", exchanges=tuple(more))
            for failed in broken:
                walked.is_broken = True
                yield from self._walk.failed(failed, "messages", conversation_gap(listed.id))

    def _read(self, item: object, listed: Listed, number: int) -> Item:
        read = read_message(
            fields_of(item), listed.thread, self._ends, source="messages", place=f"{listed.id} messages[{number}]"
        )
        if isinstance(read, Draft):
            self._walk.tallies["messages_fetched"] += 1
        return read

    def _closing(self, listed: Listed, before: Place, walked: _Walked) -> Batch:
        """What the walk showed about the thread as a whole, and its cursor."""
        walk, key = self._walk, conversation_gap(listed.id)
        gaps: tuple[Gap, ...] = ()
        short = before.short
        if not walked.has_all:
            walk.tallies["messages_counted"] += listed.count or 0
            short = max(0, (listed.count or 0) - len(walked.seen))
            if short and not walked.seen:
                # Not believed: while its gap is open, the conversation is asked for every time.
                settled = before.short == short and not walk.is_open(key)
                reason = f"the platform counts {listed.count} messages in a conversation and gives none"
                place = replace(
                    before, updated=listed.updated, count=listed.count, full=walk.today.isoformat(), short=short
                )
                return walk.batch(
                    gaps=() if settled else (Gap(reason=reason, edge="messages", key=key),),
                    cursor=place.text(),
                    edge=f"conversation:{listed.id}",
                )
            if short and short != before.short:
                reason = f"the platform counts {listed.count} messages in a conversation and gives {len(walked.seen)}"
                gaps = (Gap(reason=reason, edge="messages", key=f"short:{listed.id}"),)
        absent = walked.absent()
        return walk.batch(
            absences=tuple(Absence(source_id=each, affirmed=False, reason=_NOT_RETURNED) for each in absent),
            gaps=gaps,
            closed=(key,) if short else (key, f"short:{listed.id}"),
            cursor=Place(
                updated=listed.updated,
                count=listed.count,
                full=before.full if walked.has_all else walk.today.isoformat(),
                ids=newest(walked.ids[::-1], REMEMBERED_MESSAGES),
                short=short,
            ).text(),
            edge=f"conversation:{listed.id}",
        )


class _Walked:
    """What one walk through a thread has met. `ids` run newest first, up to what is remembered."""

    def __init__(self, before: Place, listed: Listed) -> None:
        self._before = before
        self._full = listed.full or before.count is None or listed.count is None or before.gone
        self._expected = (listed.count or 0) - (before.count or 0)
        self.seen: set[int] = set()
        self.ids: list[str] = []
        self._new = 0
        self.has_all = False
        self.is_broken = False

    def met(self, page: Page, walk: Walk) -> None:
        """Another page. `has_all` turns true when it is held already and nothing new can lie behind it."""
        ids = [number for number in (id_of(fields_of(item)) for item in page.items) if number]
        unknown = sum(not walk.context.knows(number) for number in dict.fromkeys(ids) if hash(number) not in self.seen)
        self.seen.update(map(hash, ids))
        self.ids += ids[: max(0, 2 * REMEMBERED_MESSAGES - len(self.ids))]
        self._new += unknown
        if not self._full and ids and not unknown and page.more:
            self.has_all = self._new == self._expected

    def absent(self) -> list[str]:
        """Messages remembered from the last walk that this one, which went past where they stood, did not meet."""
        if self.has_all and len(self.seen) < self._new + len(self._before.ids):
            return []
        return [number for number in self._before.ids if hash(number) not in self.seen]
