"""Walks a page's posts, last changed first, with what LinkedIn counts of reactions and comments for each.

A whole list is read while it is short, and once a week when it is long; between, the walk ends a day behind the newest change
it has seen. A post that a whole list lacks is asked for by itself: not found is not deleted.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping

from archiver.model.capture import Absence, Batch, Exchange, Gap, Quarantined
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of, list_of, text_of, whole
from connectors.linkedin.paging import Circle, next_start, total_of
from connectors.linkedin.parse_api import comment_count, post_of
from connectors.linkedin.places import PostPlace, listed_before, posts_in
from connectors.linkedin.session import Session
from connectors.linkedin.troubles import Kind
from connectors.linkedin.urns import encoded, is_urn

EDGE = "posts"
PAGE = 100
SHORT_LIST = 500
_SOCIAL = 50
_OVERLAP_MS = 24 * 3600 * 1000
_LOOKED_FOR = 25
NOT_FOUND = "LinkedIn no longer finds it"


class Posts:
    """`known`: the posts of earlier runs; `listed`: those of this one, with the comments LinkedIn counts (None: untold)."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.known = posts_in(session.context.cursors)
        self.listed: dict[str, int | None] = {}
        self.published: dict[str, int] = {}
        self._before, self._mark, self._full = listed_before(session.context.cursors)
        self._level = self._before
        self._newest = self._mark
        self._tells_counts = True

    def run(self) -> Iterator[Batch]:
        """The list, page by page, then those that it lacks."""
        session, start, circle, total = self._session, 0, Circle(), 0
        today = session.context.now().date()
        full = self._before.listed <= SHORT_LIST or self._is_week_ago(today)
        while True:
            session.check()
            answer, trouble = session.ask(self._path(start), finder=True)
            if trouble is not None:
                yield from session.failed(EDGE, f"{EDGE}:refused", trouble, (answer.exchange,))
                return
            body = fields_of(answer.value)
            items = list_of(body.get("elements"))
            urns = [urn for urn in (text_of(fields_of(item), "id") for item in items) if is_urn(urn)]
            social, exchanges = self._social(urns)
            drafts, bad = self._read(items, social)
            total = max(total, total_of(body))
            following = next_start(body, start, len(items))
            ended = following is None
            loops = bool(items) and circle.goes_round(text_of(fields_of(item), "id") or repr(item) for item in items)
            if loops:
                following, ended = None, False
            if not full and items and self._oldest(items) < self._mark - _OVERLAP_MS:
                following = None
            gaps, closed = self._doubts(ended, loops, total=total, given=circle.seen)
            session.count("posts_listed", len(items))
            made = session.batch(
                EDGE,
                (answer.exchange, *exchanges),
                quarantined=bad,
                gaps=gaps,
                closed=closed,
                cursor=self._cursor(today, ended) if following is None else None,
            )
            yield from session.took(drafts, made)
            if following is None:
                break
            start = following
        if ended and self.listed:
            yield from self._lacking()

    def _path(self, start: int) -> str:
        author = encoded(self._session.ends.urn)
        return f"rest/posts?author={author}&q=author&count={PAGE}&start={start}&sortBy=LAST_MODIFIED"

    def _is_week_ago(self, today: dt.date) -> bool:
        try:
            return dt.date.fromisoformat(self._full) <= today - dt.timedelta(days=self._session.options.full_days)
        except ValueError:
            return True

    def _social(self, urns: list[str]) -> tuple[dict[str, Fields], tuple[Exchange, ...]]:
        """What LinkedIn counts for these posts. Where it is not allowed to be read, posts come without."""
        session = self._session
        found: dict[str, Fields] = {}
        exchanges: tuple[Exchange, ...] = ()
        for at in range(0, len(urns), _SOCIAL):
            if not self._tells_counts:
                break
            ids = ",".join(encoded(urn) for urn in urns[at : at + _SOCIAL])
            answer, trouble = session.ask(f"rest/socialMetadata?ids=List({ids})")
            exchanges += (answer.exchange,)
            if trouble is not None:
                # The posts themselves come first: what is in the way here is met, and told, by the next request.
                self._tells_counts = False
                session.count("counts_refused")
                break
            results = fields_of(fields_of(answer.value).get("results"))
            found.update({urn: fields_of(each) for urn, each in results.items()})
        return found, exchanges

    def _read(self, items: list[object], social: Mapping[str, Fields]) -> tuple[list[Draft], tuple[Quarantined, ...]]:
        drafts: dict[str, Draft] = {}
        bad: list[Quarantined] = []
        for at, item in enumerate(items):
            urn = text_of(fields_of(item), "id")
            read = post_of(item, self._session.ends, social.get(urn, {}), source=EDGE, place=f"elements[{at}]")
            if isinstance(read, Quarantined):
                bad.append(read)
                continue
            drafts[urn] = read
            self.listed[urn] = comment_count(social.get(urn, {}))
            sent = read.record.sent
            self.published[urn] = int(sent.utc.timestamp() * 1000) if sent else 0
            self._newest = max(self._newest, whole(fields_of(item).get("lastModifiedAt")) or 0)
        return list(drafts.values()), tuple(bad)

    def _oldest(self, items: list[object]) -> int:
        changes = [whole(fields_of(item).get("lastModifiedAt")) for item in items]
        return min((change for change in changes if change), default=0)

    def _cursor(self, today: dt.date, ended: bool) -> str:
        full = today.isoformat() if ended else self._full
        return json.dumps(json.loads(self._level.text()) | {"mark": self._newest, "full": full})

    def _doubts(self, ended: bool, loops: bool, *, total: int, given: int) -> tuple[tuple[Gap, ...], tuple[str, ...]]:
        """A page that had posts and now lists none, or far fewer, is an incident; one that gives fewer than it counts, or
        goes round in a circle, is not whole."""
        session, now = self._session, self._session.context.now()
        closed = [f"{EDGE}:refused"]
        if loops:
            reason = "LinkedIn's pages of posts go round in a circle; the walk ended early"
            return (Gap(reason=reason, end=now, edge=EDGE, key=f"{EDGE}:circle"),), tuple(closed)
        if not ended:
            return (), tuple(closed)
        gaps: list[Gap] = []
        key = f"{EDGE}:silence"
        self._level, incident = self._before.after(len(self.listed), is_open=session.is_open(key))
        if incident:
            reason = f"LinkedIn listed {len(self.listed)} posts, before {self._before.listed}"
            gaps.append(Gap(reason=reason, end=now, edge=EDGE, key=key))
        else:
            closed.append(key)
        if total:
            session.reckon("posts", counted=total, given=given)
        short = total - given
        key = f"{EDGE}:short:{short}"
        if short > 0:
            gaps.append(Gap(reason=f"LinkedIn counts {short} posts more than it gives", end=now, edge=EDGE, key=key))
        closed += [
            f"{EDGE}:circle",
            *(each for each in session.open_keys(f"{EDGE}:short:") if short <= 0 or each != key),
        ]
        return tuple(gaps), tuple(closed)

    def _lacking(self) -> Iterator[Batch]:
        """Those that were listed once: each is asked for, a few a night."""
        session = self._session
        lacking = [urn for urn, place in self.known.items() if urn not in self.listed and not place.gone]
        for urn in lacking[:_LOOKED_FOR]:
            session.check()
            answer, trouble = session.ask(f"rest/posts/{encoded(urn)}")
            if trouble is not None and trouble.kind is not Kind.GONE:
                yield from session.failed(EDGE, f"post:{urn}", trouble, (answer.exchange,))
                continue
            if trouble is not None:
                place = PostPlace(published=self.known[urn].published, gone=True)
                absence = Absence(source_id=urn, affirmed=False, reason=NOT_FOUND)
                made = session.batch(f"post:{urn}", (answer.exchange,), absences=(absence,), cursor=place.write())
                yield session.counted(made)
                continue
            read = post_of(answer.value, session.ends, {}, source=EDGE, place="asked for by itself")
            drafts = [read] if isinstance(read, Draft) else []
            bad = (read,) if isinstance(read, Quarantined) else ()
            yield from session.took(drafts, session.batch(EDGE, (answer.exchange,), quarantined=bad))
