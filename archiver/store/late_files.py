"""Files that one state of a record has and another lacks: a file is the record's, whichever night brought it.

A file that could not be fetched on the night its record came may come later, with an edit, or with an export. It is put in
its place wherever the record names it. That is no new state of the record: nobody changed what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from archiver.model.attachment import HELD_BEFORE, Held, RedactedAttachment, file_gap
from archiver.store.codec import body_attachments, with_attachments
from archiver.store.people import numbers_of, text_of
from archiver.store.rows import NOT_HELD

NOT_YET = "it came with a change of this record and was not fetched yet"
"""The reason of a file that the connector took for one that is held, and that is not."""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment, and the row of its sealed original."""

    attachment: RedactedAttachment
    original: int


def lacks_files(held: str) -> bool:
    """Whether a state names files that are not held."""
    return NOT_HELD in numbers_of(held)


def files_of(state: dict[str, Any]) -> list[File]:
    """The files of a stored state."""
    if not state["held"]:
        return []
    attachments = body_attachments(state["body"])
    return [File(attachment, number) for attachment, number in zip(attachments, numbers_of(state["held"]), strict=True)]


def share(history: Sequence[dict[str, Any]], more: Sequence[File] = ()) -> None:
    """Put files that any state of a record holds, or that are in `more`, where another state lacks them. The digests of
    states whose bodies change by it are to be made anew."""
    states = [files_of(state) for state in history]
    for place, state in enumerate(history):
        files = states[place]
        # The nearest state before is the likeliest to know the same files, then later ones.
        for donors in (more, *states[:place][::-1], *states[place + 1 :]):
            if any(each.original == NOT_HELD for each in files):
                files = filled(files, donors)
        files = [File(_not_yet(each.attachment), each.original) for each in files]
        if files != states[place]:
            states[place] = files
            state["body"] = with_attachments(state["body"], [each.attachment for each in files])
            state["held"] = text_of([each.original for each in files])


def filled(files: Sequence[File], donors: Sequence[File]) -> list[File]:
    """The files, with what the donors hold in place of what is not held."""
    pairs = _pairs(files, donors)
    made = list(files)
    for place, donor in pairs:
        mine, theirs = files[place], donor.attachment
        if mine.original == NOT_HELD and donor.original > 0:
            attachment = replace(
                mine.attachment,
                held=Held.SEALED,
                reason="",
                sha256=theirs.sha256,
                size=theirs.size,
                media_type=theirs.media_type or mine.attachment.media_type,
            )
            made[place] = File(attachment, donor.original)
        elif mine.original == donor.original == NOT_HELD and mine.attachment.reason == HELD_BEFORE != theirs.reason:
            # Not asked for again, and not held: why not is what was said then.
            made[place] = File(replace(mine.attachment, held=theirs.held, reason=theirs.reason), NOT_HELD)
    return made


def _pairs(files: Sequence[File], donors: Sequence[File]) -> list[tuple[int, File]]:
    """Which donor each file is: by the platform's id of it and its name; where it has none, by name and place among those of
    that name. One file by each of two ways, which name it differently, is one."""
    found = _matched(files, donors, lambda a: (a.platform_id, a.name.text) if a.platform_id else None)
    found += _matched(
        files, donors, lambda a: ("", a.name.text) if not a.platform_id else None, where_equally_many=True
    )
    if found:
        return found
    if len(files) == len(donors) == 1 and not (files[0].attachment.platform_id and donors[0].attachment.platform_id):
        return [(0, donors[0])]
    return []


def _matched(
    files: Sequence[File],
    donors: Sequence[File],
    key: Callable[[RedactedAttachment], tuple[str, str] | None],
    *,
    where_equally_many: bool = False,
) -> list[tuple[int, File]]:
    offered: dict[tuple[str, str], list[File]] = {}
    for donor in donors:
        known = key(donor.attachment)
        if known is not None:
            offered.setdefault(known, []).append(donor)
    wanted: dict[tuple[str, str], list[int]] = {}
    for place, file in enumerate(files):
        known = key(file.attachment)
        if known is not None:
            wanted.setdefault(known, []).append(place)
    found: list[tuple[int, File]] = []
    for known, places in wanted.items():
        given = offered.get(known, [])
        if not where_equally_many or len(given) == len(places):
            found += zip(places, given, strict=False)
    return found


def _not_yet(attachment: RedactedAttachment) -> RedactedAttachment:
    """A file that is said to be held and is not is said to be not held yet."""
    return replace(attachment, reason=NOT_YET) if attachment.reason == HELD_BEFORE else attachment


def gap_keys(source_id: str, before: Sequence[File], after: Sequence[File]) -> list[str]:
    """The gaps that are filled where files came to be held."""
    if not source_id:
        return []
    return [
        file_gap(source_id, place)
        for place, (old, new) in enumerate(zip(before, after, strict=True))
        if old.original == NOT_HELD and new.original > 0
    ]
