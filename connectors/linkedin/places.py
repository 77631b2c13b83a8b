"""What a LinkedIn capture remembers between runs: the list of posts, each post's comments, and how far notifications were read.

A cursor that cannot be read counts as none: the walk then looks again, which loses nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from connectors.fields import Fields, fields_of, list_of, text_of, whole
from connectors.level import Level

REMEMBERED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPlace:
    """A post as it stood when its comments were last walked to their end, at `walked` (milliseconds). `count`: the comments
    LinkedIn counted; `ids`: those that were there; `activity`: its other name; `gone`: not found when last looked for."""

    published: int = 0
    activity: str = ""
    walked: int = 0
    count: int | None = None
    ids: tuple[str, ...] = ()
    gone: bool = False

    def write(self) -> str:
        """The cursor's text."""
        value = {name: each for name, each in asdict(self).items() if each or name == "count"}
        return json.dumps(value, separators=(",", ":"))

    def is_due(self, now: dt.datetime, days: int) -> bool:
        """Whether the last walk is so many days ago, or there was none."""
        return not self.walked or self.walked <= (now - dt.timedelta(days=days)).timestamp() * 1000


def posts_in(cursors: Mapping[str, str]) -> dict[str, PostPlace]:
    """The posts that earlier runs met, by URN."""
    found = {}
    for edge, text in cursors.items():
        head, colon, urn = edge.partition(":")
        if head == "post" and colon:
            value = _value(text)
            found[urn] = PostPlace(
                published=whole(value.get("published")) or 0,
                activity=text_of(value, "activity"),
                walked=whole(value.get("walked")) or 0,
                count=whole(value.get("count")),
                ids=tuple(each for each in list_of(value.get("ids")) if isinstance(each, str)),
                gone=value.get("gone") is True,
            )
    return found


def read_until(cursors: Mapping[str, str]) -> int:
    """The time (milliseconds) up to which notifications were read; 0 for never."""
    return whole(_value(cursors.get("notifications", "")).get("until")) or 0


def listed_before(cursors: Mapping[str, str]) -> tuple[Level, int, str]:
    """(how many posts were listed before, the newest change among them in milliseconds, the day of the last full list)."""
    text = cursors.get("posts", "")
    value = _value(text)
    return Level.read(text), whole(value.get("mark")) or 0, text_of(value, "full")


def _value(text: str) -> Fields:
    try:
        return fields_of(json.loads(text)) if text else {}
    except (ValueError, RecursionError):
        return {}
