"""What public records of an export share: threads of their own, since an export names no post, and no repeats.

A post is known by its second. A post that several given exports hold is taken once; two posts of one export that are
equal both stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from archiver.model.correspondent import Correspondent
from archiver.model.ids import ThreadKey
from archiver.model.record import RecordKind, Thread, ThreadKind
from archiver.model.time import Moment, from_epoch_s
from connectors.base import Member
from connectors.honesty import Honesty
from connectors.occurrence import Occurrences

Root = tuple[str, str]


@dataclass(slots=True)
class Public:
    """Remembers the public records met so far; grows with the number of an account's own posts, not with their size."""

    honesty: Honesty
    _occurrences: dict[Root, Occurrences] = field(default_factory=dict)
    _threads: dict[tuple[Root, str], int] = field(default_factory=dict)
    _met: dict[int, tuple[Root, str]] = field(default_factory=dict)
    _media: set[int] = field(default_factory=set)

    def is_repeat(self, member: Member, *parts: str) -> bool:
        """Whether equal content came before from another export, or the same file's media from another list of this
        one. `parts` are what the record says; the answer is counted."""
        root, key = root_of(member), hash(parts)
        before = self._met.setdefault(key, (root, member.path))
        if before == (root, member.path):
            return False
        self.honesty.count("repeated_in_another_file")
        return True

    def remember_media(self, text: str, uris: Iterable[str]) -> None:
        """These files were part of a post with this text."""
        for uri in uris:
            self._media |= {hash((uri, text)), hash((uri, ""))}

    def is_listed_again(self, text: str, uri: str) -> bool:
        """Whether a list of media names a file that a post brought already, saying nothing new; counted."""
        if hash((uri, text)) not in self._media:
            return False
        self.honesty.count("media_listed_again")
        return True

    def thread(self, member: Member, kind: str, second: int) -> Thread:
        """A thread for one post or comment of that second."""
        key = f"export-{kind}-{second}"
        number = self._threads.get((root_of(member), key), 0)
        self._threads[root_of(member), key] = number + 1
        return Thread(key=ThreadKey(f"{key}-{number}" if number else key), kind=ThreadKind.POST)

    def occurrence(
        self, member: Member, thread: Thread, kind: RecordKind, sender: Correspondent, sent: Moment, text: str
    ) -> int:
        """The occurrence number of a record, within the export that the file belongs to."""
        numbers = self._occurrences.setdefault(root_of(member), Occurrences(reach=4096))
        return numbers.number(thread.key, kind, sender, sent.utc, text)


def root_of(member: Member) -> Root:
    """The export a file belongs to: the archive, and the folders above those that every export has."""
    return member.archive, "/".join(member.path.split("/")[:-3])


def moment_of(second: int | None) -> Moment | None:
    """Seconds since 1970 as a moment; None when there are none or they are out of range."""
    if not second:
        return None
    try:
        return from_epoch_s(second)
    except ValueError:
        return None
