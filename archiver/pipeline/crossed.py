"""Whether an import repeats what the archive holds with day and month exchanged: then one of the two read dates wrongly.

Only times that the source wrote without a zone are looked at; those are the ones whose order of day and month was decided.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from archiver.model.ids import ChannelId
from archiver.model.record import Record
from archiver.model.time import Assumption, from_local
from archiver.pipeline.keys import Keyer, record_keys
from archiver.store import Store

_MOST = 200
"""Messages looked at in one batch."""

_ENOUGH = 3
"""Different texts from which on it is no chance: an automatic greeting stands at one minute of many days."""


class CrossedDates:
    """Looks at the batches of one import before they are accepted."""

    def __init__(self, store: Store, channel: ChannelId, keyer: Keyer, zone: ZoneInfo) -> None:
        self._store = store
        self._channel = channel
        self._keyer = keyer
        self._zone = zone
        self._looked_at = 0
        self._found = 0
        self._texts: set[int] = set()

    def look(self, records: Sequence[Record]) -> None:
        """Count the records of a batch that are held under the exchanged date."""
        keys = {}
        for record in records:
            crossed = self._crossed(record)
            if crossed is not None:
                keys[record_keys(crossed, self._keyer).key] = hash(record.text)
                if len(keys) == _MOST:
                    break
        if keys:
            held = self._store.held_keys(self._channel, list(keys))
            self._looked_at += len(keys)
            self._found += len(held)
            self._texts |= {keys[key] for key in held}

    @property
    def warning(self) -> str:
        """What is to be said of the import; "" when nothing is."""
        if not self._found or len(self._texts) < min(_ENOUGH, self._looked_at):
            return ""
        return (
            f"at least {self._found} messages of this export stand in the archive with day and month exchanged too: one of "
            "the imports read its dates in the wrong order (--date-order), and these messages stand twice"
        )

    def _crossed(self, record: Record) -> Record | None:
        sent = record.sent
        if record.source_id or sent is None or sent.assumption is Assumption.NONE:
            return None
        local = sent.local(self._zone).replace(tzinfo=None)
        if local.day > 12 or local.day == local.month:
            return None
        moment = from_local(local.replace(month=local.day, day=local.month), self._zone, source=sent.source)
        return dataclasses.replace(record, sent=moment)
