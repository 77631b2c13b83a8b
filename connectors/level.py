"""How many a list held before: one that was full and is empty, or far shorter, is an incident and not accepted as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass

from connectors.fields import fields_of, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How many a list held when it was last listed whole; `low` is a sudden fall that nobody has explained yet."""

    listed: int = 0
    low: int | None = None

    def text(self) -> str:
        """The cursor."""
        return json.dumps({"listed": self.listed} | ({} if self.low is None else {"low": self.low}))

    @classmethod
    def read(cls, text: str | None) -> Level:
        try:
            value = fields_of(json.loads(text or ""))
        except (ValueError, RecursionError):
            return cls()
        return cls(listed=whole(value.get("listed")) or 0, low=whole(value.get("low")))

    def after(self, now: int, *, is_open: bool) -> tuple[Level, bool]:
        """The level after `now` were listed, and whether that is an incident: none or far fewer than before. A fall that a
        person has settled (`is_open` no longer) becomes the new level."""
        fell = self.listed > 0 and (now == 0 or (now < self.listed * 0.5 and self.listed - now >= 5))
        if not fell:
            return Level(listed=now), False
        if self.low is not None and not is_open and now >= self.low:
            return Level(listed=now), False
        return Level(listed=self.listed, low=now), True
