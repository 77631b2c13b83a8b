"""What an import read, counted while it reads, and the batches it hands over: the honesty report is made here.

Every object that was read is a record, a quarantined object, or passed over for a reason that has a name. Words that go
into a report are ours: a name taken from a file is let in only where it looks like a field's name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from archiver.model.capture import Batch, CaptureMethod, Covered, Gap, Quarantined, Tally
from archiver.model.channel import Channel
from archiver.model.record import Record
from connectors.base import ImportOptions

Item = Record | Quarantined
"""What reading one object gives."""

STRANGE = "its content is of a kind that is not known here; it stays in the sealed original"
"""Of a record that holds something of which nothing was understood. Its place is quarantined beside it."""

_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z_]{0,39}\Z")
_NAMED_FIELDS = 100
_UNFIT = re.compile("[\x00\ud800-\udfff]")
UNFIT_MARK = "\ufffd"


class Honesty:
    """Figures and notes of one import, growing while it runs."""

    def __init__(self) -> None:
        self.tallies: Counter[str] = Counter()
        self.gaps: list[Gap] = []
        self.covered: list[Covered] = []
        self._notes: dict[str, None] = {}
        self._fields: set[str] = set()

    def count(self, name: str, value: int = 1) -> None:
        """Add to a figure."""
        self.tallies[name] += value

    def note(self, text: str) -> None:
        """Say something once."""
        self._notes[text] = None

    def unknown_field(self, name: str) -> None:
        """A field whose meaning is not known here was met; it stays in the sealed original."""
        if not _FIELD_NAME.match(name) or (name not in self._fields and len(self._fields) >= _NAMED_FIELDS):
            name = "other"
        self._fields.add(name)
        self.tallies[f"unknown_field:{name}"] += 1

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(self._notes)


def gather(
    items: Iterable[tuple[str, Item]], honesty: Honesty, *, channel: Channel, options: ImportOptions, source: str
) -> Iterator[Batch]:
    """The items as batches; each item comes with the archive that it was read from, and a batch names one archive.

    The last batch, under the name of the whole `source`, bears the figures, gaps and notes."""
    records: list[Record] = []
    quarantined: list[Quarantined] = []
    export = ""

    def batch() -> Batch:
        made = Batch(
            channel=channel.id,
            captured=options.captured,
            method=CaptureMethod.EXPORT,
            records=tuple(records),
            quarantined=tuple(quarantined),
            export=export,
        )
        records.clear()
        quarantined.clear()
        return made

    for archive, item in items:
        if (records or quarantined) and (
            archive != export or len(records) >= options.batch_size or len(quarantined) >= options.batch_size
        ):
            yield batch()
        export = archive
        if isinstance(item, Record):
            records.append(item)
            honesty.count("records_read")
        else:
            quarantined.append(item)
            honesty.count("objects_quarantined")
    if records or quarantined:
        yield batch()
    yield Batch(
        channel=channel.id,
        captured=options.captured,
        method=CaptureMethod.EXPORT,
        gaps=tuple(honesty.gaps),
        tallies=tuple(Tally(name=name, value=value) for name, value in sorted(honesty.tallies.items())),
        notes=honesty.notes,
        covered=tuple(honesty.covered),
        export=export or source,
    )


def fit(text: str, honesty: Honesty) -> str:
    """The string without what is not text: NUL and halves of surrogate pairs become a visible mark, and are counted."""
    if not _UNFIT.search(text):
        return text
    honesty.count("characters_replaced")
    return _UNFIT.sub(UNFIT_MARK, text)
