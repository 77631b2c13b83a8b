"""Notices: grouped into one a run and target, told when something is new or got worse, and once when it is resolved.

Never a correspondent's name, a message's word or a file's name: sentences of ours, channels, record numbers, dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from archiver.pipeline.reports.problems import Problem, ordered
from archiver.pipeline.reports.state import Told

LISTED = 25
_FORGET_EVENTS_AFTER = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one target."""

    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a target has not heard yet."""

    fresh: tuple[Problem, ...] = ()
    reminded: tuple[Problem, ...] = ()
    resolved: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fresh or self.reminded or self.resolved)


def news(
    known: dict[str, Told],
    problems: Sequence[Problem],
    scopes: Collection[str],
    *,
    kinds: Collection[str],
    now: dt.datetime,
    again_after: dt.timedelta | None,
) -> tuple[News, dict[str, Told]]:
    """What is news for a target that knows `known`, and what it knows once it was told. It hears of `kinds`; what is not
    among `problems` and belongs to `scopes` is resolved."""
    after = {key: told for key, told in known.items() if not _is_forgotten(told, now)}
    fresh, reminded = [], []
    present = {problem.key: problem for problem in problems}
    for problem in ordered([problem for problem in present.values() if problem.kind in kinds]):
        told = known.get(problem.key)
        parts = set(problem.parts)
        if told is None or parts - told.parts:
            fresh.append(problem)
        elif not problem.is_event and again_after is not None and now - told.when >= again_after:
            reminded.append(problem)
        else:
            # What it consists of may have become less: if that comes back it is news again.
            after[problem.key] = _told(problem, told.when)
            continue
        after[problem.key] = _told(problem, now)
    resolved = []
    for key, told in sorted(known.items()):
        if key in present or told.scope not in scopes:
            continue
        if not told.is_event:
            after.pop(key, None)
            if not told.is_left:
                resolved.append(told.what)
    return News(fresh=tuple(fresh), reminded=tuple(reminded), resolved=tuple(resolved)), after


def _told(problem: Problem, when: dt.datetime) -> Told:
    return Told(
        set(problem.parts), when, _subject(problem), problem.scope, is_event=problem.is_event, is_left=problem.is_left
    )


def _is_forgotten(told: Told, now: dt.datetime) -> bool:
    return told.is_event and now - told.when > _FORGET_EVENTS_AFTER


def _subject(problem: Problem) -> str:
    return f"{problem.channel}: {problem.what}" if problem.channel else problem.what


def compose(found: News, *, agency: str, headline: str, report: str) -> Notice:
    """The message in words. `report` says where the whole report lies."""
    count = len(found.fresh) + len(found.reminded)
    if found.fresh:
        title = f"{agency} archive: {_things(len(found.fresh))} new for a person"
    elif found.reminded:
        title = f"{agency} archive: {_things(count)} still waiting for a person"
    else:
        title = f"{agency} archive: resolved"
    lines = [headline] if headline else []
    lines += _section("New:", [_line(problem) for problem in found.fresh])
    lines += _section("Still waiting:", [_line(problem) for problem in found.reminded])
    lines += _section("Resolved:", [f"- {what}" for what in found.resolved])
    if report:
        lines += ["", f"Report: {report}"]
    return Notice(title=title, body="\n".join(lines).lstrip("\n"))


def _things(count: int) -> str:
    return "one thing" if count == 1 else f"{count} things"


def _section(heading: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = [f"- and {len(lines) - LISTED} more; see the report"] if len(lines) > LISTED else []
    return ["", heading, *lines[:LISTED], *more]


def _line(problem: Problem) -> str:
    by = f" by {problem.by.day} {problem.by:%B %Y}" if problem.by else ""
    return f"- {_subject(problem)}. {problem.who}{by}: {problem.do}."
