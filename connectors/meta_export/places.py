"""Where the thread files of an export lie, and how such a place may be shown.

A thread's folder bears the name of a person or a title that someone typed: a report shows its number only.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from archiver.model.ids import ThreadKey
from connectors.base import Member

_MESSAGE_FILE = re.compile(r"message_([0-9]{1,6})\.(json|html?)\Z")
_NUMBERED = re.compile(r".*_([A-Za-z0-9]{4,40})\Z", re.DOTALL)
# As long as a phone, client or tax number: the platforms' own numbers are longer.
_PRIVATE_LIKE = re.compile(r"[0-9]{7,12}\Z")
_KNOWN_FOLDERS = frozenset({"inbox", "archived_threads", "filtered_threads", "message_requests", "e2ee_cutover"})
_NOT_THREADS = re.compile(
    r"(autofill_information|secret_conversations|secret_groups|messaging_settings|community_chats_settings"
    r"|your_.*|messenger_.*|support_messages|chat_invites_received|messages_you.*)\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadFile:
    """One file of a thread. `root` is the export it belongs to: the given archive and the folders above `messages`."""

    member: Member
    root: tuple[str, str]
    folder: str
    number: int


@dataclass(slots=True, kw_only=True)
class ThreadFiles:
    """All files of one thread, from every folder and archive it lies in."""

    key: ThreadKey
    files: list[ThreadFile] = field(default_factory=list)

    def layers(self) -> list[list[ThreadFile]]:
        """The files as stretches that each hold a message once, each stretch's oldest file first.

        The parts of one export add up to one stretch. A file that comes twice shows that several exports were given
        together; then each is a stretch of its own, and so is each folder."""
        by_folder: dict[str, list[ThreadFile]] = {}
        for file in self.files:
            by_folder.setdefault(file.folder, []).append(file)
        found: list[list[ThreadFile]] = []
        for files in by_folder.values():
            if len({file.number for file in files}) == len(files):
                found.append(files)
                continue
            by_root: dict[tuple[str, str], list[ThreadFile]] = {}
            for file in files:
                by_root.setdefault(file.root, []).append(file)
            found += by_root.values()
        return [sorted(files, key=lambda file: -file.number) for files in found]


def is_message_page(member: Member) -> bool:
    """Whether this is a thread as a web page: the form that cannot be read."""
    match = _MESSAGE_FILE.match(member.path.rsplit("/", 1)[-1])
    return match is not None and match.group(2) != "json"


def threads(members: Sequence[Member]) -> list[ThreadFiles]:
    """The threads of an export in a stable order, those of one archive together."""
    found: dict[ThreadKey, ThreadFiles] = {}
    for member in members:
        placed = _placed(member)
        if placed is not None:
            key, file = placed
            found.setdefault(key, ThreadFiles(key=key)).files.append(file)
    return sorted(found.values(), key=lambda thread: thread.files[0].member.archive)


def _placed(member: Member) -> tuple[ThreadKey, ThreadFile] | None:
    *folders, name = member.path.split("/")
    match = _MESSAGE_FILE.match(name)
    if match and match.group(2) == "json":
        thread = folders[-1] if folders else ""
        folder = folders[-2] if len(folders) > 1 else ""
        above = folders[:-2]
        if above and above[-1] == "messages":
            above = above[:-1]
        return thread_key(thread or member.archive), ThreadFile(
            member=member, root=(member.archive, "/".join(above)), folder=folder, number=int(match.group(1))
        )
    if name.endswith(".json") and (not folders or folders[-1] == "messages"):
        stem = name.removesuffix(".json")
        if _NOT_THREADS.match(stem) or (not folders and not _NUMBERED.match(stem) and not re.search(r"_\d+\Z", stem)):
            return None
        # The number behind the name is not known to be the thread's own, so the whole stem tells threads apart; it is
        # hashed only to keep a name of any form out of places where ids are shown.
        digest = hashlib.sha256(stem.encode()).hexdigest()[:20]
        return ThreadKey(f"e2ee-{digest}"), ThreadFile(
            member=member, root=(member.archive, "/".join(folders[:-1])), folder="(encrypted)", number=1
        )
    return None


def thread_key(folder: str) -> ThreadKey:
    """`samexample_1020` -> `1020`: the number stays when the person's name changes.

    What may be a person's own words or number is hashed, because keys are kept and shown as they are."""
    match = _NUMBERED.match(folder)
    number = match.group(1) if match else folder
    if match and not _PRIVATE_LIKE.match(number):
        return ThreadKey(number)
    return ThreadKey("thread-" + hashlib.sha256(number.encode("utf-8", "surrogatepass")).hexdigest()[:20])


def folder_kind(file: ThreadFile) -> str:
    """The folder as a word for the report; one that is not known is not quoted."""
    if file.folder == "(encrypted)":
        return "encrypted"
    return file.folder if file.folder in _KNOWN_FOLDERS else "other"


@functools.lru_cache(maxsize=64)
def shown(path: str) -> str:
    """The path with each thread's folder or file reduced to its number, for reports and for places of records."""
    parts = path.split("/")
    for index, part in enumerate(parts):
        if index and parts[index - 1] in _KNOWN_FOLDERS and index < len(parts) - 1:
            parts[index] = _short(part)
    if _MESSAGE_FILE.match(parts[-1]) and len(parts) > 1:
        parts[-2] = _short(parts[-2]) if not parts[-2].startswith("…") else parts[-2]
    elif len(parts) == 1 or parts[-2] == "messages":
        stem, dot, ending = parts[-1].rpartition(".")
        parts[-1] = _short(stem) + dot + ending
    return "/".join(parts)


def _short(name: str) -> str:
    number = name.rpartition("_")[2] if "_" in name else ""
    if not re.fullmatch(r"[A-Za-z0-9]{1,40}", number) or _PRIVATE_LIKE.match(number):
        return "…"
    return f"…_{number}"
