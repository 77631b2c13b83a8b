"""Reads the notifications about a page: deletions of comments are taken at LinkedIn's word, edits are kept for the walk
through the comments, and posts below which something happened are to be walked.

The place moves only when all that was notified has been followed up.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from archiver.model.capture import Batch, Gap, Quarantined
from connectors.drafts import Draft
from connectors.fields import fields_of, list_of
from connectors.linkedin.paging import next_start
from connectors.linkedin.parse_notifications import ACTIONS, Notice, notice_of
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

    def run(self) -> Iterator[Batch]:
        """Every notification since the last run, with a day's overlap."""
        session, start = self._session, 0
        first = max(self._until - _ms(OVERLAP), int((self._now - WINDOW).timestamp() * 1000))
        while True:
            session.check()
            answer, trouble = session.ask(self._path(first, start), finder=True)
            if trouble is not None:
                yield from session.failed(EDGE, f"{EDGE}:refused", trouble, (answer.exchange,))
                return
            body = fields_of(answer.value)
            items = list_of(body.get("elements"))
            drafts, base = self._read(items)
            gaps = self._window() if start == 0 else ()
            made = session.batch(
                EDGE,
                (answer.exchange,),
                quarantined=base.quarantined,
                absences=base.absences,
                gaps=gaps,
                closed=(f"{EDGE}:refused",),
            )
            yield from session.took(drafts, made)
            following = next_start(body, start, len(items))
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

    def _read(self, items: list[object]) -> tuple[list[Draft], Batch]:
        session = self._session
        notices: list[Notice] = []
        bad: list[Quarantined] = []
        for at, item in enumerate(items):
            found = notice_of(item, session.ends, source=EDGE, place=f"elements[{at}]")
            if isinstance(found, Quarantined):
                bad.append(found)
            else:
                notices.append(found)
        session.count("notifications_listed", len(items))
        for notice in notices:
            word = notice.action.lower() if notice.action in ACTIONS else "other"
            session.count(f"notifications:{word}")
            for post in notice.posts:
                self.touched[post] = max(self.touched.get(post, 0), notice.at)
        deleted = {notice.comment for notice in notices if notice.absence}
        drafts = [notice.mention for notice in notices if notice.mention]
        for notice in sorted(notices, key=_edited_at):
            # What was read before is in the overlap again: its words have been taken and may be old by now.
            if notice.edit is None or _edited_at(notice) <= self._until:
                continue
            if notice.comment in deleted:
                drafts.append(notice.edit)
            else:
                self.edits.setdefault(notice.comment, []).append(notice.edit)
        absences = tuple({notice.comment: notice.absence for notice in notices if notice.absence}.values())
        return drafts, session.batch(EDGE, quarantined=tuple(bad), absences=absences)

    def _window(self) -> tuple[Gap, ...]:
        """LinkedIn keeps notifications for sixty days: edits and deletions of before are not told any more."""
        if not self._until or self._until >= int((self._now - WINDOW).timestamp() * 1000):
            return ()
        start = dt.datetime.fromtimestamp(self._until / 1000, dt.UTC)
        reason = "edits and deletions of comments were not read within the sixty days that LinkedIn keeps them"
        return (Gap(reason=reason, start=start, end=self._now - WINDOW, edge=EDGE, key=f"{EDGE}:window:{self._until}"),)


def _edited_at(notice: Notice) -> int:
    at = notice.edit.record.edited_at if notice.edit else None
    return int(at.utc.timestamp() * 1000) if at else 0


def _ms(span: dt.timedelta) -> int:
    return int(span.total_seconds() * 1000)
