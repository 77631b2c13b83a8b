"""One medium, comment or direct message of an Instagram account -> records. Pure; every field asked for stands here.

A carousel is one post with several files. A file that the platform withholds (flagged content) is recorded as withheld.
"""

from __future__ import annotations

from collections.abc import Iterator

from archiver.model.attachment import Attachment
from archiver.model.capture import Quarantined
from archiver.model.correspondent import Correspondent, Role
from archiver.model.ids import ThreadKey
from archiver.model.record import Record, RecordKind, State, Thread, ThreadKind
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of, text_of, whole
from connectors.meta.ends import Ends
from connectors.meta.messages import Gathered
from connectors.meta.values import counts, data_of, id_of, moment_of, words

ME_FIELDS = "id,user_id,username,name,account_type"
PAGE_FIELDS = "id,name,instagram_business_account"
MEDIA_FIELDS = (
    "id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,shortcode,timestamp,username,owner,"
    "comments_count,like_count,is_comment_enabled,is_shared_to_feed,alt_text,"
    "children{id,media_type,media_url,thumbnail_url,permalink,timestamp,alt_text}"
)
COMMENT_FIELDS = (
    "id,text,timestamp,username,from,user,hidden,like_count,parent_id,media,"
    "replies{id,text,timestamp,username,from,hidden,like_count,parent_id}"
)
CONVERSATION_FIELDS = "id,updated_time,participants"
MESSAGE_FIELDS = "id,created_time,from,to,message,attachments,shares,story,reactions,is_unsupported"

_PUBLISHED_AS = {"STORY": "story", "REELS": "reel", "AD": "advertisement"}


def read_media(item: object, ends: Ends, *, source: str, place: str) -> Draft | Quarantined:
    """The record of one post, reel or story."""
    fields = fields_of(item)
    number = id_of(fields)
    if not number:
        return Quarantined(source=source, place=place, reason="a medium without an id")
    gathered = Gathered()
    kind = _PUBLISHED_AS.get(text_of(fields, "media_product_type"))
    if kind or source == "stories":
        gathered.notes.append(f"published as: {kind or 'story'}")
    for each in data_of(fields, "children") or [fields]:
        _file(each, gathered)
    sent = moment_of(fields, "timestamp")
    if sent is None:
        gathered.notes.append("its time could not be read")
    text = words(fields, "caption")
    record = Record(
        kind=RecordKind.POST,
        thread=Thread(key=ThreadKey(number), kind=ThreadKind.POST),
        sender=_author(fields, ends),
        source_id=number,
        sent=sent,
        text=text,
        state=State.PRESENT if text or gathered.attachments else State.UNREADABLE,
        attachments=tuple(gathered.attachments),
        counts=counts(likes=whole(fields.get("like_count")), comments=whole(fields.get("comments_count"))),
        permalink=text_of(fields, "permalink"),
        notes=tuple(gathered.notes),
        place=place,
    )
    return Draft(record=record, wanted=tuple(gathered.wanted))


def read_comments(item: object, post: str, ends: Ends, *, place: str) -> Iterator[Draft | Quarantined]:
    """The record of a comment, and those of its replies."""
    fields = fields_of(item)
    made = _comment(fields, post, post, ends, place=place)
    yield made
    parent = made.record.source_id if isinstance(made, Draft) else post
    for number, reply in enumerate(data_of(fields, "replies")):
        yield _comment(reply, post, parent, ends, place=f"{place} replies[{number}]")


def outside_window(message: Fields, thread: Thread, *, place: str) -> Record:
    """A message whose existence is all that the platform tells."""
    return Record(
        kind=RecordKind.MESSAGE,
        thread=thread,
        sender=Correspondent(role=Role.OTHER),
        source_id=id_of(message),
        sent=moment_of(message, "created_time"),
        state=State.OUTSIDE_WINDOW,
        notes=("listed by the platform, which gives details of the 20 newest messages of a conversation alone",),
        place=place,
    )


def _comment(fields: Fields, post: str, parent: str, ends: Ends, *, place: str) -> Draft | Quarantined:
    number = id_of(fields)
    if not number:
        return Quarantined(source="comments", place=place, reason="a comment without an id")
    text = words(fields, "text")
    sent = moment_of(fields, "timestamp")
    notes = [] if sent else ["its time could not be read"]
    state = State.HIDDEN if fields.get("hidden") is True else State.PRESENT if text else State.UNREADABLE
    record = Record(
        kind=RecordKind.COMMENT,
        thread=Thread(key=ThreadKey(post), kind=ThreadKind.POST),
        sender=_author(fields, ends),
        source_id=number,
        parent=id_of(fields, "parent_id") or parent,
        sent=sent,
        text=text,
        state=state,
        counts=counts(likes=whole(fields.get("like_count"))),
        notes=tuple(notes),
        place=place,
    )
    return Draft(record=record)


def _author(fields: Fields, ends: Ends) -> Correspondent:
    """Who wrote it: Instagram tells in up to four places, in some only the name."""
    told = fields_of(fields.get("from")) or fields_of(fields.get("user"))
    owner = fields_of(fields.get("owner"))
    person = {
        "id": id_of(told) or id_of(owner),
        "username": text_of(told, "username") or text_of(fields, "username"),
    }
    return ends.person(person)


def _file(fields: Fields, gathered: Gathered) -> None:
    is_film = text_of(fields, "media_type") == "VIDEO"
    name = "film" if is_film else "picture"
    url, still = text_of(fields, "media_url"), text_of(fields, "thumbnail_url")
    number = id_of(fields)
    gathered.add(Attachment(name=name, platform_id=number, alt_text=words(fields, "alt_text")), url, kind="media")
    if is_film and not url and still:
        gathered.add(Attachment(name="preview", platform_id=number), still, kind="media")
    if not url:
        gathered.notes.append("the platform withholds its file, as it does with content that it has flagged")
