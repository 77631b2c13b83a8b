"""One event of X's private messages -> one record. Pure; ids and threads are those an account archive gives it.

What is encrypted is recorded as unreadable, with what is known of it: that it exists, from whom, and when.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archiver.model.capture import Exchange, Quarantined
from archiver.model.correspondent import Correspondent
from archiver.model.record import Record, RecordKind, State, Thread, ThreadKind
from archiver.model.time import Moment
from connectors.drafts import Draft, Wanted
from connectors.fields import Fields, fields_of, list_of, objects_of, text_of
from connectors.fit import fit
from connectors.x.archive_messages import ENCRYPTED, thread_key
from connectors.x.archive_people import digits, moment_of
from connectors.x.includes import Includes
from connectors.x.parse_api import links_of, quote_of
from connectors.x.people_api import People

_PAIR = re.compile(r"([0-9]{1,30})-([0-9]{1,30})\Z")
_DM_MEDIUM = re.compile(r"/dm/([0-9]{1,30})/([0-9]{1,30})/([A-Za-z0-9_.-]{1,200})\Z")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_SIDES = {"ParticipantsJoin": "joined", "ParticipantsLeave": "left"}


def event_of(
    value: object, includes: Includes, people: People, members: dict[str, dict[str, None]], *, source: str, place: str
) -> Draft | Quarantined:
    """The record of one event. `members` gathers who was met in each group conversation so far."""
    event = fields_of(value)
    number = digits(event, "id")
    sent = moment_of(text_of(event, "created_at"))
    conversation = text_of(event, "dm_conversation_id")
    if not number or sent is None or not conversation:
        return Quarantined(source=source, place=place, reason="an event without a readable id, time or conversation")
    sender = digits(event, "sender_id")
    others = [each for each in list_of(event.get("participant_ids")) if isinstance(each, str) and each.isdigit()]
    thread = thread_of(conversation, [*([sender] if sender else []), *others], people, members)
    kind = text_of(event, "event_type")
    if kind in _SIDES:
        return Draft(record=_notice(kind, thread, people, sender, others, number, sent, place))
    if kind != "MessageCreate":
        return Quarantined(source=source, place=place, reason="an event of a kind that is not known here")
    attachments, wanted = includes.attachments(event, authorised=True)
    text = fit(text_of(event, "text"))
    links = links_of(event.get("entities"), event)
    shared = objects_of(event.get("referenced_tweets")) or objects_of(event.get("referenced_posts"))
    post = includes.posts.get(digits(shared[0], "id")) if shared else None
    is_empty = not (text or attachments or links or shared)
    author = people.person(sender)
    record = Record(
        kind=RecordKind.MESSAGE,
        thread=thread,
        sender=author,
        recipients=tuple(person for person in thread.participants if person != author),
        source_id=number,
        sent=sent,
        text=text,
        state=State.UNREADABLE if is_empty else State.PRESENT,
        links=links,
        attachments=attachments,
        quote=quote_of(post, people) if post else None,
        notes=("X gives nothing but sender and time",) if is_empty else (),
        place=place,
    )
    return Draft(record=record, wanted=wanted)


def encrypted_of(
    value: object, people: People, members: dict[str, dict[str, None]], *, source: str, place: str
) -> Draft | Quarantined:
    """The record of one event of an encrypted conversation."""
    event = fields_of(value)
    number = text_of(event, "id")
    sent = moment_of(text_of(event, "created_at") or digits(event, "created_at_msec"))
    conversation = text_of(event, "conversation_id").replace(":", "-")
    if not _ID.match(number) or sent is None or not conversation:
        return Quarantined(
            source=source, place=place, reason="an encrypted event without a readable id, time or conversation"
        )
    sender = digits(event, "sender_id")
    thread = thread_of(conversation, [sender] if sender else [], people, members)
    author = people.person(sender)
    record = Record(
        kind=RecordKind.MESSAGE,
        thread=thread,
        sender=author,
        recipients=tuple(person for person in thread.participants if person != author),
        source_id=number,
        sent=sent,
        state=State.UNREADABLE,
        notes=(ENCRYPTED,),
        place=place,
    )
    return Draft(record=record)


def thread_of(conversation: str, met: list[str], people: People, members: dict[str, dict[str, None]]) -> Thread:
    """The conversation of an event: a pair's ends stand in its id, a group's members are those met in it."""
    pair = _PAIR.match(conversation)
    if pair:
        numbers = list(dict.fromkeys(pair.groups()))
    else:
        group = members.setdefault(conversation, {})
        group.update(dict.fromkeys(met))
        numbers = list(group)
    return Thread(
        key=thread_key(conversation),
        kind=ThreadKind.PRIVATE if pair else ThreadKind.GROUP,
        participants=tuple(people.person(number) for number in numbers),
    )


def _notice(
    kind: str,
    thread: Thread,
    people: People,
    sender: str,
    others: list[str],
    number: str,
    sent: Moment,
    place: str,
) -> Record:
    who: tuple[Correspondent, ...] = tuple(people.person(each) for each in others)
    return Record(
        kind=RecordKind.NOTICE,
        thread=thread,
        sender=people.person(sender),
        recipients=who,
        source_id=number,
        sent=sent,
        notes=(f"{len(who)} people {_SIDES[kind]}",),
        place=place,
    )


class MessageMedia:
    """The other way to a private message's file: the look-up that X documents for it, whose parts stand in the file's own
    address. Tried once that address refuses; the token goes to X's own host alone."""

    def better(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        return "", ()

    def fresh(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        match = _DM_MEDIUM.search(_path(wanted.url)) if wanted.authorised else None
        return (f"2/dm_conversations/media/{match[1]}/{match[2]}/{match[3]}" if match else ""), ()


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def conversation_id(fields: Fields) -> str:
    """An encrypted conversation's id as addresses take it."""
    return text_of(fields, "id").replace(":", "-")
