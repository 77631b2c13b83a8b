"""One message of a thread file -> one record. Pure but for the look-up of media; every variant that is known is here.

What a message holds besides is counted by the field's name, never dropped without a word.
"""

from __future__ import annotations

from archiver.model.attachment import Attachment, Held
from archiver.model.capture import Quarantined
from archiver.model.correspondent import Correspondent
from archiver.model.ids import ThreadKey
from archiver.model.record import Link, Quote, Reaction, Record, RecordKind, State, Thread, ThreadKind
from archiver.model.time import Moment, from_epoch_ms
from connectors.base import Member
from connectors.fields import Fields, fields_of, list_of, objects_of, text_of, whole
from connectors.honesty import STRANGE, Honesty, Item
from connectors.meta_export.media import MediaIndex
from connectors.meta_export.people import People, is_nobody
from connectors.meta_export.places import shown
from connectors.occurrence import Occurrences

_MEDIA = ("photos", "videos", "gifs", "audio_files", "files", "media")
_NOTICES = frozenset({"subscribe", "unsubscribe", "call"})
_CONTENT = frozenset({*_MEDIA, "content", "text", "sticker", "share", "poll", "polls", "bumped_message_metadata"})
_KNOWN = frozenset(
    {
        *_MEDIA,
        *("sender_name", "senderName", "timestamp_ms", "timestamp", "content", "text", "type", "sticker", "share"),
        *("reactions", "call_duration", "missed", "is_unsent", "isUnsent", "users", "ip", "poll", "polls"),
        *("bumped_message_metadata", "is_geoblocked_for_viewer", "is_taken_down"),
        "is_unsent_image_by_messenger_kid_parent",
    }
)

_NAMELESS = "the export tells of it without naming a file"


class MessageTranslator:
    """Makes records of one stretch of a thread's messages."""

    def __init__(self, key: ThreadKey, *, people: People, media: MediaIndex, honesty: Honesty) -> None:
        self._key = key
        self._people = people
        self._media = media
        self._honesty = honesty
        self._occurrences = Occurrences(reach=4096)
        self._about: Fields | None = None
        self._current: Thread | None = None

    def __call__(self, message: Fields, about: Fields, place: str, member: Member) -> tuple[Item, ...]:
        """The message's record; after it, where nothing of its content was understood, its place as quarantined."""
        name = text_of(message, "sender_name", "senderName")
        sent = _moment(message)
        if sent is None:
            reason = "a message without a readable time"
            return (Quarantined(source=shown(member.path), place=place, reason=reason),)
        for field in message:
            if field not in _KNOWN:
                self._honesty.unknown_field(field)
        thread = self._thread(about, name)
        sender = self._people.person(name)
        text = _text(message)
        attachments = self._attachments(message, member)
        links = _links(message)
        state, kind, notes = self._nature(message, bool(text or attachments or links))
        record = Record(
            kind=kind,
            thread=thread,
            sender=sender,
            recipients=self._recipients(message, thread, sender, kind),
            occurrence=self._occurrences.number(thread.key, kind, sender, sent.utc, text),
            sent=sent,
            text=text,
            state=state,
            links=links,
            attachments=attachments,
            reactions=_reactions(message),
            quote=_bumped(message),
            notes=notes,
            place=f"{shown(member.path)} {place}",
        )
        if STRANGE not in notes:
            return (record,)
        self._honesty.count("quarantined_beside")
        return record, Quarantined(source=shown(member.path), place=place, reason=STRANGE)

    def _thread(self, about: Fields, sender: str) -> Thread:
        if self._current is not None and self._about is about:
            return self._current
        names = participants(about)
        is_group = (
            len(names) > 2
            or text_of(about, "thread_type").lower().endswith("group")
            or (bool(about.get("joinable_mode")) and len(names) != 2)
        )
        if not names and sender:
            names = [sender]
        self._about = about
        self._current = Thread(
            key=self._key,
            kind=ThreadKind.GROUP if is_group else ThreadKind.PRIVATE,
            title=_title(about),
            participants=tuple(self._people.person(name) for name in names),
        )
        return self._current

    def _nature(self, message: Fields, has_content: bool) -> tuple[State, RecordKind, tuple[str, ...]]:
        kind, state, notes = RecordKind.MESSAGE, State.PRESENT, []
        duration = whole(message.get("call_duration"))
        if text_of(message, "type").lower() in _NOTICES or message.get("users") or duration is not None:
            kind = RecordKind.NOTICE
        if duration is not None or message.get("missed") is True:
            notes.append("missed call" if message.get("missed") is True else f"call of {duration} seconds")
            kind = RecordKind.NOTICE
        if message.get("users"):
            left = text_of(message, "type").lower() == "unsubscribe"
            notes.append(f"{len(list_of(message.get('users')))} people {'left' if left else 'joined'}")
        if message.get("is_unsent") is True or message.get("isUnsent") is True:
            self._honesty.count("messages_unsent")
            return State.DELETED, kind, (*notes, "unsent by its sender, according to the export")
        if message.get("is_geoblocked_for_viewer") is True:
            notes.append("blocked for this account's country by the platform")
            state = state if has_content else State.UNREADABLE
        if message.get("is_taken_down") is True:
            notes.append("taken down by the platform")
            state = state if has_content else State.UNREADABLE
        if _bumped(message) is not None:
            notes.append("an earlier message brought up again")
        if not (has_content or notes or kind is RecordKind.NOTICE):
            state = State.UNREADABLE
            notes.append(STRANGE if _has_strange(message) else "the export holds nothing but sender and time")
        if state is State.UNREADABLE:
            self._honesty.count("messages_unreadable")
        return state, kind, tuple(notes)

    def _attachments(self, message: Fields, member: Member) -> tuple[Attachment, ...]:
        found = []
        for field in _MEDIA:
            for each in objects_of(message.get(field)):
                uri = text_of(each, "uri", "backup_uri")
                if uri:
                    found.append(self._media.attachment(uri, member))
                elif each:
                    self._honesty.count("media_missing")
                    found.append(Attachment(name=field.removesuffix("s"), held=Held.MISSING, reason=_NAMELESS))
        sticker = text_of(fields_of(message.get("sticker")), "uri")
        if sticker:
            found.append(self._media.attachment(sticker, member))
        return tuple(found)

    def _recipients(
        self, message: Fields, thread: Thread, sender: Correspondent, kind: RecordKind
    ) -> tuple[Correspondent, ...]:
        users = [text_of(each, "name") for each in objects_of(message.get("users"))]
        if users and kind is RecordKind.NOTICE:
            return tuple(self._people.person(name) for name in users)
        return tuple(person for person in thread.participants if person != sender)


def _has_strange(message: Fields) -> bool:
    """Whether a message without anything that was understood holds something: a field of another name or another type."""
    return any(
        value not in (None, False, "", [], {})
        for name, value in message.items()
        if name not in _KNOWN or (name in _CONTENT and not isinstance(value, bool))
    )


def participants(about: Fields) -> list[str]:
    """The names at the head of a thread file: objects with a name, or (encrypted chats) the names alone."""
    names = []
    for each in list_of(about.get("participants")):
        name = each if isinstance(each, str) else text_of(fields_of(each), "name")
        names.append(name)
    return names


def _title(about: Fields) -> str:
    title = text_of(about, "title", "threadName")
    return "" if is_nobody(title) else title


def _moment(message: Fields) -> Moment | None:
    number = whole(message.get("timestamp_ms", message.get("timestamp")))
    if number is None:
        return None
    try:
        return from_epoch_ms(number)
    except ValueError:
        return None


def _text(message: Fields) -> str:
    lines = [text_of(message, "content", "text")]
    for field in ("poll", "polls"):
        polls = message.get(field)
        for poll in objects_of(polls if isinstance(polls, list) else [polls]):
            lines.append(text_of(poll, "question", "title", "text"))
            for option in objects_of(poll.get("options")):
                votes = len(list_of(option.get("voters"))) or whole(option.get("vote_count")) or 0
                lines.append(f"- {text_of(option, 'option', 'text', 'name')} ({votes})")
    return "\n".join(line for line in lines if line)


def _links(message: Fields) -> tuple[Link, ...]:
    share = fields_of(message.get("share"))
    url = text_of(share, "link")
    title = " · ".join(
        part for part in (text_of(share, "original_content_owner"), text_of(share, "share_text")) if part
    )
    return (Link(url=url, title=title),) if url or title else ()


def _reactions(message: Fields) -> tuple[Reaction, ...]:
    return tuple(
        Reaction(value=text_of(each, "reaction"), by=text_of(each, "actor"))
        for each in objects_of(message.get("reactions"))
        if text_of(each, "reaction")
    )


def _bumped(message: Fields) -> Quote | None:
    text = text_of(fields_of(message.get("bumped_message_metadata")), "bumped_message")
    return Quote(text=text) if text else None
