"""Messages of one chat as records: the body taken apart, the time placed, the attachment found and hashed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from archiver.errors import SourceError
from archiver.model.attachment import Attachment, Held
from archiver.model.capture import Quarantined
from archiver.model.correspondent import Correspondent, Role
from archiver.model.record import Link, Record, RecordKind
from archiver.model.time import Precision
from connectors.base import ImportOptions, Member, Source
from connectors.intake import shown
from connectors.media_types import media_type_of
from connectors.occurrence import Occurrences
from connectors.whatsapp.body import Body, read_body
from connectors.whatsapp.chats import Chat, MediaIndex
from connectors.whatsapp.clock import Clock
from connectors.whatsapp.parse import Message, Reader
from connectors.whatsapp.survey import Survey
from connectors.whatsapp.thread import PLATFORM, Ends

_BLOCK = 1024 * 1024
_BACKWARDS = "stands in the export below a later message: it arrived late, or is quoted text"


class Records:
    """Iterate once; `quarantined` and `counts` grow meanwhile."""

    def __init__(
        self, source: Source, chat: Chat, facts: Survey, ends: Ends, media: MediaIndex, options: ImportOptions
    ) -> None:
        self._source = source
        self._chat = chat
        self._facts = facts
        self._ends = ends
        self._media = media
        self._clocks = {
            form: Clock(options.zone, Precision.SECOND if form.seconds else Precision.MINUTE) for form in facts.forms
        }
        self._clock = next(iter(self._clocks.values())) if len(self._clocks) == 1 else None
        self._occurrences = Occurrences()
        self._hashed: dict[tuple[str, str], tuple[str, int] | None] = {}
        self.quarantined: list[Quarantined] = []
        self.counts: Counter[str] = Counter()

    def read(self, reader: Reader) -> Iterator[Record]:
        """Every message of the chat, in the file's order."""
        for message in reader:
            yield self._record(message)

    def _record(self, message: Message) -> Record:
        ios = message.form.brackets
        sender, start = self._ends.split(message.rest, ios=ios)
        notes: tuple[str, ...] = ()
        text = message.text_after(start)
        if sender is None:
            sender, body = PLATFORM, Body(text.strip("\u200e"), notice=True)
        else:
            body = read_body(text, ios=ios, marked=self._facts.marked, holds=self._media.holds)
            if ios and text.startswith("\u200e") and self._ends.is_group_itself(sender):
                # A group never speaks; the phone puts its name where a sender's would be.
                sender, body = PLATFORM, Body(text.strip("\u200e"), notice=True)
            elif body.notice and not body.call:
                sender = PLATFORM
            notes = body.notes
        clock = self._clock or self._clocks[message.form]
        moment, note = clock.moment(message.wall, message.source)
        if note:
            notes += (note,)
        if message.backwards and not note:
            notes += (_BACKWARDS,)
            self.counts["messages_out_of_order"] += 1
        kind = RecordKind.NOTICE if body.notice else RecordKind.MESSAGE
        self.counts["notices" if body.notice else "messages"] += 1
        thread = self._ends.thread
        return Record(
            kind=kind,
            thread=thread,
            sender=sender,
            occurrence=self._occurrences.number(thread.key, kind, sender, moment.utc, body.text),
            recipients=self._recipients(sender),
            sent=moment,
            text=body.text,
            state=body.state,
            edited=body.edited,
            links=(Link(url=body.location, title="location"),) if body.location else (),
            attachments=self._attachments(body, message.line) if body.files or body.omitted else (),
            notes=notes,
            place=f"line {message.line}",
        )

    def _recipients(self, sender: Correspondent) -> tuple[Correspondent, ...]:
        return () if sender.role is Role.SYSTEM else self._ends.recipients(sender)

    def _attachments(self, body: Body, line: int) -> tuple[Attachment, ...]:
        found = [self._attachment(name, line) for name in body.files]
        if body.omitted:
            self.counts["attachments_not_exported"] += 1
            reason = (
                "WhatsApp does not export it"
                if body.omitted.startswith("view")
                else "left out when the chat was exported"
            )
            found.append(Attachment(name=body.omitted, held=Held.NOT_EXPORTED, reason=reason))
        return tuple(found)

    def _attachment(self, name: str, line: int) -> Attachment:
        member = self._media.find(name, self._chat.member)
        media_type = media_type_of(name)
        if member is None:
            self.counts["attachments_missing"] += 1
            return Attachment(name=name, media_type=media_type, held=Held.MISSING)
        place = (member.archive, member.path)
        if place not in self._hashed:
            try:
                self._hashed[place] = _digest(self._source, member)
            except SourceError as error:
                self._hashed[place] = None
                reason = f"an attachment that cannot be read ({error})"
                self.quarantined.append(
                    Quarantined(source=shown(member.archive), place=f"{shown(member.path)}, line {line}", reason=reason)
                )
        known = self._hashed[place]
        if known is None:
            self.counts["attachments_missing"] += 1
            reason = "in the export, but damaged"
            return Attachment(name=name, media_type=media_type, held=Held.MISSING, reason=reason, member=member.path)
        self.counts["attachments_held"] += 1
        sha256, size = known
        return Attachment(
            name=name,
            media_type=media_type,
            size=size,
            sha256=sha256,
            held=Held.SEALED,
            member=member.path,
            archive=member.archive,
        )


def _digest(source: Source, member: Member) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with source.open(member) as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size
