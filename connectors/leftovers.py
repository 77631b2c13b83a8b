"""Files of an export that have a name which nothing here reads: left sealed, but not before a look into them.

Platforms rename and add files. What looks like people's words in such a file is told as quarantined, so that no import
calls itself complete while posts or messages lie unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from archiver.errors import SourceError
from archiver.model.capture import Quarantined
from connectors.base import Member, Source
from connectors.honesty import Honesty

WORDS = "not read: a file of a name that is not known here, which holds what looks like posts, comments or messages"
DAMAGED = "not read: a file of a name that is not known here, which cannot be opened either"

_LOOKED_AT = 1024 * 1024


def leftover(
    source: Source, member: Member, words: re.Pattern[bytes], shown: Callable[[str], str] = str
) -> Quarantined | None:
    """What is to be said of an unread file; None where nothing in its first megabyte looks like `words`."""
    try:
        with source.open(member) as stream:
            seen = stream.read(_LOOKED_AT)
    except (SourceError, OSError):
        return Quarantined(source=shown(member.path), place="whole file", reason=DAMAGED)
    if words.search(seen):
        return Quarantined(source=shown(member.path), place="whole file", reason=WORDS)
    return None


def unread(
    honesty: Honesty,
    source: Source,
    files: Iterable[tuple[Member, re.Pattern[bytes]]],
    *,
    such_as: str,
    shown: Callable[[str], str] = str,
) -> Iterator[tuple[str, Quarantined]]:
    """What is to be said of unread `files`, each with what its words would look like, by the archive it lies in; the others
    are counted and told as files like `such_as`."""
    others = 0
    for member, words in files:
        honesty.count("files_left_unread")
        found = leftover(source, member, words, shown)
        if found is None:
            others += 1
        else:
            honesty.count("objects_read")
            yield member.archive, found
    if others:
        honesty.note(f"{others} files without posts or messages ({such_as}) were not read; they stay sealed")
