"""One object of an Instagram export's media or comment files -> records: posts, stories, reels, the account's comments.

Comments come in three forms, one of them with keys in the account's language; an unknown language is read by the order
of the fields, and the record says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from archiver.model.attachment import Attachment
from archiver.model.capture import Quarantined
from archiver.model.correspondent import Correspondent
from archiver.model.record import Link, Record, RecordKind, State
from connectors.base import Member
from connectors.fields import Fields, list_of, objects_of, text_of, whole
from connectors.honesty import Honesty, Item
from connectors.meta_export.labels import OWNER_LABELS, Entry, first_time, is_url, labelled, main_text
from connectors.meta_export.lists import Listed
from connectors.meta_export.media import MediaIndex
from connectors.meta_export.people import People
from connectors.meta_export.places import shown
from connectors.meta_export.public import Public, moment_of

_KNOWN = frozenset({"media", "title", "creation_timestamp", "timestamp", "label_values", "fbid", "uri", "description"})
_KNOWN_MEDIUM = frozenset(
    {
        *("uri", "creation_timestamp", "title", "media_metadata", "cross_post_source", "description", "backup_uri"),
        *("ai_stickers", "dubbing_info", "media_variants", "camera_metadata", "subtitles", "thumbnail"),
    }
)
_KNOWN_COMMENT = frozenset(
    {"title", "media_list_data", "string_list_data", "string_map_data", "label_values", "timestamp", "fbid", "media"}
)


class PublicTranslator:
    """Makes records of the public files of one export."""

    def __init__(self, *, people: People, media: MediaIndex, honesty: Honesty, public: Public) -> None:
        self._people = people
        self._media = media
        self._honesty = honesty
        self._public = public

    def post(self, listed: Listed, kind: str) -> Iterator[Item]:
        """The record of one post; `kind` is `post`, `story`, `reel`, `archived` or `deleted`, from the file's name."""
        fields, member = listed.fields, listed.member
        media = [medium for medium in objects_of(fields.get("media")) if text_of(medium, "uri", "backup_uri")]
        if "uri" in fields:
            media = [fields, *media]
        entries = labelled(fields) if "label_values" in fields else []
        if not (media or entries or "title" in fields):
            yield Quarantined(source=shown(member.path), place=listed.place, reason="neither a post nor a medium")
            return
        sent = moment_of(
            whole(fields.get("creation_timestamp"))
            or whole(fields.get("timestamp"))
            or next((whole(medium.get("creation_timestamp")) for medium in media), None)
            or first_time(entries)
        )
        if sent is None:
            yield self._without_time(listed)
            return
        self._unknown(fields, _KNOWN | _KNOWN_MEDIUM if "uri" in fields else _KNOWN)
        notes = [] if kind == "post" else [f"published as: {kind}"]
        text = text_of(fields, "title", "description")
        links: tuple[Link, ...] = ()
        if entries:
            found, known = main_text(entries)
            text = text or found
            links = tuple(Link(url=url) for url in _urls(entries))
            if not known:
                notes.append("its fields were told apart by their form, not by their labels")
        titles = list(dict.fromkeys(text_of(medium, "title") for medium in media))
        if not text and len(titles) == 1:
            text = titles[0]
        uris = [text_of(medium, "uri", "backup_uri") for medium in media]
        uris += [entry.uri for entry in entries if entry.uri and entry.uri not in uris]
        second = int(sent.utc.timestamp())
        if self._public.is_repeat(member, "post", str(second), text, uris[0] if uris else ""):
            return
        thread = self._public.thread(member, kind, second)
        sender = self._people.agency()
        attachments = self._attachments(uris, media, member, text)
        yield Record(
            kind=RecordKind.POST,
            thread=thread,
            sender=sender,
            occurrence=self._public.occurrence(member, thread, RecordKind.POST, sender, sent, text),
            sent=sent,
            text=text,
            state=State.DELETED if kind == "deleted" else State.PRESENT,
            links=links,
            attachments=attachments,
            notes=tuple(notes),
            place=f"{shown(member.path)} {listed.place}",
        )

    def comment(self, listed: Listed) -> Iterator[Item]:
        """The record of one comment that the account wrote."""
        fields, member = listed.fields, listed.member
        self._unknown(fields, _KNOWN_COMMENT)
        text, owner, second, notes = _comment(fields)
        sent = moment_of(second)
        if sent is None:
            yield self._without_time(listed)
            return
        if not text and not objects_of(fields.get("media_list_data")):
            notes.append("the export holds nothing but its time")
        if self._public.is_repeat(member, "comment", str(second), text, owner):
            return
        thread = self._public.thread(member, "comment", int(sent.utc.timestamp()))
        sender = self._people.agency()
        uris = [
            text_of(medium, "uri") for medium in objects_of(fields.get("media_list_data")) if text_of(medium, "uri")
        ]
        yield Record(
            kind=RecordKind.COMMENT,
            thread=thread,
            sender=sender,
            recipients=(self._named(owner),) if owner else (),
            occurrence=self._public.occurrence(member, thread, RecordKind.COMMENT, sender, sent, text),
            sent=sent,
            text=text,
            state=State.PRESENT if text or uris else State.UNREADABLE,
            links=tuple(Link(url=url) for url in _hrefs(fields)),
            attachments=self._attachments(uris, [], member, text),
            notes=(*notes, "the export does not say which post this comment stands under"),
            place=f"{shown(member.path)} {listed.place}",
        )

    def _attachments(self, uris: list[str], media: list[Fields], member: Member, text: str) -> tuple[Attachment, ...]:
        titles = {text_of(medium, "uri", "backup_uri"): text_of(medium, "title") for medium in media}
        for medium in media:
            self._unknown(medium, _KNOWN_MEDIUM | _KNOWN)
        return tuple(
            self._media.attachment(uri, member, alt_text=titles.get(uri, "") if titles.get(uri) != text else "")
            for uri in uris
        )

    def _named(self, handle: str) -> Correspondent:
        person = self._people.person(handle)
        return person if self._people.is_owner(handle) else Correspondent(handle=person.name)

    def _unknown(self, fields: Fields, known: frozenset[str]) -> None:
        for name in fields:
            if name not in known:
                self._honesty.unknown_field(name)

    def _without_time(self, listed: Listed) -> Quarantined:
        return Quarantined(
            source=shown(listed.member.path), place=listed.place, reason="a post or comment without a readable time"
        )


def _comment(fields: Fields) -> tuple[str, str, int | None, list[str]]:
    """(text, whose post it was, second, notes) of any of the three forms."""
    strings = objects_of(fields.get("string_list_data"))
    if strings:
        text = "\n".join(value for value in (text_of(each, "value") for each in strings) if value)
        second = next((whole(each.get("timestamp")) for each in strings if whole(each.get("timestamp"))), None)
        return text, text_of(fields, "title"), second, []
    entries = labelled(fields)
    second = first_time(entries) or whole(fields.get("timestamp"))
    owner = next((entry.value for entry in entries if entry.label.casefold() in OWNER_LABELS), "")
    text, known = main_text(entries)
    if known:
        return text, owner, second, []
    # The platform's own order: the comment, whose post it was, the time.
    values = [entry.value for entry in entries if entry.value and not is_url(entry.value)]
    owner = owner or (values[1] if len(values) == 2 else "")
    text = values[0] if len(values) <= 2 else "\n".join(values)
    return text, owner, second, ["its fields were told apart by their order, not by their labels"]


def _urls(entries: list[Entry]) -> list[str]:
    return list(dict.fromkeys(url for entry in entries for url in (entry.href, entry.value) if is_url(url)))


def _hrefs(fields: Fields) -> list[str]:
    found = [text_of(each, "href") for each in objects_of(list_of(fields.get("string_list_data")))]
    found += [entry.href for entry in labelled(fields)]
    return list(dict.fromkeys(url for url in found if is_url(url)))
