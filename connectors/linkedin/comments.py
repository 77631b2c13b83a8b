"""Walks the comments and replies below each post that has a reason to be walked, several posts at a time.

What was there and is listed no more is absent, not deleted: only a notification says that a comment was deleted.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial

from archiver.model.capture import Absence, Batch, Exchange, Gap, Quarantined
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of, list_of, text_of, whole
from connectors.linkedin.notifications import Notifications
from connectors.linkedin.paging import next_start
from connectors.linkedin.parse_api import comment_of
from connectors.linkedin.parse_notifications import TOLD
from connectors.linkedin.places import REMEMBERED, PostPlace
from connectors.linkedin.posts import Posts
from connectors.linkedin.session import Asked, Session
from connectors.linkedin.troubles import Kind, Trouble
from connectors.linkedin.urns import encoded, is_urn

EDGE = "comments"
PAGE = 100
AHEAD = 4
REFUSED = "comments:refused"
_LATE_MS = 10 * 60 * 1000
"""A notification may come a little before what it tells of can be read."""

NOT_LISTED = "no longer listed below its post"


class Comments:
    """The comments of one capture."""

    def __init__(self, session: Session, posts: Posts, notifications: Notifications) -> None:
        self._session = session
        self._posts = posts
        self._notified = notifications
        self._walked: set[str] = set()

    def run(self) -> Iterator[Batch]:
        """Every post that is due, the first page of the next ones asked for meanwhile."""
        waiting: deque[tuple[str, Future[Asked]]] = deque()
        due = iter(self._due())
        while True:
            while len(waiting) < AHEAD and (urn := next(due, None)) is not None:
                waiting.append((urn, self._session.soon(partial(self._session.ask, _path(urn, 0)))))
            if not waiting:
                break
            urn, first = waiting.popleft()
            self._session.check()
            self._walked |= {urn, self._place(urn).activity}
            yield from _Below(self._session, urn, self._place(urn), self._posts, self._notified).run(first)
            if EDGE in self._session.refused:
                return
        left = [draft for drafts in self._notified.edits.values() for draft in drafts if self._is_left(draft)]
        if left:
            yield from self._session.took(left, self._session.batch(EDGE))

    def _is_left(self, edit: Draft) -> bool:
        """Whether the words of an edit were met nowhere: below a post that was walked now, its comment is hidden or gone;
        below one that was walked since the edit and not now, they have been taken; any other post is not the page's."""
        post = str(edit.record.thread.key)
        if post in self._walked:
            return True
        known = any(post in (urn, place.activity) for urn, place in self._posts.known.items())
        return not (known or post in self._posts.listed or self._session.context.knows(edit.record.source_id))

    def _place(self, urn: str) -> PostPlace:
        return self._posts.known.get(urn, PostPlace())

    def _due(self) -> list[str]:
        """Young posts, those that LinkedIn counts otherwise than before, those notified of, and each in its turn."""
        session = self._session
        now, touched = session.context.now(), self._notified.touched
        young = int((now - dt.timedelta(days=session.options.young_days)).timestamp() * 1000)
        due = []
        everything = {**dict.fromkeys(self._posts.known), **self._posts.listed}
        for urn, count in everything.items():
            place = self._place(urn)
            if place.gone and urn not in self._posts.listed:
                continue
            published = self._posts.published.get(urn, place.published)
            changed = count is not None and count != place.count
            # Without counts or notifications only a walk finds late comments and edits.
            is_young = published >= young and (count is None or not self._notified.is_complete)
            told = max(touched.get(urn, 0), touched.get(place.activity, 0))
            is_told = told > 0 and told > place.walked - _LATE_MS
            if changed or is_young or is_told or place.is_due(now, session.options.full_days):
                due.append(urn)
        return due


class _Below:
    """The comments below one post."""

    def __init__(
        self, session: Session, urn: str, place: PostPlace, posts: Posts, notifications: Notifications
    ) -> None:
        self._session = session
        self._urn = urn
        self._place = place
        self._posts = posts
        self._edits = notifications.edits
        self._activity = place.activity
        self._ids: dict[str, None] = {}
        self._broken = False
        self._began = int(session.context.now().timestamp() * 1000)

    def run(self, first: Future[Asked]) -> Iterator[Batch]:
        """All of them; the last batch bears the post's place."""
        parents: list[str] = []
        yield from self._list(self._urn, first.result(), parents)
        for parent in parents:
            if self._broken:
                break
            yield from self._list(parent, None, None)
        if not self._broken:
            yield self._session.counted(self._end())

    def _list(self, parent: str, asked: Asked | None, parents: list[str] | None) -> Iterator[Batch]:
        session, start = self._session, 0
        while True:
            session.check()
            answer, trouble = asked or session.ask(_path(parent, start))
            asked = None
            if trouble is not None:
                self._broken = True
                yield from self._refused(trouble, (answer.exchange,))
                return
            body = fields_of(answer.value)
            items = list_of(body.get("elements"))
            drafts, bad = self._read(items, parents)
            session.count("comments_listed", len(items))
            yield from session.took(drafts, session.batch(f"post:{self._urn}", (answer.exchange,), quarantined=bad))
            following = next_start(body, start, len(items))
            if following is None:
                return
            start = following

    def _read(self, items: list[object], parents: list[str] | None) -> tuple[list[Draft], tuple[Quarantined, ...]]:
        drafts: list[Draft] = []
        bad: list[Quarantined] = []
        for at, item in enumerate(items):
            fields = fields_of(item)
            read = comment_of(item, self._session.ends, self._urn, source=EDGE, place=f"{self._urn} elements[{at}]")
            if isinstance(read, Quarantined):
                bad.append(read)
                continue
            number = read.record.source_id
            self._ids[number] = None
            self._activity = self._activity or _activity(fields)
            drafts += [*self._earlier(read), read]
            if parents is not None and _has_replies(fields):
                parents.append(number)
        return drafts, tuple(bad)

    def _earlier(self, read: Draft) -> list[Draft]:
        """Texts that a notification told and that are not the comment's any more, before the one it has now."""
        return [
            Draft(
                record=dataclasses.replace(
                    read.record,
                    text=edit.record.text,
                    edited=True,
                    edited_at=edit.record.edited_at,
                    counts=(),
                    notes=(TOLD,),
                )
            )
            for edit in self._edits.pop(read.record.source_id, [])
            if edit.record.text != read.record.text
        ]

    def _refused(self, trouble: Trouble, exchanges: tuple[Exchange, ...]) -> Iterator[Batch]:
        if trouble.kind is Kind.GONE:
            # The post may be gone, or its comments closed: what is held of them stays as it is.
            gap = Gap(reason=f"comments of a post: {trouble.reason}", edge=EDGE, key=f"comments:{self._urn}")
            yield self._session.counted(self._session.batch(EDGE, exchanges, gaps=(gap,)))
            return
        # What is refused below one post is refused below all.
        key = REFUSED if trouble.kind is Kind.PERMISSION else f"comments:{self._urn}"
        yield from self._session.failed(EDGE, key, trouble, exchanges)

    def _end(self) -> Batch:
        session, urn = self._session, self._urn
        counted = self._posts.listed.get(urn)
        gaps: tuple[Gap, ...] = ()
        closed = [f"comments:{urn}", REFUSED]
        if counted is not None and counted > len(self._ids):
            reason = f"LinkedIn counts {counted} comments below a post and lists {len(self._ids)}"
            gaps = (Gap(reason=reason, edge=EDGE, key=f"comments:{urn}:short"),)
        else:
            closed.append(f"comments:{urn}:short")
        absences = tuple(
            Absence(source_id=number, affirmed=False, reason=NOT_LISTED)
            for number in self._place.ids
            if number not in self._ids
        )
        place = PostPlace(
            published=self._posts.published.get(urn, self._place.published),
            activity=self._activity,
            walked=self._began,
            count=counted,
            ids=tuple(self._ids)[-REMEMBERED:],
        )
        return session.batch(f"post:{urn}", absences=absences, gaps=gaps, closed=closed, cursor=place.write())


def _path(urn: str, start: int) -> str:
    return f"rest/socialActions/{encoded(urn)}/comments?start={start}&count={PAGE}"


def _activity(comment: Fields) -> str:
    found = text_of(comment, "object")
    return found if is_urn(found) else ""


def _has_replies(comment: Fields) -> bool:
    """Where LinkedIn does not say how many replies there are, they are asked for."""
    count = whole(fields_of(comment.get("commentsSummary")).get("totalFirstLevelComments"))
    return count is None or count > 0
