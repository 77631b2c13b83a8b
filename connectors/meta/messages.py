"""One message of a Graph conversation -> one record, for Messenger and Instagram alike. Pure.

A message without content is kept as one that cannot be read: it exists. What is not understood stays in the sealed
answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from archiver.model.attachment import Attachment, Held
from archiver.model.capture import Quarantined
from archiver.model.correspondent import Correspondent
from archiver.model.record import Link, Quote, Reaction, Record, RecordKind, State, Thread
from connectors.drafts import Draft, Wanted
from connectors.fields import Fields, fields_of, text_of, whole
from connectors.meta.ends import Ends
from connectors.meta.values import data_of, id_of, lasting, moment_of, words

MESSAGE_FIELDS = (
    "id,created_time,from,to,message,tags,attachments{id,mime_type,name,size,image_data,video_data,file_url,generic_template},"
    "shares{id,name,description,link,template},sticker,story,reactions,is_unsupported"
)
"""Messenger's; Instagram's message has neither tags nor stickers."""


@dataclass(slots=True)
class Gathered:
    """Files and links of one record in the making."""

    attachments: list[Attachment] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, attachment: Attachment, url: str, *, node: str = "", kind: str = "") -> None:
        """A file and where it lies; without a link it is one that the platform does not give."""
        if url or node:
            self.wanted.append(Wanted(index=len(self.attachments), url=url, node=node, kind=kind))
            self.attachments.append(attachment)
        else:
            self.attachments.append(_not_given(attachment))


def read_message(fields: Fields, thread: Thread, ends: Ends, *, source: str, place: str) -> Draft | Quarantined:
    """The record of one message. Without an id it is quarantined; an odd time leaves the time open."""
    number = id_of(fields)
    if not number:
        return Quarantined(source=source, place=place, reason="a message without an id")
    gathered = Gathered()
    text = words(fields, "message")
    _files(fields, gathered)
    _shares(fields, gathered)
    quote = _story(fields, gathered)
    sent = moment_of(fields, "created_time")
    if sent is None:
        gathered.notes.append("its time could not be read")
    state = State.PRESENT
    if fields.get("is_unsupported") is True:
        state = State.UNREADABLE
        gathered.notes.append("its kind is one that the platform does not give through its interface")
    elif not (text or gathered.attachments or gathered.links or quote):
        state = State.UNREADABLE
        gathered.notes.append("the platform gave nothing but its sender and time")
    sender = ends.person(fields.get("from"))
    record = Record(
        kind=RecordKind.MESSAGE,
        thread=thread,
        sender=sender,
        source_id=number,
        recipients=_recipients(fields, thread, sender, ends),
        sent=sent,
        text=text,
        state=state,
        links=tuple(gathered.links),
        attachments=tuple(gathered.attachments),
        reactions=_reactions(fields),
        quote=quote,
        notes=tuple(gathered.notes),
        place=place,
    )
    return Draft(record=record, wanted=tuple(gathered.wanted))


def _recipients(fields: Fields, thread: Thread, sender: Correspondent, ends: Ends) -> tuple[Correspondent, ...]:
    told = tuple(dict.fromkeys(ends.person(each) for each in data_of(fields, "to")))
    return told or tuple(person for person in thread.participants if person.platform_id != sender.platform_id)


def _files(fields: Fields, gathered: Gathered) -> None:
    for each in data_of(fields, "attachments"):
        image, video = fields_of(each.get("image_data")), fields_of(each.get("video_data"))
        template = fields_of(each.get("generic_template"))
        url = text_of(video, "url") or text_of(image, "url") or text_of(each, "file_url")
        if template and not url:
            title = " · ".join(part for part in (words(template, "title"), words(template, "subtitle")) if part)
            button = fields_of(template.get("cta"))
            gathered.links.append(Link(url=lasting(text_of(template, "url") or text_of(button, "url")), title=title))
            url = text_of(template, "media_url")
            if not url:
                continue
        number = id_of(each)
        name = words(each, "name") or ("sticker" if image.get("render_as_sticker") is True else "attachment")
        attachment = Attachment(
            name=name,
            media_type=words(each, "mime_type"),
            size=whole(each.get("size")),
            platform_id=number,
        )
        # A preview is better than nothing, where the platform gives no more.
        gathered.add(
            attachment, url or text_of(video, "preview_url") or text_of(image, "preview_url"), kind="attachment"
        )
    sticker = fields.get("sticker")
    url = sticker if isinstance(sticker, str) else text_of(fields_of(sticker), "url", "image_url")
    if url:
        gathered.add(Attachment(name="sticker"), url, kind="sticker")


def _shares(fields: Fields, gathered: Gathered) -> None:
    for each in data_of(fields, "shares"):
        url = text_of(each, "link")
        title = " · ".join(part for part in (words(each, "name"), words(each, "description")) if part)
        gathered.links.append(Link(url=lasting(url), title=title))
        if url and lasting(url) != url:
            # A signed link is the shared post's picture or film itself, and dies soon.
            gathered.add(Attachment(name="shared post", platform_id=id_of(each)), url, kind="share")


def _story(fields: Fields, gathered: Gathered) -> Quote | None:
    story = fields_of(fields.get("story"))
    answered, mention = fields_of(story.get("reply_to")), fields_of(story.get("mention"))
    for part, name in ((answered, "story answered"), (mention, "story that mentions the account")):
        if part:
            gathered.add(Attachment(name=name, platform_id=id_of(part)), text_of(part, "link"), kind="story")
    if mention:
        gathered.notes.append("mentions the account in a story")
    if answered:
        gathered.notes.append("answers a story")
        return Quote(source_id=id_of(answered))
    return None


def _reactions(fields: Fields) -> tuple[Reaction, ...]:
    found = []
    for each in data_of(fields, "reactions"):
        value = words(each, "reaction", "emoji")
        people = [words(person, "name", "username") for person in data_of(each, "users")]
        found += [Reaction(value=value, by=name) for name in people if value]
        if value and not people:
            found.append(Reaction(value=value))
    return tuple(found)


def _not_given(attachment: Attachment) -> Attachment:
    return Attachment(
        name=attachment.name,
        media_type=attachment.media_type,
        size=attachment.size,
        platform_id=attachment.platform_id,
        held=Held.NOT_EXPORTED,
        reason="the platform gave no link to it",
    )
