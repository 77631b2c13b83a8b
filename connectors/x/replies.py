"""Replies below the account's own posts, whoever they are addressed to: found by X's search, which reaches back seven days.

Mentions hold those that name the account; these are the others, and what is said further down. A search is always read to
its end, and the place moves once all are: a run that was stopped anywhere searches the same days again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from archiver.model.capture import Batch, Exchange, Gap
from connectors.fields import fields_of, list_of, text_of
from connectors.x.archive_people import digits, moment_of_id
from connectors.x.dialect import is_refused, other
from connectors.x.limits import Wait
from connectors.x.parse_api import post_of
from connectors.x.place import Place
from connectors.x.troubles import Kind, Trouble
from connectors.x.walk import PAGE, Listing, Walk

EDGE = "replies"
ENDPOINT = "tweets/search/recent"
REACH = dt.timedelta(days=7)
OVERLAP = dt.timedelta(days=1)
"""What came into the search late is found by searching the last day again; X charges for the same post once a day."""

LONGEST_QUERY = 512
UNKNOWN = "X does not let this application search, so replies that do not name the account are not known"
_MARGIN = dt.timedelta(hours=1)
_NOT_HERE = (Kind.PERMISSION, Kind.GONE, Kind.PARAMETER)


class Replies(Walk):
    """Searches below the posts that `posts` remembers."""

    def __init__(self, posts: Walk) -> None:
        session = posts.session
        super().__init__(
            session,
            Listing(
                edge=EDGE,
                endpoint=ENDPOINT,
                path="2/tweets/search/recent",
                what="post",
                params=lambda dialect: dialect.posts(),
                parse=lambda value, includes, place: post_of(value, includes, session.people, source=EDGE, place=place),
                window=REACH,
            ),
        )
        self.dialect = posts.dialect
        self._posts = posts
        self._elsewhere = {*posts.place.recent, *Place.read(session.context.cursors.get("mentions", "")).recent}
        self._now = session.context.now()
        self._is_known = True

    def run(self) -> Iterator[Batch | Wait]:
        """Every conversation that the account began within the configured days."""
        session = self.session
        start = self._start()
        for query in queries(self._roots()):
            yield from self._search(query, start)
            if not self._is_known:
                return
        gaps = self._window()
        self.place.end(self._now)
        closed = (f"{EDGE}:unknown",)
        yield session.counted(session.batch(EDGE, gaps=gaps, closed=closed, cursor=self.place.write()))

    def _roots(self) -> list[str]:
        """The account's posts that are young enough. One that began no conversation is found nothing below."""
        days = dt.timedelta(days=self.session.options.replies_days)
        return [number for number in self._posts.place.recent if self._age(number) < days]

    def _age(self, number: str) -> dt.timedelta:
        moment = moment_of_id(int(number))
        return self._now - moment.utc if moment else dt.timedelta.max

    def _start(self) -> str:
        """From when on to search; "" for as far back as X goes. A place in the future comes from a clock that was wrong."""
        done = self.place.done_at
        if done is None or done > self._now or done - OVERLAP < self._now - REACH + _MARGIN:
            return ""
        return (done - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _search(self, query: str, start: str) -> Iterator[Batch | Wait]:
        session, listing = self.session, self.listing
        exchanges: tuple[Exchange, ...] = ()
        token, tokens = "", set[str]()
        while True:
            params = {**listing.params(self.dialect), "query": query, "max_results": str(PAGE)}
            params |= {"start_time": start} if start else {}
            params |= {"next_token": token} if token else {}
            answer, trouble = yield from session.page(listing.endpoint, listing.path, params)
            exchanges += (answer.exchange,)
            if trouble is not None:
                if trouble.kind is Kind.PARAMETER and not self._switched and is_refused(self.dialect, trouble.words):
                    self._switched = True
                    self.dialect = other(self.dialect)
                    continue
                yield from self._refused(trouble, exchanges)
                return
            body = fields_of(answer.value)
            items = list_of(body.get("data"))
            ids = [number for number in (digits(fields_of(item), "id") for item in items) if number]
            self.seen.update(ids)
            # What another list remembers is looked up again by that one.
            self.place.remember([number for number in ids if number not in self._elsewhere])
            drafts, quarantined = self._read(body, items, ids)
            session.count("replies_found", len(ids))
            base = session.batch(EDGE, exchanges, quarantined=quarantined, cursor=self.place.write())
            exchanges = ()
            yield from session.took(drafts, base)
            token = text_of(fields_of(body.get("meta")), "next_token")
            if token in tokens:
                gap = Gap(reason="X's pages of replies go round in a circle", edge=EDGE, key=f"{EDGE}:circle")
                yield session.counted(session.batch(EDGE, gaps=(gap,)))
            if not token or token in tokens:
                return
            tokens.add(token)

    def _refused(self, trouble: Trouble, exchanges: tuple[Exchange, ...]) -> Iterator[Batch]:
        session, self._is_known = self.session, False
        if trouble.kind in _NOT_HERE:
            # Not every application may search; posts and mentions are no worse for it.
            gap = Gap(reason=f"{UNKNOWN}: {trouble.reason}", edge=EDGE, key=f"{EDGE}:unknown")
            yield session.counted(session.batch(EDGE, exchanges, gaps=(gap,)))
            return
        yield from session.failed(EDGE, trouble, exchanges)

    def _window(self) -> tuple[Gap, ...]:
        """What lay out of the search's reach when it was searched."""
        reached, done = self._now - REACH, self.place.done_at
        if done is not None and done < reached:
            reason = "replies were not searched for within the seven days that X's search reaches back"
            return (Gap(reason=reason, start=done, end=reached, edge=EDGE, key=f"{EDGE}:window:{self.place.done}"),)
        older = [moment for number in self._posts.place.recent if (moment := moment_of_id(int(number)))]
        began = min((moment.utc for moment in older), default=reached)
        if done is None and began < reached:
            reason = "X's search reaches seven days back: older replies that do not name the account are not known"
            return (Gap(reason=reason, start=began, end=reached, edge=EDGE, key=f"{EDGE}:before-first-capture"),)
        return ()


def queries(roots: Iterable[str]) -> list[str]:
    """Searches for everything below these posts, as few as their length allows."""
    found: list[str] = []
    for root in roots:
        term = f"conversation_id:{root}"
        if found and len(found[-1]) + len(" OR ") + len(term) <= LONGEST_QUERY:
            found[-1] += f" OR {term}"
        else:
            found.append(term)
    return found
