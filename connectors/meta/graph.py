"""Asks the Graph API: one page after the other, for less when it is too much, without a field that is refused.

A list ends where there is no `next`, never at an empty or short page. Everything that was answered, errors too, is handed
on to be sealed. Signs of throttling are obeyed by whoever takes the pages: `Graph.usage` tells how full the limits are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from archiver.model.capture import Exchange
from connectors.addresses import AddressRefused
from connectors.cleaning import clean_url
from connectors.fields import Fields, fields_of, list_of, text_of, whole
from connectors.http import Answer, Http
from connectors.meta.field_lists import without
from connectors.meta.limits import Usage, usage
from connectors.meta.troubles import Kind, Trouble, trouble_in

VERSION = "v25.0"
PAGE_SIZE = 100
CONVERSATION_INTERVAL_S = 0.5
"""The platform allows two calls a second to conversations."""

NEEDS_RIGHTS = ("admin_creator", "application", "private_reply_conversation")
"""Fields whose reading needs more than reading the object."""

_EMPTY_IN_A_ROW = 50
_REPEATED_PAGES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list, or the trouble in its place (`items` is empty then). `more`: another page follows.
    `total` is the platform's own count, where it gives one. `dropped` names fields that had to be left out for it."""

    items: tuple[object, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    trouble: Trouble | None = None
    more: bool = False
    total: int | None = None
    dropped: tuple[str, ...] = ()


class Graph:
    """One channel's way to the Graph API. `pause_s` is kept between calls to conversations."""

    def __init__(
        self,
        http: Http,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        pause_s: float = CONVERSATION_INTERVAL_S,
    ) -> None:
        self.http = http
        self.accounts: set[str] = set()
        self.usage = Usage()
        self.requests = 0
        self._monotonic = monotonic
        self._sleep = sleep
        self._pause_s = pause_s
        self._free_at = 0.0
        self._fields: dict[str, str] = {}

    def ask(self, path: str, params: Mapping[str, str], *, paced: bool = False) -> tuple[Answer, Trouble | None]:
        """One request. Raises PlatformUnavailable when there is no answer, AddressRefused for another host."""
        if paced and self._pause_s:
            wait = self._free_at - self._monotonic()
            if wait > 0:
                self._sleep(wait)
            self._free_at = max(self._monotonic(), self._free_at) + self._pause_s
        self.requests += 1
        answer = self.http.get(path if "://" in path else f"{VERSION}/{path}", params)
        self.usage = usage(answer.headers, self.accounts)
        return answer, trouble_in(answer)

    def node(self, path: str, fields: str, *, paced: bool = False) -> tuple[Fields, Page]:
        """One object, and the page that it makes; the object is empty when there is a trouble."""
        page = next(self._pages(path, fields, {}, 0, paced, _as_node))
        return (fields_of(page.items[0]) if page.items else {}), page

    def pages(
        self,
        path: str,
        fields: str,
        params: Mapping[str, str] | None = None,
        *,
        limit: int = PAGE_SIZE,
        paced: bool = False,
    ) -> Iterator[Page]:
        """A list, page by page, to its end. A page with a trouble is the last."""
        return self._pages(path, fields, params or {}, limit, paced, _as_list)

    def pages_from(self, link: str, *, paced: bool = False) -> Iterator[Page]:
        """The rest of a list that another answer gave the beginning of; `link` is its `next`."""
        return self._pages(link, "", {}, 0, paced, _as_list)

    def pages_within(self, path: str, field: str, *, paced: bool = False) -> Iterator[Page]:
        """A list that is a field of an object (`messages` of a conversation), page by page."""
        return self._pages(path, field, {}, 0, paced, lambda value: _as_list(fields_of(value.get(field, value))))

    def _pages(
        self,
        path: str,
        fields: str,
        params: Mapping[str, str],
        limit: int,
        paced: bool,
        read: Callable[[Fields], tuple[list[object], Fields] | None],
    ) -> Iterator[Page]:
        address, query = path, {**params}
        links: set[str] = set()
        prints: set[int] = set()
        empty = repeats = 0
        exchanges: list[Exchange] = []
        dropped: list[str] = []
        tried = False
        kept = self._fields.get(fields, fields)
        query |= ({"fields": kept} if kept else {}) | ({"limit": str(limit)} if limit else {})
        while True:
            try:
                answer, trouble = self.ask(address, query, paced=paced)
            except AddressRefused as error:
                yield _troubled(Trouble(kind=Kind.CHANGED, reason=error.reason), exchanges, dropped)
                return
            exchanges.append(answer.exchange)
            if trouble is not None:
                less, name = self._less(fields, kept, trouble, limit)
                if name:
                    dropped.append(name)
                    kept = query["fields"] = self._fields[fields]
                    continue
                if less:
                    limit = less
                    query["limit"] = str(limit)
                    continue
                fewer = _without_rights(kept, trouble)
                if not tried and fewer != kept:
                    tried = True
                    query["fields"] = fewer
                    continue
                yield _troubled(trouble, exchanges, dropped)
                return
            if tried and query.get("fields", kept) != kept:
                # It was these that were refused, though the platform did not say so.
                dropped += [name for name in NEEDS_RIGHTS if without(kept, name) != kept]
                kept = self._fields[fields] = query["fields"]
            found = read(fields_of(answer.value))
            if found is None:
                yield _troubled(Trouble(kind=Kind.CHANGED, reason="a list in an unknown shape"), exchanges, dropped)
                return
            items, envelope = found
            link = text_of(fields_of(envelope.get("paging")), "next")
            mark = hash(tuple(str(fields_of(item).get("id")) for item in items))
            empty = 0 if items else empty + 1
            repeats += bool(items) and mark in prints
            prints.add(mark)
            canonical = clean_url(link) if link else ""
            looping = canonical in links or repeats >= _REPEATED_PAGES or empty >= _EMPTY_IN_A_ROW
            yield Page(
                items=tuple(items),
                exchanges=tuple(exchanges),
                more=bool(link) and not looping,
                total=whole(fields_of(envelope.get("summary")).get("total_count")),
                dropped=tuple(dropped),
            )
            if link and looping:
                yield _troubled(Trouble(kind=Kind.CHANGED, reason="the platform's pages go round in a circle"), [], [])
                return
            if not link:
                return
            links.add(canonical)
            exchanges, dropped = [], []
            # The link bears what was asked for; it may lead to an edge of its own, with fields of its own.
            address, query = link, {}

    def _less(self, fields: str, kept: str, trouble: Trouble, limit: int) -> tuple[int, str]:
        """(smaller page, "") or (0, field left out) where asking for less can help; (0, "") where it cannot."""
        if trouble.kind is Kind.FIELD:
            for name in trouble.fields:
                fewer = without(kept, name)
                if fewer != kept and fewer:
                    self._fields[fields] = fewer
                    return 0, name
        if limit > 1 and (trouble.kind is Kind.TOO_MUCH or trouble.code in (1, 2)):
            return limit // 2, ""
        return 0, ""


def _without_rights(fields: str, trouble: Trouble) -> str:
    """The list without fields that need rights of their own, where a refusal may be of them alone: the platform does not
    always name the field it objects to."""
    if trouble.kind not in (Kind.PERMISSION, Kind.FIELD) and (trouble.code, trouble.subcode) != (100, 0):
        return fields
    for name in NEEDS_RIGHTS:
        fields = without(fields, name) or fields
    return fields


def _troubled(trouble: Trouble, exchanges: list[Exchange], dropped: list[str]) -> Page:
    return Page(trouble=trouble, exchanges=tuple(exchanges), dropped=tuple(dropped))


def _as_node(value: Fields) -> tuple[list[object], Fields] | None:
    return [value], {}


def _as_list(value: Fields) -> tuple[list[object], Fields] | None:
    items = value.get("data")
    return (list_of(items), value) if isinstance(items, list) else None
