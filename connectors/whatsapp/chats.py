"""Which files of a source are chats, what each chat is called, and where its media lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from archiver.errors import SourceError
from connectors.base import Member, Source
from connectors.whatsapp.header import form_of
from connectors.whatsapp.lines import Lines
from connectors.whatsapp.people import without_copy_number

_HEAD = 200
_WITH = "with|mit|con|avec|com|met|med|z|s|кем|с|על|與|与"
_NAMED = (
    re.compile(r"WhatsApp[ -]Chat\s+-\s+(.+)", re.IGNORECASE),
    re.compile(rf"WhatsApp[ -]?Chat\s+(?:{_WITH})\s+(.+)", re.IGNORECASE),
    re.compile(
        rf"(?:Chat|Conversación|Conversa|Conversation|Discussion)\s+(?:(?:de|do|di)\s+)?WhatsApp\s+(?:{_WITH})\s+(.+)",
        re.IGNORECASE,
    ),
)
_NUMBER = re.compile(r"\+?\d[\d\s().\-–\u2010\u2011]{5,}\d")
_IOS_NAME = "_chat.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """One chat file. `title` is the correspondent's or group's name as files tell it, "" where none does."""

    member: Member
    title: str

    @property
    def shown(self) -> str:
        """The file's path for reports. A chat with someone who is not a contact bears their phone number: not shown."""
        return _NUMBER.sub("[number]", self.member.path)


def named_title(name: str) -> str:
    """The chat's name out of a file or folder name; "" when the name is not of WhatsApp's making."""
    stem = re.sub(r"\.(txt|zip)$", "", name, flags=re.IGNORECASE)
    for pattern in _NAMED:
        if found := pattern.fullmatch(stem.strip()):
            return without_copy_number(found[1])
    return ""


def find_chats(source: Source) -> list[Chat]:
    """The chats of a source, in its order. A text file beside a chat is an attachment, unless WhatsApp named it as a chat."""
    folders: dict[tuple[str, str], list[Member]] = {}
    for member in source.members:
        if member.path.lower().endswith(".txt"):
            folders.setdefault((member.archive, str(PurePosixPath(member.path).parent)), []).append(member)
    chats = []
    for (archive, folder), members in folders.items():
        above = named_title(PurePosixPath(folder).name) or named_title(archive)
        here = _chats_of(source, members, archive)
        for member in here:
            name = PurePosixPath(member.path).name
            # The folder's name is one chat's; of several, or of a text among others, it says nothing.
            is_its = len(here) == 1 and (len(members) == 1 or _is_ios(name))
            chats.append(Chat(member=member, title=named_title(name) or (above if is_its else "")))
    return chats


def _chats_of(source: Source, members: Sequence[Member], archive: str) -> list[Member]:
    names = {PurePosixPath(member.path).name: member for member in members}
    stem = re.sub(r"\.zip$", "", archive, flags=re.IGNORECASE)
    if stem + ".txt" in names and stem != archive:
        return [names[stem + ".txt"]]
    # Several iPhone chats unpacked into one folder: `_chat.txt`, `_chat (1).txt`.
    named = [member for name, member in names.items() if _is_ios(name) or named_title(name)]
    return named or [member for member in members if looks_like_chat(source, member)]


def _is_ios(name: str) -> bool:
    return name == _IOS_NAME or bool(re.fullmatch(r"_chat ?\(\d+\)\.txt", name))


def looks_like_chat(source: Source, member: Member) -> bool:
    """Whether one of the first lines begins as a message does."""
    try:
        with source.open(member) as stream:
            for number, line in enumerate(Lines(stream)):
                if form_of(line) is not None:
                    return True
                if number >= _HEAD:
                    return False
    except SourceError:
        return False
    return False


class MediaIndex:
    """Finds a named file among a source's members: beside the chat first, then in the same archive, then anywhere."""

    def __init__(self, source: Source) -> None:
        # Tuples, not lists: an export holds a hundred thousand files, nearly all of names of their own.
        self._found: dict[str, tuple[Member, ...]] = {}
        for member in source.members:
            name = member.path.rsplit("/", 1)[-1]
            self._found[name] = (*self._found.get(name, ()), member)
        self.used: set[tuple[str, str]] = set()

    def find(self, name: str, chat: Member) -> Member | None:
        """The member, now counted as used; None when the source holds no such file."""
        candidates = [member for member in self._found.get(name, ()) if member != chat]
        if not candidates:
            return None
        folder = str(PurePosixPath(chat.path).parent)
        best = min(
            candidates,
            key=lambda member: (
                member.archive != chat.archive,
                str(PurePosixPath(member.path).parent) != folder,
            ),
        )
        self.used.add((best.archive, best.path))
        return best

    def holds(self, name: str) -> bool:
        return name in self._found
