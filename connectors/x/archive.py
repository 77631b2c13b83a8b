"""Reads an X account's own archive ("Download an archive of your data"), whole or in parts, of every era known.

Driven by the archive's manifest where it has one. What is encrypted is counted and recorded as unreadable; what the
header files list and the archive lacks is a gap.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import chain

from archiver.errors import SourceError
from archiver.model.capture import Batch, Gap, Quarantined
from archiver.model.channel import Channel
from connectors.base import Detected, Importer, ImportOptions, Member, Source
from connectors.fields import fields_of
from connectors.honesty import STRANGE, Honesty, Item, gather
from connectors.leftovers import unread
from connectors.oldest_first import Piece, oldest_first
from connectors.x.archive_completeness import compare, completeness, covered
from connectors.x.archive_conversations import Conversations
from connectors.x.archive_files import ArchiveFiles, ScriptReader, archives, broken, kind_of
from connectors.x.archive_media import ArchiveMedia
from connectors.x.archive_messages import MessageTranslator
from connectors.x.archive_people import People, moment_of
from connectors.x.archive_posts import Notes, PostTranslator, unwrapped

_SAMPLE = 256
_WORDS = re.compile(rb'"(?:full_text|messageCreate|dmConversation|noteTweet|messageEvent|article)"\s*+:')


def importer() -> Importer:
    """The importer of X archives."""
    return XArchive()


class XArchive:
    """Importer of X archives."""

    platform = "x"

    def detect(self, source: Source) -> Detected | None:
        for member in source.members:
            if not kind_of(member.path):
                continue
            try:
                with source.open(member) as stream:
                    start = stream.read(_SAMPLE).removeprefix(b"\xef\xbb\xbf").lstrip()
            except (SourceError, OSError):
                continue
            if start.startswith((b"window.YTD.", b"window.__THAR_CONFIG")):
                return Detected(kind="X archive", score=0.95)
        return None

    def parse(self, source: Source, channel: Channel, options: ImportOptions) -> Iterator[Batch]:
        honesty = Honesty()
        reader = ScriptReader(source, honesty)
        run = _Run(source, channel, honesty, reader, archives(source, reader))
        yield from gather(run.items(), honesty, channel=channel, options=options, source=source.name)


@dataclass(slots=True)
class _Run:
    source: Source
    channel: Channel
    honesty: Honesty
    reader: ScriptReader
    archives: list[ArchiveFiles]

    def items(self) -> Iterator[tuple[str, Item]]:
        people = People(self.archives, self.channel)
        media = ArchiveMedia(self.source, self.honesty)
        notes = Notes(self.honesty)
        posts = PostTranslator(people=people, media=media, honesty=self.honesty, notes=notes)
        messages = MessageTranslator(people=people, media=media, honesty=self.honesty)
        self._tell_of_archives(people)
        for files in self.archives:
            self._look_ahead(files, posts)
        for files in self.archives:
            yield from self._posts(files, posts, notes)
        for note in notes.left():
            yield note.member.archive, posts.lonely(note)
        sent = array("Q")
        for files in self.archives:
            yield from self._messages(files, messages, sent)
            yield from self._encrypted(files, messages)
        completeness(self.reader, self.archives, posts.seen, sent)
        if not self.source.refused:
            self.honesty.covered += covered(self.honesty, self.archives, self.channel.account)
        yield from self._leftovers()
        self._close()

    # --- posts ----------------------------------------------------------------------------------------------------

    def _look_ahead(self, files: ArchiveFiles, posts: PostTranslator) -> None:
        for kind in ("tweets", "community_tweets", "deleted_tweets"):
            for member in files.of(kind):
                for _, raw in ScriptReader(self.source, Honesty()).items(member):
                    if (
                        kind != "deleted_tweets"
                        and b"in_reply_to_s" not in raw.content
                        and b"user_m" not in raw.content
                    ):
                        continue
                    try:
                        posts.learn(raw.value(), deleted=kind == "deleted_tweets")
                    except ValueError:
                        continue

    def _posts(self, files: ArchiveFiles, posts: PostTranslator, notes: Notes) -> Iterator[tuple[str, Item]]:
        for member in files.of("note_tweets"):
            self.honesty.count("files_read")
            for piece in self._pieces(member):
                self.honesty.count("objects_read")
                found = notes.take(piece, member)
                if found is not None:
                    yield member.archive, found
        for kind in ("tweets", "community_tweets", "deleted_tweets"):
            for member in reversed(files.of(kind)):
                self.honesty.count("files_read")
                read = 0
                for piece in self._ordered(member):
                    read += 1
                    item = posts.post(
                        piece, member, deleted=kind == "deleted_tweets", community=kind == "community_tweets"
                    )
                    if item is not None:
                        yield member.archive, item
                compare(self.honesty, files, member, read)

    # --- messages -------------------------------------------------------------------------------------------------

    def _messages(
        self, files: ArchiveFiles, messages: MessageTranslator, sent: array[int]
    ) -> Iterator[tuple[str, Item]]:
        for kind in ("direct_messages", "direct_messages_group"):
            members = files.of(kind)
            self.honesty.count("files_read", len(members))
            conversations = Conversations(self.reader, members)
            for head, events in conversations.walk():
                self.honesty.count("conversations_read")
                for member, piece in events:
                    self.honesty.count("objects_read")
                    item = messages.event(piece, head, member)
                    if not isinstance(item, Quarantined) and item.source_id and int(item.source_id) < 1 << 64:
                        sent.append(int(item.source_id))
                    yield member.archive, item
                    if not isinstance(item, Quarantined) and STRANGE in item.notes:
                        self.honesty.count("quarantined_beside")
                        yield member.archive, broken(member, piece.place, STRANGE)
            for member, trouble in conversations.trouble.values():
                self.honesty.count("files_damaged")
                self.honesty.count("objects_read")
                yield member.archive, trouble
            for member in members:
                compare(self.honesty, files, member, conversations.counted[member.path])

    def _encrypted(self, files: ArchiveFiles, messages: MessageTranslator) -> Iterator[tuple[str, Item]]:
        for member in files.of("message_events"):
            self.honesty.count("files_read")
            read = 0
            for piece in self._ordered(member, newest_first=False):
                read += 1
                item = messages.encrypted(piece, member)
                if item is None:
                    self.honesty.count("passed_over")
                else:
                    yield member.archive, item
            compare(self.honesty, files, member, read)

    # --- reading --------------------------------------------------------------------------------------------------

    def _pieces(self, member: Member) -> Iterator[Piece]:
        for index, raw in self.reader.items(member):
            yield Piece(index, f"[{index}]", raw, None)

    def _ordered(self, member: Member, *, newest_first: bool = True) -> Iterator[Piece]:
        def timed() -> Iterator[Piece]:
            for piece in self._pieces(member):
                yield Piece(piece.at, piece.place, piece.raw, _time(piece))

        def again(wanted: Container[int]) -> Iterator[Piece]:
            for index, raw in ScriptReader(self.source, Honesty()).items(member, wanted):
                yield Piece(index, f"[{index}]", raw, None)

        for piece in oldest_first(timed(), again, newest_first=newest_first):
            self.honesty.count("objects_read")
            yield piece

    def _leftovers(self) -> Iterator[tuple[str, Item]]:
        known = {(member.archive, member.path) for files in self.archives for member in chain(*files.kinds.values())}

        def files() -> Iterator[tuple[Member, re.Pattern[bytes]]]:
            for member in self.source.members:
                folders = member.path.split("/")[:-1]
                is_media = "assets" in folders or bool(folders and folders[-1].endswith("_media"))
                if not is_media and member.path.endswith(".js") and (member.archive, member.path) not in known:
                    yield member, _WORDS

        yield from unread(self.honesty, self.source, files(), such_as="settings, likes")

    # --- what is told ---------------------------------------------------------------------------------------------

    def _tell_of_archives(self, people: People) -> None:
        honesty = self.honesty
        for files in self.archives:
            honesty.count("archives_read")
            if not files.has_manifest:
                honesty.note("an archive without a manifest: its files were found by their names")
            if files.is_partial:
                honesty.note("this is one part of an archive that X made in several: import all parts")
            for kind in files.absent:
                honesty.gaps.append(
                    Gap(
                        reason="the archive's manifest names a file that is not there",
                        edge=kind,
                        key=f"x-archive-absent:{kind}:{files.generated}",
                    )
                )
        owners = {files.account_id for files in self.archives if files.account_id}
        if len(owners) > 1:
            honesty.note("the archives given together belong to several accounts: each is taken for the agency's")
        if owners and self.channel.account.isdigit() and self.channel.account not in owners:
            honesty.note("the archive belongs to another account than the one that the channel is configured with")
        if not people.agency.platform_id:
            honesty.note("the archive does not say whose it is")

    def _close(self) -> None:
        honesty = self.honesty
        unreadable = honesty.tallies["encrypted_messages_unreadable"]
        if unreadable:
            honesty.note(
                f"{unreadable} messages are encrypted by X Chat: recorded as unreadable, kept sealed, "
                "readable only with the account's own keys"
            )
        honesty.note("times in this archive are absolute; no time zone was assumed")
        honesty.note("an X archive names correspondents by number: names are known only where own posts mention them")
        honesty.note(
            "replies and mentions by other people are not part of an X archive: only the live capture has them"
        )


def _time(piece: Piece) -> int | None:
    try:
        value = fields_of(piece.raw.value())
    except ValueError:
        return None
    event = fields_of(value.get("messageEvent")) or unwrapped(value)
    stamp = event.get("createdAtMsec", event.get("created_at"))
    moment = moment_of(str(stamp)) if isinstance(stamp, (str, int)) else None
    return int(moment.utc.timestamp() * 1000) if moment else None
