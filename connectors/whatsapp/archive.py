"""The importer of WhatsApp chat exports: text files of iOS and Android, alone, in folders, or zipped with media."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.errors import DateOrderUnproved, SourceError
from archiver.model.capture import Batch, CaptureMethod, Quarantined, Tally
from archiver.model.channel import Channel
from archiver.model.record import Record, ThreadKind
from connectors.base import Detected, Importer, ImportOptions, Member, Source
from connectors.intake import shown
from connectors.whatsapp.chats import Chat, MediaIndex, find_chats, looks_like_chat
from connectors.whatsapp.lines import Lines
from connectors.whatsapp.parse import Reader
from connectors.whatsapp.records import Records
from connectors.whatsapp.report import chat_notes, line_tallies, quarantined_lines
from connectors.whatsapp.survey import Survey, survey
from connectors.whatsapp.thread import Ends


def importer() -> Importer:
    """The WhatsApp importer."""
    return WhatsAppImporter()


class WhatsAppImporter:
    """Reads each chat twice: once for what the whole file proves, once for its messages."""

    platform = "whatsapp"

    def detect(self, source: Source) -> Detected | None:
        chats = find_chats(source)
        if not chats:
            return None
        surely = any(looks_like_chat(source, chat.member) for chat in chats)
        count = "" if len(chats) == 1 else f" ({len(chats)} chats)"
        return Detected(kind=f"WhatsApp chat export{count}", score=0.95 if surely else 0.3)

    def parse(self, source: Source, channel: Channel, options: ImportOptions) -> Iterator[Batch]:
        """See Importer.parse. A chat that cannot be read is quarantined and the others go on.

        Raises DateOrderUnproved for the first chat whose order of day and month is open, before any batch."""
        chats = find_chats(source)
        bad: list[tuple[Chat, SourceError]] = []
        read: list[tuple[Chat, Survey]] = []
        for chat in chats:
            try:
                read.append((chat, survey(source, chat, options.captured.date(), options.date_order)))
            except DateOrderUnproved:
                raise
            except SourceError as error:
                bad.append((chat, error))
        media = MediaIndex(source)
        for chat, facts in read:
            try:
                yield from _chat(source, chat, facts, media, channel, options)
            except SourceError as error:
                bad.append((chat, error))
        yield _last(source, chats, bad, media, channel, options)


def _chat(
    source: Source, chat: Chat, facts: Survey, media: MediaIndex, channel: Channel, options: ImportOptions
) -> Iterator[Batch]:
    ends = Ends(chat, facts, channel)
    made = Records(source, chat, facts, ends, media, options)
    quarantined: list[Quarantined] = []
    waiting: list[Record] = []
    with source.open(chat.member) as stream:
        lines = Lines(stream)
        reader = Reader(lines, facts)
        try:
            for record in made.read(reader):
                if len(waiting) >= options.batch_size:
                    cut = _end_of_moment(waiting, record)
                    yield _batch(chat, channel, options, waiting[:cut], made)
                    waiting = waiting[cut:]
                waiting.append(record)
        except SourceError as error:
            # Read whole a moment ago; what was handed over stays, and the report says that it broke off.
            quarantined.append(_unread(chat, error))
    if waiting or made.quarantined:
        yield _batch(chat, channel, options, waiting, made)
    quarantined += quarantined_lines(chat, lines, reader.count)
    yield Batch(
        channel=channel.id,
        captured=options.captured,
        method=CaptureMethod.EXPORT,
        export=chat.member.archive,
        quarantined=tuple(quarantined),
        tallies=(
            Tally(name="groups" if ends.thread.kind is ThreadKind.GROUP else "private_chats", value=1),
            *line_tallies(lines, reader.count, facts, made.counts),
        ),
        notes=chat_notes(chat, facts, ends, lines, reader.count, made.counts, options),
    )


def _end_of_moment(waiting: list[Record], following: Record) -> int:
    """Where to cut, so that no moment is spread over two batches: what an export holds of one must be seen together."""
    for cut in range(len(waiting), 0, -1):
        if waiting[cut - 1].sent != following.sent:
            return cut
    return len(waiting)


def _batch(chat: Chat, channel: Channel, options: ImportOptions, records: list[Record], made: Records) -> Batch:
    # Phones put a late message where it arrived; within a batch time order is restored, equal times keep theirs.
    records.sort(key=lambda record: record.sent.utc if record.sent else options.captured)
    quarantined = tuple(made.quarantined)
    made.quarantined.clear()
    return Batch(
        channel=channel.id,
        captured=options.captured,
        method=CaptureMethod.EXPORT,
        export=chat.member.archive,
        records=tuple(records),
        quarantined=quarantined,
    )


def _unread(chat: Chat, error: SourceError) -> Quarantined:
    return Quarantined(source=chat.shown, place=error.place or "whole file", reason=str(error))


def _last(
    source: Source,
    chats: list[Chat],
    bad: list[tuple[Chat, SourceError]],
    media: MediaIndex,
    channel: Channel,
    options: ImportOptions,
) -> Batch:
    """What is true of the import as a whole."""
    known = {(chat.member.archive, chat.member.path) for chat in chats}
    idle = [
        member
        for member in source.members
        if (member.archive, member.path) not in known and (member.archive, member.path) not in media.used
    ]
    left = [found for member in idle if (found := _left_out(source, member)) is not None]
    notes = []
    if idle:
        notes.append(f"{len(idle)} files of the export are named by no message (kept in the sealed original)")
    if not chats:
        notes.append("no WhatsApp chat was found in it")
    return Batch(
        channel=channel.id,
        captured=options.captured,
        method=CaptureMethod.EXPORT,
        export=chats[0].member.archive if chats else "",
        quarantined=(*(_unread(chat, error) for chat, error in bad), *left),
        tallies=(
            Tally(name="files_read", value=len(chats) - len(bad) + len(media.used)),
            Tally(name="files_not_read", value=len(bad)),
            Tally(name="files_named_by_no_message", value=len(idle)),
        ),
        notes=tuple(notes),
    )


def _left_out(source: Source, member: Member) -> Quarantined | None:
    """A file that no message names and that may hold a chat: kept sealed, read by nobody, so somebody must know."""
    name = member.path.lower()
    if name.endswith(".zip"):
        reason = "a zip in the export that no message names is not opened: give it by itself"
    elif name.endswith(".txt") and looks_like_chat(source, member):
        reason = "looks like a chat, but lies beside one and is named by no message: give it by itself"
    else:
        return None
    return Quarantined(source=shown(member.archive), place=shown(member.path), reason=reason)
