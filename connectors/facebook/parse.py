"""One post or comment of a Facebook Page -> one record. Pure; every field asked for stands here.

Posts and comments have no edit time: an edit is seen by its words. What is not understood stays in the sealed answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from archiver.model.attachment import Attachment
from archiver.model.capture import Quarantined
from archiver.model.ids import ThreadKey
from archiver.model.record import Link, Record, RecordKind, State, Thread, ThreadKind
from archiver.model.time import iso_utc
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of, text_of, whole
from connectors.meta.ends import Ends
from connectors.meta.messages import Gathered
from connectors.meta.values import counted, counts, data_of, id_of, lasting, moment_of, words

PAGE_FIELDS = "id,name,username,link"
POST_FIELDS = (
    "id,created_time,updated_time,backdated_time,from{id,name},message,message_tags,story,story_tags,permalink_url,"
    "status_type,is_published,is_hidden,is_expired,parent_id,properties,place,privacy,shares,target,to,via,full_picture,"
    "call_to_action,child_attachments,admin_creator,application,scheduled_publish_time,"
    "attachments{media_type,type,title,description,url,unshimmed_url,target,media,subattachments},"
    "comments.summary(true).limit(0),reactions.summary(true).limit(0)"
)
COMMENT_FIELDS = (
    "id,created_time,from{id,name},message,message_tags,attachment,comment_count,like_count,parent{id},object{id},"
    "permalink_url,is_hidden,is_private,admin_creator,application,private_reply_conversation,live_broadcast_timestamp"
)

_PICTURES = frozenset({"photo", "image", "album", "cover_photo", "profile_media", "sticker", "animated_image_share"})
_FILMS = frozenset({"video", "video_inline", "video_autoplay", "video_direct_response"})


def read_post(item: object, ends: Ends, *, source: str, place: str) -> Draft | Quarantined:
    """The record of one post."""
    fields = fields_of(item)
    number = id_of(fields)
    if not number:
        return Quarantined(source=source, place=place, reason="a post without an id")
    gathered = Gathered()
    for attachment in _leaves(fields):
        _attach(attachment, gathered)
    sent = moment_of(fields, "created_time", "scheduled_publish_time")
    if sent is None:
        gathered.notes.append("its time could not be read")
    backdated = moment_of(fields, "backdated_time")
    if backdated is not None:
        gathered.notes.append(f"shown under another date: {iso_utc(backdated.utc)}")
    if fields.get("is_published") is False:
        gathered.notes.append("not published")
    if fields.get("is_expired") is True:
        gathered.notes.append("expired")
    author = fields_of(fields.get("from"))
    if not author:
        gathered.notes.append("the platform does not name its author")
    text, story = words(fields, "message"), words(fields, "story")
    state = State.PRESENT
    if fields.get("is_hidden") is True:
        state = State.HIDDEN
    elif not (text or story or gathered.attachments or gathered.links):
        state = State.UNREADABLE
        gathered.notes.append("the platform gave nothing but its time")
    record = Record(
        kind=RecordKind.POST,
        thread=Thread(key=ThreadKey(number), kind=ThreadKind.POST),
        sender=ends.person(author),
        source_id=number,
        recipients=tuple(dict.fromkeys(ends.person(each) for each in data_of(fields, "to"))),
        sent=sent,
        text=text,
        subject=story,
        state=state,
        links=tuple(gathered.links),
        attachments=tuple(gathered.attachments),
        counts=counts(
            reactions=counted(fields, "reactions"),
            comments=counted(fields, "comments"),
            shares=whole(fields_of(fields.get("shares")).get("count")),
        ),
        permalink=text_of(fields, "permalink_url"),
        notes=tuple(gathered.notes),
        place=place,
    )
    return Draft(record=record, wanted=tuple(gathered.wanted))


def read_comment(item: object, post: str, ends: Ends, *, place: str) -> Draft | Quarantined:
    """The record of one comment below the post of that id."""
    fields = fields_of(item)
    number = id_of(fields)
    if not number:
        return Quarantined(source="comments", place=place, reason="a comment without an id")
    gathered = Gathered()
    attachment = fields_of(fields.get("attachment"))
    if attachment:
        _attach(attachment, gathered)
    sent = moment_of(fields, "created_time")
    if sent is None:
        gathered.notes.append("its time could not be read")
    if fields.get("is_private") is True:
        gathered.notes.append("shown to its author and the page alone")
    author = fields_of(fields.get("from"))
    if not author:
        gathered.notes.append("the platform does not name its author")
    text = words(fields, "message")
    state = State.PRESENT
    if fields.get("is_hidden") is True:
        state = State.HIDDEN
    elif not (text or gathered.attachments or gathered.links):
        state = State.UNREADABLE
        gathered.notes.append("the platform gave nothing but its time")
    record = Record(
        kind=RecordKind.COMMENT,
        thread=Thread(key=ThreadKey(post), kind=ThreadKind.POST),
        sender=ends.person(author),
        source_id=number,
        parent=id_of(fields_of(fields.get("parent"))) or post,
        sent=sent,
        text=text,
        state=state,
        links=tuple(gathered.links),
        attachments=tuple(gathered.attachments),
        counts=counts(likes=whole(fields.get("like_count")), replies=whole(fields.get("comment_count"))),
        permalink=text_of(fields, "permalink_url"),
        notes=tuple(gathered.notes),
        place=place,
    )
    return Draft(record=record, wanted=tuple(gathered.wanted))


def _leaves(post: Fields) -> Iterator[Fields]:
    """A post's attachments; an album stands for the pictures in it."""
    for attachment in data_of(post, "attachments"):
        inner = data_of(attachment, "subattachments")
        yield from inner or (attachment,)


def _attach(attachment: Fields, gathered: Gathered) -> None:
    kind = (text_of(attachment, "media_type") or text_of(attachment, "type")).lower()
    media, target = fields_of(attachment.get("media")), fields_of(attachment.get("target"))
    picture, film = text_of(fields_of(media.get("image")), "src"), text_of(media, "source")
    title, description = words(attachment, "title"), words(attachment, "description")
    is_film = kind in _FILMS or bool(film)
    node = id_of(target)
    if not is_film and kind not in _PICTURES:
        url = lasting(text_of(attachment, "unshimmed_url", "url") or text_of(target, "url"))
        if url or title:
            gathered.links.append(Link(url=url, title=" · ".join(part for part in (title, description) if part)))
        node = ""
    if not (is_film or picture or kind in _PICTURES):
        return
    if is_film:
        gathered.add(Attachment(name="film", platform_id=node, alt_text=description), film, node=node, kind="video")
    if picture or not is_film:
        name = "picture" if kind in _PICTURES else "preview"
        made = Attachment(name=name, platform_id=node, alt_text="" if is_film else description)
        gathered.add(made, picture, node="" if is_film else node, kind="photo")
