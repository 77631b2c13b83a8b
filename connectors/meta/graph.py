"""Asks the Graph API: a list page by page, for less when it is too much, without a field that is refused.

A list ends where there is no `next`, never at an empty or short page. Everything that was answered, errors too, is handed
on to be sealed. Several may ask at a time; once one of them is throttled, or its token refused, none asks any more.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from archiver.errors import PlatformUnavailable
from archiver.model.capture import Exchange
from connectors.addresses import AddressRefused
from connectors.answers import Answer
from connectors.cleaning import clean_url
from connectors.fields import Fields, fields_of, list_of, text_of, whole
from connectors.http import Http
from connectors.meta.field_lists import without
from connectors.meta.limits import Usage, usage
from connectors.meta.troubles import Kind, Trouble, trouble_in
from connectors.side_by_side import AHEAD

VERSION = "v25.0"
PAGE_SIZE = 100
CONVERSATION_INTERVAL_S = 0.5
"""The platform allows two calls a second to conversations."""

NEEDS_RIGHTS = ("admin_creator", "application", "private_reply_conversation")
"""Fields whose reading needs more than reading the object."""

_ENDS_ALL = (Kind.THROTTLED, Kind.CREDENTIAL)
_EMPTY_IN_A_ROW = 50
_REPEATED_PAGES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list, or the trouble in its place (`items` is empty then). `more`: another page follows.
    `total` is the platform's own count, where it gives one. `lacking` names fields that had to be left out of what is asked
    for, `dropped` those of them that this very page showed to be refused."""

    items: tuple[object, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    trouble: Trouble | None = None
    more: bool = False
    total: int | None = None
    dropped: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


class Halted(Exception):
    """Nothing more is asked in this run: `trouble` befell a request before."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.reason)
        self.trouble = trouble


class Graph:
    """One channel's way to the Graph API, for several threads. `pause_s` is kept between calls to conversations; a few
    requests are under way at a time, and one alone where a limit is half full. `usage` tells how full the limits are: whoever
    takes the pages stops near them."""

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
        self._left_out: dict[str, dict[str, None]] = {}
        self._changed = threading.Condition()
        self._under_way = 0
        self._halted: Trouble | None = None

    def ask(self, path: str, params: Mapping[str, str], *, paced: bool = False) -> tuple[Answer, Trouble | None]:
        """One request. Raises PlatformUnavailable when there is no answer, AddressRefused for another host, Halted when a
        request of before had a trouble that ends them all."""
        with self._turn():
            if paced and self._pause_s:
                self._pace()
            try:
                answer = self.http.get(path if "://" in path else f"{VERSION}/{path}", params)
            except PlatformUnavailable:
                if self._halted is not None:
                    raise Halted(self._halted) from None
                raise
            trouble = trouble_in(answer)
            with self._changed:
                self._learn(usage(answer.headers, self.accounts, self.usage), trouble)
        return answer, trouble

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        with self._changed:
            while self._halted is None and self._under_way >= (1 if self.usage.is_half_full else AHEAD):
                self._changed.wait()
            if self._halted is not None:
                raise Halted(self._halted)
            self._under_way += 1
            self.requests += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def _pace(self) -> None:
        with self._changed:
            at = max(self._monotonic(), self._free_at)
            self._free_at = at + self._pause_s
        wait = at - self._monotonic()
        if wait > 0:
            self._sleep(wait)

    def _learn(self, told: Usage, trouble: Trouble | None) -> None:
        # Answers may come in another order than they were made in: what was near a limit stays so for this run.
        if not self.usage.is_near_limit or told.percent >= self.usage.percent:
            self.usage = told
        if trouble is not None and trouble.kind in _ENDS_ALL:
            self._halted = self._halted or trouble
            self.http.repeat_no_more()

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
            except Halted as error:
                yield _troubled(error.trouble, exchanges, dropped)
                return
            exchanges.append(answer.exchange)
            learned = self._fields.get(fields, fields)
            if trouble is not None and learned != kept:
                # Another reader has found out meanwhile which field it is.
                kept = query["fields"] = learned
                continue
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
                kept = query["fields"]
                self._leave_out(fields, kept, dropped)
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
                lacking=tuple(self._left_out.get(fields, ())),
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

    def _leave_out(self, fields: str, kept: str, names: list[str]) -> None:
        with self._changed:
            self._fields[fields] = kept
            self._left_out.setdefault(fields, {}).update(dict.fromkeys(names))

    def _less(self, fields: str, kept: str, trouble: Trouble, limit: int) -> tuple[int, str]:
        """(smaller page, "") or (0, field left out) where asking for less can help; (0, "") where it cannot."""
        if trouble.kind is Kind.FIELD:
            for name in trouble.fields:
                fewer = without(kept, name)
                if fewer != kept and fewer:
                    self._leave_out(fields, fewer, [name])
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
