"""Where LinkedIn's next page begins: its own link tells; a list ends where there is none, or nothing more came."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from connectors.fields import Fields, fields_of, objects_of, text_of, whole

_REPEATED_PAGES = 3


def total_of(body: Fields) -> int:
    """How many the whole list holds, as LinkedIn counts them; 0 where it does not say."""
    return whole(fields_of(body.get("paging")).get("total")) or 0


class Circle:
    """Notices pages that bring nothing but what came before."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._repeats = 0

    @property
    def seen(self) -> int:
        """How many different ones came."""
        return len(self._seen)

    def goes_round(self, names: Iterable[str]) -> bool:
        """Take a page's names in; whether several pages in a row held nothing new."""
        found = set(names)
        self._repeats = 0 if found - self._seen else self._repeats + 1
        self._seen |= found
        return self._repeats >= _REPEATED_PAGES


def next_start(body: Fields, start: int, came: int) -> int | None:
    """The `start` of the next page; None at the end. A link that leads back is none."""
    if not came:
        return None
    for link in objects_of(fields_of(body.get("paging")).get("links")):
        if text_of(link, "rel") != "next":
            continue
        try:
            told = dict(parse_qsl(urlsplit(text_of(link, "href")).query))
        except ValueError:
            told = {}
        following = whole(told.get("start", ""))
        return following if following is not None and following > start else start + came
    return None
