"""The list of a channel's conversations, from every folder and to its end, and which of them must be walked.

A conversation is walked when its time or its count has moved, and all in turn anyway, since an edit moves neither. A list
that was full and is now empty, or far shorter, is an incident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archiver.model.capture import Absence, Batch, Quarantined
from archiver.model.record import Thread
from connectors.fields import fields_of, text_of, whole
from connectors.meta.ends import Ends
from connectors.meta.graph import Page
from connectors.meta.state import Place, places, rolling
from connectors.meta.troubles import Kind
from connectors.meta.values import id_of
from connectors.meta.walk import Walk

FULL_DAYS = 30
"""Every conversation is walked whole once in so many days."""

_UNKNOWN_FOLDER = frozenset({Kind.GONE, Kind.FIELD})
_LOOKED_FOR = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A conversation as the list shows it. `updated` and `count` as the platform gave them; `full`: to be walked whole."""

    id: str
    thread: Thread
    updated: str = ""
    count: int | None = None
    full: bool = False


class Conversations:
    """Lists conversations, and remembers what was listed for the rest of the run."""

    def __init__(
        self, walk: Walk, ends: Ends, *, path: str, platform: str, fields: str, folders: Sequence[str]
    ) -> None:
        self._walk = walk
        self._ends = ends
        self._path = path
        self._platform = platform
        self._fields = fields
        self._folders = folders
        self.found: dict[str, Listed] = {}
        self.before: Mapping[str, Place] = places(walk.context.cursors, "conversation")
        self.is_whole = False

    def list_all(self) -> Iterator[Batch]:
        """Batches of the list's pages; afterwards `found` holds the conversations and `is_whole` whether that is all."""
        walk, whole_list = self._walk, True
        unknown = places(walk.context.cursors, "folder")
        for folder in self._folders:
            if folder in unknown and not unknown[folder].is_due(walk.today, FULL_DAYS):
                continue
            key = f"edge:conversations:{folder or 'default'}"
            params = {"platform": self._platform} | ({"folder": folder} if folder else {})
            failed: Page | None = None
            is_known = False
            for page in walk.graph.pages(self._path, self._fields, params, paced=True):
                if page.trouble is not None:
                    failed = page
                    break
                is_known = True
                yield from walk.took_page(page, self._read(page, folder), "conversations")
                walk.check()
            if failed is None or failed.trouble is None:
                yield walk.read_whole("conversations", key)
            elif folder and not is_known and failed.trouble.kind in _UNKNOWN_FOLDER and not failed.dropped:
                yield walk.batch(
                    exchanges=failed.exchanges,
                    notes=(f"conversations: the platform knows no folder {folder}",),
                    closed=(key,),
                    cursor=Place(full=walk.today.isoformat(), gone=True).text(),
                    edge=f"folder:{folder}",
                )
            else:
                whole_list = False
                yield from walk.failed(failed, "conversations", key)
        self.is_whole = whole_list
        if whole_list:
            yield walk.level("conversations", len(self.found))

    def _read(self, page: Page, folder: str) -> Iterator[Quarantined]:
        for number, item in enumerate(page.items):
            fields = fields_of(item)
            conversation = id_of(fields)
            if not conversation:
                yield Quarantined(
                    source="conversations", place=f"{folder} {number}", reason="a conversation without an id"
                )
                continue
            self._walk.tallies["conversations_listed"] += conversation not in self.found
            self.found[conversation] = Listed(
                id=conversation,
                thread=self._ends.thread(fields),
                updated=text_of(fields, "updated_time"),
                count=whole(fields.get("message_count")),
            )

    def due(self) -> list[Listed]:
        """What must be walked: the changed ones in the list's order, then those whose turn it is."""
        turn = set(rolling({n: p for n, p in self.before.items() if n in self.found}, self._walk.today, FULL_DAYS))
        changed, others = [], []
        for listed in self.found.values():
            place = self.before.get(listed.id)
            moved = place is None or (place.updated, place.count) != (listed.updated, listed.count) or place.gone
            if moved or self._walk.is_open(conversation_gap(listed.id)) or self.owes_files(listed.id):
                changed.append(listed)
            elif listed.id in turn:
                others.append(
                    Listed(id=listed.id, thread=listed.thread, updated=listed.updated, count=listed.count, full=True)
                )
        return [*changed, *others]

    def owes_files(self, number: str) -> bool:
        """Whether a file in that conversation failed before and is still to be had."""
        place = self.before.get(number)
        return place is not None and any(map(self._walk.owes_file, place.lacking))

    def vanished(self) -> list[str]:
        """Conversations known from before that a whole list no longer holds, to be looked for by their ids."""
        if not self.is_whole or not self.found:
            return []
        return [n for n, place in self.before.items() if n not in self.found and not place.gone][:_LOOKED_FOR]

    def look_for(self, number: str, thread: Callable[[Listed], Iterator[Batch]]) -> Iterator[Batch]:
        """A conversation that is in no list any more, asked for by its id: walked by `thread` where it is found (it lies in
        another folder), else noted as not to be found, which is not the same as deleted."""
        walk, before = self._walk, self.before[number]
        item, page = walk.graph.node(number, self._fields, paced=True)
        if page.trouble is None:
            yield from walk.took_page(page, (), "conversations")
            yield from thread(Listed(id=number, thread=self._ends.thread({"id": number, **item}), full=True))
        elif page.trouble.kind in (Kind.GONE, Kind.OUTSIDE):
            walk.tallies["conversations_not_found"] += 1
            reason = "its conversation is neither listed nor found any more"
            yield walk.batch(
                exchanges=page.exchanges,
                absences=tuple(Absence(source_id=each, affirmed=False, reason=reason) for each in before.ids),
                cursor=replace(before, gone=True).text(),
                edge=f"conversation:{number}",
                notes=("a conversation known from before is neither listed nor found any more",),
            )
        else:
            yield from walk.failed(page, "conversations", conversation_gap(number))


def conversation_gap(number: str) -> str:
    """The key of the gap that a conversation leaves which could not be walked."""
    return f"conversation:{number}"
