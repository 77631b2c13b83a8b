"""messages.csv -> records, conversation by conversation, oldest first.

A conversation's ends are gathered in a first reading, so that every record of it names the same ones.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from archiver.model.attachment import Attachment, Held
from archiver.model.capture import Quarantined
from archiver.model.correspondent import Correspondent, Role
from archiver.model.ids import ThreadKey
from archiver.model.record import Record, RecordKind, Thread, ThreadKind
from connectors.base import Member, Source
from connectors.held_media import HeldMedia
from connectors.honesty import Honesty, Item
from connectors.linkedin.export_order import BUDGET, oldest_first
from connectors.linkedin.export_people import DEPARTED, PLATFORM, Agency, Person, receivers
from connectors.linkedin.export_table import Row, Table
from connectors.linkedin.parse_export import (
    DEPARTED_NOTE,
    HAS_MARKUP,
    MESSAGES,
    NotATime,
    bad_time,
    conversation_of,
    has_markup,
    is_draft,
    links_of,
    read_time,
)
from connectors.occurrence import Occurrences


@dataclass(slots=True)
class Conversation:
    """What the whole file tells of one conversation: its title and, by name, the profile address of each end."""

    title: str = ""
    people: dict[str, str] = field(default_factory=dict)

    def meet(self, person: Person) -> None:
        """Remember an end; an address once known is kept."""
        name, address = person
        key = name or address
        if key and not self.people.get(key):
            self.people[key] = address

    def person(self, name: str) -> Person:
        return name, self.people.get(name, "")

    def everyone(self) -> list[Person]:
        return [("" if name == address else name, address) for name, address in self.people.items()]


class Messages:
    """One messages.csv. `survey` first, then `records`."""

    def __init__(self, source: Source, member: Member, honesty: Honesty, media: HeldMedia) -> None:
        self._source = source
        self._member = member
        self._honesty = honesty
        self._media = media
        self._files = {other.path.rsplit("/", 1)[-1]: other for other in source.members if other != member}
        self.conversations: dict[str, Conversation] = {}
        self.table = Table(io.BytesIO(), MESSAGES)
        """The file as it was last read."""

        self._senders: frozenset[str] = frozenset()

    def survey(self) -> None:
        """Read the file once for its ends. Raises SourceError when it cannot be read."""
        senders: set[str] = set()
        later: dict[tuple[str, str, str], None] = {}
        for row in self._rows():
            if row.fault or is_draft(row):
                continue
            key = conversation_of(row)
            found = self.conversations.setdefault(key, Conversation())
            found.title = found.title or row.get("CONVERSATION TITLE").strip()
            sender = row.get("FROM").strip()
            if sender:
                senders.add(sender)
                found.meet((sender, row.get("SENDER PROFILE URL").strip()))
            to = (key, row.get("TO").strip(), row.get("RECIPIENT PROFILE URLS").strip())
            later.setdefault(to)
        self._senders = frozenset(senders)
        for key, names, addresses in later:
            for person in receivers(names, addresses, self._senders):
                self.conversations[key].meet(person)

    def takes_part(self) -> Counter[Person]:
        """In how many conversations each person takes part."""
        return Counter(person for found in self.conversations.values() for person in found.everyone())

    def records(self, agency: Agency, *, budget: int = BUDGET) -> Iterator[Item]:
        """Every message as a record, and every row that is none as Quarantined."""
        threads: dict[str, Thread] = {}
        # A file is one export; the same rows in another file are the same messages, so each counts for itself.
        numbers = Occurrences()
        for row in oldest_first(self._rows, _place, budget=budget):
            if row.fault:
                yield Quarantined(source=self._member.path, place=f"line {row.line}", reason=row.fault)
            elif is_draft(row):
                self._honesty.count("drafts_not_sent")
            else:
                key = conversation_of(row)
                thread = threads.get(key)
                if thread is None:
                    thread = threads[key] = self._thread(key, agency)
                yield self._record(row, self.conversations[key], thread, agency, numbers)

    def _rows(self) -> Iterator[Row]:
        with self._source.open(self._member) as stream:
            self.table = Table(stream, MESSAGES)
            yield from self.table.rows()

    def _thread(self, key: str, agency: Agency) -> Thread:
        found = self.conversations[key]
        people = tuple(dict.fromkeys(agency.correspondent(person) for person in found.everyone()))
        return Thread(
            key=ThreadKey(key),
            kind=ThreadKind.GROUP if len(people) > 2 else ThreadKind.PRIVATE,
            title=found.title,
            participants=people,
        )

    def _record(
        self, row: Row, found: Conversation, thread: Thread, agency: Agency, numbers: Occurrences
    ) -> Record | Quarantined:
        try:
            sent = read_time(row.get("DATE"))
        except NotATime:
            return bad_time(row, self._member.path)
        name, text = row.get("FROM").strip(), row.get("CONTENT")
        to = receivers(row.get("TO"), row.get("RECIPIENT PROFILE URLS"), self._senders)
        sender = self._sender(row, found, agency)
        kind = RecordKind.NOTICE if sender.role is Role.SYSTEM else RecordKind.MESSAGE
        notes = []
        if name == DEPARTED:
            notes.append(DEPARTED_NOTE)
        if has_markup(text):
            notes.append(HAS_MARKUP)
            self._honesty.count("messages_with_markup")
        if sent is None:
            self._honesty.count("messages_without_time")
        attached = row.get("ATTACHMENTS").strip()
        return Record(
            kind=kind,
            thread=thread,
            sender=sender,
            occurrence=numbers.number(thread.key, kind, sender, sent.utc if sent else None, text),
            recipients=tuple(
                agency.correspondent(found.person(to_name) if to_name else ("", link)) for to_name, link in to
            ),
            sent=sent,
            text=text,
            subject=row.get("SUBJECT").strip(),
            links=links_of(attached),
            attachments=tuple(self._attachment(part) for part in _parts(attached)),
            notes=tuple(notes),
            place=f"line {row.line}",
        )

    def _sender(self, row: Row, found: Conversation, agency: Agency) -> Correspondent:
        name = row.get("FROM").strip()
        address = row.get("SENDER PROFILE URL").strip()
        if name:
            return agency.correspondent((name, address or found.people.get(name, "")))
        if address:
            return agency.correspondent(("", address))
        if row.get("TO").strip():
            return Correspondent()
        self._honesty.count("system_messages")
        return PLATFORM

    def _attachment(self, part: str) -> Attachment:
        name = part.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]
        member = self._files.get(name)
        if member is not None:
            return self._media.held(member)
        if part.startswith(("http://", "https://")):
            self._honesty.count("attachments_not_exported")
            return Attachment(name=name, held=Held.NOT_EXPORTED, reason="the export holds only a link to it")
        return self._media.missing(name)


def _parts(attached: str) -> list[str]:
    return [part for part in re.split(r"[\s,]+(?=https?://)", attached) if part] if attached else []


def _place(row: Row) -> tuple[str, int]:
    if row.fault:
        return "", 0
    try:
        sent = read_time(row.get("DATE"))
    except NotATime:
        sent = None
    return conversation_of(row), int(sent.utc.timestamp()) if sent else 0
