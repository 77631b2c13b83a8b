"""One object of a Facebook export's post, comment or media files -> records. Every form that is known is here.

An export gives posts no id that the live platform uses: they are known by second and text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.model.attachment import Attachment
from archiver.model.capture import Quarantined
from archiver.model.correspondent import Correspondent
from archiver.model.record import Link, Record, RecordKind, State, Thread
from archiver.model.time import Moment, iso_utc
from connectors.base import Member
from connectors.fields import Fields, fields_of, objects_of, text_of, whole
from connectors.honesty import STRANGE, Honesty, Item
from connectors.meta_export.labels import first_time, is_url, labelled, main_text
from connectors.meta_export.lists import Listed
from connectors.meta_export.media import MediaIndex
from connectors.meta_export.people import People
from connectors.meta_export.places import shown
from connectors.meta_export.public import Public, moment_of

_KNOWN = frozenset({"timestamp", "title", "data", "attachments", "tags", "label_values", "fbid", "media"})
_KNOWN_MEDIA = frozenset(
    {"uri", "creation_timestamp", "title", "description", "media_metadata", "comments", "backup_uri", "thumbnail"}
)
_KNOWN_PARTS = frozenset({"media", "external_context", "place", "text", "poll", "event", "name", "source"})
_TOUCHED_S = 60


@dataclass(slots=True)
class _Gathered:
    """What the parts of a post add up to."""

    texts: list[str]
    links: list[Link]
    attachments: list[Attachment]
    uris: list[str]
    comments: list[Fields]
    notes: list[str]


class PostTranslator:
    """Makes records of the public files of one export."""

    def __init__(self, *, people: People, media: MediaIndex, honesty: Honesty, public: Public) -> None:
        self._people = people
        self._media = media
        self._honesty = honesty
        self._public = public
        self._is_strange = False

    def __call__(self, listed: Listed) -> Iterator[Item]:
        """The records of one object: none when another file brought it already, several when it holds comments."""
        fields = listed.fields
        self._is_strange = False
        if "label_values" in fields:
            yield from self._labelled(listed)
        elif _comments_of(fields):
            yield from self._comments(listed)
        elif "uri" in fields:
            yield from self._medium(listed)
        elif "timestamp" in fields or "data" in fields or "attachments" in fields:
            yield from self._post(listed)
        else:
            yield Quarantined(
                source=shown(listed.member.path), place=listed.place, reason="neither a post nor a comment nor a medium"
            )

    def _post(self, listed: Listed) -> Iterator[Item]:
        fields, member = listed.fields, listed.member
        sent = moment_of(whole(fields.get("timestamp")))
        if sent is None:
            yield self._without_time(listed)
            return
        self._unknown(fields, _KNOWN)
        gathered = _Gathered([], [], [], [], [], [])
        for part in objects_of(fields.get("data")):
            gathered.texts.append(text_of(part, "post"))
            updated = moment_of(whole(part.get("update_timestamp")))
            if updated and (updated.utc - sent.utc).total_seconds() > _TOUCHED_S:
                gathered.notes.append(f"last touched {iso_utc(updated.utc)}, which need not be an edit")
            self._unknown(part, frozenset({"post", "update_timestamp"}))
        for attachment in objects_of(fields.get("attachments")):
            for part in objects_of(attachment.get("data")):
                self._part(part, member, gathered)
        yield from self._made(listed, sent, gathered, subject=text_of(fields, "title"))

    def _labelled(self, listed: Listed) -> Iterator[Item]:
        fields, member = listed.fields, listed.member
        entries = labelled(fields)
        sent = moment_of(whole(fields.get("timestamp")) or first_time(entries))
        if sent is None:
            yield self._without_time(listed)
            return
        self._unknown(fields, _KNOWN)
        text, known = main_text(entries)
        gathered = _Gathered([text], [], [], [], [], [])
        if not known:
            gathered.notes.append("its fields were told apart by their form, not by their labels")
        for url in dict.fromkeys(url for entry in entries for url in (entry.href, entry.value) if is_url(url)):
            gathered.links.append(Link(url=url))
        for uri in dict.fromkeys(entry.uri for entry in entries if entry.uri):
            self._add_media({"uri": uri}, member, gathered)
        for medium in objects_of(fields.get("media")):
            self._add_media(medium, member, gathered)
        yield from self._made(listed, sent, gathered, subject=text_of(fields, "title"))

    def _medium(self, listed: Listed) -> Iterator[Item]:
        fields = listed.fields
        gathered = _Gathered([text_of(fields, "description")], [], [], [], [], [])
        sent = moment_of(whole(fields.get("creation_timestamp")) or whole(fields.get("timestamp")))
        if sent is None:
            yield self._without_time(listed)
            return
        if self._public.is_listed_again(text_of(fields, "description"), text_of(fields, "uri")):
            return
        self._add_media(fields, listed.member, gathered)
        yield from self._made(listed, sent, gathered, subject=text_of(fields, "title"))

    def _made(self, listed: Listed, sent: Moment, gathered: _Gathered, *, subject: str) -> Iterator[Item]:
        text = "\n".join(dict.fromkeys(part for part in gathered.texts if part))
        second = int(sent.utc.timestamp())
        first = gathered.uris[0] if gathered.uris else ""
        if self._public.is_repeat(listed.member, "post", str(second), text, subject, first):
            return
        self._public.remember_media(text, gathered.uris)
        thread = self._public.thread(listed.member, "post", second)
        sender = self._people.agency()
        links = tuple(dict.fromkeys(gathered.links))
        empty = not (text or subject or links or gathered.attachments)
        if empty:
            gathered.notes.append(STRANGE if self._is_strange else "the export holds nothing but its time")
        yield Record(
            kind=RecordKind.POST,
            thread=thread,
            sender=sender,
            recipients=self._tagged(listed.fields),
            occurrence=self._public.occurrence(listed.member, thread, RecordKind.POST, sender, sent, text),
            sent=sent,
            text=text,
            subject=subject,
            state=State.UNREADABLE if empty else State.PRESENT,
            links=links,
            attachments=tuple(gathered.attachments),
            notes=tuple(gathered.notes),
            place=f"{shown(listed.member.path)} {listed.place}",
        )
        if empty and self._is_strange:
            self._honesty.count("quarantined_beside")
            yield Quarantined(source=shown(listed.member.path), place=listed.place, reason=STRANGE)
        for comment in gathered.comments:
            self._honesty.count("records_beside")
            yield self._comment(comment, listed, thread, title="", attachments=(), links=())

    def _comments(self, listed: Listed) -> Iterator[Item]:
        self._unknown(listed.fields, _KNOWN)
        gathered = _Gathered([], [], [], [], [], [])
        for attachment in objects_of(listed.fields.get("attachments")):
            for part in objects_of(attachment.get("data")):
                self._part(part, listed.member, gathered)
        for number, comment in enumerate(_comments_of(listed.fields)):
            sent = moment_of(whole(comment.get("timestamp")) or whole(listed.fields.get("timestamp")))
            text = text_of(comment, "comment")
            if number:
                self._honesty.count("records_beside")
            if sent is None:
                yield self._without_time(listed)
                continue
            if self._public.is_repeat(listed.member, "comment", str(sent.utc.timestamp()), text):
                continue
            yield self._comment(
                {"timestamp": int(sent.utc.timestamp()), **comment},
                listed,
                self._public.thread(listed.member, "comment", int(sent.utc.timestamp())),
                title=text_of(listed.fields, "title"),
                attachments=() if number else tuple(gathered.attachments),
                links=() if number else tuple(dict.fromkeys(gathered.links)),
            )

    def _comment(
        self,
        comment: Fields,
        listed: Listed,
        thread: Thread,
        *,
        title: str,
        attachments: tuple[Attachment, ...],
        links: tuple[Link, ...],
    ) -> Item:
        sent = moment_of(whole(comment.get("timestamp")))
        if sent is None:
            return self._without_time(listed)
        self._unknown(comment, frozenset({"timestamp", "comment", "author", "group"}))
        author = text_of(comment, "author")
        sender = self._people.person(author) if author else self._people.agency()
        text = text_of(comment, "comment")
        group = text_of(comment, "group")
        return Record(
            kind=RecordKind.COMMENT,
            thread=thread,
            sender=sender,
            recipients=(Correspondent(name=group),) if group else (),
            occurrence=self._public.occurrence(listed.member, thread, RecordKind.COMMENT, sender, sent, text),
            sent=sent,
            text=text,
            subject=title,
            state=State.PRESENT if text or attachments or links else State.UNREADABLE,
            links=links,
            attachments=attachments,
            notes=("the export does not say which post this comment stands under",) if title else (),
            place=f"{shown(listed.member.path)} {listed.place}",
        )

    def _part(self, part: Fields, member: Member, gathered: _Gathered) -> None:
        self._unknown(part, _KNOWN_PARTS)
        medium = fields_of(part.get("media"))
        if medium:
            self._add_media(medium, member, gathered)
        context = fields_of(part.get("external_context"))
        if text_of(context, "url", "name"):
            gathered.links.append(Link(url=text_of(context, "url"), title=text_of(context, "name", "source")))
        place = fields_of(part.get("place"))
        if text_of(place, "name", "url"):
            gathered.links.append(Link(url=text_of(place, "url"), title=text_of(place, "name", "address")))
        gathered.texts.append(text_of(part, "text"))
        event = fields_of(part.get("event"))
        gathered.texts.append(text_of(event, "name"))
        poll = fields_of(part.get("poll"))
        gathered.texts.append(text_of(poll, "question"))
        gathered.texts += [f"- {text_of(each, 'option')}" for each in objects_of(poll.get("options"))]

    def _add_media(self, medium: Fields, member: Member, gathered: _Gathered) -> None:
        uri = text_of(medium, "uri", "backup_uri")
        self._unknown(medium, _KNOWN_MEDIA)
        description, title = text_of(medium, "description"), text_of(medium, "title")
        if uri:
            alt = description if description not in gathered.texts else ""
            gathered.attachments.append(self._media.attachment(uri, member, alt_text=alt or title))
            gathered.uris.append(uri)
        elif description:
            gathered.texts.append(description)
        gathered.comments += [each for each in objects_of(medium.get("comments")) if text_of(each, "comment")]

    def _tagged(self, fields: Fields) -> tuple[Correspondent, ...]:
        return tuple(
            self._people.person(text_of(each, "name"))
            for each in objects_of(fields.get("tags"))
            if text_of(each, "name")
        )

    def _unknown(self, fields: Fields, known: frozenset[str]) -> None:
        for name in fields:
            if name not in known:
                self._honesty.unknown_field(name)
                self._is_strange = self._is_strange or fields[name] not in (None, False, "", [], {})

    def _without_time(self, listed: Listed) -> Quarantined:
        return Quarantined(
            source=shown(listed.member.path), place=listed.place, reason="a post or comment without a readable time"
        )


def _comments_of(fields: Fields) -> list[Fields]:
    found = [fields_of(part.get("comment")) for part in objects_of(fields.get("data"))]
    return [comment for comment in found if comment]
