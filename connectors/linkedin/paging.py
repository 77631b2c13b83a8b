"""Where LinkedIn's next page begins: its own link tells; a list ends where there is none, or nothing more came."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from connectors.fields import Fields, fields_of, objects_of, text_of, whole


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
