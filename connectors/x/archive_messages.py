"""One event of a conversation -> one record: messages, who joined and left, new names, and what is encrypted.

Ids are those of the live platform, so that both ways meet. What an unknown event holds is not guessed: it is
quarantined, and counted by its kind.
"""

from __future__ import annotations

import hashlib
import re

from archiver.model.correspondent import Correspondent
from archiver.model.ids import ThreadKey
from archiver.model.record import Link, Reaction, Record, RecordKind, State, Thread, ThreadKind
from archiver.model.time import Moment
from connectors.base import Member
from connectors.fields import Fields, fields_of, list_of, objects_of, text_of
from connectors.honesty import STRANGE, Honesty, Item, fit
from connectors.occurrence import Occurrences
from connectors.oldest_first import Piece
from connectors.x.archive_conversations import Head
from connectors.x.archive_files import broken
from connectors.x.archive_media import ArchiveMedia
from connectors.x.archive_people import People, digits, moment_of

_PAIR = re.compile(r"([0-9]{1,30})-([0-9]{1,30})\Z")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_MESSAGES = frozenset({"messageCreate", "welcomeMessageCreate"})
_KNOWN = frozenset(
    {
        *("recipientId", "senderId", "id", "createdAt", "text", "mediaUrls", "urls", "reactions", "editHistory"),
        *("initiatingUserId", "participantsSnapshot", "userIds", "name", "conversationId"),
    }
)
ENCRYPTED = "encrypted by X Chat: readable only with the account's own keys"


class MessageTranslator:
    """Makes records of an archive's conversations."""

    def __init__(self, *, people: People, media: ArchiveMedia, honesty: Honesty) -> None:
        self._people = people
        self._media = media
        self._honesty = honesty
        self._occurrences = Occurrences(reach=4096)
        self._head: Head | None = None
        self._thread: Thread | None = None
        self.is_strange = False
        """Whether the last event holds a field of another name or type than those known."""

    def thread(self, head: Head) -> Thread:
        """The thread of a conversation that was walked through."""
        if self._thread is None or self._head is not head:
            self._head = head
            self._thread = Thread(
                key=thread_key(head.id),
                kind=ThreadKind.PRIVATE if _PAIR.match(head.id) else ThreadKind.GROUP,
                title=self._fit(head.renamed[1]),
                participants=self._participants(head),
            )
        return self._thread

    def event(self, piece: Piece, head: Head, member: Member) -> Item:
        """The record of one event."""
        try:
            wrapped = piece.raw.value()
        except ValueError as error:
            return broken(member, piece.place, str(error))
        if not isinstance(wrapped, dict) or len(wrapped) != 1:
            return broken(member, piece.place, "not one event where a message belongs")
        ((name, value),) = wrapped.items()
        event = fields_of(value)
        self._honesty.count(
            f"events:{name}" if name.isascii() and name.isalpha() and len(name) < 40 else "events:other"
        )
        sent = moment_of(text_of(event, "createdAt"))
        if not event or sent is None:
            return broken(member, piece.place, "an event without a readable time")
        for field in event:
            if field not in _KNOWN:
                self._honesty.unknown_field(field)
        self.is_strange = any(
            event[field] not in (None, False, "", [], {})
            for field in event
            if field not in _KNOWN or (field == "text" and not isinstance(event[field], str))
        )
        place = f"{member.path} {piece.place}"
        if name in _MESSAGES:
            return self._message(event, head, sent, place, is_welcome=name == "welcomeMessageCreate")
        if name in ("joinConversation", "participantsJoin", "participantsLeave", "conversationNameUpdate"):
            return self._notice(name, event, head, sent, place)
        return broken(member, piece.place, "an event of a kind that is not known here")

    def _message(self, event: Fields, head: Head, sent: Moment, place: str, *, is_welcome: bool) -> Record:
        thread = self.thread(head)
        sender = self._people.person(digits(event, "senderId"))
        number = digits(event, "id")
        text = self._fit(text_of(event, "text"))
        attachments = self._media.of(
            number, [(url, "", "") for url in list_of(event.get("mediaUrls")) if isinstance(url, str) and url]
        )
        links = links_of(event.get("urls"))
        edits = objects_of(event.get("editHistory"))
        notes = ["an automatic welcome message"] if is_welcome else []
        if edits:
            notes.append(f"edited; {len(edits)} earlier versions stay in the sealed original")
        is_empty = not (text or attachments or links)
        if is_empty:
            self._honesty.count("messages_unreadable")
            notes.append(STRANGE if self.is_strange else "the archive holds nothing but sender and time")
        return Record(
            kind=RecordKind.MESSAGE,
            thread=thread,
            sender=sender,
            recipients=self._recipients(digits(event, "recipientId"), thread, sender),
            source_id=number,
            occurrence=0 if number else self._number(thread, RecordKind.MESSAGE, sender, sent, text),
            sent=sent,
            text=text,
            state=State.UNREADABLE if is_empty else State.PRESENT,
            edited=bool(edits),
            links=links,
            attachments=attachments,
            reactions=tuple(
                Reaction(value=text_of(each, "reactionKey"), by=self._name(digits(each, "senderId")))
                for each in objects_of(event.get("reactions"))
                if text_of(each, "reactionKey")
            ),
            notes=tuple(notes),
            place=place,
        )

    def _notice(self, name: str, event: Fields, head: Head, sent: Moment, place: str) -> Record:
        thread = self.thread(head)
        field = "participantsSnapshot" if name == "joinConversation" else "userIds"
        people = tuple(self._people.person(number) for number in _numbers(event.get(field)))
        sender = self._people.person(digits(event, "initiatingUserId", "senderId"))
        text, note = "", ""
        if name == "conversationNameUpdate":
            text, note = self._fit(text_of(event, "name")), "the conversation was given this name"
        elif name == "joinConversation":
            note = f"the account joined a conversation of {len(people)} people"
        else:
            note = f"{len(people)} people {'joined' if name == 'participantsJoin' else 'left'}"
        number = digits(event, "id")
        return Record(
            kind=RecordKind.NOTICE,
            thread=thread,
            sender=sender,
            recipients=people,
            source_id=number,
            occurrence=0 if number else self._number(thread, RecordKind.NOTICE, sender, sent, text),
            sent=sent,
            text=text,
            notes=(note,),
            place=place,
        )

    def encrypted(self, piece: Piece, member: Member) -> Item | None:
        """The record of one event of an encrypted conversation: that it exists, from whom and when. None for what is no
        message (a key was changed, a conversation was marked as read): that is counted by its kind."""
        try:
            event = fields_of(fields_of(piece.raw.value()).get("messageEvent"))
        except ValueError as error:
            return broken(member, piece.place, str(error))
        if not event:
            return broken(member, piece.place, "not an event of an encrypted conversation")
        detail = fields_of(event.get("detail"))
        kind = next(iter(detail), "")
        if kind in ("conversationKeyChangeEvent", "markConversationReadEvent"):
            self._honesty.count(f"encrypted_events:{kind}")
            return None
        sent = moment_of(digits(event, "createdAtMsec", "createdAt") or text_of(event, "createdAt"))
        if sent is None:
            return broken(member, piece.place, "an encrypted event without a readable time")
        self._honesty.count("encrypted_messages_unreadable")
        conversation = text_of(event, "conversationId").replace(":", "-")
        head = Head(id=conversation)
        sender = self._people.person(digits(event, "senderId"))
        thread = self.thread(head)
        number = text_of(event, "sequenceId", "messageId")
        number = number if _ID.match(number) else ""
        return Record(
            kind=RecordKind.MESSAGE if kind == "messageCreateEvent" else RecordKind.NOTICE,
            thread=thread,
            sender=sender,
            recipients=self._recipients("", thread, sender),
            source_id=number,
            occurrence=0 if number else self._number(thread, RecordKind.MESSAGE, sender, sent, ""),
            sent=sent,
            state=State.UNREADABLE,
            notes=(ENCRYPTED,),
            place=f"{member.path} {piece.place}",
        )

    def _participants(self, head: Head) -> tuple[Correspondent, ...]:
        pair = _PAIR.match(head.id)
        numbers = dict.fromkeys(pair.groups()) if pair else head.people
        return tuple(self._people.person(number) for number in numbers)

    def _recipients(self, number: str, thread: Thread, sender: Correspondent) -> tuple[Correspondent, ...]:
        if number:
            return (self._people.person(number),)
        return tuple(person for person in thread.participants if person != sender)

    def _number(self, thread: Thread, kind: RecordKind, sender: Correspondent, sent: Moment, text: str) -> int:
        return self._occurrences.number(thread.key, kind, sender, sent.utc, text)

    def _name(self, number: str) -> str:
        person = self._people.person(number)
        return person.name or person.handle

    def _fit(self, text: str) -> str:
        return fit(text, self._honesty)


def thread_key(conversation: str) -> ThreadKey:
    """The platform's id of a conversation. What has not an id's form is hashed: it could be anybody's words."""
    if _ID.match(conversation):
        return ThreadKey(conversation)
    return ThreadKey("unknown-" + hashlib.sha256(conversation.encode("utf-8", "surrogatepass")).hexdigest()[:20])


def links_of(urls: object) -> tuple[Link, ...]:
    """The links of a post or message: as posted, and what they lead to."""
    found = []
    for each in objects_of(urls):
        url, resolved = text_of(each, "url", "shortUrl"), text_of(each, "expanded", "expanded_url", "expandedUrl")
        if url or resolved:
            found.append(Link(url=url or resolved, resolved=resolved if url else ""))
    return tuple(dict.fromkeys(found))


def _numbers(value: object) -> list[str]:
    return [text for text in (str(each) for each in list_of(value)) if text.isascii() and text.isdigit()]
