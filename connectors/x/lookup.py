"""Looks posts up again by id: for those that were deleted, for edits, and for versions that were never captured.

Only X's word that a post does not exist is a deletion. One that X will not show to us, or says nothing about, is absent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from archiver.model.capture import Absence, Batch, Exchange, Gap, Quarantined
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of, list_of, objects_of, text_of
from connectors.x.archive_people import digits, moment_of_id
from connectors.x.dialect import is_refused, other
from connectors.x.includes import Includes
from connectors.x.limits import Wait
from connectors.x.parse_api import post_of
from connectors.x.troubles import Kind
from connectors.x.walk import Walk

MOST = 100
GONE = "X says that it does not exist any more"
UNSHOWN = "X no longer shows it to this account: it may be protected, suspended or withheld"
UNTOLD = "X was asked for it and said nothing"
_WEEK = 7


def due(ids: list[str], now: dt.datetime, *, days: int, reach_days: int, seen: set[str]) -> list[str]:
    """Which of these posts to look up now: young ones every time, older ones on one day of the week each. Not those
    that this run has seen."""
    found = []
    for number in ids:
        moment = moment_of_id(int(number))
        age = now - moment.utc if moment else dt.timedelta.max
        turn = (int(number) >> 22) % _WEEK == now.toordinal() % _WEEK
        if number not in seen and (age.days < days or (age.days < reach_days and turn)):
            found.append(number)
    return found


class LookUp:
    """Looks up what a walk through a list of posts left to ask; its place is the walk's, in the same cursor."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._session = walk.session
        self._edge = walk.listing.edge
        self._switched = False

    def run(self) -> Iterator[Batch | Wait]:
        """Versions first, then what may have been deleted."""
        options, now = self._session.options, self._session.context.now()
        yield from self._all(self._wanted_versions, as_version=True)
        if options.recheck_days > 0:
            again = due(
                self._walk.place.recent,
                now,
                days=options.recheck_days,
                reach_days=options.recheck_reach_days,
                seen=self._walk.seen,
            )
            yield from self._all(lambda: [each for each in again if each not in self._walk.seen], as_version=False)
            yield from self._all(self._wanted_versions, as_version=True)

    def _wanted_versions(self) -> list[str]:
        return [each for each in self._walk.versions if each not in self._walk.seen]

    def _all(self, wanted: Callable[[], list[str]], *, as_version: bool) -> Iterator[Batch | Wait]:
        while ids := wanted()[:MOST]:
            yield from self._some(ids, as_version=as_version)

    def _some(self, ids: list[str], *, as_version: bool) -> Iterator[Batch | Wait]:
        session, walk = self._session, self._walk
        exchanges: tuple[Exchange, ...] = ()
        while True:
            params = {**walk.dialect.posts(), "ids": ",".join(ids)}
            answer, trouble = yield from session.page("tweets", "2/tweets", params)
            exchanges += (answer.exchange,)
            if trouble is None:
                break
            if trouble.kind is Kind.PARAMETER and not self._switched and is_refused(walk.dialect, trouble.words):
                self._switched = True
                walk.dialect = other(walk.dialect)
                walk.place.dialect = walk.dialect.name
                continue
            yield from session.failed(self._edge, trouble, exchanges)
            walk.seen.update(ids)
            return
        body = fields_of(answer.value)
        drafts, bad, found = self._read(body)
        absences, gaps = self._missing(body, ids, found, as_version=as_version)
        walk.seen.update(ids)
        cursor = walk.place.write()
        base = session.batch(self._edge, exchanges, quarantined=bad, absences=absences, gaps=gaps, cursor=cursor)
        yield from session.took(drafts, base)

    def _read(self, body: Fields) -> tuple[list[Draft], tuple[Quarantined, ...], set[str]]:
        session, walk = self._session, self._walk
        includes = Includes(body)
        session.people.learn(includes.users)
        drafts, bad, ids = [], [], []
        for at, item in enumerate(list_of(body.get("data"))):
            place = f"looked up, data[{at}]"
            found = post_of(item, includes, session.people, source=self._edge, place=place)
            number = digits(fields_of(item), "id")
            if number:
                ids.append(number)
            if isinstance(found, Quarantined):
                bad.append(found)
                continue
            drafts.append(found)
            walk.learn_versions(fields_of(item))
        walk.count(body, ids, includes, word="looked_up")
        drafts.sort(key=lambda draft: int(draft.record.source_id))
        return drafts, tuple(bad), set(ids)

    def _missing(
        self, body: Fields, ids: list[str], found: set[str], *, as_version: bool
    ) -> tuple[tuple[Absence, ...], tuple[Gap, ...]]:
        told: dict[str, str] = {}
        for error in objects_of(body.get("errors")):
            number = digits(error, "resource_id", "value")
            if text_of(error, "parameter") in ("", "id", "ids"):
                told[number] = text_of(error, "type").rpartition("/")[2]
        absences: list[Absence] = []
        gaps: list[Gap] = []
        for number in ids:
            if number in found:
                continue
            kind = told.get(number, "")
            if as_version:
                # The post itself is there: a missing version of it is no deletion.
                reason = "an earlier or later version of a post could not be fetched"
                gaps.append(Gap(reason=reason, edge=self._edge, key=f"{self._edge}:version:{number}"))
            elif kind == "resource-not-found":
                absences.append(Absence(source_id=number, affirmed=True, reason=GONE))
            else:
                reason = UNSHOWN if kind.startswith("not-authorized") else UNTOLD
                absences.append(Absence(source_id=number, affirmed=False, reason=reason))
        self._session.count("posts_gone", sum(absence.affirmed for absence in absences))
        self._walk.place.forget({absence.source_id for absence in absences if absence.affirmed})
        return tuple(absences), tuple(gaps)
