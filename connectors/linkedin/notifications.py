"""Reads the notifications about a page: deletions of comments are taken at LinkedIn's word, edits are kept for the walk
through the comments, and posts below which something happened are to be walked.

The place moves only when all that was notified has been followed up.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from archiver.model.capture import Batch, Exchange, Gap
from connectors.drafts import Draft
from connectors.fields import fields_of, list_of, text_of
from connectors.linkedin.paging import Circle, next_start, total_of
from connectors.linkedin.parse_notifications import ACTIONS, edited_at, notices_in, told
from connectors.linkedin.places import read_until
from connectors.linkedin.session import Session
from connectors.linkedin.urns import encoded

EDGE = "notifications"
WINDOW = dt.timedelta(days=60)
OVERLAP = dt.timedelta(days=1)
PAGE = 100


class Notifications:
    """`touched` names the posts below which something happened, and when last (milliseconds); `edits` the texts of edited
    comments, oldest first; `is_complete`: all of them were read."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._until = read_until(session.context.cursors)
        self._now = session.context.now()
        self.is_complete = False
        self.touched: dict[str, int] = {}
        self.edits: dict[str, list[Draft]] = {}
        self._told_by: dict[int, Exchange] = {}

    def run(self) -> Iterator[Batch]:
        """Every notification since the last run, with a day's overlap."""
        session, start, circle, total = self._session, 0, Circle(), 0
        first = max(self._until - _ms(OVERLAP), int((self._now - WINDOW).timestamp() * 1000))
        while True:
            session.check()
            answer, trouble = session.ask(self._path(first, start), finder=True)
            if trouble is not None:
                yield from session.failed(EDGE, f"{EDGE}:refused", trouble, (answer.exchange,))
                return
            body = fields_of(answer.value)
            items = list_of(body.get("elements"))
            drafts, base = self._read(items, answer.exchange)
            gaps = self._window() if start == 0 else ()
            total = max(total, total_of(body))
            names = [text_of(fields_of(item), "notificationId") or repr(item) for item in items]
            following = next_start(body, start, len(items))
            if (items and circle.goes_round(names)) or (following is None and total > circle.seen):
                following = None
                gaps += (self._not_all(),)
            made = session.batch(
                EDGE,
                (answer.exchange,),
                quarantined=base.quarantined,
                absences=base.absences,
                gaps=gaps,
                closed=(f"{EDGE}:refused",),
            )
            yield from session.took(drafts, made)
            if following is None:
                self.is_complete = True
                return
            start = following

    def done(self) -> Iterator[Batch]:
        """Move the place: everything notified has been followed up."""
        if self.is_complete:
            cursor = json.dumps({"until": int(self._now.timestamp() * 1000)})
            yield self._session.counted(self._session.batch(EDGE, cursor=cursor))

    def _path(self, first: int, start: int) -> str:
        actions = ",".join(ACTIONS)
        page = encoded(self._session.ends.urn)
        end = int(self._now.timestamp() * 1000)
        return (
            f"rest/organizationalEntityNotifications?q=criteria&actions=List({actions})&organizationalEntity={page}"
            f"&timeRange=(start:{first},end:{end})&start={start}&count={PAGE}"
        )

    def told_by(self, edit: Draft) -> tuple[Exchange, ...]:
        """The answer that an edit was told in."""
        found = self._told_by.get(id(edit))
        return (found,) if found is not None else ()

    def _read(self, items: list[object], exchange: Exchange) -> tuple[list[Draft], Batch]:
        session = self._session
        notices, bad = notices_in(items, session.ends, source=EDGE)
        session.count("notifications_listed", len(items))
        for notice in notices:
            word = notice.action.lower() if notice.action in ACTIONS else "other"
            session.count(f"notifications:{word}")
            for post in notice.posts:
                self.touched[post] = max(self.touched.get(post, 0), notice.at)
        # What was read before is in the overlap again: its words have been taken and may be old by now.
        drafts, edits = told(notices, lambda notice: edited_at(notice) > self._until)
        for edit in edits:
            self.edits.setdefault(edit.record.source_id, []).append(edit)
            self._told_by[id(edit)] = exchange
        absences = tuple({notice.comment: notice.absence for notice in notices if notice.absence}.values())
        return drafts, session.batch(EDGE, quarantined=bad, absences=absences)

    def _not_all(self) -> Gap:
        """Edits and deletions may have been told that were not given to us."""
        start = dt.datetime.fromtimestamp(self._until / 1000, dt.UTC) if self._until else None
        reason = "LinkedIn gave fewer notifications than it counts, or the same ones over and over"
        key = f"{EDGE}:short:{self._now.date().isoformat()}"
        return Gap(reason=reason, start=start, end=self._now, edge=EDGE, key=key)

    def _window(self) -> tuple[Gap, ...]:
        """LinkedIn keeps notifications for sixty days: edits and deletions of before are not told any more."""
        if not self._until or self._until >= int((self._now - WINDOW).timestamp() * 1000):
            return ()
        start = dt.datetime.fromtimestamp(self._until / 1000, dt.UTC)
        reason = "edits and deletions of comments were not read within the sixty days that LinkedIn keeps them"
        return (Gap(reason=reason, start=start, end=self._now - WINDOW, edge=EDGE, key=f"{EDGE}:window:{self._until}"),)


def _ms(span: dt.timedelta) -> int:
    return int(span.total_seconds() * 1000)
