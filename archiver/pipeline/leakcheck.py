"""After a file is written it is read back and searched; a find stops its release.

Two searches over what another reader sees in it: values this record's threads are known to hold, by their keyed hashes, in
any typing; and the sure detectors of redaction. Only what is the program's own is let off: digests, dates, and the
platform's ids of what the record holds.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.model.conversation import Heading
from archiver.model.ids import RecordNumber
from archiver.pipeline.keys import Keyer
from archiver.pipeline.readback import READERS, WHOLE, Group, Reader, Share
from archiver.redaction import Leak, Redactor, lookup_keys, scan_for_leaks

LISTED = 20
CHUNK = 2000

_NUMBER = re.compile(r"(?<![0-9A-Za-z])\+?[0-9(](?:[ .\-/()]?[0-9]){5,18}(?![0-9A-Za-z])")
_MAIL = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{3,120}")
# Ours, and never a person's: digests, names of runs and of the sealed originals in their containers, PDF's own dates.
_OWN = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9]{0,40}[a-f])[0-9a-f]{12,128}(?![0-9A-Za-z])|D:[0-9]{14}(?:Z|[+-][0-9]{2}'[0-9]{2}'?)?"
    r"|(?<![0-9A-Za-z])(?:[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}(?:\.tar)?|[0-9a-f]{6}\.tar)(?:#[0-9]{6}(?=-))?(?![0-9A-Za-z])"
)
# Where in its export a message stood, alone in its cell: a long chat has lines whose number is somebody's six figures.
_PLACE = re.compile(r"\s*line [0-9]{1,7}\s*")
_ID = re.compile(r"(?<![0-9A-Za-z])[0-9]{5,25}(?![0-9A-Za-z])")
# Nearly every line of a record bears a time or a token; what the sure detectors look for has six digits close together,
# three capitals before digits, or an at sign. The time of day, our own dates and tokens are taken out before that is asked.
# All of a long record goes through these two: each begins with a set of characters, which the search can skip to.
_COMMON = re.compile(
    r"[\[0-9](?:(?<=\[)[A-Z]+(?: [A-Z]+)* [0-9]{1,5}\]"
    r"|(?<=[0-9])(?<![\w.][0-9])(?:(?:(?<=1)9|(?<=2)0)[0-9][0-9]-[01][0-9]-[0-3][0-9][T ][0-2]?[0-9]:[0-5][0-9]"
    r"|:[0-5][0-9]|(?<=[0-2])[0-9]:[0-5][0-9])(?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9][0-9]:?[0-9][0-9])?(?!\w))"
)
_WORTH_A_LOOK = re.compile(
    r"[@\uff20\d](?:(?<=[@\uff20])|(?:[^\w\n]{0,4}\d){5}|(?<=[A-Z]{3}\d)\d|(?<=[A-Z]{3}[ -]\d)\d)"
)
_BORDER = "\x00"
"""Stands between strings that are searched at once; no XML and no text of a page has it."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    around: str
    """The line with its neighbours: a page breaks lines where a number goes on."""


class LeakCheck:
    """Checks one written file.

    `known` gives the value keys of everything redacted in a record's threads; `ids` the platform's ids of its records,
    threads and people, which a record must show and which may look like anything. `readers` maps formats to what reads them.
    """

    def __init__(
        self,
        redactor: Redactor,
        keyer: Keyer,
        *,
        known: Callable[[RecordNumber], frozenset[str]],
        ids: Callable[[RecordNumber], frozenset[str]],
        readers: Mapping[str, Reader] = READERS,
    ) -> None:
        self._redactor = redactor
        self._readers = readers
        self._keyer = keyer
        self._known = known
        self._ids = ids

    def check(
        self, path: Path, name: str, heading: Heading, *, released_as: str, share: Share = WHOLE
    ) -> tuple[str, ...]:
        """What was found, in words of ours with the place; empty when the file (or this share of it) may be released."""
        reader = self._readers.get(name)
        if reader is None:
            return (f"{name}: there is no second reader for this format, so it cannot be checked",)
        own = _own_words(heading)
        strings = itertools.chain([(released_as,)], reader(path, share))
        return self._search(strings, name, (heading.number,), own, heading.content_sha256)

    def check_list(
        self, path: Path, name: str, numbers: Collection[RecordNumber], own: Sequence[str]
    ) -> tuple[str, ...]:
        """What was found in a file that shows parts of several records, as the reviewers' workbook does; `own` are words of
        it that bear digits and are the program's."""
        return self._search(READERS[name](path, WHOLE), name, numbers, own, "")

    def _search(
        self, strings: Iterator[Group], name: str, numbers: Collection[RecordNumber], own: Sequence[str], digest: str
    ) -> tuple[str, ...]:
        known = frozenset[str]().union(*map(self._known, numbers))
        ids = frozenset(word for word in own if word.isdigit()).union(*map(self._ids, numbers))
        found: list[str] = []
        lines = _lines(strings, ids, digest)
        while chunk := list(itertools.islice(lines, CHUNK)):
            if known and any(self._holds_known(line.text, known) for line in chunk):
                found.append(f"{name}: a value that was redacted stands in the file")
            for leak in scan_for_leaks([line.text for line in chunk], self._redactor, allowed=own):
                if self._stands(leak, chunk[leak.text], own):
                    found.append(f"{name}: looks like {leak.kind.label.lower()} (rule {leak.rule})")
            if len(found) >= LISTED:
                break
        return tuple(found[:LISTED])

    def _holds_known(self, line: str, known: frozenset[str]) -> bool:
        return any(
            not known.isdisjoint(lookup_keys(match.group(), self._keyer))
            for match in (*_NUMBER.finditer(line), *_MAIL.finditer(line))
        )

    def _stands(self, leak: Leak, line: _Line, own: Sequence[str]) -> bool:
        """A find at a line's edge may be half of something harmless: it stands if it stands with the neighbours too."""
        if leak.start > 0 and leak.end < len(line.text):
            return True
        return bool(scan_for_leaks([line.around], self._redactor, allowed=own))


def _lines(groups: Iterator[Group], ids: frozenset[str], digest: str) -> Iterator[_Line]:
    """Lines that could hold something to find, each once among the recent ones: sheets repeat themselves. `digest` is the
    record's own, at the foot of every page."""

    def blanked(line: str) -> str:
        bare = _OWN.sub(" ", line)
        return _ID.sub(lambda match: " " if match.group() in ids else match.group(), bare)

    def bare_of(text: str) -> str:
        return _COMMON.sub(" ", text.replace(digest, " ") if digest else text)

    seen: set[str] = set()
    for group in groups:
        for piece, bare in _worth_a_look(group, bare_of):
            lines = piece.splitlines()
            for place in _places(bare):
                line = lines[place]
                if line in seen or _PLACE.fullmatch(line):
                    continue
                if len(seen) > 50_000:
                    seen.clear()
                seen.add(line)
                around = " ".join(map(blanked, lines[max(0, place - 1) : place + 2]))
                yield _Line(blanked(line), around)


def _worth_a_look(group: Group, bare_of: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """The strings of a group that may hold something to find, each with what is left of it to search: one search for all."""
    bare = bare_of(_BORDER.join(group))
    if len(group) == 1:
        yield group[0], bare
        return
    if bare.count(_BORDER) != len(group) - 1:
        yield from ((piece, bare_of(piece)) for piece in group)
        return
    place = end = 0
    done = -1
    for match in _WORTH_A_LOOK.finditer(bare):
        place += bare.count(_BORDER, end, match.start())
        end = match.start()
        last = place + match.group().count(_BORDER)
        yield from ((piece, bare_of(piece)) for piece in group[max(place, done + 1) : last + 1])
        done = max(done, last)


def _places(bare: str) -> Iterator[int]:
    """The numbers of the lines that hold something worth a look; a find over a line's end counts for both."""
    ends: list[int] = []
    done = -1
    for match in _WORTH_A_LOOK.finditer(bare):
        ends = ends or list(itertools.accumulate(map(len, bare.splitlines(keepends=True))))
        last = bisect.bisect_right(ends, match.end() - 1)
        yield from range(max(bisect.bisect_right(ends, match.start()), done + 1), last + 1)
        done = last


def _own_words(heading: Heading) -> tuple[str, ...]:
    """Words of the heading that bear digits and are the program's or the agency's own."""
    words = [heading.number, heading.channel.account, heading.channel.name, heading.content_sha256, heading.agency]
    words += [ref for ref, _ in heading.originals]
    words += [person.platform_id for person in heading.correspondents]
    return tuple(word for word in words if len(word) >= 3)
