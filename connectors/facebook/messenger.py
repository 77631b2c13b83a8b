"""A Page's conversations: every changed thread from its newest message back to what is held, oldest handed over first.

A walk may end early only where a whole page is held already and the platform's own count says that nothing else is new;
else it goes to the thread's end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archiver.model.capture import Absence, Batch, Gap
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of
from connectors.meta.conversations import Conversations, Listed, conversation_gap
from connectors.meta.ends import Ends
from connectors.meta.graph import Page
from connectors.meta.messages import MESSAGE_FIELDS, read_message
from connectors.meta.reading import Read, files_lacking, read_page
from connectors.meta.state import REMEMBERED_MESSAGES, Place, newest
from connectors.meta.values import id_of
from connectors.meta.walk import Item, Walk
from connectors.side_by_side import ENDINGS, taken_in_order

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
        yield from taken_in_order(map(self._begun, self._list.due()), self._read, self._take, check=self._walk.check)
        for number in self._list.vanished():
            yield from self._list.look_for(number, self._thread)
            self._walk.check()

    def _begun(self, listed: Listed) -> _Walked:
        before = self._list.before.get(listed.id, Place())
        return _Walked(listed, before, owes_files=self._list.owes_files(listed.id))

    def _thread(self, listed: Listed) -> Iterator[Batch]:
        walked = self._begun(listed)
        yield from self._take(walked, self._read(walked))

    def _read(self, walked: _Walked) -> Iterator[Read]:
        """Pages, newest first, as far as is needed. What they say of the whole is in `walked` once they have ended."""
        walk, listed = self._walk, walked.listed
        walk.check()

        def message(fields: Fields, number: int) -> Iterator[Item]:
            place = f"{listed.id} messages[{number}]"
            yield read_message(fields, listed.thread, self._ends, source="messages", place=place)

        for page in walk.graph.pages(f"{listed.id}/messages", MESSAGE_FIELDS, paced=True):
            read = read_page(walk, page, ("attachments", "shares"), message, paced=True, backwards=True)
            if page.trouble is None:
                walked.met(page, walk)
            yield read
            if walked.has_all:
                return
            if page.more:
                walk.check()

    def _take(self, walked: _Walked, parts: Iterator[Read]) -> Iterator[Batch]:
        listed, held = walked.listed, list[Read]()
        try:
            for read in parts:
                if read.page.trouble is not None:
                    walked.failed = read.page
                    break
                held.append(read)
                if len(held) == _HELD_PAGES:
                    yield from self._hand_over(held, walked)
                    held = []
        except ENDINGS:
            yield from self._hand_over(held, walked)
            raise
        yield from self._hand_over(held, walked)
        if walked.failed is not None:
            yield from self._walk.failed(walked.failed, "messages", conversation_gap(listed.id))
        elif not walked.is_broken:
            yield self._closing(listed, walked.before, walked)

    def _hand_over(self, held: list[Read], walked: _Walked) -> Iterator[Batch]:
        """Pages come newest first; a thread reads the other way."""
        for read in reversed(held):
            self._walk.tallies["messages_fetched"] += sum(isinstance(item, Draft) for item in read.items)
            for batch in self._walk.took_page(read.page, read.items, "messages", exchanges=read.exchanges):
                walked.lacking += files_lacking(batch)
                yield batch
            for failed in read.broken:
                walked.is_broken = True
                yield from self._walk.failed(failed, "messages", conversation_gap(walked.listed.id))

    def _closing(self, listed: Listed, before: Place, walked: _Walked) -> Batch:
        """What the walk showed about the thread as a whole, and its cursor."""
        walk, key = self._walk, conversation_gap(listed.id)
        gaps: tuple[Gap, ...] = ()
        short = before.short
        if not walked.has_all:
            if listed.count is not None:
                walk.reckon("messages", counted=listed.count, given=len(walked.seen))
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
                lacking=tuple(walked.lacking),
            ).text(),
            edge=f"conversation:{listed.id}",
        )


class _Walked:
    """What one walk through a thread has met. `ids` run newest first, up to what is remembered."""

    def __init__(self, listed: Listed, before: Place, *, owes_files: bool) -> None:
        self.listed = listed
        self.before = before
        self.failed: Page | None = None
        # A file that failed may belong to a message anywhere in the thread.
        self._full = listed.full or before.count is None or listed.count is None or before.gone or owes_files
        self._expected = (listed.count or 0) - (before.count or 0)
        self.seen: set[int] = set()
        self.ids: list[str] = []
        self.lacking: list[str] = []
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
        if self.has_all and len(self.seen) < self._new + len(self.before.ids):
            return []
        return [number for number in self.before.ids if hash(number) not in self.seen]
