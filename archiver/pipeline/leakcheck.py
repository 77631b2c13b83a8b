"""After a file is written it is read back and searched; a find stops its release.

Three searches over what another reader sees in it: values this thread is known to hold, by their keyed hashes, in any
typing; the sure detectors of redaction; and nothing is let off because it came from us, save the heading's own words.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from archiver.model.conversation import RecordView
from archiver.model.ids import RecordNumber
from archiver.pipeline.keys import Keyer
from archiver.pipeline.readback import READERS
from archiver.redaction import Redactor, lookup_keys, scan_for_leaks

_NUMBER = re.compile(r"(?<![0-9A-Za-z])\+?[0-9(](?:[ .\-/()]?[0-9]){5,18}(?![0-9A-Za-z])")
_MAIL = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{3,120}")
_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{16,}(?![0-9A-Za-z])")
# Nearly every line of a record bears a time; what the sure detectors look for has six digits close together, three
# capitals before digits, or an at sign. The time of day and our own dates are taken out before that is asked.
_CLOCK = re.compile(
    r"(?<![\w.])(?:(?:19|20)\d\d-[01]\d-[0-3]\d[T ])?[0-2]?\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?(?!\w)"
)
_WORTH_A_LOOK = re.compile(r"[@\uff20]|\d(?:[^\w\n]{0,4}\d){5}|[A-Z]{3}[ -]?\d\d")
LISTED = 20
CHUNK = 2000


class LeakCheck:
    """Checks one written file. `known` gives the value keys of everything redacted in a record's thread."""

    def __init__(self, redactor: Redactor, keyer: Keyer, *, known: Callable[[RecordNumber], frozenset[str]]) -> None:
        self._redactor = redactor
        self._keyer = keyer
        self._known = known

    def check(self, path: Path, name: str, view: RecordView, *, released_as: str) -> tuple[str, ...]:
        """What was found, in words of ours with the place; empty when the file may be released."""
        reader = READERS.get(name)
        if reader is None:
            return (f"{name}: there is no second reader for this format, so it cannot be checked",)
        known = self._known(view.heading.number)
        allowed = _own_words(view)
        found: list[str] = []
        lines = _lines(_with_name(reader(path), released_as))
        while chunk := list(itertools.islice(lines, CHUNK)):
            if known and any(self._names_known(line, known) for line in chunk):
                found.append(f"{name}: a value that was redacted stands in the file")
            found += (
                f"{name}: looks like {leak.kind.label.lower()} (rule {leak.rule})"
                for leak in scan_for_leaks(chunk, self._redactor, allowed=allowed)
            )
            if len(found) >= LISTED:
                break
        return tuple(found[:LISTED])

    def _names_known(self, line: str, known: frozenset[str]) -> bool:
        bare = _HEX.sub(" ", line)
        return any(
            not known.isdisjoint(lookup_keys(match.group(), self._keyer))
            for match in (*_NUMBER.finditer(bare), *_MAIL.finditer(bare))
        )


def _lines(pieces: Iterator[str]) -> Iterator[str]:
    """Lines that could hold something to find, each once among the recent ones: sheets repeat themselves."""
    seen: set[str] = set()
    for piece in pieces:
        for line in piece.splitlines():
            if line in seen or not _WORTH_A_LOOK.search(_CLOCK.sub(" ", line)):
                continue
            if len(seen) > 50_000:
                seen.clear()
            seen.add(line)
            yield line


def _with_name(pieces: Iterator[str], path: str) -> Iterator[str]:
    yield path
    yield from pieces


def _own_words(view: RecordView) -> tuple[str, ...]:
    """Words of the heading that bear digits and are the program's or the agency's own."""
    heading = view.heading
    words = [heading.number, heading.channel.account, heading.channel.name, heading.content_sha256, heading.agency]
    words += [ref for ref, _ in heading.originals]
    words += [person.platform_id for person in heading.correspondents]
    return tuple(word for word in words if len(word) >= 3)
