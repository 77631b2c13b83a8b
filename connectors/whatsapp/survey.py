"""The first reading of a chat: nothing is kept of it but what the whole file proves.

Its form, the order of day and month, who speaks, and whether it is a group are facts of the whole, needed before the
first message can be read. Memory does not grow with the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from archiver.errors import SourceError
from connectors.base import DateOrder, Source
from connectors.whatsapp.chats import Chat
from connectors.whatsapp.dates import DateEvidence, Decision
from connectors.whatsapp.header import MARKS, Form, form_of, header
from connectors.whatsapp.lines import Lines
from connectors.whatsapp.markers import GROUP, LRM, SYSTEM, is_no_name, plain

STARTS = frozenset("0123456789[" + MARKS.replace("-", "") + "\u202b\u202c\u202d\u2067\u2068")
_NEVER = re.compile(r"(?!)")
_NAMES = 5000
_NAME_LENGTH = 120
_OPENING = 500


@dataclass(slots=True)
class FormFacts:
    """What the lines of one form tell."""

    dates: DateEvidence
    first_line: int
    opening: str
    count: int = 0
    senders: Counter[str] = field(default_factory=Counter)
    notice_author: str = ""
    group: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the whole file proves. `strays` counts lines that begin like a message, but in another form: quotations.

    `senders` counts messages by the name as written; `notice_author` is the name on the platform's first line (iOS).
    `marked` tells whether the platform's own words carry their invisible mark in this file; `opening` is the beginning of
    its first message's line."""

    forms: tuple[Form, ...]
    decisions: tuple[Decision, ...]
    senders: Counter[str]
    notice_author: str
    group: bool
    marked: bool
    messages: int
    strays: int
    stray_lines: tuple[int, ...]
    opening: str


def survey(source: Source, chat: Chat, captured: dt.date, told: DateOrder | None) -> Survey:
    """Read the chat once. Raises SourceError when it cannot be read or holds no message, DateOrderUnproved when day and
    month cannot be told apart."""
    with source.open(chat.member) as stream:
        facts = _gather(Lines(stream), captured)
    path = chat.shown
    if not facts:
        raise SourceError(f"{path}: no line in it begins as a WhatsApp message does", path=path)
    forms, strays = _accepted(facts)
    senders: Counter[str] = Counter()
    for form in forms:
        senders.update(facts[form].senders)
    return Survey(
        forms=forms,
        decisions=tuple(facts[form].dates.decide(told, path=path) for form in forms),
        senders=senders,
        notice_author=next((facts[form].notice_author for form in forms if facts[form].notice_author), ""),
        group=any(facts[form].group for form in forms),
        marked=any(facts[form].marked for form in forms),
        messages=sum(facts[form].count for form in forms),
        strays=sum(facts[form].count for form in strays),
        stray_lines=tuple(sorted(facts[form].first_line for form in strays)),
        opening=min((facts[form] for form in forms), key=lambda fact: fact.first_line).opening,
    )


def _gather(lines: Lines, captured: dt.date) -> dict[Form, FormFacts]:
    facts: dict[Form, FormFacts] = {}
    here: FormFacts | None = None
    match: Callable[[str], re.Match[str] | None] = _NEVER.match
    date: tuple[str | None, ...] = ()
    since = count = 0
    for number, line in enumerate(lines, 1):
        start = line[:1]
        if start not in STARTS and not start.isdigit():
            continue
        found = match(line)
        if found is None:
            form = form_of(line)
            if form is None or (other := header(form).match(line)) is None:
                continue
            _flush(here, date, since, count)
            date, count = (), 0
            found, match = other, header(form).match
            here = facts.get(form)
            if here is None:
                evidence = DateEvidence(captured=captured, year_first=form.year_first, long_year=form.long_year)
                here = facts[form] = FormFacts(dates=evidence, first_line=number, opening=line[:_OPENING])
        if here is None:
            continue
        parts = found.group(2, 3, 4)
        if parts != date:
            _flush(here, date, since, count)
            date, since, count = parts, number, 0
        count += 1
        here.count += 1
        _speaker(here, found[9])
    _flush(here, date, since, count)
    return facts


def _flush(facts: FormFacts | None, date: tuple[str | None, ...], since: int, count: int) -> None:
    """Messages mostly share their day with the one above, so days are judged once a run of them."""
    if facts is not None and count:
        first, second, third = (part or "" for part in date)
        facts.dates.see(first, second, third, since, count)


def _speaker(facts: FormFacts, rest: str) -> None:
    name, colon, _ = rest.partition(": ")
    if not colon:
        facts.group = facts.group or bool(GROUP.search(plain(rest[:300])))
        return
    if LRM in rest:
        facts.marked = True
        # The mark shows where the platform's words begin, also when the group's name has a colon in it.
        at = rest.find(": " + LRM)
        if 0 <= at <= _NAME_LENGTH:
            said = plain(rest[at + 2 : at + 300])
            if SYSTEM.search(said):
                facts.notice_author = facts.notice_author or rest[:at]
                facts.group = facts.group or bool(GROUP.search(said))
                return
    counts = facts.senders
    if name in counts:
        counts[name] += 1
    elif len(name) > _NAME_LENGTH or is_no_name(name):
        facts.group = True
    elif len(counts) < _NAMES:
        counts[name] = 1


def _accepted(facts: dict[Form, FormFacts]) -> tuple[tuple[Form, ...], list[Form]]:
    """The forms that the file is written in. A form of a line or two amid many of another is a quotation."""
    total = sum(fact.count for fact in facts.values())
    ranked = sorted(facts, key=lambda form: (-facts[form].count, facts[form].first_line))
    forms = tuple(form for form in ranked if form is ranked[0] or (facts[form].count >= max(3, total // 100)))
    return forms, [form for form in ranked if form not in forms]
