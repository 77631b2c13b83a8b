"""The importer of LinkedIn's data export: a member's messages, posts and comments, from zips, folders or CSV files.

The files of the export that hold no records (connections, reactions) are counted, named and left sealed. Those that hold
what people said in a form that is not read here (invitations with a message, articles) are quarantined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from archiver.errors import SourceError
from archiver.model.capture import Batch, Quarantined
from archiver.model.channel import Channel
from archiver.model.correspondent import Correspondent, Role
from archiver.model.counted import counted
from archiver.model.record import Record
from connectors.base import Detected, Importer, ImportOptions, Member, Source
from connectors.held_media import HeldMedia
from connectors.honesty import Honesty, Item, gather
from connectors.intake import shown
from connectors.leftovers import DAMAGED
from connectors.linkedin.export_messages import Messages
from connectors.linkedin.export_people import Agency
from connectors.linkedin.export_table import Row, Table
from connectors.linkedin.parse_export import COMMENTS, KNOWN, MESSAGES, SHARES, comment, share
from connectors.occurrence import Occurrences

_REQUIRED = {"messages.csv": MESSAGES, "shares.csv": SHARES, "comments.csv": COMMENTS}
_READERS: dict[str, Callable[[Row, Correspondent, Occurrences, str], Record | Quarantined]] = {
    "shares.csv": share,
    "comments.csv": comment,
}

_WORDS = ("MESSAGE", "CONTENT", "SHARECOMMENTARY", "COMMENT", "COMMENTARY", "BODY")
"""Columns of what people say, as LinkedIn's files call them."""


def importer() -> Importer:
    """The LinkedIn importer."""
    return LinkedInImporter()


class LinkedInImporter:
    """Reads messages.csv, Shares.csv and Comments.csv by the names of their columns."""

    platform = "linkedin"

    def detect(self, source: Source) -> Detected | None:
        found = [member for member in source.members if _kind(member) in _REQUIRED]
        good = [member for member in found if _has_header(source, member)]
        if not good:
            return None
        kinds = {_kind(member) for member in good}
        return Detected(kind="LinkedIn data export", score=0.95 if "messages.csv" in kinds else 0.8)

    def parse(self, source: Source, channel: Channel, options: ImportOptions) -> Iterator[Batch]:
        """See Importer.parse. A file that cannot be read is quarantined and the others go on."""
        honesty = Honesty()
        items = _Reading(source, channel, honesty).items()
        yield from gather(items, honesty, channel=channel, options=options, source=source.name)


class _Reading:
    """One import under way."""

    def __init__(self, source: Source, channel: Channel, honesty: Honesty) -> None:
        self._source = source
        self._channel = channel
        self._honesty = honesty
        self._agency = Agency(channel.account)
        self._media = HeldMedia(source, honesty)

    def items(self) -> Iterator[tuple[str, Item]]:
        files = [member for member in self._source.members if _kind(member) in _REQUIRED]
        owner = self._owner()
        readable: list[tuple[Member, Messages | None]] = []
        everyone: Counter[tuple[str, str]] = Counter()
        conversations: set[str] = set()
        for member in files:
            if _kind(member) != "messages.csv":
                readable.append((member, None))
                continue
            messages = Messages(self._source, member, self._honesty, self._media)
            try:
                messages.survey()
            except SourceError as error:
                yield member.archive, _unread(member, error)
            else:
                everyone.update(messages.takes_part())
                conversations |= messages.conversations.keys()
                readable.append((member, messages))
        how = self._agency.settle(owner, everyone, len(conversations))
        if how:
            self._honesty.note(how)
        self._honesty.count("conversations", len(conversations))
        for member, messages_of in readable:
            yield from ((member.archive, item) for item in self._file(member, messages_of, owner))
        yield from self._others(files)

    def _file(self, member: Member, messages: Messages | None, owner: str) -> Iterator[Item]:
        try:
            if messages is not None:
                yield from messages.records(self._agency)
                table = messages.table
            else:
                with self._source.open(member) as stream:
                    table = Table(stream, _REQUIRED[_kind(member)])
                    yield from self._posts(member, table, owner)
        except SourceError as error:
            yield _unread(member, error)
            return
        if not table.columns:
            reason = "none of its first rows is a header that LinkedIn writes"
            yield Quarantined(source=member.path, place="whole file", reason=reason)
            return
        self._report(member, table)
        if table.repairs:
            where = f"lines {', '.join(map(str, table.repaired))}"
            reason = f"{counted(table.repairs, 'line')} held bytes that are no text: their letters are lost but for the original"
            yield Quarantined(source=member.path, place=where, reason=reason)

    def _posts(self, member: Member, table: Table, owner: str) -> Iterator[Item]:
        # The export holds its owner's posts and comments alone: those of the account that the channel stands for.
        sender = Correspondent(name=owner or self._channel.name, role=Role.AGENCY)
        read, numbers = _READERS[_kind(member)], Occurrences()
        for row in table.rows():
            if row.fault:
                yield Quarantined(source=member.path, place=f"line {row.line}", reason=row.fault)
            else:
                yield read(row, sender, numbers, member.path)

    def _report(self, member: Member, table: Table) -> None:
        honesty = self._honesty
        honesty.count("files_read")
        honesty.count("lines_read", table.lines)
        honesty.count("preamble_rows", table.preamble)
        honesty.count("encoding_repairs", table.repairs)
        for column in table.columns:
            if column and column not in KNOWN[_kind(member)]:
                honesty.unknown_field(column.replace(" ", "_"))

    def _owner(self) -> str:
        """The name of the export's owner as Profile.csv tells it, "" where there is none."""
        for member in self._source.members:
            if _kind(member) != "profile.csv":
                continue
            try:
                with self._source.open(member) as stream:
                    for row in Table(stream, ("FIRST NAME", "LAST NAME")).rows():
                        return f"{row.get('FIRST NAME')} {row.get('LAST NAME')}".strip()
            except SourceError:
                continue
        return ""

    def _others(self, files: list[Member]) -> Iterator[tuple[str, Item]]:
        """Account for what was not read."""
        known = {(member.archive, member.path) for member in files}
        names: set[str] = set()
        for member in self._source.members:
            if (member.archive, member.path) in known:
                continue
            self._honesty.count("files_without_records")
            reason = _left(self._source, member)
            if reason:
                yield member.archive, Quarantined(source=shown(member.path), place="whole file", reason=reason)
            elif member.path.lower().endswith(".csv"):
                names.add(shown(_kind(member)))
        if names:
            self._honesty.note(
                f"not read, as they hold no posts or messages (kept sealed): {', '.join(sorted(names)[:40])}"
            )
        self._honesty.note("dates without a zone are read as UTC; this is an export of a member, not of a page")


def _left(source: Source, member: Member) -> str:
    """Why somebody must know that this file is not read; "" where nobody need."""
    if member.path.lower().endswith((".html", ".htm")):
        return "not read: a web page, as LinkedIn exports articles"
    if not member.path.lower().endswith(".csv"):
        return ""
    for column in _WORDS:
        try:
            with source.open(member) as stream:
                if any(row.get(column).strip() for row in Table(stream, (column,)).rows()):
                    return f"not read: a file of another kind than those known here, with words under {column}"
        except SourceError:
            return DAMAGED
    return ""


def _kind(member: Member) -> str:
    return member.path.rsplit("/", 1)[-1].casefold()


def _has_header(source: Source, member: Member) -> bool:
    try:
        with source.open(member) as stream:
            table = Table(stream, _REQUIRED[_kind(member)])
            next(table.rows(), None)
            return bool(table.columns)
    except SourceError:
        return False


def _unread(member: Member, error: SourceError) -> Quarantined:
    return Quarantined(source=member.path, place=error.place or "whole file", reason=str(error))
