"""What the reads of a run cost: X charges for each post, message and person it returns, once a day for each.

The prices are those X published in 2026; a bill may differ, so figures say that they are estimates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from archiver.model.capture import Tally

PRICES: Mapping[str, int] = {"post": 5_000, "message": 10_000, "person": 10_000}
"""Millionths of a US dollar for one read."""

_REMEMBERED = 20_000


class Costs:
    """Counts what was read."""

    def __init__(self, prices: Mapping[str, int] = PRICES) -> None:
        self._prices = prices
        self._seen: set[tuple[str, str]] = set()
        self._new: Counter[str] = Counter()
        self.total: Counter[str] = Counter()

    def read(self, kind: str, ids: Iterable[str]) -> None:
        """Note objects that an answer held; one read twice in a run is charged once."""
        for each in ids:
            if (kind, each) in self._seen:
                continue
            if len(self._seen) >= _REMEMBERED:
                # What comes twice comes soon; memory does not grow with the run, and an estimate is at most too high.
                self._seen.clear()
            self._seen.add((kind, each))
            self._new[kind] += 1
            self.total[kind] += 1

    def tallies(self) -> tuple[Tally, ...]:
        """What was read since the last time this was asked."""
        if not self._new:
            return ()
        found = [Tally(name=f"reads_{kind}", value=count) for kind, count in sorted(self._new.items())]
        found.append(Tally(name="estimated_cost_microdollars", value=self._cost(self._new)))
        self._new = Counter()
        return tuple(found)

    def note(self) -> str:
        """A sentence for the report."""
        parts = ", ".join(f"{count} {kind}s" for kind, count in sorted(self.total.items()))
        return f"read from X: {parts or 'nothing'}; about USD {self._cost(self.total) / 1_000_000:.2f} at X's published prices"

    def _cost(self, counts: Mapping[str, int]) -> int:
        return sum(self._prices.get(kind, 0) * count for kind, count in counts.items())
