"""Tells apart records that are equal in everything, where a platform gives no id: 0 for the first, 1 for the second.

Without it, two equal messages of one second would become one. Memory is bounded: what was counted long ago is let go,
which is exact as long as equal records stand nearer together than `reach`, as they do in time order.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from hashlib import blake2b

from archiver.model.correspondent import Correspondent, Role
from archiver.model.ids import ThreadKey
from archiver.model.record import RecordKind

_LONG = 120
_Key = tuple[ThreadKey, int, str, dt.datetime | None, str | bytes]


class Occurrences:
    """Counts equal records of one import. Remembers at least the last `reach` different ones."""

    def __init__(self, *, reach: int = 50_000) -> None:
        self._reach = reach
        self._now: dict[_Key, int] = {}
        self._before: dict[_Key, int] = {}
        self._names: dict[int, tuple[Correspondent, str]] = {}

    def number(
        self, thread: ThreadKey, kind: RecordKind, sender: Correspondent, sent: dt.datetime | None, text: str
    ) -> int:
        """How many equal records came before this one: the `occurrence` of the record.

        Equal means what the archive takes as equal when it derives a record's identity: the same thread, kind, sender
        (the agency is one sender, names regardless of case), second, and text (regardless of its spelling in Unicode
        and of white space around it)."""
        second = sent.replace(microsecond=0) if sent is not None and sent.microsecond else sent
        # Texts are held by their digest once they are longer than one, so that memory is bounded by count alone.
        plain = text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()
        if "\r\n" in plain:
            plain = plain.replace("\r\n", "\n")
        body = (
            plain if len(plain) <= _LONG else blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        )
        # A kind is a single object for as long as the program runs, and its id is hashed far faster than it is.
        key = (thread, id(kind), self._name(sender), second, body)
        number = self._now.get(key)
        if number is None:
            number = self._before.get(key, 0)
            if len(self._now) >= self._reach:
                self._before, self._now = self._now, {}
        self._now[key] = number + 1
        return number

    def _name(self, sender: Correspondent) -> str:
        # The sender is held beside its name, so that its id stays its own.
        found = self._names.get(id(sender))
        if found is None:
            if len(self._names) >= self._reach:
                self._names.clear()
            found = self._names[id(sender)] = (sender, _end(sender))
        return found[1]


def _end(sender: Correspondent) -> str:
    if sender.role is Role.AGENCY:
        return "agency"
    name = sender.name or sender.handle or sender.platform_id
    return unicodedata.normalize("NFKC", name).casefold().strip()
