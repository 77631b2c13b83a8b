"""The ends of one chat: its thread, its people and their roles, worked out from the survey before the first record."""

from __future__ import annotations

from archiver.model.channel import Channel
from archiver.model.correspondent import Correspondent, Role
from archiver.model.record import Thread, ThreadKind
from connectors.whatsapp.chats import Chat
from connectors.whatsapp.markers import LRM, SYSTEM, is_no_name, plain
from connectors.whatsapp.people import clean_name, same_name, thread_key
from connectors.whatsapp.survey import Survey

PLATFORM = Correspondent(name="WhatsApp", role=Role.SYSTEM)
"""Who says what nobody says: joined, left, encrypted."""

_LONGEST_NAME = 120
_REMEMBERED = 10_000


class Ends:
    """Who is who in one chat."""

    def __init__(self, chat: Chat, facts: Survey, channel: Channel) -> None:
        self._account = channel.account
        self._senders = facts.senders
        self._title_of_group = clean_name(facts.notice_author)
        names: dict[str, None] = {}
        for raw in facts.senders:
            name = clean_name(raw)
            if name:
                names.setdefault(name)
        ours = [name for name in names if same_name(name, channel.account)]
        others = [name for name in names if name not in ours]
        title = chat.title or self._title_of_group
        # A name with a colon in it is cut at the colon, unless it is one we know.
        self._with_colon = tuple(name for name in (channel.account, title, self._title_of_group) if ": " in name)
        self.agency_seen = bool(ours)
        self.titled = bool(title)
        group = facts.group or len(names) > 2 or len(others) > (1 if ours else 2)
        if not title and len(others) == 1:
            title = others[0]
        if title:
            # A file name spells it with what a file name can hold; a line spells it as it is.
            spelled = (self._title_of_group, *others)
            title = next((name for name in spelled if name and thread_key(name) == thread_key(title)), title)
        self.named = bool(title)
        # What a chat without a name is known by must not be its file's: all of them are called `_chat.txt`, and two
        # chats that are taken for one would put one person's messages into another's record.
        basis = title or "a chat without a name: " + (" ".join(sorted(others)) or facts.opening)
        self.agency = Correspondent(name=ours[0] if ours else channel.name, role=Role.AGENCY)
        people = [Correspondent(name=name) for name in others]
        if not people and title and not group:
            people = [Correspondent(name=title)]
        self.thread = Thread(
            key=thread_key(basis),
            kind=ThreadKind.GROUP if group else ThreadKind.PRIVATE,
            title=title,
            participants=(*people, self.agency),
        )
        self._others = tuple(people)
        self._known: dict[str, Correspondent | None] = {}

    def split(self, rest: str, *, ios: bool) -> tuple[Correspondent | None, int]:
        """(sender, where the body starts) of what follows a message's time; no sender for the platform's own lines."""
        at = rest.find(": ")
        for name in self._with_colon:
            if rest.startswith(name + ": "):
                at = len(name)
        if ios and LRM in rest and rest[: max(at, 0)] not in self._senders:
            # A group that was given a name with a colon in it: the mark shows where the platform's own words begin.
            mark = rest.find(": " + LRM)
            if at < mark <= _LONGEST_NAME and SYSTEM.search(plain(rest[mark + 2 : mark + 300])):
                at = mark
        if at < 0:
            if rest[-1:] != ":" or len(rest) > _LONGEST_NAME:
                return None, 0
            at = len(rest) - 1
        raw = rest[:at]
        sender = self._known.get(raw, _UNKNOWN)
        if sender is _UNKNOWN:
            sender = self._sender(raw, ios=ios)
            if len(self._known) < _REMEMBERED:
                self._known[raw] = sender
        return sender, at + 2 if sender is not None else 0

    def recipients(self, sender: Correspondent) -> tuple[Correspondent, ...]:
        """To whom a private message goes. A group's message goes to the group: who was in it then is not exported."""
        if self.thread.kind is ThreadKind.GROUP:
            return ()
        if sender.role is Role.AGENCY:
            return self._others
        if self.agency_seen or len(self._others) == 1:
            return (self.agency,)
        return tuple(person for person in self._others if person != sender)

    def is_group_itself(self, sender: Correspondent) -> bool:
        """Whether the "sender" is the group: then it is the platform that speaks."""
        return self.thread.kind is ThreadKind.GROUP and same_name(sender.name, self.thread.title)

    def _sender(self, raw: str, *, ios: bool) -> Correspondent | None:
        name = clean_name(raw)
        if not name or len(raw) > _LONGEST_NAME or (not ios and is_no_name(raw)):
            return None
        if same_name(name, self._account):
            return self.agency
        return Correspondent(name=name)


_UNKNOWN = Correspondent(name="?", role=Role.OTHER)
