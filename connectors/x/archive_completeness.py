"""Whether an X archive holds what it says it holds: its manifest's counts, and its header files' lists of ids."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from archiver.model.capture import Covered, Gap
from connectors.base import Member
from connectors.fields import fields_of, list_of, objects_of
from connectors.honesty import Honesty
from connectors.x.archive_files import ArchiveFiles, ScriptReader, kind_of
from connectors.x.archive_people import digits, moment_of, moment_of_id
from connectors.x.archive_posts import unwrapped

_WHOLE = (("posts", ("tweets",)), ("messages", ("direct_messages",)))
_FILLS = ("before-first-capture", "window", "unmet")
"""The gaps of a live capture that an archive fills, as the live connector's keys name them."""
_DAMAGE = ("objects_quarantined", "files_damaged", "headers_not_read")

_HEADERS = (
    ("posts", ("tweet_headers",)),
    ("messages", ("direct_message_headers", "direct_message_group_headers")),
)


def compare(honesty: Honesty, files: ArchiveFiles, member: Member, read: int) -> None:
    """Hold the number of items read from a file against the manifest's; fewer is a gap."""
    told = files.counts.get(member.path)
    if told is None or told == read:
        return
    honesty.note(f"{member.path} holds {read} items where the archive's manifest counts {told}")
    if told > read:
        honesty.gaps.append(
            Gap(
                reason=f"{told - read} items that the archive's manifest counts are not in {member.path}",
                edge=kind_of(member.path),
                key=f"x-archive-count:{member.path}",
            )
        )


def completeness(
    reader: ScriptReader, archives: Sequence[ArchiveFiles], posts: array[int], messages: array[int]
) -> None:
    """Hold the ids that were read against those that the headers list; an id without its text is a gap."""
    honesty = reader.honesty
    for (edge, kinds), held in zip(_HEADERS, (posts, messages), strict=True):
        listed = array("Q")
        for files in archives:
            for member in files.of(*kinds):
                listed.extend(_listed(reader, member))
        if not listed:
            continue
        ids = set(listed)
        honesty.count(f"{edge}_listed_in_headers", len(ids))
        missing = sorted(ids.difference(held))
        if not missing:
            continue
        honesty.count(f"{edge}_listed_without_text", len(missing))
        first, last = moment_of_id(missing[0]), moment_of_id(missing[-1])
        honesty.gaps.append(
            Gap(
                reason=f"{len(missing)} {edge} are listed in the archive's headers without their text",
                start=first.utc if first else None,
                end=last.utc if last else None,
                edge=edge,
                key=f"x-archive-headers:{edge}:{missing[0]}-{missing[-1]}",
            )
        )


def covered(honesty: Honesty, archives: Sequence[ArchiveFiles], account: str) -> list[Covered]:
    """The parts of a live capture that this archive holds whole: it is the account's own, in one piece, every file has as many
    items as its manifest counts, and everything was understood. Nothing where one of these is not so."""
    if len(archives) != 1 or honesty.gaps or any(honesty.tallies[name] for name in _DAMAGE):
        return []
    (files,) = archives
    made = moment_of(files.generated)
    if not files.has_manifest or files.is_partial or files.account_id != account or made is None:
        return []
    return [
        Covered(edge=edge, until=made.utc, kinds=_FILLS)
        for edge, kinds in _WHOLE
        if files.of(*kinds) and all(member.path in files.counts for member in files.of(*kinds))
    ]


def _listed(reader: ScriptReader, member: Member) -> Iterator[int]:
    reader.honesty.count("files_read")
    for _, raw in reader.items(member):
        try:
            value = fields_of(raw.value())
        except ValueError:
            reader.honesty.count("headers_not_read")
            continue
        conversation = fields_of(value.get("dmConversation"))
        if conversation:
            numbers = [
                digits(fields_of(event[name]), "id")
                for event in objects_of(list_of(conversation.get("messages")))
                for name in ("messageCreate", "welcomeMessageCreate")
                if name in event
            ]
        else:
            numbers = [digits(unwrapped(value), "tweet_id", "id_str", "id")]
        yield from (int(number) for number in numbers if number and int(number) < 1 << 64)
