"""Walks the comments and replies below each post that has a reason to be walked, several posts read at a time.

What was there and is listed no more is absent, not deleted: only a notification says that a comment was deleted.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from archiver.errors import PlatformChanged, PlatformUnavailable
from archiver.model.capture import Absence, Batch, Exchange, Gap, Quarantined
from connectors.drafts import Draft
from connectors.failures import Failures
from connectors.fields import Fields, fields_of, list_of, text_of, whole
from connectors.linkedin.notifications import Notifications
from connectors.linkedin.paging import Circle, next_start, total_of
from connectors.linkedin.parse_api import comment_of
from connectors.linkedin.parse_notifications import TOLD
from connectors.linkedin.places import REMEMBERED, PostPlace
from connectors.linkedin.posts import Posts
from connectors.linkedin.session import Session
from connectors.linkedin.troubles import Kind, Trouble
from connectors.linkedin.urns import encoded, is_urn
from connectors.side_by_side import StageEnded, taken_in_order

EDGE = "comments"
PAGE = 100
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
        self._failures = Failures()

    def run(self) -> Iterator[Batch]:
        """Every post that is due; then what notifications told and no walk has met."""
        session = self._session
        try:
            yield from taken_in_order(map(self._below, self._due()), _Below.read, _Below.take, check=session.check)
        except StageEnded:
            return
        self._failures.conclude()
        left = [draft for drafts in self._notified.edits.values() for draft in drafts if self._is_left(draft)]
        if left:
            # With the answers that told of them, so that these can be read anew.
            sources = {id(each): each for draft in left for each in self._notified.told_by(draft)}
            yield from session.took(left, session.batch(EDGE, tuple(sources.values())))

    def _below(self, urn: str) -> _Below:
        place = self._place(urn)
        self._walked |= {urn, place.activity}
        return _Below(self._session, urn, place, self._posts, self._notified, self._failures)

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
            is_owed = session.is_open(f"comments:{urn}")
            if changed or is_young or is_told or is_owed or place.is_due(now, session.options.full_days):
                due.append(urn)
        return due


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of comments as it was read, or the trouble in its place."""

    exchange: Exchange
    trouble: Trouble | None = None
    total: int = 0
    loops: bool = False
    found: tuple[tuple[Fields, Draft | Quarantined], ...] = ()


class _Below:
    """The comments below one post. `read` only asks; `take` makes batches of what it read."""

    def __init__(
        self,
        session: Session,
        urn: str,
        place: PostPlace,
        posts: Posts,
        notifications: Notifications,
        failures: Failures,
    ) -> None:
        self._session = session
        self._urn = urn
        self._place = place
        self._posts = posts
        self._edits = notifications.edits
        self._failures = failures
        self._activity = place.activity
        self._total = 0
        self._loops = False
        self._ids: dict[str, None] = {}
        self._began = int(session.context.now().timestamp() * 1000)

    def read(self) -> Iterator[_Page]:
        """The post's comments page by page, then the replies below each of them that has any. A trouble is the last."""
        session, urn = self._session, self._urn
        session.check()
        lists = [urn]
        for parent in lists:
            start: int | None = 0
            circle, total = Circle(), 0
            while start is not None:
                answer, trouble = session.ask(_path(parent, start))
                if trouble is not None:
                    yield _Page(answer.exchange, trouble)
                    return
                body = fields_of(answer.value)
                items = list_of(body.get("elements"))
                found = tuple(
                    (
                        fields_of(item),
                        comment_of(item, session.ends, urn, source=EDGE, place=f"{urn} elements[{at}]"),
                    )
                    for at, item in enumerate(items)
                )
                if parent == urn:
                    lists += [r.record.source_id for f, r in found if isinstance(r, Draft) and _has_replies(f)]
                names = [r.record.source_id if isinstance(r, Draft) else repr(f) for f, r in found]
                loops = bool(names) and circle.goes_round(names)
                more, total = max(total, total_of(body)) - total, max(total, total_of(body))
                yield _Page(answer.exchange, found=found, total=more, loops=loops)
                start = None if loops else next_start(body, start, len(items))
                if start is not None:
                    session.check()

    def take(self, pages: Iterator[_Page]) -> Iterator[Batch]:
        """All of them; the last batch bears the post's place."""
        session = self._session
        for page in pages:
            if page.trouble is not None and EDGE in session.refused:
                # It was under way when another was refused: that has been told.
                yield session.batch(EDGE, (page.exchange,))
                raise StageEnded
            if page.trouble is not None:
                yield from self._refused(page.trouble, (page.exchange,))
                if EDGE in session.refused:
                    raise StageEnded
                return
            drafts: list[Draft] = []
            bad: list[Quarantined] = []
            for fields, read in page.found:
                if isinstance(read, Quarantined):
                    bad.append(read)
                    continue
                self._ids[read.record.source_id] = None
                self._activity = self._activity or _activity(fields)
                drafts += [*earlier(read, self._edits), read]
            self._total += page.total
            self._loops = self._loops or page.loops
            session.count("comments_listed", len(page.found))
            made = session.batch(f"post:{self._urn}", (page.exchange,), quarantined=tuple(bad))
            yield from session.took(drafts, made)
        self._failures.well()
        yield session.counted(self._end())

    def _refused(self, trouble: Trouble, exchanges: tuple[Exchange, ...]) -> Iterator[Batch]:
        if trouble.kind is Kind.GONE:
            # The post may be gone, or its comments closed: what is held of them stays as it is.
            gap = Gap(reason=f"comments of a post: {trouble.reason}", edge=EDGE, key=f"comments:{self._urn}")
            yield self._session.counted(self._session.batch(EDGE, exchanges, gaps=(gap,)))
            return
        if trouble.kind in (Kind.TRANSIENT, Kind.CHANGED):
            try:
                yield from self._session.failed(EDGE, f"comments:{self._urn}", trouble, exchanges)
            except (PlatformUnavailable, PlatformChanged) as error:
                gap = Gap(reason=f"comments of a post: {trouble.reason}", edge=EDGE, key=f"comments:{self._urn}")
                yield self._session.counted(self._session.batch(EDGE, gaps=(gap,)))
                self._failures.failed(error)
            return
        # What is refused below one post is refused below all.
        yield from self._session.failed(EDGE, REFUSED, trouble, exchanges)

    def _end(self) -> Batch:
        session, urn = self._session, self._urn
        counted = self._posts.listed.get(urn)
        gaps: tuple[Gap, ...] = ()
        closed = [f"comments:{urn}", REFUSED]
        expected = max(counted or 0, self._total)
        if counted is not None or self._total:
            session.reckon("comments", counted=expected, given=len(self._ids))
        if self._loops:
            reason = "LinkedIn's pages of comments go round in a circle"
            gaps = (Gap(reason=reason, edge=EDGE, key=f"comments:{urn}:short"),)
        elif expected > len(self._ids):
            reason = f"LinkedIn counts {expected} comments below a post and lists {len(self._ids)}"
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


def earlier(read: Draft, edits: dict[str, list[Draft]]) -> list[Draft]:
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
        for edit in edits.pop(read.record.source_id, [])
        if edit.record.text != read.record.text
    ]


def _path(urn: str, start: int) -> str:
    return f"rest/socialActions/{encoded(urn)}/comments?start={start}&count={PAGE}"


def _activity(comment: Fields) -> str:
    found = text_of(comment, "object")
    return found if is_urn(found) else ""


def _has_replies(comment: Fields) -> bool:
    """Where LinkedIn does not say how many replies there are, they are asked for."""
    count = whole(fields_of(comment.get("commentsSummary")).get("totalFirstLevelComments"))
    return count is None or count > 0
