"""One post of an X archive -> one record. Long texts are kept apart by the archive and are joined here.

A reply is a comment under what it answers; its thread is the oldest post that the account's own replies lead back to,
since an archive does not tell the conversation's id.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field

from archiver.model.correspondent import Correspondent
from archiver.model.ids import ThreadKey
from archiver.model.record import Count, Record, RecordKind, State, Thread, ThreadKind
from archiver.model.time import Moment, iso_utc
from connectors.base import Member
from connectors.fields import Fields, fields_of, list_of, objects_of, text_of, whole
from connectors.honesty import Honesty, Item, fit
from connectors.oldest_first import Piece
from connectors.x.archive_files import broken
from connectors.x.archive_media import ArchiveMedia
from connectors.x.archive_messages import links_of
from connectors.x.archive_people import People, digits, moment_of

_CUT = re.compile(r"(…|\.\.\.)?\s*(https://t\.co/\w+\s*)*\Z")
_MENTIONS = re.compile(r"(@\w{1,50}\s+)+")
_JOIN_S = 5
_LONG_ENOUGH = 100
_NOTE_BUDGET = 64 * 1024 * 1024
_KNOWN = frozenset(
    {
        *("id", "id_str", "created_at", "full_text", "text", "display_text_range", "entities", "extended_entities"),
        *("in_reply_to_status_id", "in_reply_to_status_id_str", "in_reply_to_user_id", "in_reply_to_user_id_str"),
        *("in_reply_to_screen_name", "favorite_count", "retweet_count", "lang", "source", "edit_info", "deleted_at"),
        *("truncated", "favorited", "retweeted", "possibly_sensitive", "withheld_in_countries", "coordinates", "geo"),
    }
)


@dataclass(slots=True)
class Note:
    """A long text that waits for its post."""

    text: str
    urls: object
    number: str
    sent: Moment
    place: str
    member: Member


@dataclass(slots=True)
class Notes:
    """The long texts of the archives, by the second of their post; bounded, and what does not fit is said."""

    honesty: Honesty
    by_second: dict[int, list[Note]] = field(default_factory=dict)
    size: int = 0

    def take(self, piece: Piece, member: Member) -> Item | None:
        """Remember one; what cannot be understood is given back."""
        try:
            note = fields_of(fields_of(piece.raw.value()).get("noteTweet"))
        except ValueError as error:
            return broken(member, piece.place, str(error))
        core = fields_of(note.get("core"))
        sent = moment_of(text_of(note, "createdAt"))
        text = fit(unescaped(text_of(core, "text")), self.honesty)
        if sent is None or not text:
            return broken(member, piece.place, "a long text without text or time")
        self.size += len(text) * 2
        if self.size > _NOTE_BUDGET:
            return broken(member, piece.place, "more long texts than can be joined with their posts")
        second = int(sent.utc.timestamp())
        note_id = digits(note, "noteTweetId")
        self.by_second.setdefault(second, []).append(Note(text, core.get("urls"), note_id, sent, piece.place, member))
        return None

    def claim(self, text: str, sent: Moment) -> Note | None:
        """The long text that a post of this time begins like; it is then no longer waiting."""
        second = int(sent.utc.timestamp())
        start = _beginning(text)
        # A text that was not cut may begin like another one: only the same second makes them one then.
        reach = _JOIN_S if "…" in text or len(start) >= _LONG_ENOUGH else 0
        for at in sorted(range(second - reach, second + reach + 1), key=lambda each: abs(each - second)):
            for note in self.by_second.get(at, ()):
                if start and _same_start(start, note.text):
                    self.by_second[at].remove(note)
                    self.honesty.count("long_texts_joined")
                    return note
        return None

    def left(self) -> list[Note]:
        """Those whose post was not found."""
        return [note for notes in self.by_second.values() for note in notes]


class PostTranslator:
    """Makes records of an archive's posts."""

    def __init__(self, *, people: People, media: ArchiveMedia, honesty: Honesty, notes: Notes) -> None:
        self._people = people
        self._media = media
        self._honesty = honesty
        self._notes = notes
        self._parents: dict[int, int] = {}
        self._deleted: set[int] = set()
        self.seen = array("Q")

    def learn(self, value: object, *, deleted: bool) -> None:
        """Look at a post before its turn: what it answers, whom it mentions, whether it was deleted."""
        post = unwrapped(value)
        number = whole(digits(post, "id_str", "id"))
        if number is None:
            return
        self._people.learn(post, number)
        parent = whole(digits(post, "in_reply_to_status_id_str", "in_reply_to_status_id"))
        if parent:
            self._parents[number] = parent
        if deleted:
            self._deleted.add(number)

    def post(self, piece: Piece, member: Member, *, deleted: bool, community: bool = False) -> Item | None:
        """The record of one post; None when the same archive holds it as deleted, too."""
        try:
            value = piece.raw.value()
        except ValueError as error:
            return broken(member, piece.place, str(error))
        post = unwrapped(value)
        number = digits(post, "id_str", "id")
        sent = moment_of(text_of(post, "created_at"))
        if not number or sent is None:
            return broken(member, piece.place, "a post without a readable id or time")
        if not deleted and int(number) in self._deleted:
            self._honesty.count("passed_over")
            return None
        if int(number) < 1 << 64:
            self.seen.append(int(number))
        for name in post:
            if name not in _KNOWN:
                self._honesty.unknown_field(name)
        return self._record(post, number, sent, f"{member.path} {piece.place}", deleted=deleted, community=community)

    def _record(self, post: Fields, number: str, sent: Moment, place: str, *, deleted: bool, community: bool) -> Record:
        text = fit(unescaped(text_of(post, "full_text", "text")), self._honesty)
        entities = fields_of(post.get("entities"))
        media = objects_of(fields_of(post.get("extended_entities")).get("media")) or objects_of(entities.get("media"))
        links = links_of(entities.get("urls"))
        notes = []
        note = self._notes.claim(text, sent)
        if note is not None:
            text, links = note.text, tuple(dict.fromkeys((*links, *links_of(note.urls))))
            notes.append("its long text is kept apart in the archive and was joined by time and beginning")
        if deleted:
            at = moment_of(text_of(post, "deleted_at"))
            notes.append(f"deleted {iso_utc(at.utc)}, according to the archive" if at else "deleted")
        if community:
            notes.append("posted in a community")
        first, edited = _edits(post, number)
        parent = digits(post, "in_reply_to_status_id_str", "in_reply_to_status_id")
        attachments = self._media.of(number, [_address(medium) for medium in media])
        return Record(
            kind=RecordKind.COMMENT if parent else RecordKind.POST,
            thread=Thread(key=ThreadKey(self._root(number)), kind=ThreadKind.POST),
            sender=self._people.agency,
            recipients=self._answered(post),
            source_id=number,
            parent=parent,
            version_of=first,
            sent=sent,
            text=text,
            state=State.DELETED if deleted else State.PRESENT if text or attachments else State.UNREADABLE,
            edited=edited,
            links=links,
            attachments=attachments,
            counts=_counts(post),
            permalink=f"https://x.com/{handle}/status/{number}" if (handle := self._people.agency.handle) else "",
            notes=tuple(notes),
            place=place,
        )

    def lonely(self, note: Note) -> Record:
        """The record of a long text whose post was not found: nothing that was written is lost."""
        self._honesty.count("long_texts_alone")
        key = f"note-{note.number}" if note.number else f"note-{int(note.sent.utc.timestamp())}"
        return Record(
            kind=RecordKind.POST,
            thread=Thread(key=ThreadKey(key), kind=ThreadKind.POST),
            sender=self._people.agency,
            sent=note.sent,
            text=note.text,
            links=links_of(note.urls),
            notes=("a long text; which post it belongs to could not be found",),
            place=f"{note.member.path} {note.place}",
        )

    def _root(self, number: str) -> str:
        at, steps = int(number), 0
        while at in self._parents and steps <= len(self._parents):
            at, steps = self._parents[at], steps + 1
        return str(at)

    def _answered(self, post: Fields) -> tuple[Correspondent, ...]:
        number = digits(post, "in_reply_to_user_id_str", "in_reply_to_user_id")
        handle = text_of(post, "in_reply_to_screen_name")
        if not (number or handle):
            return ()
        person = self._people.person(number)
        return (person,) if person.handle or not handle else (Correspondent(handle=handle, platform_id=number),)


def unwrapped(value: object) -> Fields:
    """The post itself: older archives have no `tweet` around it."""
    outer = fields_of(value)
    return fields_of(outer["tweet"]) if "tweet" in outer else outer


def unescaped(text: str) -> str:
    """A post's text as its author wrote it: X escapes these three characters in posts, and only them."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _edits(post: Fields, number: str) -> tuple[str, bool]:
    """(the first id of the chain of edits, whether this is a version behind the first)."""
    info = fields_of(post.get("edit_info"))
    edit = fields_of(info.get("edit"))
    initial = fields_of(info.get("initial"))
    control = fields_of(edit.get("editControlInitial"))
    chain = [str(each) for each in list_of(initial.get("editTweetIds")) or list_of(control.get("editTweetIds"))]
    chain = [each for each in chain if each.isascii() and each.isdigit()]
    first = digits(edit, "initialTweetId") or (chain[0] if len(chain) > 1 else "")
    return first, bool(first) and first != number


def _address(medium: Fields) -> tuple[str, str, str]:
    variants = [
        variant
        for variant in objects_of(fields_of(medium.get("video_info")).get("variants"))
        if text_of(variant, "content_type") == "video/mp4"
    ]
    best = max(variants, key=lambda variant: whole(variant.get("bitrate")) or 0, default=None)
    url = text_of(best, "url") if best else text_of(medium, "media_url_https", "media_url")
    return url, text_of(medium, "ext_alt_text", "alt_text"), digits(medium, "id_str", "id")


def _counts(post: Fields) -> tuple[Count, ...]:
    found = []
    for name, ours in (("favorite_count", "likes"), ("retweet_count", "reposts")):
        value = whole(post.get(name))
        if value is not None and 0 <= value < 1 << 53:
            found.append(Count(name=ours, value=value))
    return tuple(found)


def _beginning(text: str) -> str:
    """What a cut text says before its cut, blanks made one."""
    return " ".join(_CUT.sub("", text).split())


def _same_start(start: str, long: str) -> bool:
    whole_text = " ".join(long.split())
    if whole_text.startswith(start):
        return True
    # The people answered stand at the head of a post's text and not always at the head of its long text.
    match = _MENTIONS.match(start)
    rest = start[match.end() :] if match else ""
    return len(rest) > 20 and whole_text.startswith(rest)
