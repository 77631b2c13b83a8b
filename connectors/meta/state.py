"""What a walk remembers between runs, as small JSON cursors: one for each conversation, each post, each list.

A cursor that cannot be read counts as none: the walk then looks again, which loses nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.fields import fields_of, list_of, text_of, whole

REMEMBERED_MESSAGES = 30
REMEMBERED_COMMENTS = 300
REMEMBERED_LACKING = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How a conversation or post stood when it was last walked to its end: the platform's `updated` time as it wrote it,
    its `count`, the day of the last `full` walk, some of the `ids` that were there, newest last, and how many were
    missing of what the platform counts (`short`). `gone`: it could not be found when last looked for. `lacking`: records in it
    of which a file could not be fetched."""

    updated: str = ""
    count: int | None = None
    full: str = ""
    ids: tuple[str, ...] = ()
    short: int = 0
    gone: bool = False
    lacking: tuple[str, ...] = ()

    def text(self) -> str:
        """The cursor."""
        value: dict[str, object] = {"updated": self.updated, "full": self.full}
        if self.count is not None:
            value["count"] = self.count
        if self.ids:
            value["ids"] = list(self.ids)
        if self.short:
            value["short"] = self.short
        if self.gone:
            value["gone"] = True
        if self.lacking:
            value["lacking"] = list(self.lacking[:REMEMBERED_LACKING])
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    def is_due(self, today: dt.date, days: int) -> bool:
        """Whether the last full walk is so many days ago, or nobody knows when it was."""
        try:
            return dt.date.fromisoformat(self.full) <= today - dt.timedelta(days=days)
        except ValueError:
            return True


def places(cursors: Mapping[str, str], kind: str) -> dict[str, Place]:
    """The places of all edges `<kind>:<id>`, by id."""
    found = {}
    for edge, text in cursors.items():
        head, colon, number = edge.partition(":")
        if head == kind and colon:
            found[number] = _place(text)
    return found


def _place(text: str) -> Place:
    try:
        value = fields_of(json.loads(text))
    except (ValueError, RecursionError):
        return Place()
    return Place(
        updated=text_of(value, "updated"),
        count=whole(value.get("count")),
        full=text_of(value, "full"),
        ids=tuple(each for each in list_of(value.get("ids")) if isinstance(each, str)),
        short=whole(value.get("short")) or 0,
        gone=value.get("gone") is True,
        lacking=tuple(each for each in list_of(value.get("lacking")) if isinstance(each, str)),
    )


def rolling(found: Mapping[str, Place], today: dt.date, days: int) -> list[str]:
    """Which of these to walk again today, so that with a run a day each has its turn within `days`: those walked longest
    ago, and none twice in a day."""
    due = sorted((place.full, number) for number, place in found.items() if place.is_due(today, 1) and not place.gone)
    share = -(-len(found) // days)
    return [number for _, number in due[:share]]


def newest(ids: Sequence[str], limit: int) -> tuple[str, ...]:
    """The last so many of ids that run oldest first, each once."""
    return tuple(dict.fromkeys(reversed(ids)))[:limit][::-1]
