"""One value, one token: the numbers that tokens carry within a thread, and what of it is remembered as keyed hashes.

Clear values live here in memory for one run and go nowhere; `learned` holds keyed hashes alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from archiver.model.redaction import Kind
from archiver.redaction import values
from archiver.redaction.contract import Keyer, KnownValue
from archiver.redaction.recoded import opening
from archiver.redaction.screen_names import KnownName
from archiver.redaction.spans import Span

_CACHE = 50_000
_LETTERS = re.compile(r"[a-z]+")
_LETTERED = re.compile(r"[a-z01]*[a-z][a-z01]*")
_NO_DIGITS = str.maketrans("", "", "oil01")
_JOINED = re.compile(r"[a-z0-9][._]+[a-z0-9]")
# Letters that stand alone in common talk, and those that do where somebody spells.
_COMMON = frozenset("aimst")
_SPELT = frozenset("bcdefghjklnopqruvwxyz")


class TokenBook:
    """Gives tokens out for one thread. Numbering is per label and per thread, so that tokens cannot link people."""

    def __init__(self, keyer: Keyer, known: Iterable[KnownValue], numbered: Iterable[KnownValue] = ()) -> None:
        self._keyer = keyer
        self._by_key: dict[str, tuple[Kind, int]] = {}
        self._next: dict[str, int] = {}
        self._number(known)
        self._stored = frozenset(self._by_key)
        self._number(numbered)
        self._by_value: dict[str, tuple[Kind, int, str]] = {}
        self._seen: dict[str, Kind | None] = {}
        self._pieces: set[str] = set()
        self._openings: set[str] = set()
        self._spelt_in_common = False
        self.learned: dict[str, KnownValue] = {}
        self.has_stored_names = any(self._by_key[key][0] is Kind.NAME for key in self._stored)

    def _number(self, values: Iterable[KnownValue]) -> None:
        for value in values:
            self._by_key.setdefault(value.value_key, (value.kind, value.number))
            label = value.kind.label
            self._next[label] = max(self._next.get(label, 0), value.number)

    @property
    def found(self) -> tuple[KnownValue, ...]:
        """Every value found since the start, known before or not."""
        return tuple(
            KnownValue(kind=kind, value_key=key, number=number) for kind, number, key in self._by_value.values()
        )

    @property
    def values(self) -> Iterable[str]:
        """Every value found in this run, in clear."""
        return self._by_value.keys()

    def key(self, value: str) -> str:
        """The keyed hash of a normalised value."""
        found = self._by_value.get(value)
        return found[2] if found else self._keyer.key(values.PURPOSE, value)

    @property
    def remembers(self) -> bool:
        """Whether anything at all is known of this thread."""
        return bool(self._by_value or self._stored)

    def is_learned(self, value: str) -> bool:
        """Whether this value, no name, was found in this run. Names are known by their words, in `people`."""
        found = self._by_value.get(value)
        return found is not None and found[0] is not Kind.NAME

    def is_known(self, value: str) -> bool:
        """Whether this value, no name, was found in this run or, by its keyed hash, in an earlier one."""
        kind = self._kind(value)
        return kind is not None and kind is not Kind.NAME

    def may_know(self, low: str, words: Set[str]) -> bool:
        """Whether a text of these words may hold a known code: a quick question that says yes too often, never no."""
        return (
            bool(self._stored)
            or not self._pieces.isdisjoint(words)
            or not self._pieces.isdisjoint(" ".join(words).translate(_NO_DIGITS).split(" "))
            or not _SPELT.isdisjoint(words)
            or (self._spelt_in_common and not _COMMON.isdisjoint(words))
            or _JOINED.search(low) is not None
        )

    @property
    def openings(self) -> Set[str] | None:
        """With what the codes found in this run open; None where codes of earlier runs are known, as keyed hashes alone."""
        return None if self._stored else self._openings

    def _note(self, value: str) -> None:
        """Remember by which word a text that holds this code is known: its longest run of letters, those left out that pass
        for digits."""
        if value.isalnum() and not value.isdigit():
            piece = max(_LETTERS.findall(value), key=len, default="")
            self._pieces.add(piece)
            self._pieces.update(part.translate(_NO_DIGITS) for part in _LETTERED.findall(value))
            self._pieces.discard("")
            self._openings.add(opening(value))
            self._spelt_in_common = self._spelt_in_common or (len(piece) < 5 and _COMMON.issuperset(piece))

    def number_of_name(self, words: str) -> int | None:
        """The number of this name or part of one, found in this run or in an earlier one; None when it was not."""
        if self._kind(words) is not Kind.NAME:
            return None
        return self._by_key[self.key(words)][1]

    def _kind(self, value: str) -> Kind | None:
        found = self._by_value.get(value)
        if found is not None:
            return found[0]
        if not self._stored:
            return None
        if value not in self._seen:
            if len(self._seen) > _CACHE:
                self._seen.clear()
            key = self._keyer.key(values.PURPOSE, value)
            self._seen[value] = self._by_key[key][0] if key in self._stored else None
        return self._seen[value]

    def token(self, span: Span, name: KnownName | None) -> tuple[str, str]:
        """The token for a span and the keyed hash of its value. The span takes the kind its value was first found as."""
        found = self._by_value.get(span.value)
        if found is None:
            found = self._enter(span, name)
        kind, number, key = found
        span.kind = kind
        return f"[{kind.label} {number}]", key

    def _enter(self, span: Span, name: KnownName | None) -> tuple[Kind, int, str]:
        key = self._keyer.key(values.PURPOSE, span.value)
        stored = self._by_key.get(key)
        if stored is None and name is not None and name.person != span.value:
            stored = self._person(name.person)
        if stored is None:
            label = span.kind.label
            number = self._next.get(label, 0) + 1
            self._next[label] = number
            stored = (span.kind, number)
        kind, number = stored
        if key not in self._by_key:
            self._by_key[key] = stored
            self.learned[key] = KnownValue(kind=kind, value_key=key, number=number)
        found = self._by_value[span.value] = (kind, number, key)
        if kind is not Kind.NAME:
            self._note(span.value)
        return found

    def _person(self, person: str) -> tuple[Kind, int]:
        """The number of a person, whichever part of the name came first."""
        known = self._by_value.get(person)
        if known is None:
            known = self._enter(Span(0, 0, Kind.NAME, "", person, 1.0, ""), None)
        return known[0], known[1]

    def alias(self, value: str, other: str) -> None:
        """Remember `other` as the same value, where `value` has a token: a part of a name, a shorter typing."""
        found = self._by_value.get(value)
        if found is None or other in self._by_value:
            return
        kind, number, _ = found
        key = self._keyer.key(values.PURPOSE, other)
        if key not in self._by_key:
            self._by_key[key] = (kind, number)
            self.learned[key] = KnownValue(kind=kind, value_key=key, number=number)
        kept = self._by_key[key]
        self._by_value[other] = (kept[0], kept[1], key)
