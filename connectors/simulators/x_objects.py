"""The simulated world in X's JSON, in either of its vocabularies: posts with their versions, messages, people, media."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from connectors.simulators.media import Medium
from connectors.simulators.world import Account, Comment, Conversation, Message, Person, Post

EPOCH_MS = 1_288_834_974_657
SUSPENDED = "1999999999"
CUT = 277
EDIT_HOUR = dt.timedelta(hours=1)
Json = dict[str, object]


def snowflake(at: dt.datetime, number: int) -> str:
    """X's ids hold the time."""
    return str(((int(at.timestamp() * 1000) - EPOCH_MS) << 22) | (number & 0x3FFFFF))


def stamp(at: dt.datetime) -> str:
    """X writes milliseconds and Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def user_id(person: Person | None) -> str:
    """The platform's id of an invented person; of nobody, that of a suspended account."""
    return str(1_000_000_000 + person.number) if person else SUSPENDED


def escaped(text: str) -> str:
    """X escapes three characters in posts."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass(slots=True)
class Version:
    """One state of a post under its own id."""

    id: str
    text: str
    made: dt.datetime


@dataclass(slots=True)
class Shown:
    """A post as X has it: its versions, oldest first."""

    source: Post | Comment
    author: Person | None
    parent: str
    root: str
    versions: list[Version] = field(default_factory=list)

    @property
    def newest(self) -> Version:
        return self.versions[-1]


class Objects:
    """Makes X's objects of an account of the world. `old`: before tweets became posts."""

    def __init__(self, account: Account, link: Callable[[Medium], str]) -> None:
        self.account = account
        self.old = True
        self._link = link
        self._kept: dict[int, Shown] = {}
        self.media: dict[str, Medium] = {}

    # --- posts ------------------------------------------------------------------------------------------------------

    def posts(self) -> Iterator[Shown]:
        """Every post and reply that X still has. Looks for edits on the way: each gives a version of its own."""
        for post in list(self.account.posts):
            root = self._see(post, post.author, "", "")
            if post.removed is None:
                yield root
            for comment in post.comments:
                parent = self._kept.get(comment.parent.number) if comment.parent else root
                shown = self._see(comment, comment.author, (parent or root).versions[0].id, root.versions[0].id)
                if comment.removed is None:
                    yield shown

    def versions_of(self, source: Post | Comment) -> list[str]:
        """The ids under which it was ever shown."""
        shown = self._kept.get(source.number)
        return [version.id for version in shown.versions] if shown else []

    def _see(self, source: Post | Comment, author: Person | None, parent: str, root: str) -> Shown:
        number = snowflake(source.at, source.number)
        shown = self._kept.get(source.number)
        if shown is None:
            shown = Shown(source, author, parent, root or number)
            text = source.text
            if source.edited:
                text = text.removesuffix(" (edited)").removesuffix(" (updated)")
            shown.versions.append(Version(number, text, source.at))
            self._kept[source.number] = shown
        if source.edited and shown.newest.text != source.text:
            shown.versions.append(Version(snowflake(source.edited, source.number), source.text, source.edited))
        return shown

    def post(self, shown: Shown, version: Version, fields: set[str], expansions: set[str]) -> Json:
        """One version of a post, with the fields that were asked for and no others."""
        author = user_id(shown.author)
        whole: Json = {
            "id": version.id,
            "text": self._cut(version.text),
            "created_at": stamp(version.made),
            "conversation_id": shown.root,
            "lang": "en",
            "public_metrics": {"like_count": 3, "retweet_count" if self.old else "repost_count": 1, "reply_count": 0},
            "edit_controls": {
                "edits_remaining": 5 - len(shown.versions) + 1,
                "is_edit_eligible": not shown.parent,
                "editable_until": stamp(shown.source.at + EDIT_HOUR),
            },
        }
        history = "edit_history_tweet_ids" if self.old else "edit_history_post_ids"
        note = "note_tweet" if self.old else "note_post"
        if len(version.text) > 280:
            whole[note] = {"text": version.text}
        if shown.source.media:
            whole["attachments"] = {"media_keys": [self.media_key(medium) for medium in shown.source.media]}
        made = {name: value for name, value in whole.items() if name in fields or name in ("id", "text")}
        made[history] = [each.id for each in shown.versions]
        refs = "referenced_tweets" if self.old else "referenced_posts"
        if shown.parent and (refs in fields or refs in expansions):
            made[refs] = [{"type": "replied_to", "id": shown.parent}]
        if "author_id" in fields | expansions:
            made["author_id"] = author
        if shown.parent and "in_reply_to_user_id" in fields | expansions:
            made["in_reply_to_user_id"] = user_id(self.account.agency)
        return made

    @staticmethod
    def _cut(text: str) -> str:
        return escaped(text) if len(text) <= 280 else escaped(text[:CUT]) + "… https://t.co/long"

    # --- messages ---------------------------------------------------------------------------------------------------

    def conversation_id(self, conversation: Conversation) -> str:
        """Two ends give their ids, smaller first; a group has one of its own."""
        if len(conversation.people) > 1:
            return snowflake(conversation.messages[0].at, conversation.number)
        ends = sorted((user_id(self.account.agency), user_id(conversation.people[0])), key=int)
        return "-".join(ends)

    def event(self, conversation: Conversation, message: Message, fields: set[str], expansions: set[str]) -> Json:
        """A private message. Edits are not represented: its first text stands."""
        text = message.text.removesuffix(" (edited)") if message.edited else message.text
        whole: Json = {
            "id": snowflake(message.at, message.number),
            "event_type": "MessageCreate",
            "text": text,
            "created_at": stamp(message.at),
            "dm_conversation_id": self.conversation_id(conversation),
        }
        if message.media:
            whole["attachments"] = {"media_keys": [self.media_key(medium) for medium in message.media]}
        made = {name: value for name, value in whole.items() if name in fields or name in ("id", "event_type", "text")}
        if "sender_id" in fields | expansions:
            made["sender_id"] = user_id(message.sender)
        return made

    def join(self, conversation: Conversation, fields: set[str], expansions: set[str]) -> Json:
        """How a group began."""
        at = conversation.messages[0].at - dt.timedelta(seconds=1)
        made: Json = {"id": snowflake(at, conversation.number), "event_type": "ParticipantsJoin"}
        if "created_at" in fields:
            made["created_at"] = stamp(at)
        if "dm_conversation_id" in fields:
            made["dm_conversation_id"] = self.conversation_id(conversation)
        if "participant_ids" in fields | expansions:
            made["participant_ids"] = [user_id(person) for person in conversation.people]
        if "sender_id" in fields | expansions:
            made["sender_id"] = user_id(conversation.people[0])
        return made

    # --- what comes beside ------------------------------------------------------------------------------------------

    def people(self) -> dict[str, Json]:
        """Every user, by id."""
        everyone = [self.account.agency, *self.account.people]
        return {
            user_id(person): {
                "id": user_id(person),
                "name": person.name,
                "username": person.handle[:15] or f"user{person.number}",
                "created_at": "2012-05-01T00:00:00.000Z",
            }
            for person in everyone
        }

    def media_key(self, medium: Medium) -> str:
        """X's key of a medium: a number for its kind, and its id."""
        kind = {"image": 3, "sticker": 3, "video": 7, "audio": 7}.get(medium.kind, 3)
        key = f"{kind}_{1_700_000_000_000_000_000 + medium.number}"
        self.media[key] = medium
        return key

    def medium(self, key: str) -> Json:
        """A photo has an address; a video has several, and the streaming list among them is no file."""
        medium = self.media[key]
        url = self._link(medium)
        if key.startswith("3_"):
            return {"media_key": key, "type": "photo", "url": url, "alt_text": f"picture {medium.number}"}
        return {
            "media_key": key,
            "type": "video",
            "preview_image_url": url.replace(".mp4", ".jpg"),
            "variants": [
                {"content_type": "application/x-mpegURL", "url": url.replace(".mp4", ".m3u8")},
                {"content_type": "video/mp4", "bit_rate": 256_000, "url": url.replace("/v/", "/low/")},
                {"content_type": "video/mp4", "bit_rate": 2_176_000, "url": url},
            ],
        }
