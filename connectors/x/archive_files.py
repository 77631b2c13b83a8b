"""Which files of an X archive hold what: its manifest says it, and their names where the manifest does not.

Each file is a script that sets one list; it is read item by item.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from archiver.errors import SourceError
from archiver.model.capture import Quarantined
from connectors.base import Member, Source
from connectors.fields import Fields, fields_of, objects_of, text_of, whole
from connectors.honesty import Honesty
from connectors.json_reader import BrokenOff, JsonReader, NotJson
from connectors.json_values import Raw

Root = tuple[str, str]
"""The archive a file lies in, and the folders above `data`."""

_PART = r"(?:-part(?P<part>[0-9]+))?\.js\Z"
_NAMES = {
    "manifest": r"manifest\.js\Z",
    "account": "account" + _PART,
    "tweets": "tweets?" + _PART,
    "community_tweets": "community-tweets?" + _PART,
    "deleted_tweets": "deleted-tweets?" + _PART,
    "note_tweets": "note-tweets?" + _PART,
    "tweet_headers": "tweet-headers" + _PART,
    "direct_messages": "direct-messages?" + _PART,
    "direct_messages_group": "direct-messages?-group" + _PART,
    "direct_message_headers": "direct-message-headers" + _PART,
    "direct_message_group_headers": "direct-message-group-headers" + _PART,
    "message_events": "message-events?" + _PART,
    "keys": "key-registry" + _PART,
}
_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _NAMES.items()}
_TYPES = {
    "account": "account",
    "tweets": "tweets",
    "tweet": "tweets",
    "communityTweet": "community_tweets",
    "communityTweets": "community_tweets",
    "deletedTweets": "deleted_tweets",
    "deletedTweet": "deleted_tweets",
    "noteTweet": "note_tweets",
    "noteTweets": "note_tweets",
    "tweetHeaders": "tweet_headers",
    "directMessages": "direct_messages",
    "directMessage": "direct_messages",
    "directMessagesGroup": "direct_messages_group",
    "directMessageGroup": "direct_messages_group",
    "directMessageHeaders": "direct_message_headers",
    "directMessageGroupHeaders": "direct_message_group_headers",
    "messageEvent": "message_events",
    "messageEvents": "message_events",
    "keyRegistry": "keys",
}
"""The manifest's word for a kind of data -> ours."""


@dataclass(slots=True)
class ArchiveFiles:
    """One archive's files by kind, each kind's parts in order, with what its manifest says."""

    root: Root
    kinds: dict[str, list[Member]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    """Path -> how many items the manifest says it holds."""
    absent: list[str] = field(default_factory=list)
    """Kinds of data that the manifest names a file for which is not there."""
    has_manifest: bool = False
    account_id: str = ""
    user_name: str = ""
    display_name: str = ""
    generated: str = ""
    is_partial: bool = False

    def of(self, *kinds: str) -> list[Member]:
        return [member for kind in kinds for member in self.kinds.get(kind, [])]


class ScriptReader:
    """Reads the script files of `source`."""

    def __init__(self, source: Source, honesty: Honesty) -> None:
        self.source = source
        self.honesty = honesty

    def items(self, member: Member, wanted: Container[int] | None = None) -> Iterator[tuple[int, Raw]]:
        """Every item (or those `wanted`) with its index; what ends the reading early comes last, as a broken item."""
        index = -1
        try:
            with self.source.open(member) as stream:
                reader = JsonReader(stream, script=True)
                for index in reader.items():
                    if wanted is not None and index not in wanted:
                        reader.skip()
                    else:
                        yield index, reader.raw()
                return
        except (BrokenOff, NotJson) as error:
            reason = error.reason
        except (SourceError, OSError):
            reason = "the file cannot be read"
        self.honesty.count("files_damaged")
        yield index + 1, Raw(b"", reason)

    def whole(self, member: Member) -> object:
        """The value of a small file; None when it cannot be read."""
        try:
            with self.source.open(member) as stream:
                return JsonReader(stream, script=True).raw().value()
        except (BrokenOff, NotJson, SourceError, OSError, ValueError):
            return None


def kind_of(path: str) -> str:
    """What a file holds, by its name; "" for the many that are not read here."""
    *folders, name = path.split("/")
    if "assets" in folders or (folders and folders[-1].endswith("_media")):
        return ""
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.match(name)), "")


def archives(source: Source, reader: ScriptReader) -> list[ArchiveFiles]:
    """The archives that were given, oldest first by when they were made."""
    found: dict[Root, ArchiveFiles] = {}
    by_path: dict[tuple[str, str], Member] = {}
    for member in source.members:
        if not member.path.endswith(".js"):
            continue
        by_path[member.archive, member.path] = member
        kind = kind_of(member.path)
        if kind:
            files = found.setdefault(_root(member), ArchiveFiles(root=_root(member)))
            files.kinds.setdefault(kind, []).append(member)
    for files in found.values():
        for member in files.of("manifest"):
            _read_manifest(files, fields_of(reader.whole(member)), by_path)
        for members in files.kinds.values():
            members.sort(key=_part)
        for member in files.of("account"):
            _read_account(files, reader.whole(member))
    return sorted(found.values(), key=lambda files: files.generated)


def _root(member: Member) -> Root:
    folders = member.path.split("/")[:-1]
    return member.archive, "/".join(folders[:-1] if folders and folders[-1] == "data" else folders)


def _part(member: Member) -> int:
    match = re.search(r"-part([0-9]+)\.js\Z", member.path)
    return int(match.group(1)[:9]) if match else 0


def _read_manifest(files: ArchiveFiles, manifest: Fields, by_path: dict[tuple[str, str], Member]) -> None:
    files.has_manifest = bool(manifest)
    user, about = fields_of(manifest.get("userInfo")), fields_of(manifest.get("archiveInfo"))
    files.account_id = str(whole(user.get("accountId")) or "")
    files.user_name = text_of(user, "userName")
    files.display_name = text_of(user, "displayName")
    files.generated = text_of(about, "generationDate")
    files.is_partial = about.get("isPartialArchive") is True
    archive, above = files.root
    for word, described in fields_of(manifest.get("dataTypes")).items():
        kind = _TYPES.get(word, "")
        if not kind:
            continue
        for each in objects_of(fields_of(described).get("files")):
            name = text_of(each, "fileName")
            member = by_path.get((archive, f"{above}/{name}" if above else name))
            count = whole(each.get("count"))
            if member is None:
                if count:
                    files.absent.append(kind)
                continue
            known = files.kinds.setdefault(kind, [])
            if member not in known:
                known.append(member)
            if count is not None:
                files.counts[member.path] = count


def _read_account(files: ArchiveFiles, value: object) -> None:
    for each in objects_of(value):
        account = fields_of(each.get("account"))
        files.account_id = files.account_id or str(whole(account.get("accountId")) or "")
        files.user_name = files.user_name or text_of(account, "username")
        files.display_name = files.display_name or text_of(account, "accountDisplayName")


def broken(member: Member, place: str, reason: str) -> Quarantined:
    """An object of an archive's file that could not be understood."""
    return Quarantined(source=member.path, place=place, reason=reason)
