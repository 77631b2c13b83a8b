"""What importing from Facebook and from Instagram share: whose export it is, its threads, what is left unread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archiver.model.capture import Quarantined
from archiver.model.channel import Channel
from connectors.base import Member, Source
from connectors.fields import Fields, fields_of, text_of
from connectors.honesty import Honesty, Item
from connectors.leftovers import unread
from connectors.meta_export.labels import labelled
from connectors.meta_export.lists import Listed, ListReader
from connectors.meta_export.media import MediaIndex
from connectors.meta_export.messages import MessageTranslator, participants
from connectors.meta_export.mojibake import Letters
from connectors.meta_export.people import People, Roll, find_owner
from connectors.meta_export.places import ThreadFiles, is_message_page, shown, threads
from connectors.meta_export.public import Public
from connectors.meta_export.thread_reader import ThreadReader

PROFILE_FILES = ("profile_information.json", "personal_information.json", "page_information.json")
_PROFILE_LIMIT = 1024 * 1024
_WORDS = re.compile(rb'"(?:post|comment|sender_name|senderName|caption|Comment)"\s*+:\s*+[{"]')
_TALK = re.compile(_WORDS.pattern + rb'|"(?:label_values|content)"\s*+:')
_TALKING = frozenset({"messages", "posts", "comments", "comments_and_reactions", "stories", "reels", "media", "groups"})
"""Folders of what people say: in them, forms of writing that settings have too are taken for it."""


@dataclass(frozen=True, slots=True)
class Import:
    """What reading one export needs, made once."""

    source: Source
    channel: Channel
    honesty: Honesty
    letters: Letters
    reader: ThreadReader
    lists: ListReader
    media: MediaIndex
    people: People
    public: Public
    threads: Sequence[ThreadFiles]

    def messages(self) -> Iterator[tuple[str, Item]]:
        """Every thread's messages, thread after thread."""
        for thread in self.threads:
            self.honesty.count("threads_read")

            def translator(thread: ThreadFiles = thread) -> MessageTranslator:
                return MessageTranslator(thread.key, people=self.people, media=self.media, honesty=self.honesty)

            yield from self.reader.items(thread, translator)

    def web_pages(self, members: Sequence[Member]) -> Iterator[tuple[str, Item]]:
        """Data that was exported as web pages: kept sealed, not read, one entry each."""
        for member in members:
            self.honesty.count("web_pages_not_read")
            yield (
                member.archive,
                Quarantined(
                    source=shown(member.path),
                    place="",
                    reason="a web page without time zones or ids: ask the platform for the export in the JSON format",
                ),
            )


def prepare(source: Source, channel: Channel) -> Import:
    """Looks through the export once: its threads, who takes part in them, whose export it is, which media it holds."""
    honesty = Honesty()
    letters = Letters(honesty)
    reader = ThreadReader(source, honesty, letters)
    lists = ListReader(source, Honesty(), Letters(Honesty()))
    found = threads(source.members)
    roll = Roll()
    for thread in found:
        names: set[str] = set()
        for layer in thread.layers():
            names.update(participants(reader.opening(layer[-1])))
        if names:
            roll.enter(names)
    owner = find_owner(_profile_names(source, lists), channel, roll)
    honesty.note(owner.evidence or "no conversation in this export")
    return Import(
        source=source,
        channel=channel,
        honesty=honesty,
        letters=letters,
        reader=reader,
        lists=ListReader(source, honesty, letters),
        media=MediaIndex(source, honesty),
        people=People(owner, channel),
        public=Public(honesty),
        threads=found,
    )


def is_web_page(member: Member, data_folders: Sequence[str]) -> bool:
    """Whether this is data of the kind that is read here, as a web page."""
    if is_message_page(member):
        return True
    parts = member.path.split("/")
    return member.path.endswith((".html", ".htm")) and len(parts) > 1 and parts[-2] in data_folders


def leftovers(run: Import, read: Iterable[Member]) -> Iterator[tuple[str, Item]]:
    """What is to be said of the data files that were left alone: neither a thread nor among those `read`, nor the profile."""
    known = {(file.member.archive, file.member.path) for thread in run.threads for file in thread.files}
    known |= {(member.archive, member.path) for member in read}

    def files() -> Iterator[tuple[Member, re.Pattern[bytes]]]:
        for member in run.source.members:
            *folders, name = member.path.split("/")
            is_data = name.endswith(".json") and "files" not in folders and name not in PROFILE_FILES
            if is_data and (member.archive, member.path) not in known:
                yield member, _TALK if _TALKING.intersection(folders) else _WORDS

    yield from unread(run.honesty, run.source, files(), such_as="settings and the like", shown=shown)


def closing(honesty: Honesty) -> None:
    """The words that end the report."""
    repairs = honesty.tallies["encoding_repairs"]
    if repairs:
        honesty.note(f"the export writes letters beyond ASCII as broken bytes: {repairs} texts were repaired")
    honesty.note("times in this export are absolute; no time zone was assumed")
    honesty.note(
        "comments that other people wrote, and who wrote them, are not part of a platform's own export: "
        "only the live capture has them"
    )


def _profile_names(source: Source, lists: ListReader) -> list[str]:
    names: list[str] = []
    for member in source.members:
        if member.path.rsplit("/", 1)[-1] not in PROFILE_FILES or member.size > _PROFILE_LIMIT:
            continue
        for each in lists.objects(member):
            if isinstance(each, Listed):
                names += _names_in(each.fields)
    return names


def _names_in(fields: Fields) -> Iterator[str]:
    name = text_of(fields_of(fields.get("name")), "full_name") or text_of(fields, "full_name", "name", "username")
    if name:
        yield name
    for entry in labelled(fields):
        if entry.label.casefold() in ("name", "username", "naam", "gebruikersnaam", "nom", "benutzername", "nombre"):
            yield entry.value
    for value in fields.values():
        if isinstance(value, dict) and ("name" in value or "full_name" in value):
            yield from _names_in(fields_of(value))
