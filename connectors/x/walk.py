"""Walks one of X's lists, newest first, until it has met what was captured before, and a little further.

A walk that was stopped goes on from its page, and then looks at the top once more. Where the list ends before the old mark
is met, something may have fallen out of X's reach: that is a gap, never silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from archiver.model.capture import Batch, Exchange, Gap, Quarantined
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of, list_of, text_of
from connectors.x.archive_people import digits, moment_of, moment_of_id
from connectors.x.dialect import Dialect, is_refused, other
from connectors.x.includes import Includes, partial_errors
from connectors.x.limits import Wait
from connectors.x.parse_api import versions_of
from connectors.x.place import Place
from connectors.x.session import Asked, Session, listed
from connectors.x.troubles import Kind, Trouble

PAGE = 100
_EMPTY_IN_A_ROW = 20

Parse = Callable[[object, Includes, str], Draft | Quarantined]
"""(object, what came beside it, its place) -> what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list. `what` is the word its objects are counted and charged under. `reach`: how many X serves at most, 0 = by
    time alone; `window`: how far back it serves."""

    edge: str
    endpoint: str
    path: str
    what: str
    params: Callable[[Dialect], Mapping[str, str]]
    parse: Parse
    reach: int = 0
    window: dt.timedelta | None = None


class Walk:
    """A walk through one listing."""

    def __init__(self, session: Session, listing: Listing) -> None:
        self.session = session
        self.listing = listing
        self.place = Place.read(session.context.cursors.get(listing.edge, ""))
        self.dialect = session.dialect(self.place.dialect)
        self.pages_read = 0
        self.seen: set[str] = set()
        self.versions: dict[str, None] = {}
        """Ids of other versions of posts that were met and are not held."""
        self._met = 0
        self._oldest = ""
        self._tokens: set[str] = set()
        self._switched = False

    def run(self) -> Iterator[Batch | Wait]:
        """The whole walk."""
        now = self.session.context.now()
        resumed = self.place.is_under_way(now)
        if not resumed:
            self.place.begin(now)
        yield from self._pages()
        if resumed:
            # What came in since the stopped walk began lies above its top, which is the mark now.
            self._met, self._oldest = 0, ""
            self._tokens.clear()
            self.place.begin(now)
            yield from self._pages()

    def _pages(self) -> Iterator[Batch | Wait]:
        ahead: Future[Asked] | None = None
        exchanges: tuple[Exchange, ...] = ()
        empty = 0
        while True:
            listing, place = self.listing, self.place
            answer, trouble = yield from self.session.page(
                listing.endpoint, listing.path, self._params(place.token), ahead=ahead
            )
            ahead = None
            exchanges += (answer.exchange,)
            if trouble is not None:
                if self._mended(trouble):
                    continue
                yield from self.session.failed(listing.edge, trouble, exchanges)
                return
            body = fields_of(answer.value)
            items = list_of(body.get("data"))
            token = text_of(fields_of(body.get("meta")), "next_token")
            empty = 0 if items else empty + 1
            before = place.top
            ids = [number for number in (digits(fields_of(item), "id") for item in items) if number]
            self._note(ids)
            looping = token in self._tokens or empty >= _EMPTY_IN_A_ROW
            going_on = bool(token) and not looping and not self._has_met()
            place.step(ids, token if going_on else "")
            if going_on:
                self._tokens.add(token)
                ahead = self.session.ask_ahead(listing.endpoint, listing.path, self._params(token))
            drafts, quarantined = self._read(body, items, ids)
            gaps, closed = self._doubts(body, items, before)
            if not going_on:
                if token and looping:
                    gaps += (self._gap("X's pages go round in a circle; the walk ended early", "circle"),)
                else:
                    closed += (f"{listing.edge}:circle",)
                more, filled = self._ended()
                gaps, closed = gaps + more, closed + filled
                self.place.end(self.session.context.now())
            base = self.session.batch(
                listing.edge, exchanges, quarantined=quarantined, gaps=gaps, closed=closed, cursor=place.write()
            )
            exchanges = ()
            yield from self.session.took(drafts, base)
            if not going_on:
                return

    def _params(self, token: str) -> dict[str, str]:
        params = dict(self.listing.params(self.dialect))
        params["max_results"] = str(self._size())
        if token:
            params["pagination_token"] = token
        return params

    def _size(self) -> int:
        """Smaller pages once there is a mark: what is read again is paid for again."""
        if not self.place.mark or self.listing.window is not None:
            return PAGE
        return min(PAGE, max(10, 2 * self.session.options.overlap))

    def _mended(self, trouble: Trouble) -> bool:
        """Whether asking otherwise may help."""
        if trouble.kind is Kind.PAGE and self.place.token:
            self.place.begin(self.session.context.now())
            self._met = 0
            self._tokens.clear()
            return True
        if trouble.kind is Kind.PARAMETER and not self._switched and is_refused(self.dialect, trouble.words):
            self._switched = True
            self.dialect = other(self.dialect)
            self.place.dialect = self.dialect.name
            return True
        return False

    def _read(self, body: Fields, items: list[object], ids: list[str]) -> tuple[list[Draft], tuple[Quarantined, ...]]:
        listing, session = self.listing, self.session
        includes = Includes(body)
        session.people.learn(includes.users)
        self.pages_read += 1
        drafts: dict[str, Draft] = {}
        bad: list[Quarantined] = []
        for at, item in enumerate(items):
            found = listing.parse(item, includes, f"page {self.pages_read}, data[{at}]")
            if isinstance(found, Quarantined):
                bad.append(found)
            else:
                drafts[found.record.source_id] = found
            if listing.what == "post":
                self.learn_versions(fields_of(item))
        self.count(body, ids, includes)
        return [drafts[number] for number in sorted(drafts, key=int)], tuple(bad)

    def learn_versions(self, post: Fields) -> None:
        """Note other versions of a post that are not held: they are fetched while X still has them."""
        self.versions.update({each: None for each in versions_of(post) if not self.session.context.knows(each)})

    def count(self, body: Fields, ids: list[str], includes: Includes, *, word: str = "listed") -> None:
        """Note what an answer held and what it costs."""
        session = self.session
        session.count(f"{self.listing.what}s_{word}", len(ids))
        for tally in partial_errors(body):
            session.count(tally.name, tally.value)
        session.costs.read(self.listing.what, ids)
        session.costs.read("post", includes.posts)
        session.costs.read("person", [text_of(user, "id") for user in includes.users])

    def _note(self, ids: list[str]) -> None:
        """Look at where the page stands against the mark."""
        mark = int(self.place.mark) if self.place.mark else None
        for number in ids:
            if not self._oldest or int(number) < int(self._oldest):
                self._oldest = number
            if mark is not None and int(number) <= mark and self.session.context.knows(number):
                self._met += 1
        if self.listing.what == "post":
            self.seen.update(ids)
            self.place.remember(ids)

    def _has_met(self) -> bool:
        return bool(self.place.mark) and self._met >= max(1, self.session.options.overlap)

    # --- what may be missing ----------------------------------------------------------------------------------------

    def _doubts(self, body: Fields, items: list[object], top: str) -> tuple[tuple[Gap, ...], tuple[str, ...]]:
        """A count that does not fit its page, and a list that has fallen silent."""
        gaps: tuple[Gap, ...] = ()
        count = listed(dict(body))
        if count is not None:
            self.session.reckon(f"{self.listing.what}s", counted=count, given=len(items))
        if count is not None and count > len(items):
            gaps += (self._gap(f"X counts {count} on a page and gives {len(items)}", f"count:{self._today()}"),)
        silent = not items and not top and not text_of(fields_of(body.get("meta")), "next_token")
        if silent and self._should_be_there():
            gaps += (self._gap("X lists nothing, although it listed what is held", "silence"),)
        return gaps, (() if silent else (f"{self.listing.edge}:silence",))

    def _should_be_there(self) -> bool:
        """Whether the newest that is held ought still to be listed."""
        at, window = _time_of(self.place.mark), self.listing.window
        if at is None or window is None:
            return bool(self.place.mark)
        return self.session.context.now() - at < window - dt.timedelta(days=1)

    def _ended(self) -> tuple[tuple[Gap, ...], tuple[str, ...]]:
        """What the end of the list, or of the walk, tells of what was never seen."""
        edge, place, now = self.listing.edge, self.place, self.session.context.now()
        closed = (f"{edge}:permission",)
        window, done = self.listing.window, place.done_at
        gaps: tuple[Gap, ...] = ()
        if window is not None and done is None and not place.mark:
            created = moment_of(self.session.since)
            if created is None or created.utc < now - window:
                reason = f"X gives {self.listing.what}s of the last {window.days} days only; older ones need an archive's import"
                start = created.utc if created else None
                gaps += (
                    Gap(reason=reason, start=start, end=now - window, edge=edge, key=f"{edge}:before-first-capture"),
                )
        elif window is not None and done is not None and now - done > window:
            reason = f"the last whole capture is longer ago than the {window.days} days that X gives"
            gaps += (Gap(reason=reason, start=done, end=now - window, edge=edge, key=f"{edge}:window:{place.done}"),)
        elif self._met == 0 and place.mark and place.count and self._should_be_there():
            reason = "the list ended before it met what was captured last: something in between may be missing"
            start = _time_of(place.mark) or done
            gaps += (Gap(reason=reason, start=start, end=self._reached(), edge=edge, key=f"{edge}:unmet:{place.mark}"),)
        if not place.mark and self.listing.reach and place.count >= self.listing.reach - PAGE:
            reason = f"X lists the newest {self.listing.reach} only; older ones need an archive's import"
            gaps += (Gap(reason=reason, end=self._reached(), edge=edge, key=f"{edge}:before-first-capture"),)
        return gaps, closed

    def _reached(self) -> dt.datetime | None:
        return _time_of(self._oldest)

    def _gap(self, reason: str, key: str) -> Gap:
        edge, now = self.listing.edge, self.session.context.now()
        return Gap(reason=reason, start=self.place.done_at, end=now, edge=edge, key=f"{edge}:{key}")

    def _today(self) -> str:
        return self.session.context.now().date().isoformat()


def _time_of(number: str) -> dt.datetime | None:
    moment = moment_of_id(int(number)) if number else None
    return moment.utc if moment else None
